"""찾기: conditions, versions folded together, why a result came."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.hits import OPEN_ROLE, UNDER_ROLE, VERSIONS_ROLE, HitListModel
from desktop.models.names import REASON_ROLE
from desktop.strings import Strings
from desktop.views.explain_panel import explanation
from desktop.views.flow import FlowLayout
from desktop.views.main_window import MainWindow
from desktop.views.search_view import SearchView
from indexer.model import Hit, Location
from indexer.requests import FileRow, Files, Found, Understood

MS = 10_000


def hit(number: int, path: str, version_of: int = 0) -> Hit:
    return Hit(
        path, number, "", (), 1, True, Location(), f"글 {number}", 1.0, 1.0, None, (), "", version_of=version_of
    )


HITS = (
    hit(1, "/감사/휴가 지침(2025년 개정).hwp"), hit(2, "/감사/휴가 지침(2024년).hwp", 1), hit(3, "/감사/여비 지침.hwp"),
    hit(4, "/감사/휴가 지침(2025년 개정).hwp"), hit(5, "/복지/휴가 지침(2024년).hwp"), hit(6, "/감사/휴가 지침_최종2.hwpx", 1),
    hit(7, "/감사/휴가 지침(2024년).hwp", 99),
)  # fmt: skip


def paths(model: HitListModel) -> list[int]:
    return [model.hit(row).passage_id for row in range(model.rowCount())]


def test_versions_lie_under_the_one_in_force(strings: Strings) -> None:
    """What the engine calls a version of a hit is folded under it and counted by file; a version whose hit in force
    is not among those shown stays where it ranks, and so does another passage of the same file."""
    model = HitListModel(strings)
    model.set_hits(HITS)
    assert paths(model) == [1, 3, 4, 5, 7]
    first = model.index(0)
    assert model.data(first, VERSIONS_ROLE) == 2 and "다른 판 2개" in model.data(
        first, Qt.ItemDataRole.AccessibleTextRole
    )
    model.set_open(0, True)
    assert paths(model) == [1, 2, 6, 3, 4, 5, 7] and model.data(first, OPEN_ROLE)
    assert [model.data(model.index(r), UNDER_ROLE) for r in range(4)] == [False, True, True, False]
    model.set_open(1, True)  # a version has none of its own
    model.set_open(0, False)
    assert paths(model) == [1, 3, 4, 5, 7]
    model.set_folding(False)
    assert paths(model) == [1, 2, 3, 4, 5, 6, 7]


def test_an_explanation_speaks_in_words(strings: Strings) -> None:
    """Bigrams and the marks of index terms are not shown; what was added is."""
    why = {
        "words": {"m:연가": 1.0, "b:연가": 0.5, "c:연가일수": 1.2}, "fields": {"b:휴가": 0.5}, "ranking": 0.37,
        "heading": -0.0, "conditions": 0.08,
    }  # fmt: skip
    text = "\n".join(explanation(replace(HITS[0], vector=0.9, explain=why), strings))
    assert "연가일수 · 연가" in text and "휴가" in text and "b:" not in text and "+0.37" in text and "+0.08" in text
    only = explanation(replace(HITS[0], lexical=None, vector=0.8, explain={}), strings)
    assert only[-1] == strings("search.why.meaning_only")


def searched(window: MainWindow, qtbot: QtBot) -> SearchView:
    window.show_screen("search")
    view = window.search_view
    qtbot.waitUntil(lambda: bool(view.filters._values["type"]), timeout=MS)
    view.edit.setText("연가 공무원")
    qtbot.waitUntil(lambda: view.model.rowCount() > 0 and window.context.tasks.busy == 0, timeout=MS)
    return view


def test_conditions_are_chosen_shown_and_cleared(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """A chip says what it narrows to, the engine is asked with it, one button takes all away."""
    view = searched(window, qtbot)
    chips = view.filters.chips
    menu = view.filters.menu("type")
    assert [a.text() for a in menu.actions()][:2] == [strings("search.every.type"), "한글  1,204"]
    menu.actions()[1].trigger()
    view.filters.choose("recent", "작년")
    assert window.search_presenter.filters == {"type": "한글", "recent": "작년"}
    assert chips["type"].isChecked() and chips["type"].accessibleName() == "형식: 한글"
    assert view.filters.menu("type").actions()[1].isChecked()
    view.filters.clear_button.click()
    assert window.search_presenter.filters == {} and not chips["type"].isChecked()


def test_files_by_name_stand_above_the_passages(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """Three at first, all by a press; reached and left by the arrow keys; Enter opens, read or not."""
    view = searched(window, qtbot)
    view.edit.setText("지침")
    names = view.names
    qtbot.waitUntil(lambda: names.isVisible() and names.model.rowCount() == 50, timeout=MS)
    qtbot.waitUntil(lambda: view.list.isVisible() and window.context.tasks.busy == 0, timeout=MS)
    assert names.title.text().startswith("파일 이름 ") and names.title.text().endswith("건")
    assert not names.list.isRowHidden(2) and names.list.isRowHidden(3)
    names.more.click()
    assert not names.list.isRowHidden(49) and names.list.height() < 50 * names.list.sizeHintForRow(0)
    names.more.click()
    view.edit.setFocus()
    qtbot.keyClick(view.edit, Qt.Key.Key_Up)
    assert names.list.hasFocus() and names.list.currentIndex().row() == 2
    qtbot.keyClick(names.list, Qt.Key.Key_Up)
    assert names.list.currentIndex().row() == 1
    with qtbot.waitSignal(view.source_opened, timeout=MS) as opened:
        qtbot.keyClick(names.list, Qt.Key.Key_Return)
    assert opened.args == [names.model.rows[1]]
    names.list.setFocus()
    for _ in range(2):
        qtbot.keyClick(names.list, Qt.Key.Key_Down)
    assert view.list.hasFocus()
    view.edit.setText("")
    qtbot.waitUntil(lambda: not names.isVisible(), timeout=MS)


def test_a_file_that_was_not_read_is_found_by_name(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """With the reason; and where no passage fits, Down goes to the names."""
    view = searched(window, qtbot)
    row = FileRow("/업무/아주 긴 이름의 " + "보고서 " * 30 + ".hwp", "failed", "hwp", 1, "", kind="encrypted",
                  message="암호가 걸려 있어 읽지 못했습니다.")  # fmt: skip
    view.names.set_files(Files((row,), 1))
    index = view.names.model.index(0)
    assert view.names.model.data(index, REASON_ROLE) == "실패 · 암호"
    assert "실패 · 암호" in view.names.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert not view.names.more.isVisible() and view.names.isVisible()
    view._found(Found((), 1.0))
    view.edit.setFocus()
    qtbot.keyClick(view.edit, Qt.Key.Key_Down)
    assert view.names.list.hasFocus()
    view.names.set_files(Files((), 0))
    assert not view.names.isVisible()


def test_the_keys_unfold_versions_in_the_list(window: MainWindow, qtbot: QtBot) -> None:
    """Right opens, Left closes."""
    view = searched(window, qtbot)
    before = view.model.rowCount()
    view.list.setFocus()
    view.list.setCurrentIndex(view.model.index(0))
    qtbot.keyClick(view.list, Qt.Key.Key_Right)
    assert view.model.rowCount() > before
    qtbot.keyClick(view.list, Qt.Key.Key_Left)
    assert view.model.rowCount() == before


def test_why_a_result_came_is_told_in_place(window: MainWindow, qtbot: QtBot) -> None:
    """The panel follows the chosen hit, and goes with the button."""
    view = searched(window, qtbot)
    view.why.click()
    qtbot.waitUntil(lambda: "점수" in view.explain.text.text(), timeout=MS)
    view.list.setCurrentIndex(view.model.index(1))
    assert view.explain.isVisible()
    view.why.click()
    assert not view.explain.isVisible()


def test_what_was_understood_is_told(window: MainWindow, qtbot: QtBot) -> None:
    """Conditions of the question and corrections, each once."""
    view = searched(window, qtbot)
    told = (
        Understood("year", "2025", "작년", "boost"),
        Understood("spelling", "출장", "출잔", "added", "‘출잔’을 ‘출장’으로 보고 찾았습니다."),
    )
    window.search_presenter.found.emit(Found(HITS, 1.0, 0, told))
    assert "‘작년’" in view.understood.text() and "‘출장’으로" in view.understood.text()


def test_chips_go_on_in_the_next_line(qtbot: QtBot) -> None:
    """In a narrow window nothing is cut off; what is hidden takes no room."""
    outer = QWidget()
    qtbot.addWidget(outer)
    row = FlowLayout(outer, 8)
    buttons = [QPushButton("단추 하나") for _ in range(6)]
    for button in buttons:
        row.addWidget(button)
    outer.resize(2000, 200)
    outer.show()
    one = row.heightForWidth(2000)
    assert row.heightForWidth(buttons[0].sizeHint().width() * 2 + 20) == one * 3 + 16
    for button in buttons[1:]:
        button.hide()
    assert row.heightForWidth(buttons[0].sizeHint().width() + 2) == one and row.count() == 6
