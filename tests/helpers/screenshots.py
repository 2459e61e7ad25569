"""Pictures of every screen and state, to be looked at: `python -m tests.helpers.screenshots OUT_DIR`.

Runs the real window against the tiny engine. Light, dark and high contrast, at 100 and 150 %, or those of `--look` (such
as dark-150); of all scenes, or those of `--only`. `--against DIR` tells which pictures differ from those of an earlier
run. `--guide` makes those of the user guide instead, small, into docs/user/images. QT_SCALE_FACTOR is honoured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QWidget

from desktop import compose
from desktop.protocol import requests
from desktop.views.main_window import MainWindow
from desktop.views.quick_question import QuickQuestion
from tests.helpers.tiny_engine import Starter

if TYPE_CHECKING:
    from desktop.views.evaluate_view import EvaluateView
    from desktop.views.handover.give import GivePage
    from desktop.views.handover.take import TakePage
    from desktop.views.ledger_view import LedgerView
    from desktop.views.settings_view import SettingsView
    from desktop.views.source_view import SourceView


def wait(until: Callable[[], bool], seconds: float = 90.0, quiet: bool = False) -> None:
    """Run the event loop until it holds. Raises TimeoutError, but where it is `quiet`."""
    end = time.monotonic() + seconds
    while not until():
        QApplication.processEvents()
        time.sleep(0.005)
        if time.monotonic() > end and quiet:
            return
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to the state wanted")
    rest = time.monotonic() + 0.15
    while time.monotonic() < rest:
        QApplication.processEvents()
        time.sleep(0.005)


def shoot(window: QWidget, out: Path, name: str) -> None:
    wait(lambda: True)
    window.grab().save(str(out / f"{name}.png"))


def ask(window: MainWindow, out: Path, theme: str) -> None:
    """Ready, an answer as it comes, whole, with its source."""
    window.show_screen("ask")
    wait(lambda: window.ask_view.side.panel.model.rowCount() > 0)
    shoot(window, out, f"{theme}-ask-ready")
    window.ask("재직 5년차 공무원의 연가는 며칠이고 출장 일비는 얼마입니까?")
    wait(lambda: len(window.ask_presenter.turns[-1].text) > 30)
    shoot(window, out, f"{theme}-ask-streaming")
    wait(lambda: not window.ask_presenter.running)
    wait(window.ask_view.talk.next.isVisible)
    shoot(window, out, f"{theme}-ask-answer")
    window.ask_presenter.range.set_all(("/home/공무원/업무문서/2025",), {"recent": "올해", "type": "한글"})
    window.ask_view.box.edit.setPlainText("쓰지 못한 연가는 며칠까지 저축할 수 있습니까?")
    window.ask_view.box.preview()
    wait(lambda: window.ask_view.preview is not None and window.ask_view.preview.isVisible())
    shoot(window, out, f"{theme}-ask-preview")
    window.ask_view.close_preview()
    window.ask_view.box.edit.clear()
    window.ask_presenter.range.set_all((), {})
    window.open_source(window.ask_presenter.turns[0].citations[0])
    opened = QSignalSpy(cast("SourceView", window.source.viewer).opened)
    wait(lambda: opened.count() > 0)
    wait(lambda: False, 1.5, quiet=True)  # the page is drawn
    shoot(window, out, f"{theme}-ask-source")
    viewer = cast("SourceView", window.source.viewer)
    viewer.bottom.strip.click()
    wait(lambda: viewer.strip.is_drawn(1) and viewer.strip.is_drawn(2))
    shoot(window, out, f"{theme}-ask-strip")
    viewer.bottom.strip.click()
    window.open_source(window.ask_presenter.turns[0].citations[1])
    shoot(window, out, f"{theme}-ask-source-fault")
    window.close_source()


def history(window: MainWindow, out: Path, theme: str) -> None:
    """The conversations at the side: one open, searched, nothing found, one deleted, all of them, nothing kept."""
    window.show_screen("ask")
    side, presenter = window.ask_view.side, window.history_presenter
    panel, presenter.query = side.panel, ""
    window.ask_presenter.clear()
    presenter.refresh()
    wait(lambda: panel.model.rowCount() > 0)
    if not panel.isVisible():
        side.button.click()
    if side.narrow:
        shoot(window, out, f"{theme}-history-narrow")
    name = panel.model.rows[min(2, panel.model.rowCount() - 1)].name
    panel.list.setCurrentIndex(panel.model.index(panel.model.place(name), 0))
    panel._open()
    wait(lambda: presenter.current == name and bool(window.ask_view.cards))
    shoot(window, out, f"{theme}-history")
    if not panel.isVisible():
        side.button.click()
    panel.edit.setText("토요일")
    wait(lambda: any(row.excerpt for row in panel.model.rows))
    shoot(window, out, f"{theme}-history-found")
    panel.edit.setText("찾을수없는말")
    wait(lambda: panel.model.rowCount() == 0)
    shoot(window, out, f"{theme}-history-none")
    panel.edit.clear()
    wait(lambda: panel.model.rowCount() > 0)
    presenter.delete(panel.model.rows[0].name)
    wait(panel.banner.isVisible)
    shoot(window, out, f"{theme}-history-deleted")
    panel.banner.press()
    wait(lambda: not window.context.tasks.busy)
    window.context.tasks.submit(requests.SaveSetting("answering.history", "off"))
    wait(lambda: not window.context.tasks.busy)
    presenter.delete_all()
    wait(lambda: panel.model.rowCount() == 0 and not presenter.kept)
    panel.banner.hide()
    shoot(window, out, f"{theme}-history-empty")
    window.context.tasks.submit(requests.SaveSetting("answering.history", None))
    wait(lambda: not window.context.tasks.busy)
    presenter.refresh()
    if side.narrow and panel.isVisible():
        side.button.click()


def search(window: MainWindow, out: Path, theme: str) -> None:
    """Names and passages, conditions, nothing found."""
    window.show_screen("search")
    shoot(window, out, f"{theme}-search-ready")
    window.search_view.edit.setText("지침")
    wait(lambda: window.search_view.names.isVisible() and window.search_view.model.rowCount() > 0)
    shoot(window, out, f"{theme}-search-names")
    window.search_view.edit.setText("연가 여비")
    wait(lambda: window.search_view.model.rowCount() > 0 and not window.search_view.names.isVisible())
    shoot(window, out, f"{theme}-search")
    finding(window, out, theme)
    window.search_view.edit.setText("찾을수없는말")
    wait(lambda: window.search_view.model.rowCount() == 0)
    shoot(window, out, f"{theme}-search-none")
    window.search_view.edit.setText("오류")
    wait(lambda: window.search_view._stack.currentWidget() is window.search_view._fault)
    shoot(window, out, f"{theme}-search-fault")
    window.search_view.edit.clear()


def library(window: MainWindow, out: Path, theme: str) -> None:
    """Full, being read, what could not be read, something taken out."""
    window.show_screen("library")
    wait(lambda: window.library_view.model.rowCount() > 0)
    shoot(window, out, f"{theme}-library")
    folder = (
        "/home/공무원/업무문서/2024년도 감사 자료 및 처분 요구 사항 이행 결과(감사담당관 인계분)_최종_수정_진짜최종"
    )
    window.library_presenter.index((folder,))
    wait(lambda: window.library_view.progress.isVisible() and "파일" in window.library_view.progress.words)
    shoot(window, out, f"{theme}-library-indexing")
    wait(lambda: not window.library_presenter.indexing and len(window.library_presenter.sources.rows) == 2)
    wait(lambda: window.library_view.model.rowCount() == sum(s.files for s in window.library_presenter.sources.rows))
    shoot(window, out, f"{theme}-library-two")
    window.library_view.show_state("failed")
    wait(lambda: 0 < window.library_view.model.rowCount() < 500)
    window.library_view.table.selectRow(2)
    window.library_presenter.remove(folder, "2024년도 감사 자료")
    wait(lambda: window.library_view.banner.isVisible() and len(window.library_presenter.sources.rows) == 1)
    wait(lambda: window.library_view.model.rowCount() == sum(s.failed for s in window.library_presenter.sources.rows))
    shoot(window, out, f"{theme}-library-failures")
    window.library_view.banner.hide()
    window.library_view.show_state(None)


def palette(window: MainWindow, out: Path, theme: str) -> None:
    """The palette, the quick question."""
    window.palette_.open()
    shoot(window, out, f"{theme}-palette")
    window.palette_.hide()
    quick = QuickQuestion(window.context)
    quick.pop_up()
    quick.edit.setPlainText("연가는 며칠까지 저축할 수 있습니까?")
    shoot(quick, out, f"{theme}-quick")
    quick.close()


def handover(window: MainWindow, out: Path, theme: str) -> None:
    """Packing, the bundle made, what is in it, taken in."""
    window.show_screen("library")
    view, secret = window.library_view, "버드나무 자전거 일곱 우체국"
    target = DESK / "인수인계_20250301.munseo"
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
    view.requests.open_button.click()
    wait(lambda: view.requests.table.isVisible() and view.requests.table.model().rowCount() > 0)
    wait(lambda: False, 0.6, quiet=True)  # it is scrolled to
    shoot(window, out, f"{theme}-connections-requests")
    view.requests.open_button.click()


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
    for page in ("looks", "answering", "privacy", "reading", "policy", "help"):
        view.show_page(page)
        shoot(window, out, f"{theme}-settings-{page}")


def tasks(window: MainWindow, out: Path, theme: str) -> None:
    """The ask screen's tasks, its steps and its menu."""
    presenter, bar = window.ask_presenter, window.ask_view.talk.verticalScrollBar()
    presenter.clear()
    window.ask_view.box.deep.setChecked(True)
    window.ask("재직 5년차 공무원의 연가는 며칠이고 출장 일비는 얼마입니까?")
    wait(lambda: not presenter.running)
    wait(lambda: True)  # it has gone to its end
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
        wait(lambda: True)  # it has gone to its end
        bar.setValue(0)
        shoot(window, out, f"{theme}-task-{task}")
    menu = window.ask_view.tasks.menu()
    menu.popup(window.ask_view.box.tasks.mapToGlobal(window.ask_view.box.tasks.rect().topLeft()))
    wait(lambda: True)
    menu.grab().save(str(out / f"{theme}-task-menu.png"))
    menu.close()


SCENES: dict[str, Callable[[MainWindow, Path, str], None]] = {
    "ask": ask, "history": history, "tasks": tasks, "search": search, "library": library, "handover": handover,
    "connections": connections, "ledger": ledger, "evaluate": evaluation, "settings": settings, "palette": palette,
}  # fmt: skip
LOOKS = ("light-100", "dark-100", "contrast-100", "light-150", "dark-150", "contrast-150")
# Picture of the user guide → the one it is.
GUIDE = {
    "preview": "ask-preview", "ask": "ask-source", "deep": "ask-deep", "compare": "task-compare", "table": "task-table", "search": "search-why",
    "names": "search-names", "history": "history-found", "library": "library-indexing", "failures": "library-failures",
    "handover-give": "handover-give", "handover-take": "handover-inside", "connections": "connections",
    "form": "connections-form", "instructions": "connections-instructions",
    "requests": "connections-requests", "evaluate": "evaluate-result",
    "ledger": "ledger-detail", "settings": "settings-answering", "policy": "settings-policy", "palette": "palette",
    "quick": "quick", "dark": "ask-answer",
}  # fmt: skip
GUIDE_WIDTH = 1000
DESK = Path(tempfile.gettempdir()) / "총무과 홍길동"  # seen in the pictures


def furnish(home: Path) -> None:
    """Folders that the first start suggests, with files to count."""
    for name, kind, files in (("바탕 화면", "DESKTOP", 7), ("문서", "DOCUMENTS", 214), ("다운로드", "DOWNLOAD", 31)):
        (home / name).mkdir(parents=True)
        for n in range(files):
            (home / name / f"{n:03} 업무 문서.hwp").write_bytes(bytes(40_000))
        with (home / "user-dirs.dirs").open("a", encoding="utf-8") as out:
            out.write(f'XDG_{kind}_DIR="{home / name}"\n')
    os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = str(home)


def walk(app: QApplication, out: Path, look: str, only: list[str]) -> None:
    """All scenes in one look; `first` is the first start, with nothing in the library."""
    mode, per_cent = look.split("-")
    empty = mode == "first"
    shutil.rmtree(DESK, ignore_errors=True)
    before = {name: os.environ.get(name) for name in ("HOME", "XDG_CONFIG_HOME")}
    if empty:
        furnish(DESK)
    calls = "0" if empty else "3214"
    starter = Starter(
        TINY_EMPTY="1" if empty else "0", TINY_CALLS=calls, TINY_DESK=str(DESK), TINY_TALKS="0" if empty else "40"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        made = compose.context(app, Path(home), starter)
        made.theme.set(mode="light" if empty else mode, scale=int(per_cent))
        window = compose.window(made)
        window.resize(1024, 768) if mode == "dark" else window.resize(1280, 800)
        window.show()
        made.tasks.start()
        window.start()
        window.ask_view.make_ahead()
        try:
            wait(
                lambda: window.library_presenter.sources is not None and window.connections_presenter.rows is not None
            )
            if empty:
                for screen in ("ask", "search", "library", "evaluate", "ledger"):
                    window.show_screen(screen)
                    shoot(window, out, f"{look}-{screen}")
            for name, scene in () if empty else SCENES.items():
                if not only or name in only:
                    scene(window, out, look)
        finally:
            window.close()
            made.tasks.close()
            starter.stop()
            shutil.rmtree(DESK, ignore_errors=True)
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def differing(out: Path, before: Path) -> list[str]:
    """Names of pictures that are not pixel by pixel what they were; new and missing ones too."""
    names = {p.name for p in (*out.glob("*.png"), *before.glob("*.png"))}
    return sorted(n for n in names if QImage(str(out / n)) != QImage(str(before / n)))


def guide(app: QApplication, target: Path) -> None:
    """The pictures of the user guide: light, scaled down, in 200 colours of its own."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        walk(app, out, "light-100", [])
        walk(app, out, "first-100", [])
        walk(app, out, "dark-100", ["ask"])
        sources = {name: f"{'dark' if name == 'dark' else 'light'}-100-{shot}" for name, shot in GUIDE.items()}
        for name, shot in (sources | {"first": "first-100-ask"}).items():
            with Image.open(out / f"{shot}.png") as picture:
                if picture.width > GUIDE_WIDTH:
                    size = (GUIDE_WIDTH, round(picture.height * GUIDE_WIDTH / picture.width))
                    picture = picture.resize(size, Image.Resampling.LANCZOS)
                picture.convert("RGB").quantize(200, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
                    target / f"{name}.png", optimize=True
                )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=Path("docs/user/images"))
    parser.add_argument("--look", nargs="*", default=["first-100", *LOOKS])
    parser.add_argument("--only", nargs="*", default=[], choices=list(SCENES))
    parser.add_argument("--against", type=Path)
    parser.add_argument("--guide", action="store_true")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    if told.guide:
        guide(app, told.out)
        return 0
    for look in told.look:
        walk(app, told.out, look, told.only)
    changed = differing(told.out, told.against) if told.against else []
    print("\n".join(changed))
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
