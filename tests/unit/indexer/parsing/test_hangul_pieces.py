"""The pieces that the Hangul readers share: pages, grids, markers, kinds, official letters."""

from __future__ import annotations

import pytest

from indexer.parsing.flow import classify
from indexer.parsing.numbering import Counters, Head, LevelFormat, format_number
from indexer.parsing.tables import grid, text_of, turns_of


def test_grid_keeps_every_text() -> None:
    """Merged cells stand once; two cells in one place, or far out of bounds, lose no text."""
    cells = [
        (0, 0, "가", ()),
        (0, 1, "나", ()),
        (1, 1, "다", ()),
        (1, 1, "라", ()),
    ]
    rows = grid(cells)
    assert rows == (("가", "나", ""), ("", "다", "라"))
    assert text_of(rows) == "가\t나\n다\t라"
    assert "끝" in text_of(grid([(65_535, 600, "끝", ())]))


def test_turns_of_a_table_are_told_in_its_own_text() -> None:
    """A row overleaf and a cell through which a page break runs give turns at their characters of the table's text."""
    cells = [(0, 0, "가", ()), (0, 1, "나다라", ((0, 1, True), (2, 2, True))), (1, 0, "마", ())]
    rows = grid(cells)
    assert text_of(rows) == "가\t나다라\n마"
    assert turns_of(cells, rows, [(1, True), (3, False)]) == ((0, 1, True), (4, 2, True), (6, 3, False))


@pytest.mark.parametrize(
    ("number", "shape", "written"),
    [
        (3, 0, "3"),
        (3, 1, "③"),
        (4, 2, "IV"),
        (4, 3, "iv"),
        (2, 4, "B"),
        (1, 8, "가"),
        (15, 8, "거"),
        (29, 8, "고"),
        (84, 8, "히"),
        (85, 8, "85"),
        (2, 9, "㉯"),
        (12, 12, "십이"),
    ],
)
def test_number_shapes(number: int, shape: int, written: str) -> None:
    """The format's number shapes come out as Hancom writes them."""
    assert format_number(number, shape) == written


def test_markers_run_and_start_again_below_a_higher_level() -> None:
    """A deeper level starts again after the one above it moves on."""
    counters = Counters([(LevelFormat("^1."), LevelFormat("^2)", 8))], ["◦"])
    heads = [Head("number", level, 1) for level in (0, 1, 1, 0, 1)]
    assert [counters.marker(h) for h in heads] == ["1.", "가)", "나)", "2.", "가)"]
    assert counters.marker(Head("bullet", 0, 1)) == "◦"
    assert counters.marker(Head("bullet", 0, 9)) == ""


def test_kinds_by_shape_and_words() -> None:
    """Chapters, articles and outline heads are headings; an article with its text is not; bullets are items."""
    assert classify("제2장 휴가") == ("heading", 2)
    assert classify("제5조(연가)") == ("heading", 5)
    assert classify("제5조(연가) " + "연가는 다음과 같다. " * 8)[0] == "paragraph"
    assert classify("추진 배경", Head("outline", 1, 1)) == ("heading", 2)
    assert classify("○ 대상: 전 직원")[0] == "list_item"
    assert classify("보통 글이다.") == ("paragraph", None)
