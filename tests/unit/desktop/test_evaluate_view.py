"""평가: question sets and their figures in the window."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.models.questions import OutcomeTableModel
from desktop.presenters.evaluate import EvaluatePresenter
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.views.evaluate_view import EvaluateView
from desktop.views.main_window import MainWindow
from indexer.requests import Evaluated, EvaluatedRow, ScoreRow

MS = 10_000


def shown(window: MainWindow, qtbot: QtBot) -> EvaluateView:
    window.show_screen("evaluate")
    view = cast(EvaluateView, window.screens["evaluate"])
    qtbot.waitUntil(lambda: view.states.state == "none", timeout=MS)
    return view


def test_a_set_is_begun_written_and_kept(tasks: Tasks, strings: Strings, qtbot: QtBot) -> None:
    """What is written is there when the set is opened again; a name that is taken gets a number."""
    presenter = EvaluatePresenter(tasks, strings)
    with qtbot.waitSignal(presenter.opened, timeout=MS):
        presenter.begin("민원")
    presenter.change(presenter.add(), text="연가는 며칠입니까?", relevant=("연가운영지침_최종.hwp",))
    presenter.add()  # never written: not kept
    with qtbot.waitSignal(presenter.sets_changed, timeout=MS):
        presenter.save()
    presenter.sets = (("민원", 1),)
    with qtbot.waitSignal(presenter.opened, timeout=MS):
        presenter.begin("민원")
    assert presenter.name == "민원 2"
    with qtbot.waitSignal(presenter.opened, timeout=MS):
        presenter.open("민원")
    assert [r.text for r in presenter.rows] == ["연가는 며칠입니까?"]


def test_removed_questions_and_sets_come_back(tasks: Tasks, strings: Strings, qtbot: QtBot) -> None:
    """Nothing is asked before; everything can be undone."""
    presenter = EvaluatePresenter(tasks, strings)
    with qtbot.waitSignal(presenter.opened, timeout=MS):
        presenter.draft()
    offers: list[object] = []
    presenter.undo_offered.connect(lambda _sentence, undo: offers.append(undo))
    before = [r.id for r in presenter.rows]
    presenter.remove(1)
    assert len(presenter.rows) == len(before) - 1
    offers[-1]()  # type: ignore[operator]
    assert [r.id for r in presenter.rows] == before
    presenter.delete()
    qtbot.waitUntil(lambda: len(offers) == 2, timeout=MS)
    with qtbot.waitSignal(presenter.opened, timeout=MS):
        offers[-1]()  # type: ignore[operator]
    assert [r.id for r in presenter.rows] == before


def test_cells_are_written_with_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    """A new question is ready to be typed; Space turns 답 없음; a number that is taken is refused."""
    view = shown(window, qtbot)
    view.presenter.begin("민원")
    qtbot.waitUntil(lambda: view.states.state == "content" and view.presenter.name == "민원", timeout=MS)
    view.editor.add()
    view.editor.add()
    model, table = view.editor.model, view.editor.table
    assert model.setData(model.index(0, 1), "연가는 며칠?") and not model.setData(model.index(1, 0), "1")
    assert model.setData(model.index(0, 2), "a.hwp; b.hwp#3")
    assert view.presenter.rows[0].relevant == ("a.hwp", "b.hwp#3")
    table.setFocus()
    table.setCurrentIndex(model.index(1, 4))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert view.presenter.rows[1].unanswerable and "답 없음" in str(model.data(model.index(1, 4)))


def test_a_spreadsheet_is_taken_in_and_its_faults_told(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A CSV becomes a set of its name; a file without questions says what is wrong with it."""
    view = shown(window, qtbot)
    good, bad = tmp_path / "자주 묻는 질문.csv", tmp_path / "다른 표.csv"
    good.write_text("번호,질문,근거 문서\n1,연가는?,연가운영지침_최종.hwp\n", encoding="utf-8")
    bad.write_text("가,나\n1,2\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(good), ""))
    view.choose_file()
    qtbot.waitUntil(lambda: view.presenter.name == "자주 묻는 질문", timeout=MS)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(bad), ""))
    view.choose_file()
    qtbot.waitUntil(lambda: "열이 없습니다" in view.banner.text, timeout=MS)


def test_a_run_gives_figures_and_opens_a_question_in_search(window: MainWindow, qtbot: QtBot) -> None:
    """Progress, scores as text for a screen reader, the worst question in 찾기 by Enter."""
    view = shown(window, qtbot)
    view.presenter.draft()
    qtbot.waitUntil(lambda: len(view.presenter.rows) == 3, timeout=MS)
    view.run.run_button.click()
    qtbot.waitUntil(lambda: view.presenter.result is not None and not view.presenter.running, timeout=MS)
    assert view.parts.currentWidget() is view.result and view.result.model.rowCount() == 3
    assert "nDCG" in view.result.scores.accessibleDescription()
    view.result.table.setFocus()
    view.result.table.setCurrentIndex(view.result.model.index(0, 1))
    qtbot.keyClick(view.result.table, Qt.Key.Key_Return)
    assert window.screens.in_front("search")
    assert window.search_view.edit.text() == view.result.model.row(0).text


def test_a_comparison_says_what_it_can_and_no_more(window: MainWindow, qtbot: QtBot) -> None:
    """An interval that holds nought is no difference; one above it is better."""
    view = shown(window, qtbot)
    row = EvaluatedRow("1", "질문", ("a.hwp",), False, 2, False, {"ndcg@10": 0.6}, (), 1, {"ndcg@10": 1.0})
    score = ScoreRow("ndcg@10", 0.6, 0.4, 0.8, 9)
    for low, word in ((0.1, "B가 낫습니다"), (-0.1, "할 수 없습니다")):
        gained = (ScoreRow("ndcg@10", 0.2, low, 0.5, 9),)
        view.result.show_result(Evaluated("민원", (row,), (score,), (score,), gained, 1.0))
        assert word in view.result.said.text()


def test_outcomes_are_told_in_words(strings: Strings) -> None:
    """A rank before and after, a refusal that was right, a document that was not found."""
    model = OutcomeTableModel(strings)
    rows = (
        EvaluatedRow("1", "가", ("a.hwp",), False, None, False, {"ndcg@10": 0.0, "cited": 0.0}, ()),
        EvaluatedRow("2", "나", (), True, None, True, {"refused_rightly": 1.0}, (("/x/b.hwp", 3, "", False),)),
    )
    model.show(Evaluated("민원", rows, ()))
    texts = [[model.data(model.index(r, c)) for c in range(len(model.columns))] for r in range(2)]
    assert texts[0][2:] == ["없음", "0.00", "⚠ 다른 근거", "찾은 것 없음"]
    assert texts[1][2:] == ["–", "–", "✓ 바르게 거절", "b.hwp · 3쪽"]
