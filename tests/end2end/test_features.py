"""The features in tests/end2end/features, in the real window over the real engine process and real files.

On a screen that nobody sees, or on a real X server: `QT_QPA_PLATFORM=xcb xvfb-run -a python -m pytest THIS_FILE`.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytest_bdd import given, parsers, scenarios, then, when

from tests.helpers.profile import ROOT, Profile
from tests.helpers.scripted_server import Connection, ScriptedServer

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SECRET = "버드나무 자전거 일곱 우체국"
RULE = """# 여비 지침

## 제1조(일비)

국내 출장의 일비는 1일당 20,000원으로 한다.

## 제2조(숙박비)

숙박비는 서울특별시의 경우 1박에 100,000원을 넘지 못한다.
"""
SAMPLES = ROOT / "resources/samples/documents"

scenarios("features")


def wait(until: Callable[[], object], seconds: float = 60.0) -> None:
    """Run the event loop until it holds. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not until():
        QApplication.processEvents()
        time.sleep(0.005)
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to the state wanted")


def write(widget: QWidget, text: str) -> None:
    """As an input method commits it."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


class Desk:
    """A window and its engine over a profile of its own, without an encoder: words are enough here."""

    def __init__(self, app: QApplication, home: Path) -> None:
        from desktop import compose

        self.home = home
        self.made = compose.context(app, home, compose.connect_engine)
        self.window = compose.window(self.made)
        self.window.resize(1280, 800)
        self.window.show()
        self.made.tasks.start()
        self.window.start()
        wait(lambda: self.window.library_presenter.sources is not None)

    @property
    def turn(self):  # type: ignore[no-untyped-def]
        return self.window.ask_presenter.turns[-1]

    def idle(self) -> None:
        """All that runs has ended."""
        wait(lambda: not self.window.library_presenter.indexing and not self.window.ask_presenter.running)

    def ask(self, question: str) -> None:
        before = len(self.window.ask_presenter.turns)
        self.window.ask(question)
        wait(lambda: len(self.window.ask_presenter.turns) > before)
        self.idle()

    def close(self) -> None:
        from indexer.requests import Shutdown

        self.made.tasks.submit(Shutdown())
        QTest.qWait(200)
        self.window.close()
        self.made.tasks.close()
        self.window.deleteLater()
        QApplication.processEvents()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("업무") / "총무과 업무"
    top.mkdir()
    (top / "여비 지침.md").write_text(RULE, encoding="utf-8")
    (top / "여비 개정안.md").write_text(RULE.replace("20,000", "25,000"), encoding="utf-8")
    for name in ("휴가 운영 지침(2024년).hwp", "휴가 운영 지침(2025년 개정).hwp"):
        shutil.copy(SAMPLES / name, top)
    return top


@pytest.fixture(scope="module")
def desks(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Desk]]:
    """`desks(name)`: the desk of that name, made when first wanted."""
    home = tmp_path_factory.mktemp("자리")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MUNSEO_PASSPHRASE", "PYTHONPATH"):
            patch.setenv(name, Profile(home).environment[name])
        patch.setenv("MUNSEO_MODELS", str(home / "none"))
        made: dict[str, Desk] = {}

        def desk(name: str) -> Desk:
            if name not in made:
                made[name] = Desk(qapp, home / name)
            return made[name]

        yield desk
        for one in made.values():
            one.close()


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    """A platform that always says the same, with its source."""

    def speak(c: Connection) -> None:
        c.tokens("국내 출장의 일비는 ", "1일당 20,000원입니다. [1]")

    made = ScriptedServer(speak)
    yield made
    made.close()


@pytest.fixture
def desk(desks: Callable[[str], Desk]) -> Desk:
    return desks("내 자리")


@given("아무 자료도 없는 창이 있다")
def empty(desk: Desk) -> None:
    sources = desk.window.library_presenter.sources
    assert sources is not None and not sources.rows


@given("읽은 자료가 있는 창이 있다")
def filled(desk: Desk, folder: Path) -> None:
    """As it was left by the first run; a scenario by itself reads the folder now."""
    status = desk.window.library_presenter.status
    if status is None or not status.indexed:
        desk.window.library_presenter.index((str(folder),))
        wait(lambda: (s := desk.window.library_presenter.status) is not None and s.indexed == 4)
    desk.idle()


@when("처음 화면에서 업무 폴더만 골라 읽기를 시작하면")
def first_run(desk: Desk, folder: Path) -> None:
    from desktop.folders import Suggestion
    from desktop.views.first_run import FirstRun

    first = desk.window.ask_view.findChild(FirstRun)
    assert isinstance(first, FirstRun) and first.isVisible()
    for box in first.boxes.values():
        box.setChecked(False)
    assert not first.start.isEnabled()
    first.add(Suggestion(str(folder), "chosen", True))
    wait(lambda: "4" in first._sizes[str(folder)].text())
    first.start.setFocus()
    QTest.keyClick(first.start, Qt.Key.Key_Space)


@then(parsers.parse("문서 {count:d}개가 색인된다"))
def indexed(desk: Desk, count: int) -> None:
    wait(lambda: (s := desk.window.library_presenter.status) is not None and s.indexed == count)
    desk.idle()


@then(parsers.parse('자료 화면에 "{name}"가 보인다'))
def in_library(desk: Desk, name: str) -> None:
    desk.window.show_screen("library")
    model = desk.window.library_view.model
    wait(lambda: any((row := model.row(n)) is not None and row.path.endswith(name) for n in range(model.rowCount())))


@when(parsers.parse('찾기에 "{words}"이라고 쓰면'))
@when(parsers.parse('찾기에 "{words}"라고 쓰면'))
def search(desk: Desk, words: str) -> None:
    desk.window.focus_screen("search")
    desk.window.search_view.edit.clear()
    write(desk.window.search_view.edit, words)
    wait(lambda: desk.window.context.tasks.busy == 0 and not desk.window.search_presenter._rest.isActive())


@then(parsers.parse('파일 이름 묶음에 "{name}"가 있다'))
def named(desk: Desk, name: str) -> None:
    names = desk.window.search_view.names
    wait(lambda: names.isVisible() and any(r.path.endswith(name) for r in names.model.rows))


@then("위 화살표와 Enter로 그 원문이 열린다")
def opened_by_keys(desk: Desk) -> None:
    from desktop.views.source_view import SourceView

    view = desk.window.search_view
    if view.list.isVisible():
        view.list.setCurrentIndex(view.model.index(0, 0))
        QTest.keyClick(view.edit, Qt.Key.Key_Up)
    else:
        QTest.keyClick(view.edit, Qt.Key.Key_Down)
    QTest.keyClick(view.names.list, Qt.Key.Key_Return)
    wait(lambda: desk.window.source.isVisible() and cast(SourceView, desk.window.source.viewer).source is not None)
    assert "여비 지침" in cast(SourceView, desk.window.source.viewer).source.path  # type: ignore[union-attr]
    desk.window.close_source()


@then(parsers.parse('"{name}" 아래에 다른 판이 접혀 있다'))
def folded(desk: Desk, name: str) -> None:
    from desktop.models.hits import VERSIONS_ROLE

    model = desk.window.search_view.model
    leading = [
        n for n in range(model.rowCount())
        if model.hit(n).path.endswith(name) and model.data(model.index(n), VERSIONS_ROLE)
    ]  # fmt: skip
    assert leading
    rows = model.rowCount()
    model.set_open(leading[0], True)
    assert model.rowCount() > rows and "2024년" in model.hit(leading[0] + 1).path


@when(parsers.parse('빠른 질문 상자에 "{question}"라고 적고 Enter를 누르면'))
def quick(desk: Desk, question: str) -> None:
    from desktop.tray import Tray

    tray = Tray(desk.window)
    try:
        before = len(desk.window.ask_presenter.turns)
        tray._pop_up()
        assert tray.quick.isVisible()
        write(tray.quick.edit, question)
        QTest.keyClick(tray.quick.edit, Qt.Key.Key_Return)
        wait(lambda: len(desk.window.ask_presenter.turns) > before)
        desk.idle()
        assert desk.window.screens.in_front("ask") and not tray.quick.isVisible()
    finally:
        tray.close()
        tray.deleteLater()


@when(parsers.parse('새 대화에서 "{question}"라고 묻고'))
def new_talk(desk: Desk, question: str) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: not desk.window.ask_presenter.turns)
    desk.ask(question)
    wait(lambda: desk.window.history_presenter.current != "")


@when(parsers.parse('대화 목록에서 "{words}"으로 찾아 열면'))
def open_talk(desk: Desk, words: str) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    panel = desk.window.ask_view.side.panel
    assert panel.edit.hasFocus()
    write(panel.edit, words)
    wait(lambda: any(row.excerpt for row in panel.model.rows))
    QTest.keyClick(panel.edit, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    wait(lambda: desk.window.history_presenter.current == panel.model.rows[0].name)
    wait(lambda: bool(desk.window.ask_view.cards))


@then(parsers.parse('다시 묻지 않고 "{words}"이 든 답과 누를 수 있는 근거가 보인다'))
def shown_again(desk: Desk, words: str) -> None:
    card = desk.window.ask_view.cards[0]
    assert words in card.answer_html and not desk.window.ask_presenter.running
    card._link("cite:1")
    wait(desk.window.source.isVisible)
    desk.window.close_source()


@then(parsers.parse('"{question}"라고 이어서 물으면 "{words}"이라고 답한다'))
def follow_up(desk: Desk, question: str, words: str) -> None:
    before = desk.window.history_presenter.current
    desk.ask(question)
    assert words in desk.turn.text and any("이렇게 이해하고" in line for line in desk.turn.notices)
    wait(lambda: desk.turn.kept)
    assert desk.window.history_presenter.current == before


@then(parsers.parse("그 대화를 지웠다가 되돌리면 질문이 {count:d}개 있다"))
def deleted_and_back(desk: Desk, count: int) -> None:
    panel, presenter = desk.window.ask_view.side.panel, desk.window.history_presenter
    name = presenter.current
    panel.edit.clear()
    wait(lambda: panel.model.place(name) >= 0)
    panel.list.setCurrentIndex(panel.model.index(panel.model.place(name), 0))
    panel.delete.click()
    wait(lambda: panel.banner.isVisible() and panel.model.place(name) < 0)
    panel.banner.press()
    wait(lambda: panel.model.place(name) >= 0)
    assert panel.model.rows[panel.model.place(name)].turns == count


@when(parsers.parse('자세히 찾기를 켜고 "{question}"라고 물으면'))
def deep(desk: Desk, question: str) -> None:
    box = desk.window.ask_view.box
    desk.window.show_screen("ask")
    box.deep.click()
    try:
        desk.ask(question)
    finally:
        box.deep.click()


@when(parsers.parse('"{question}"라고 물으면'))
def asked(desk: Desk, question: str) -> None:
    desk.ask(question)


@then(parsers.parse('묻기 화면의 답에 "{words}"이 있다'))
def answered(desk: Desk, words: str) -> None:
    assert words in desk.turn.text


@then("찾은 단계가 둘 이상 보인다")
def steps(desk: Desk) -> None:
    assert len([n for n in desk.turn.notices if "찾" in n]) >= 2 or len(desk.turn.steps) >= 2


@when(parsers.parse('"{before}"와 "{after}"를 대조하면'))
def compared(desk: Desk, folder: Path, before: str, after: str) -> None:
    from indexer.requests import Compare

    desk.window.ask_presenter.start("대비표", "compare", Compare(str(folder / before), str(folder / after)))
    desk.idle()


@then(parsers.parse('표에서 "{words}"가 바뀐 말로 보인다'))
def changed(desk: Desk, words: str) -> None:
    spans = [s for t in desk.turn.tables for row in t.rows for cell in row for s in cell.spans]
    assert any(s.text == words and s.mark == "changed" for s in spans)


@when(parsers.parse('"{name}"를 요약하면'))
def summarised(desk: Desk, folder: Path, name: str) -> None:
    from indexer.requests import Summarise

    desk.window.ask_presenter.start("요약", "summary", Summarise(str(folder / name)))
    desk.idle()


@then("근거가 하나 이상 붙어 있다")
def cited(desk: Desk) -> None:
    assert desk.turn.citations and "[1]" in desk.turn.text


@when("설정에서 인용의 수를 1로 바꾸고")
def setting(desk: Desk) -> None:
    from desktop.views.settings_view import SettingsView

    desk.window.show_screen("settings")
    view = cast(SettingsView, desk.window.screens["settings"])
    wait(lambda: bool(view.presenter.rows))
    view.presenter.change("answering.quotes", 1)
    wait(lambda: desk.window.context.tasks.busy == 0)


@then(parsers.parse("근거는 {count:d}개를 넘지 않는다"))
def few(desk: Desk, count: int) -> None:
    assert 1 <= len(desk.turn.citations) <= count


@when("평가에서 질문 초안을 만들어 실행하면")
def evaluated(desk: Desk) -> None:
    from desktop.views.evaluate_view import EvaluateView

    desk.window.show_screen("evaluate")
    presenter = cast(EvaluateView, desk.window.screens["evaluate"]).presenter
    presenter.draft()
    wait(lambda: bool(presenter.rows))
    presenter.run(True)
    wait(lambda: presenter.result is not None and not presenter.running)


@then("점수와 질문별 결과가 나온다")
def measured(desk: Desk) -> None:
    from desktop.views.evaluate_view import EvaluateView

    view = cast(EvaluateView, desk.window.screens["evaluate"])
    assert view.presenter.result is not None and len(view.presenter.result.rows) == len(view.presenter.rows)
    assert view.parts.currentWidget() is not view.editor


@when("연결에서 시험 플랫폼을 등록해 쓰고")
def connected(desk: Desk, server: ScriptedServer) -> None:
    desk.window.show_screen("connections")
    view = desk.window.connections_view
    wait(lambda: desk.window.connections_presenter.rows is not None)
    view._add.click()
    for field, text in (("name", "시험"), ("url", server.url), ("model", "m")):
        view.form.fields[field].setText(text)
    view.form.per_day.setValue(50)
    view.form.save_button.click()
    wait(lambda: "시험" in view.cards and view.cards["시험"].test_button.isEnabled())
    desk.window.connections_presenter.use("시험")
    wait(lambda: (now := desk.window.connections_presenter.current) is not None and now.name == "시험")


@then("기록 화면에 질의응답이 있고 변조가 없다")
def recorded(desk: Desk) -> None:
    from desktop.views.ledger_view import LedgerView

    desk.window.show_screen("ledger")
    view = cast(LedgerView, desk.window.screens["ledger"])
    wait(lambda: view.model.rowCount() > 0 and "변조 없음" in view.verdict.text())
    assert "20,000원" in desk.turn.text


@then("연결 화면에 오늘 보낸 수와 한도가 보인다")
def quota(desk: Desk) -> None:
    from PySide6.QtWidgets import QLabel

    desk.window.show_screen("connections")
    desk.window.connections_presenter.refresh()
    view = desk.window.connections_view
    wait(lambda: any("/ 50회" in one.text() for one in view.cards["시험"].findChildren(QLabel)))
    desk.window.connections_presenter.use(None)
    desk.idle()


@when("자료와 문서를 담은 인수인계 묶음을 만들고")
def packed(desk: Desk, folder: Path) -> None:
    from desktop.views.handover.give import GivePage

    desk.window.show_screen("library")
    desk.window.library_view.desk.give()
    page = cast(GivePage, desk.window.library_view.desk._pages["give"])
    wait(lambda: page.lists["sources"].chosen() == (str(folder),) and bool(page.lists["questions"].chosen()))
    page.target.setText(str(folder.parent / "인수인계.munseo"))
    page.files.setChecked(True)
    for field in (page.passphrase.first, page.passphrase.second):
        write(field, SECRET)
    page.start.click()
    wait(page.result.isVisible)


@when("폴더가 없는 다른 PC의 창에 그 묶음을 끌어다 놓아 받으면")
def taken(desks: Callable[[str], Desk], folder: Path) -> None:
    from desktop.views.handover.take import TakePage

    folder.rename(folder.with_name("옮긴 폴더"))
    other = desks("다른 자리").window
    data, keys = QMimeData(), Qt.KeyboardModifier.NoModifier
    data.setUrls([QUrl.fromLocalFile(str(folder.parent / "인수인계.munseo"))])
    for event in (
        QDragEnterEvent(QPoint(500, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys),
        QDropEvent(QPointF(500, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys),
    ):
        QApplication.sendEvent(other, event)
    page = cast(TakePage, other.library_view.desk._pages["take"])
    page.into.setText(str(folder.parent / "받은 자료"))
    write(page.secret, SECRET)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    wait(page.start.isVisible)
    page.start.click()
    wait(lambda: other.library_view.banner.isVisible() and "인수인계를 받았습니다" in other.library_view.banner.text)


@then(parsers.parse('그 창에서 "{words}"를 찾을 수 있다'))
def found_there(desks: Callable[[str], Desk], words: str) -> None:
    other = desks("다른 자리")
    wait(lambda: (s := other.window.library_presenter.status) is not None and s.indexed == 4)
    other.idle()
    search(other, words)
    model = other.window.search_view.model
    assert any("받은 자료" in model.hit(n).path for n in range(model.rowCount()))


@then("되돌리면 받은 자료와 파일이 없다")
def taken_back(desks: Callable[[str], Desk], folder: Path) -> None:
    other = desks("다른 자리").window
    other.show_screen("library")
    assert list((folder.parent / "받은 자료").rglob("*.hwp"))
    other.library_view.desk.take_back()
    wait(lambda: (s := other.library_presenter.sources) is not None and not s.rows)
    assert not (folder.parent / "받은 자료").exists()


@when(parsers.parse('형식 조건 "{value}"을 두고 "{question}"라고 새로 물으면'))
def asked_under(desk: Desk, value: str, question: str) -> None:
    desk.idle()
    desk.window.ask_presenter.clear()
    desk.window.show_screen("ask")
    desk.window.ask_presenter.range.set_filter("type", value)
    desk.ask(question)


@then(parsers.parse('모든 근거가 "{suffix}" 파일에 있다'))
def all_of(desk: Desk, suffix: str) -> None:
    paths = [c.path for c in desk.turn.citations]
    assert paths and all(path.endswith(suffix) for path in paths), paths


@then(parsers.parse('조건을 빼고 그 대화를 다시 열면 형식 조건 "{value}"이 돌아온다'))
def condition_back(desk: Desk, value: str) -> None:
    presenter, history = desk.window.ask_presenter, desk.window.history_presenter
    wait(lambda: history.current)
    name = history.current
    presenter.clear()
    presenter.range.set_all((), {})
    history.open(name)
    wait(lambda: desk.window.ask_view.cards)
    assert presenter.range.filters == {"type": value}
    presenter.range.set_all((), {})


@when("답 아래의 이어질 질문을 누르면")
def follow(desk: Desk) -> None:
    suggested = desk.window.ask_view.talk.next
    wait(lambda: suggested.buttons)
    wanted = suggested.buttons[0].words
    suggested.buttons[0].click()
    wait(lambda: desk.turn.question == wanted)
    desk.idle()
    desk.window.ask_presenter.range.set_all((), {})
