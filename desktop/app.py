"""The application's life: options, one window, the engine after it, and an orderly end."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop import compose
from desktop.garbage import Garbage
from desktop.heartbeat import Heartbeat
from desktop.preferences import LANGUAGES, THEMES
from desktop.presenters.turns import Turn
from desktop.single_instance import SingleInstance
from desktop.views.main_window import MainWindow
from desktop.views.rail import SCREENS
from desktop.warming import Warming
from desktop.wire import Connect

if TYPE_CHECKING:
    from desktop.tray import Tray

SWITCH_SECONDS = 0.001  # after which a thread hands the interpreter on to another that waits


def options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="munseonaru", description="문서나루 창을 엽니다.")
    parser.add_argument("--home", type=Path, help="자료함(프로필) 폴더")
    parser.add_argument("--ask", default="", metavar="TEXT", help="시작하면서 묻습니다")
    parser.add_argument("--screen", choices=[name for name, _icon in SCREENS])
    parser.add_argument("--index", type=Path, metavar="PATH", help="시작하면서 자료를 추가합니다")
    parser.add_argument("--open-first-citation", action="store_true", help="첫 근거의 원문을 엽니다")
    parser.add_argument("--theme", choices=THEMES, help="이번에만 쓸 밝기")
    parser.add_argument("--lang", choices=LANGUAGES, help="이번에만 쓸 언어")
    parser.add_argument("--quit-after", type=float, metavar="SECONDS", help="정한 시간 뒤에 끝냅니다")
    parser.add_argument("--screenshot", type=Path, metavar="FILE", help="끝내기 전에 창을 그림으로 저장합니다")
    parser.add_argument("--heartbeat", type=Path, metavar="FILE", help="창이 멈춘 시간을 재어 저장합니다")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str], connect: Connect = compose.connect_engine, started: float | None = None) -> int:
    """Open the window and return the process's exit code. `started`: time.monotonic() at the very start."""
    begun = time.monotonic() if started is None else started
    chosen = options(arguments)
    home: Path = (chosen.home or compose.default_home()).expanduser().absolute()
    app = QApplication.instance() or QApplication([sys.argv[0] if sys.argv else "munseonaru"])
    assert isinstance(app, QApplication)
    app.setApplicationName("munseonaru")
    app.setApplicationDisplayName("문서나루")
    app.setDesktopFileName("munseonaru")
    single = SingleInstance(home)
    if not single.first() and single.hand_over(chosen.ask):
        return 0
    made = compose.context(app, home, connect, chosen.lang)
    window = compose.window(made)
    heartbeat = _heartbeat(chosen, begun, app)
    warming = Warming(app)
    garbage = Garbage(made.tasks, app)

    def shown() -> None:
        # Threads that import or read would keep the window 5 ms from its turn, several times a frame.
        sys.setswitchinterval(SWITCH_SECONDS)
        garbage.start()
        if heartbeat:
            heartbeat.window_visible()
        window.start()
        warming.start()

    trays: list[Tray] = []

    def warm() -> None:
        single.listen()
        from desktop.waking import Waking

        Waking(made.tasks, app, window.ask_view.box.edit).touch()
        window.ask_view.make_ahead()
        QTimer.singleShot(0, window, settle)

    def settle() -> None:
        from desktop.tray import Tray

        trays.append(Tray(window))
        window.background_changed.connect(trays[0].apply)
        window.screens.make_ahead(garbage.freeze)
        if chosen.index:
            window.library_presenter.index((str(chosen.index.absolute()),))
        if chosen.ask:
            window.ask(chosen.ask)
        if chosen.open_first_citation:
            _open_first_citation(window)

    # After the first frame: nothing of the engine may delay it.
    window.first_shown.connect(lambda: QTimer.singleShot(0, window, shown))
    warming.done.connect(warm, Qt.ConnectionType.QueuedConnection)
    single.raised.connect(window.raise_up)
    single.raised.connect(lambda question: window.ask(question) if question else None)
    if chosen.theme:
        made.theme.set(mode=chosen.theme)
    if chosen.screen:
        window.show_screen(chosen.screen)
    window.show()
    if chosen.quit_after is not None:
        QTimer.singleShot(int(chosen.quit_after * 1000), window, lambda: _end(window, chosen.screenshot))
    try:
        return app.exec()
    finally:
        # Each gets its end before what it calls: threads that import, the tray's menu, the window, the engine's
        # threads, the widgets. Nothing is left that could call into what is gone.
        if heartbeat:
            heartbeat.write()
        garbage.stop()
        warming.close()
        if trays:
            trays[0].close()
        window.quit()  # saved and released, however the loop came to its end
        single.close()
        made.tasks.close()
        # Taken down while Qt still stands, not in whatever order the interpreter forgets things.
        window.drops.stop()
        window.deleteLater()
        app.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def _open_first_citation(window: MainWindow) -> None:
    """Show the first source of the next answer that ends: for trials without a hand at the mouse."""

    def finished(turn: Turn) -> None:
        window.ask_presenter.turn_finished.disconnect(finished)
        if turn.citations:
            window.open_source(turn.citations[0])

    window.ask_presenter.turn_finished.connect(finished)


def _heartbeat(chosen: argparse.Namespace, begun: float, app: QApplication) -> Heartbeat | None:
    file = chosen.heartbeat or (Path(named) if (named := os.environ.get("MUNSEO_HEARTBEAT")) else None)
    return Heartbeat(file, begun, app) if file else None


def _end(window: MainWindow, screenshot: Path | None) -> None:
    if screenshot:
        window.grab().save(str(screenshot))
    window.quit()
