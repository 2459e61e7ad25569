"""Tasks, exports and 자세히 찾기 in the window, with a real engine process behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from desktop.protocol import requests
from desktop.strings import Strings
from desktop.views.answer_card import AnswerCard
from desktop.views.main_window import MainWindow
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits

MS = 10_000


def done(window: MainWindow, qtbot: QtBot) -> AnswerCard:
    qtbot.waitUntil(lambda: bool(window.ask_presenter.turns) and not window.ask_presenter.running, timeout=MS)
    return window.ask_view.cards[-1]


def choose(monkeypatch: pytest.MonkeyPatch, *paths: str, line: str = "") -> None:
    """What a user picks in the dialogs, one after the other."""
    given = list(paths)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (given.pop(0) if given else "", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: (list(paths), ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a, **_k: (line, bool(line)))


def test_two_versions_are_chosen_and_compared(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The table stands in the card: what differs underlined, cells that open their source."""
    choose(monkeypatch, "/자료/현행.hwp", "/자료/개정안.hwp")
    window.ask_view.tasks.start("compare")
    card = done(window, qtbot)
    assert card.turn.question == "‘현행.hwp’와 ‘개정안.hwp’의 신구조문대비표"
    assert "<u>25,000원으로</u>" in card.answer_html
    assert "&lt;신설&gt;" in card.answer_html
    number = next(iter(card.turn.citations)).number
    with qtbot.waitSignal(card.opened, timeout=MS) as opened:
        card._link(f"cite:{number}")
    assert opened.args[0].path == "/자료/현행.hwp"


def test_nothing_happens_where_nothing_is_chosen(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch)
    for name in ("summary", "compare", "table", "report"):
        window.ask_view.tasks.start(name)
    assert window.ask_presenter.turns == []


def test_a_table_is_asked_of_the_scope(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Of the scope where there is one, else of the files chosen; doubtful cells are marked and told."""
    window.ask_view.set_scope("/home/공무원/업무문서/2025")
    choose(monkeypatch, line="담당부서, 예산，시행일")
    window.ask_view.tasks.start("table")
    card = done(window, qtbot)
    assert card.turn.request == requests.Tabulate(("/home/공무원/업무문서/2025",), ("담당부서", "예산", "시행일"))
    assert card.answer_html.count("<tr>") == 6
    assert "⚠ 숫자 불일치" in card.answer_html
    assert card.turn.by_platform


def test_a_report_without_a_platform_says_what_to_do(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(monkeypatch, line="여비 지급 기준")
    window.ask_view.tasks.start("report")
    card = done(window, qtbot)
    assert "[연결]에서 플랫폼을 등록하십시오" in card._fault.text()
    assert not card._export.isVisible()


@pytest.mark.parametrize(("typed", "written"), [("답.docx", "답.docx"), ("답", "답.hwpx")])
def test_an_answer_is_exported_where_the_user_says(
    window: MainWindow, strings: Strings, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path,
    typed: str, written: str,
) -> None:  # fmt: skip
    """내보내기 writes a document with footnotes; a name without an ending takes that of the kind chosen."""
    window.ask("연가는 며칠입니까?")
    card = done(window, qtbot)
    kind = strings("ask.export_kind.hwpx")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / typed), kind))
    with qtbot.waitSignal(window.ask_presenter.exported, timeout=MS):
        card._export.click()
    blocks = parse_bytes((tmp_path / written).read_bytes(), written, Limits()).blocks
    whole = "\n".join(b.text for b in blocks)
    assert "AI가 생성한 내용입니다" in whole
    assert any(b.kind == "footnote" and "연가운영지침_최종.hwp, 3쪽" in b.text for b in blocks)
    assert "수치 불일치" in whole


def test_a_whole_conversation_is_exported_and_a_fault_is_told(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    for question in ("연가는 며칠입니까?", "일비는 얼마입니까?"):
        window.ask(question)
        done(window, qtbot)
    assert window.ask_view._all.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "대화.md"), ""))
    with qtbot.waitSignal(window.ask_presenter.exported, timeout=MS):
        window.ask_view._all.click()
    assert "## 질문 2" in (tmp_path / "대화.md").read_text(encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "없음" / "대화.md"), ""))
    with qtbot.waitSignal(window.ask_presenter.not_exported, timeout=MS):
        window.ask_view._all.click()


def test_searching_in_depth_shows_each_step(window: MainWindow, qtbot: QtBot) -> None:
    """The switch goes along with the question; the steps stand above the answer, not among the notices."""
    window.ask_view.box.deep.click()
    window.ask("연가와 일비는?")
    card = done(window, qtbot)
    assert card.turn.request.deep
    assert len(card.turn.steps) == 2
    assert card._steps.text().startswith("1. ‘재직 5년차")
    assert not any("구절" in line for line in window.ask_presenter.words.notices(card.turn))
    window.ask_view.box.deep.click()
    window.ask("연가는?")
    assert not done(window, qtbot).turn.request.deep
