"""The window as an official uses it, with a real engine process behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.files import PAGE, FileTableModel
from desktop.strings import Strings
from desktop.views.answer_card import AnswerCard
from desktop.views.hit_delegate import excerpt
from desktop.views.main_window import MainWindow
from desktop.views.widgets import CitationButton
from tests.benchmarks.desktop_probe import nameless
from tests.helpers.tiny_engine import Starter

MS = 10_000
QUESTION = "재직 5년차 공무원의 연가는 며칠입니까?"


class Flashes(QObject):
    """Remembers every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def compose(window: MainWindow, preedit: str, commit: str = "") -> None:
    """What an input method sends while a syllable is made."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(window.ask_view.box.edit, event)


def answered(window: MainWindow, qtbot: QtBot) -> AnswerCard:
    window.ask(QUESTION)
    qtbot.waitUntil(lambda: not window.ask_presenter.running, timeout=MS)
    return window.ask_view.cards[-1]


def test_enter_sends_but_not_while_a_syllable_is_made(window: MainWindow, qtbot: QtBot) -> None:
    """Enter during composition neither sends nor breaks; Shift+Enter breaks; Enter sends."""
    edit = window.ask_view.box.edit
    compose(window, "", "연")
    compose(window, "가")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert window.ask_presenter.turns == [] and edit.toPlainText() == "연"
    compose(window, "", "가")
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert edit.toPlainText() == "연가\n" and window.ask_presenter.turns == []
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert [t.question for t in window.ask_presenter.turns] == ["연가"] and edit.toPlainText() == ""


def test_an_answer_carries_its_marks_its_sources_and_its_maker(
    window: MainWindow, strings: Strings, qtbot: QtBot
) -> None:
    """A platform's answer is marked as generated, shows what was not read, and opens its sources."""
    card = answered(window, qtbot)
    turn = card.turn
    assert window.ask_presenter.words.notices(turn)[0] == strings("ask.generated")
    assert "12" in window.ask_presenter.words.coverage_line(turn)
    assert strings("ask.verdict.number_mismatch") in card.answer_html and "<b>" not in card.answer_html
    buttons = card.findChildren(CitationButton)
    assert len(buttons) == 2
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert window.source.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.source.isVisible(), timeout=MS)


def test_a_copied_answer_takes_its_sources_and_its_mark_along(
    window: MainWindow, strings: Strings, qtbot: QtBot
) -> None:
    """The clipboard holds the text, every source with its page, and who wrote it."""
    card = answered(window, qtbot)
    card.copied.emit(card.turn)
    text = QGuiApplication.clipboard().text()
    assert "연가운영지침_최종.hwp · 3쪽" in text and "약 112쪽" in text and strings("ask.generated") in text


def test_stopping_an_answer_is_instant(window: MainWindow, qtbot: QtBot) -> None:
    """What was said stays and is labelled; another question can be asked at once."""
    window.ask(QUESTION)
    qtbot.waitUntil(lambda: len(window.ask_presenter.turns[-1].text) > 6, timeout=MS)
    window.ask_presenter.stop()
    turn = window.ask_presenter.turns[-1]
    assert turn.stopped and not turn.running and not window.ask_presenter.running
    said = turn.text
    qtbot.wait(100)
    assert turn.text == said
    window.ask("없는 내용")
    qtbot.waitUntil(lambda: not window.ask_presenter.running, timeout=MS)
    assert window.ask_presenter.turns[-1].refused


def test_results_come_as_one_types_and_the_last_word_wins(window: MainWindow, qtbot: QtBot) -> None:
    """Typing on replaces the search; Enter opens the first hit on the right."""
    window.show_screen("search")
    edit = window.search_view.edit
    for text in ("연", "연가", "여비"):
        edit.setText(text)
    qtbot.waitUntil(lambda: window.search_view.model.rowCount() > 0, timeout=MS)
    hit = window.search_view.model.hit(0)
    assert hit.matched_terms == ("여비",)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert window.source.isVisible()


def test_a_search_that_fails_says_so_and_can_be_tried_again(window: MainWindow, qtbot: QtBot) -> None:
    """The screen shows the fault's sentence instead of an empty list."""
    window.show_screen("search")
    failed: list[object] = []
    window.search_presenter.failed.connect(failed.append)
    window.search_view.edit.setText("오류")
    qtbot.waitUntil(lambda: bool(failed), timeout=MS)
    assert not window.search_view.list.isVisible()


def test_the_matched_words_are_marked_where_they_stand() -> None:
    """An excerpt begins near the first match and knows every match in it."""
    text, marks = excerpt("가" * 300 + " 연가일수는 20일, 연가는 이월된다.", ("연가",))
    assert text.startswith("… ") and [text[a:b] for a, b in marks] == ["연가", "연가"]


def test_only_the_pages_that_are_looked_at_are_fetched(window: MainWindow, qtbot: QtBot) -> None:
    """A thousand rows are there at once; a far row arrives when it is looked at."""
    model = window.library_view.model
    window.show_screen("library")
    qtbot.waitUntil(lambda: model.rowCount() == 1000, timeout=MS)
    far = model.index(4 * PAGE + 7, 0)
    assert model.data(far) == "…"
    qtbot.waitUntil(lambda: model.data(far) != "…", timeout=MS)
    assert isinstance(model, FileTableModel) and str(model.data(far)).startswith("00807")


def test_failures_tell_their_reason_and_the_next_step(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """The filter shows only failures; the chosen one says why and what to do."""
    view = window.library_view
    window.show_screen("library")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1000, timeout=MS)
    view.show_state("failed")
    qtbot.waitUntil(lambda: view.model.rowCount() == 25 and view.model.row(0) is not None, timeout=MS)
    view.table.selectRow(0)
    assert "암호" in view.reason.text() and "[다시 읽기]" in view.reason.text()


def test_an_encrypted_file_is_read_with_a_password(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """The button opens a masked field, Enter reads, Esc leaves; what was typed stands nowhere afterwards."""
    view = window.library_view
    window.show_screen("library")
    view.show_state("failed")
    qtbot.waitUntil(lambda: view.model.rowCount() == 25 and view.model.row(0) is not None, timeout=MS)
    encrypted = next(n for n in range(25) if (r := view.model.row(n)) is not None and r.kind == "encrypted")
    other = next(n for n in range(25) if (r := view.model.row(n)) is not None and r.kind != "encrypted")
    actions = view.files.actions_
    view.table.selectRow(other)
    assert not actions.buttons["with_password"].isVisible()
    view.table.selectRow(encrypted)
    button, box = actions.buttons["with_password"], actions.password
    assert button.isVisible() and not box.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(box.edit.hasFocus, timeout=MS)
    assert box.edit.echoMode() == QLineEdit.EchoMode.Password and not box.read.isEnabled()
    assert "암호" in box.edit.accessibleName()
    qtbot.keyClicks(box.edit, "wrong")
    assert "w" not in box.edit.displayText()
    qtbot.keyClick(box.edit, Qt.Key.Key_Escape)
    assert not box.isVisible() and box.edit.text() == ""
    for words, said in (("9999", "암호가 맞지 않아"), ("1234", "읽었습니다")):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(box.edit, words)
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)
        assert box.edit.text() == "" and not box.isVisible()
        qtbot.waitUntil(lambda said=said: said in view.banner._text.text(), timeout=MS)


def test_indexing_shows_how_far_it_is_and_stops_at_once(window: MainWindow, qtbot: QtBot) -> None:
    """Progress names files and time; after 멈추기 nothing runs."""
    window.show_screen("library")
    qtbot.waitUntil(lambda: window.library_presenter.sources is not None, timeout=MS)
    window.library_view.add(("/새 자료",))
    qtbot.waitUntil(lambda: "/ 1,000" in window.library_view.progress.words, timeout=MS)
    assert window.library_view.progress.isVisible()
    window.library_presenter.stop()
    assert not window.library_presenter.indexing and not window.library_view.progress.isVisible()


def test_a_removed_source_can_be_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    """Removing asks nothing; 되돌리기 brings the source back."""
    library = window.library_presenter
    window.show_screen("library")
    qtbot.waitUntil(lambda: library.sources is not None and bool(library.sources.rows), timeout=MS)
    assert library.sources is not None
    path = library.sources.rows[0].path
    library.remove(path, "2025")
    qtbot.waitUntil(lambda: library.sources is not None and not library.sources.rows, timeout=MS)
    qtbot.waitUntil(window.library_view.banner.isVisible, timeout=MS)
    window.library_view.banner.press()
    qtbot.waitUntil(
        lambda: [r.path for r in library.sources.rows] == [path] if library.sources else False, timeout=MS
    )


def test_a_folder_can_be_dropped_in(window: MainWindow, qtbot: QtBot) -> None:
    """Dropping a folder adds and reads it."""
    window.show_screen("library")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/끌어온 폴더")])
    drop = QDropEvent(
        QPointF(QPoint(50, 50)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.library_view.dropEvent(drop)
    library = window.library_presenter
    assert library.indexing
    qtbot.waitUntil(
        lambda: library.sources is not None and "/끌어온 폴더" in [r.path for r in library.sources.rows], timeout=MS
    )


def test_a_platform_is_added_tested_and_used(window: MainWindow, qtbot: QtBot) -> None:
    """The form adds a profile without showing its key again; a test shows its steps; the status tells who answers."""
    window.show_screen("connections")
    presenter, view = window.connections_presenter, window.connections_view
    qtbot.waitUntil(lambda: presenter.rows is not None, timeout=MS)
    for field, text in (("name", "시험"), ("url", "https://x.go.kr/v1"), ("model", "M"), ("key", "비밀열쇠")):
        assert field == "name" or not view.form.save_button.isEnabled() or field == "key"
        view.form.fields[field].setText(text)
    view.form.save_button.click()
    assert view.form.fields["key"].text() == ""
    qtbot.waitUntil(lambda: "시험" in view.cards, timeout=MS)
    view.cards["시험"].test_button.click()
    qtbot.waitUntil(lambda: view.cards["시험"].test_button.isEnabled(), timeout=MS)
    presenter.use("시험")
    qtbot.waitUntil(lambda: presenter.current is not None and presenter.current.name == "시험", timeout=MS)
    presenter.use(None)
    qtbot.waitUntil(lambda: presenter.current is None, timeout=MS)


def test_every_control_has_a_name_for_a_screen_reader(window: MainWindow, qtbot: QtBot) -> None:
    """On every screen and page, nothing that is pressed, chosen or written in is nameless; each tells its role."""
    answered(window, qtbot)
    assert nameless(window) == []


def test_shortcuts_and_the_palette_reach_every_screen(window: MainWindow, qtbot: QtBot) -> None:
    """Ctrl+1 to 7 change the screen; the palette finds a command by a part of its words."""
    window.activateWindow()
    for key, name in ((Qt.Key.Key_2, "search"), (Qt.Key.Key_3, "library"), (Qt.Key.Key_7, "settings")):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.screens.currentWidget() is window.screens[name]
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_.isVisible()
    window.palette_.edit.setText("연결화면")
    qtbot.keyClick(window.palette_.edit, Qt.Key.Key_Return)
    assert not window.palette_.isVisible() and window.screens.currentWidget() is window.screens["connections"]


def test_a_narrow_window_shows_the_source_in_the_subjects_place(window: MainWindow, qtbot: QtBot) -> None:
    """Below 1,100 pixels the source takes the place and gives it back; above, both stand side by side."""
    card = answered(window, qtbot)
    window.open_source(card.turn.citations[0])
    assert window.screens.isVisible() and window.source.isVisible()
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: not window.screens.isVisible(), timeout=MS)
    window.close_source()
    assert window.screens.isVisible() and not window.source.isVisible()


def test_nothing_flashes_up_as_a_window_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    """No piece is shown before it has its place: it would blink on the screen and take the focus away."""
    flashes = Flashes()
    QApplication.instance().installEventFilter(flashes)
    card = answered(window, qtbot)
    window.open_source(card.turn.citations[0])
    for screen in ("search", "library", "evaluate", "connections", "ledger", "settings"):
        window.show_screen(screen)
        qtbot.wait(30)
    window.library_view.desk.give()
    window.library_view.desk.take()
    qtbot.wait(30)
    QApplication.instance().removeEventFilter(flashes)
    assert flashes.seen == [] and window.isActiveWindow()


def test_a_lost_engine_is_told_in_the_window(window: MainWindow, starter: Starter, qtbot: QtBot) -> None:
    """A banner says that the engine stopped, and that it is back."""
    qtbot.waitUntil(lambda: window.library_presenter.sources is not None, timeout=MS)
    assert starter.process is not None
    starter.process.kill()
    starter.process.wait()
    qtbot.waitUntil(window.banner.isVisible, timeout=MS)
    qtbot.waitUntil(lambda: window.context.tasks.state == "ready", timeout=MS)
    assert window.context.strings("engine.back") == window.banner.text
