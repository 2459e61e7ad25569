"""Pictures of every screen and state, to be looked at: `python tests/helpers/screenshots.py OUT_DIR`.

Runs the real window against the tiny engine. QT_SCALE_FACTOR and QT_QPA_PLATFORM are honoured.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop import compose
from desktop.protocol import requests
from desktop.views.main_window import MainWindow
from tests.helpers.tiny_engine import Starter

if TYPE_CHECKING:
    from desktop.views.evaluate_view import EvaluateView
    from desktop.views.handover.give import GivePage
    from desktop.views.handover.take import TakePage
    from desktop.views.ledger_view import LedgerView
    from desktop.views.settings_view import SettingsView


def wait(until: Callable[[], bool], seconds: float = 15.0) -> None:
    """Run the event loop until it holds. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not until():
        QApplication.processEvents()
        time.sleep(0.005)
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to the state wanted")
    rest = time.monotonic() + 0.15
    while time.monotonic() < rest:
        QApplication.processEvents()
        time.sleep(0.005)


def shoot(window: MainWindow, out: Path, name: str) -> None:
    wait(lambda: True)
    window.grab().save(str(out / f"{name}.png"))


def full(window: MainWindow, out: Path, theme: str) -> None:
    """All screens of a library with much in it."""
    wait(lambda: window.library_presenter.status is not None and window.connections_presenter.rows is not None)
    shoot(window, out, f"{theme}-ask-ready")
    window.ask("재직 5년차 공무원의 연가는 며칠이고 출장 일비는 얼마입니까?")
    wait(lambda: len(window.ask_presenter.turns[-1].text) > 30)
    shoot(window, out, f"{theme}-ask-streaming")
    wait(lambda: not window.ask_presenter.running)
    shoot(window, out, f"{theme}-ask-answer")
    window.open_source(window.ask_presenter.turns[0].citations[1])
    shoot(window, out, f"{theme}-ask-source")
    window.close_source()
    tasks(window, out, theme)
    window.show_screen("search")
    window.search_view.edit.setText("연가 여비")
    wait(lambda: window.search_view.model.rowCount() > 0)
    shoot(window, out, f"{theme}-search")
    finding(window, out, theme)
    window.search_view.edit.setText("찾을수없는말")
    wait(lambda: window.search_view.model.rowCount() == 0)
    shoot(window, out, f"{theme}-search-none")
    window.show_screen("library")
    wait(lambda: window.library_view.model.rowCount() > 0)
    shoot(window, out, f"{theme}-library")
    window.library_presenter.index(("/home/공무원/업무문서/2024년도 감사 자료",))
    wait(lambda: window.library_view.progress.isVisible() and "파일" in window.library_view.progress.words)
    shoot(window, out, f"{theme}-library-indexing")
    wait(lambda: not window.library_presenter.indexing)
    window.library_view.show_state("failed")
    wait(lambda: 0 < window.library_view.model.rowCount() < 500)
    window.library_view.table.selectRow(2)
    window.library_presenter.remove("/home/공무원/업무문서/2024년도 감사 자료", "2024년도 감사 자료")
    wait(lambda: window.library_view.banner.isVisible())
    shoot(window, out, f"{theme}-library-failures")
    handover(window, out, theme)
    connections(window, out, theme)
    ledger(window, out, theme)
    evaluation(window, out, theme)
    settings(window, out, theme)
    window.palette_.open()
    shoot(window, out, f"{theme}-palette")
    window.palette_.hide()


def handover(window: MainWindow, out: Path, theme: str) -> None:
    """Packing, the bundle made, what is in it, taken in."""
    view, secret = window.library_view, "버드나무 자전거 일곱 우체국"
    target = out / "인수인계_20250301.munseo"
    target.unlink(missing_ok=True)
    view.desk.give()
    page = cast("GivePage", view.desk._pages["give"])
    wait(lambda: page.lists["sources"].isVisible())
    page.target.setText(str(target))
    page.files.setChecked(True)
    page.passphrase.first.setText("버드나무 자전거")
    shoot(window, out, f"{theme}-handover-give")
    for field in (page.passphrase.first, page.passphrase.second):
        field.setText(secret)
    page.start.click()
    wait(page.result.isVisible)
    shoot(window, out, f"{theme}-handover-given")
    view.desk.take(str(target))
    take = cast("TakePage", view.desk._pages["take"])
    shoot(window, out, f"{theme}-handover-take")
    take.secret.setText(secret)
    take.look.click()
    wait(take.start.isVisible)
    shoot(window, out, f"{theme}-handover-inside")
    take.start.click()
    wait(lambda: view.banner.isVisible() and "인수인계" in view.banner.text)
    shoot(window, out, f"{theme}-handover-taken")
    view.banner.hide()
    target.unlink()


def connections(window: MainWindow, out: Path, theme: str) -> None:
    """Tested, the form with a preset, the instructions."""
    window.show_screen("connections")
    view = window.connections_view
    window.connections_presenter.test("행정망 AI 플랫폼")
    wait(lambda: view.form.preset.count() > 1)
    shoot(window, out, f"{theme}-connections")
    view._add.click()
    view.form.preset.setCurrentIndex(1)
    view.form.preset.activated.emit(1)
    shoot(window, out, f"{theme}-connections-form")
    view.form.closed.emit()
    view.instructions.open_button.click()
    shoot(window, out, f"{theme}-connections-instructions")
    view.instructions.open_button.click()


def finding(window: MainWindow, out: Path, theme: str) -> None:
    """Conditions, versions unfolded, why a result came."""
    window.show_screen("search")
    view = window.search_view
    view.edit.setText("연가 여비 공무원")
    wait(lambda: view.model.rowCount() > 0)
    view.filters.choose("recent", "올해")
    view.filters.choose("type", "한글")
    view.why.setChecked(True)
    wait(lambda: bool(view.explain.text.text()) and view.model.hit(0).explain is not None)
    view.model.set_open(0, True)
    shoot(window, out, f"{theme}-search-why")
    view.filters.clear()
    view.why.setChecked(False)


def ledger(window: MainWindow, out: Path, theme: str) -> None:
    """The record: full, a call in detail, nothing that fits."""
    window.show_screen("ledger")
    view = cast("LedgerView", window.screens["ledger"])
    wait(lambda: view.model.rowCount() > 0 and "건" in view.verdict.text())
    shoot(window, out, f"{theme}-ledger")
    view.table.selectRow(3)
    shoot(window, out, f"{theme}-ledger-detail")
    view.filters.period.setCurrentIndex(view.filters.period.findData("own"))
    view.filters.period.activated.emit(view.filters.period.currentIndex())
    view.filters.days["since"].setText("2031. 1. 1.")
    wait(lambda: view.states.state == "none")
    shoot(window, out, f"{theme}-ledger-none")


def evaluation(window: MainWindow, out: Path, theme: str) -> None:
    """The question sets: none, drafted, measured, compared."""
    window.show_screen("evaluate")
    view = cast("EvaluateView", window.screens["evaluate"])
    wait(lambda: view.states.state == "none")
    shoot(window, out, f"{theme}-evaluate-none")
    presenter = view.presenter
    presenter.draft()
    wait(lambda: bool(presenter.rows))
    presenter.add()
    presenter.change(len(presenter.rows) - 1, text="달까지 가는 데 며칠이 걸립니까?", unanswerable=True)
    shoot(window, out, f"{theme}-evaluate-questions")
    presenter.run(True)
    wait(lambda: presenter.result is not None and not presenter.running)
    shoot(window, out, f"{theme}-evaluate-result")
    view.run.compare.setChecked(True)
    presenter.run(True, {"search.lexical": 1.0})
    wait(lambda: bool(presenter.result and presenter.result.second) and not presenter.running)
    shoot(window, out, f"{theme}-evaluate-compared")


def settings(window: MainWindow, out: Path, theme: str) -> None:
    """Every kind of settings."""
    window.show_screen("settings")
    view = cast("SettingsView", window.screens["settings"])
    wait(lambda: bool(view.presenter.rows) and view.presenter.policy is not None)
    view.presenter.change("answering.quotes", 6)
    for page in ("looks", "answering", "privacy", "reading", "policy"):
        view.show_page(page)
        shoot(window, out, f"{theme}-settings-{page}")


def tasks(window: MainWindow, out: Path, theme: str) -> None:
    """The ask screen's tasks, its steps and its menu."""
    presenter, bar = window.ask_presenter, window.ask_view._scroll.verticalScrollBar()
    presenter.clear()
    window.ask_view.box.deep.setChecked(True)
    window.ask("재직 5년차 공무원의 연가는 며칠이고 출장 일비는 얼마입니까?")
    wait(lambda: not presenter.running)
    bar.setValue(0)
    shoot(window, out, f"{theme}-ask-deep")
    window.ask_view.box.deep.setChecked(False)
    for label, task, request in (
        ("‘여비 지침(현행).hwp’와 ‘여비 지침(개정안).hwp’의 신구조문대비표", "compare", requests.Compare("/현행.hwp", "/개정안.hwp")),
        ("담당부서, 예산, 시행일 표", "table", requests.Tabulate(("/자료",), ("담당부서", "예산", "시행일"))),
    ):  # fmt: skip
        presenter.clear()
        presenter.start(label, task, request)
        wait(lambda: not presenter.running)
        bar.setValue(0)
        shoot(window, out, f"{theme}-task-{task}")
    menu = window.ask_view.tasks.menu()
    menu.popup(window.ask_view.box.tasks.mapToGlobal(window.ask_view.box.tasks.rect().topLeft()))
    wait(lambda: True)
    menu.grab().save(str(out / f"{theme}-task-menu.png"))
    menu.close()


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for theme, empty, size in (("light", "0", (1280, 800)), ("dark", "0", (1024, 768)), ("first", "1", (1280, 800))):
        starter = Starter(TINY_EMPTY=empty, TINY_CALLS="0" if empty == "1" else "3214")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            made = compose.context(app, Path(home), starter)
            made.theme.set(mode="dark" if theme == "dark" else "light")
            window = compose.window(made)
            window.resize(*size)
            window.show()
            made.tasks.start()
            window.start()
            try:
                if empty == "1":
                    wait(lambda w=window: w.library_presenter.sources is not None)
                    for screen in ("ask", "search", "library", "evaluate", "ledger"):
                        window.show_screen(screen)
                        shoot(window, out, f"first-{screen}")
                else:
                    full(window, out, theme)
                    made.theme.set(scale=150)
                    window.show_screen("ask")
                    shoot(window, out, f"{theme}-ask-150")
                    tasks(window, out, f"{theme}-150")
                    window.show_screen("library")
                    shoot(window, out, f"{theme}-library-150")
            finally:
                window.close()
                made.tasks.close()
                starter.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
