"""What a question is asked of, who answers, what would be sent, and what could be asked next: in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.protocol import requests
from desktop.strings import Strings
from desktop.views.main_window import MainWindow
from desktop.views.widgets import Button
from indexer.answers import Turn

MS = 10_000
FOLDER = "/home/공무원/업무문서/2025"


def done(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.ask_presenter.turns) and not window.ask_presenter.running, timeout=MS)


def press(menu: QMenu, *words: str) -> None:
    """Choose what stands under these words, menu by menu."""
    held: list[object] = []  # PySide deletes an inner menu with the last name of its action
    for word in words:
        action = next(a for a in menu.actions() if a.text().startswith(word))
        inner = action.menu()
        held += [menu, action, inner]
        if isinstance(inner, QMenu):
            menu = inner
        else:
            action.trigger()


def test_a_question_is_asked_of_a_folder_a_period_and_a_type(window: MainWindow, qtbot: QtBot) -> None:
    view = window.ask_view
    qtbot.waitUntil(lambda: len(view.range.condition_menu().actions()) > 2, timeout=MS)
    qtbot.waitUntil(lambda: window.library_presenter.sources is not None, timeout=MS)
    press(view.range.folder_menu(), "2025")
    press(view.range.condition_menu(), "기간", "올해")
    press(view.range.condition_menu(), "형식", "한글")
    assert view.box.scope.words == "2025"
    names = ["조건 빼기: 기간: 올해", "조건 빼기: 형식: 한글"]

    def chips() -> dict[str, Button]:
        return {c.accessibleName(): c for c in view.box._chips.findChildren(Button) if c.isVisible()}

    qtbot.waitUntil(lambda: list(chips()) == names, timeout=MS)
    window.ask("연가는 며칠입니까?")
    done(window, qtbot)
    asked = window.ask_presenter.turns[0].request
    assert (asked.scope, asked.filters) == ((FOLDER,), {"recent": "올해", "type": "한글"})
    chips()[names[0]].click()
    assert window.ask_presenter.range.filters == {"type": "한글"}


def test_a_conversation_opened_again_has_its_scope(window: MainWindow, qtbot: QtBot) -> None:
    """Kept with each turn, shown as chips again, and a question asked again is asked of the same."""
    range_ = window.ask_presenter.range
    range_.set_all((FOLDER,), {"recent": "작년"})
    window.ask("범위를 두고 묻는 연가는 며칠입니까?")
    history = window.history_presenter
    qtbot.waitUntil(lambda: bool(history.current), timeout=MS)
    name = history.current
    window.ask_presenter.clear()
    range_.set_all((), {})
    assert not window.ask_view.box._chips.isVisibleTo(window)
    history.open(name)
    qtbot.waitUntil(lambda: bool(window.ask_view.cards), timeout=MS)
    assert (range_.paths, range_.filters) == ((FOLDER,), {"recent": "작년"})
    assert window.ask_view.box.scope.words == "2025"
    assert window.ask_presenter.turns[0].request.filters == {"recent": "작년"}


def test_turns_kept_before_have_no_scope() -> None:
    """A turn of an older version is read as asked of everything."""
    import msgspec

    kept = msgspec.json.decode(b'{"asked": "a", "whole": "a"}', type=Turn)
    assert (kept.scope, kept.filters) == ((), {})


def test_what_would_be_sent_is_shown_and_not_sent(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """Ctrl+Enter; Esc goes back with the question still there; 이대로 보내기 asks it."""
    view = window.ask_view
    qtbot.waitUntil(lambda: window.connections_presenter.current is not None, timeout=MS)
    view.box.edit.setPlainText("연가는 며칠입니까?")
    qtbot.keyClick(view.box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.preview is not None and view.preview.isVisible(), timeout=MS)
    assert view.preview is not None
    assert "행정망 AI 플랫폼 (ai.example.go.kr)" in view.preview.to.text()
    assert "질문: 연가는 며칠입니까?" in view.preview.text.toPlainText()
    assert window.ask_presenter.turns == []
    qtbot.keyClick(view.preview.send, Qt.Key.Key_Escape)
    assert not view.preview.isVisible() and view.box.edit.toPlainText() == "연가는 며칠입니까?"
    view.box.preview()
    qtbot.waitUntil(view.preview.isVisible, timeout=MS)
    view.preview.send.click()
    done(window, qtbot)
    assert [t.question for t in window.ask_presenter.turns] == ["연가는 며칠입니까?"]
    assert view.box.edit.toPlainText() == ""


def test_quotes_have_nothing_to_send(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    view = window.ask_view
    qtbot.waitUntil(lambda: window.connections_presenter.current is not None, timeout=MS)
    assert view.box.answerer.words == "HCX-GOV"
    press(view.answerer.menu(), "인용 답변")
    qtbot.waitUntil(lambda: view.box.answerer.words == strings("ask.by_quote"), timeout=MS)
    view.box.edit.setPlainText("연가는 며칠입니까?")
    view.box.preview()
    qtbot.waitUntil(lambda: view.preview is not None and view.preview.isVisible(), timeout=MS)
    assert view.preview is not None
    assert view.preview.to.text() == strings("preview.nowhere")
    assert not view.preview.text.isVisible()


def test_what_could_follow_is_asked_with_a_press(window: MainWindow, qtbot: QtBot) -> None:
    """Under the last answer alone; once asked, suggested no more."""
    window.ask("연가는 며칠입니까?")
    done(window, qtbot)
    suggested = window.ask_view.talk.next
    qtbot.waitUntil(lambda: bool(suggested.buttons), timeout=MS)
    first = suggested.buttons[0].words
    assert first == "연가 신청에 대해 알려 주십시오."
    suggested.buttons[0].click()
    assert not suggested.isVisible()
    qtbot.waitUntil(lambda: len(window.ask_presenter.turns) == 2, timeout=MS)
    done(window, qtbot)
    assert window.ask_presenter.turns[1].question == first
    qtbot.waitUntil(suggested.isVisible, timeout=MS)
    assert first not in [b.words for b in suggested.buttons]


def test_a_refusal_suggests_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.ask("없는 것은 무엇입니까?")
    done(window, qtbot)
    for _ in range(20):
        QApplication.processEvents()
    assert not window.ask_view.talk.next.isVisible()


@pytest.mark.parametrize("request_", [requests.SuggestNext("a", (1, 2)), requests.NextQuestions(("b",))])
def test_suggestions_go_over_the_wire(request_: object) -> None:
    assert requests.from_wire(requests.to_wire(1, request_)) == (1, request_)
