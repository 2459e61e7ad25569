"""What an answer may become on the screen."""

from __future__ import annotations

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.presenters.ask import AskPresenter
from desktop.presenters.turns import Turn
from desktop.strings import Strings
from desktop.theme.tokens import colours
from desktop.views.answer_card import AnswerLabel
from desktop.views.answer_text import rich
from indexer.answers import CheckEvent, CitationEvent
from indexer.model import Location


def turn(text: str, *checks: CheckEvent) -> Turn:
    made = Turn("질문", text=text, checks=list(checks))
    made.citations = [CitationEvent(1, "/문서/연가.hwp", 3, True, Location(3, True), "연가일수는 20일로 한다.")]
    return made


def test_nothing_of_an_answer_is_taken_for_html(strings: Strings) -> None:
    """Tags, links and images in an answer stay characters."""
    text = '<img src="http://x/y.png"> <a href="http://x">누르기</a> ![x](http://x/y.png)'
    shown = rich(turn(text), colours(False), strings)
    assert "<img" not in shown and "<a " not in shown and "&lt;img" in shown


def test_only_known_citations_become_links(strings: Strings) -> None:
    """[1] can be pressed, [7] was never given and cannot."""
    shown = rich(turn("20일입니다. [1] 이월됩니다. [7]"), colours(False), strings)
    assert shown.count("cite:") == 1 and 'href="cite:1"' in shown and "[7]" in shown


def test_verdicts_stand_behind_their_sentences(strings: Strings) -> None:
    """Each mark follows its own sentence and its citation, even where spaces differ."""
    checks = (
        CheckEvent("연가는 20일입니다.", "supported", 1),
        CheckEvent("일비는 3만원입니다.", "number_mismatch", 1),
    )
    shown = rich(turn("연가는  20일입니다. [1] 일비는 3만원입니다. [1]", *checks), colours(False), strings)
    first, second = strings("ask.verdict.supported"), strings("ask.verdict.number_mismatch")
    assert shown.index("20일입니다") < shown.index(first) < shown.index("3만원") < shown.index(second)


@pytest.mark.parametrize(("by", "asked", "marked"), [("시험/m", True, True), ("", True, True), ("quote", True, False), ("", False, False)])  # fmt: skip
def test_a_selection_is_copied_with_the_mark(
    by: str, asked: bool, marked: bool, strings: Strings, qtbot: QtBot
) -> None:
    """Ctrl+C in a generated answer, a broken-off one too, puts the mark behind the selected words."""
    made = turn("연가는 20일입니다.")
    made.answered_by, made.asked = by, asked
    presenter = AskPresenter(cast(Any, None), strings)
    shown = AnswerLabel(lambda part: presenter.words.marked(made, part), "복사")
    shown.setText(made.text)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    qtbot.addWidget(shown)
    shown.setSelection(0, 3)
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("연가는") and (strings("ask.generated") in text) == marked
