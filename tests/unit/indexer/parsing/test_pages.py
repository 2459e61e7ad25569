"""Line segments → pages: falls, breaks, columns, and tables that run over."""

from __future__ import annotations

from indexer.model import Block, Location
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flowing import After, Cell, Float, Line, Paragraph
from indexer.parsing.onepage import is_one_page
from indexer.parsing.pages import PageCounter
from indexer.parsing.spots import Breaks, Spot

BODY = 10_000


def counter(columns: int = 1, *, balanced: bool = False) -> PageCounter:
    """A section with a body of 10,000."""
    pages = PageCounter()
    pages.section(BODY)
    if columns > 1:
        pages.set_columns(columns, balanced=balanced)
    return pages


def row(number: int, *tops: int, height: int = 0) -> Cell:
    """A cell whose paragraphs have one line of 1,000 each, at `tops`; their keys are (row, index)."""
    return Cell(number, 1, height, 0, 0, [Paragraph((number, i), [Line(0, t, 1_000)]) for i, t in enumerate(tops)])


def table(*cells: Cell, height: int = 0) -> Float:
    """A table that may run over a page."""
    return Float(0, len(cells), 0, height or sum(c.needs for c in cells), splits=True, cells=lambda: cells)


def test_asked_breaks_count_once() -> None:
    """A page break whose line also falls back turns one page; the first paragraph's break turns none."""
    pages = PageCounter()
    pages.section(0)
    assert pages.paragraph([Line(0, 0, 1)], Breaks(page=True)).first.page == 1
    pages.paragraph([Line(0, 900, 1)])
    assert pages.paragraph([Line(0, 0, 1)], Breaks(page=True)).first.page == 2


def test_a_page_filled_by_one_line_is_left_by_a_line_as_high() -> None:
    """Objects as tall as a page stand at place 0, each on its own page; an anchor's line there is no page."""
    pages = counter()
    assert pages.paragraph([Line(0, 0, 9_000)]).first.page == 1
    assert pages.paragraph([Line(0, 0, 1_000)]).first.page == 2
    assert pages.paragraph([Line(0, 0, 1_000)]).first.page == 2


def test_columns_are_filled_before_the_page_turns() -> None:
    """In two columns the first fall is a column, the second a page."""
    pages = counter(2)
    tops = [0, 9_000, 0, 9_000, 0]
    assert [pages.paragraph([Line(0, top, 500)]).first for top in tops] == [
        Spot(1, True), Spot(1, True), Spot(1, True), Spot(1, True), Spot(2, True),
    ]  # fmt: skip


def test_new_columns_begin_below_where_there_is_room() -> None:
    """A change of columns stays on the page; places count anew. What does not fit any more goes overleaf."""
    pages = counter(2, balanced=True)
    for top in (0, 1_000, 0):
        assert pages.paragraph([Line(0, top, 1_000)]).first.page == 1
    pages.set_columns(1)
    assert pages.paragraph([Line(0, 0, 6_000)]).first == Spot(1, True)
    pages.set_columns(2)
    assert pages.paragraph([Line(0, 0, 5_000)]).first == Spot(2, True)


def test_a_column_break_in_balanced_columns_begins_new_ones_below() -> None:
    """Two lines before the break, two after it: four columns, one page."""
    pages = counter(2, balanced=True)
    found = [pages.paragraph([Line(0, 0, 1_000)], Breaks(column=n == 2)).first.page for n in range(4)]
    assert found == [1, 1, 1, 1]


def test_parallel_columns_are_not_called_exact() -> None:
    """Columns that run over the pages each by itself leave the page open."""
    pages = PageCounter()
    pages.section(BODY)
    pages.set_columns(2, parallel=True)
    assert pages.paragraph([Line(0, 0, 1_000)]).first == Spot(1, False)


def test_a_table_after_which_the_next_line_stands_right_below_is_on_one_page() -> None:
    """Nothing is laid out then: its cells are not even looked at."""
    pages = counter()
    whole = Float(0, 2, 0, 3_000, splits=True, cells=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    placed = pages.paragraph([Line(0, 1_000, 500)], floats=[whole], after=After(4_200))
    assert placed.tables[0].rows == (Spot(1, True), Spot(1, True))
    assert pages.paragraph([Line(0, 4_200, 500)]).first == Spot(1, True)


def test_rows_that_move_overleaf_are_exact_where_the_next_line_agrees() -> None:
    """Three rows of 3,000 from 5,000: one stays, two go overleaf and end where the next line stands."""
    pages = counter()
    rows = [row(n, 0, height=3_000) for n in range(3)]
    placed = pages.paragraph([Line(0, 5_000, 1_000)], floats=[table(*rows)], after=After(6_100))
    assert placed.tables[0].rows == (Spot(1, True), Spot(2, True), Spot(2, True))
    assert pages.paragraph([Line(0, 6_100, 500)]).first == Spot(2, True)


def test_a_next_line_that_the_heights_do_not_explain_makes_an_estimate() -> None:
    """The table must have run over, since the next line stands within it; by what, its heights do not tell."""
    pages = counter()
    rows = [row(n, 0, height=2_000) for n in range(2)]
    placed = pages.paragraph([Line(0, 1_000, 500)], floats=[table(*rows)], after=After(2_000))
    assert placed.tables[0].rows == (Spot(1, False), Spot(1, False))
    assert pages.paragraph([Line(0, 2_000, 500)]).first == Spot(2, False)


def test_lines_in_a_cell_that_fall_back_are_overleaf() -> None:
    """A cell cut by a page break: what follows the fall stands on the next page, and so does the row below."""
    pages = counter()
    cells = [row(0, 0, 1_000, 2_000, 0, 1_000), row(1, 0)]
    placed = pages.paragraph([Line(0, 7_000, 500)], floats=[table(*cells)], after=After(3_000))
    found = placed.tables[0]
    assert [found.inside[0, n].page for n in range(5)] == [1, 1, 1, 2, 2]
    assert found.rows == (Spot(1, True), Spot(2, True))
    assert pages.paragraph([Line(0, 3_000, 500)]).first == Spot(2, True)


def test_a_paragraph_that_runs_over_tells_where() -> None:
    """The turn stands at the first character of the line overleaf."""
    pages = counter()
    placed = pages.paragraph([Line(0, 8_000, 1_000), Line(20, 9_000, 1_000), Line(40, 0, 1_000)])
    assert placed.turns(60) == ((40, 2, True),)
    assert placed.at(39).page == 1
    assert placed.at(41).page == 2


def test_a_line_of_words_stands_below_the_table_that_hangs_on_it() -> None:
    """The table begins under the line before; here it goes overleaf, and its line with it."""
    pages = counter()
    pages.paragraph([Line(0, 7_000, 1_000)])
    below = Line(0, 4_100, 1_000, width=5_000)
    placed = pages.paragraph([below], floats=[table(row(0, 0, height=4_000))])
    assert placed.tables[0].rows == (Spot(2, True),)
    assert placed.first == Spot(2, True)


def test_lines_above_a_table_set_lower_tell_nothing_of_its_end() -> None:
    """The next line stands between the table's paragraph and the table: both on this page."""
    pages = counter()
    lower = Float(0, 1, 4_000, 2_000, splits=True, cells=lambda: [row(0, 0)])
    placed = pages.paragraph([Line(0, 1_000, 500)], floats=[lower], after=After(1_500))
    assert placed.tables[0].rows == (Spot(1, True),)
    assert pages.paragraph([Line(0, 1_500, 500)]).first == Spot(1, True)


def test_a_table_that_fills_the_page_is_left_by_the_next_line() -> None:
    """What follows stands at the top of the next page."""
    pages = counter()
    full = Float(0, 1, 0, 9_500, splits=True, cells=lambda: [row(0, 0, height=9_500)])
    placed = pages.paragraph([Line(0, 300, 500)], floats=[full], after=After(0))
    assert placed.tables[0].rows == (Spot(1, True),)
    assert pages.paragraph([Line(0, 0, 500)]).first == Spot(2, True)


def test_rows_that_may_not_be_cut_move_and_a_title_row_is_repeated() -> None:
    """Row 2 does not fit, goes overleaf below the repeated title, and ends where the next line stands."""
    pages = counter()
    cells = [row(0, 0, height=1_000), row(1, 0, height=3_000), row(2, 0, height=4_000)]
    titled = Float(0, 3, 0, 8_000, splits=True, cells=lambda: cells, cuts=False, repeats=True)
    placed = pages.paragraph([Line(0, 4_000, 500)], floats=[titled], after=After(5_000))
    assert placed.tables[0].rows == (Spot(1, True), Spot(1, True), Spot(2, True))


def test_a_height_out_of_all_reason_is_not_believed() -> None:
    """A row of kilometres does not turn a million pages."""
    pages = counter()
    vast = Float(0, 1, 0, 1 << 30, splits=True, cells=lambda: [row(0, 0, height=1 << 30)])
    pages.paragraph([Line(0, 0, 500)], floats=[vast], after=After(2_000))
    assert pages.pages == 1


def test_a_line_that_only_overlaps_the_last_one_turns_no_page() -> None:
    """Low on the page a line may stand a little above the last one's top: no page begins down there."""
    pages = counter()
    pages.paragraph([Line(0, 8_000, 1_000)])
    assert pages.paragraph([Line(0, 7_800, 100)]).first == Spot(1, True)


def test_a_paragraph_without_lines_is_exact_where_the_next_line_leaves_it_room() -> None:
    """Between two lines of one page; at a page's end it may be on either; what follows is certain all the same."""
    pages = counter()
    pages.paragraph([Line(0, 1_000, 1_000)])
    assert pages.paragraph([], after=After(3_500)).first == Spot(1, True)
    assert pages.paragraph([Line(0, 3_500, 1_000)]).first == Spot(1, True)
    pages.paragraph([Line(0, 8_000, 1_000)])
    assert pages.paragraph([], after=After(1_000)).first == Spot(1, False)
    assert pages.paragraph([Line(0, 1_000, 1_000)]).first == Spot(2, True)


def test_a_paragraph_without_lines_stands_where_the_next_line_leaves_it_room() -> None:
    """The next line at the head of a page leaves it none there; one further down does, where it stands then."""
    pages = counter()
    pages.body = 60_000
    pages.paragraph([Line(0, 57_000, 1_000, 600, 0, 40_000)])
    assert pages.paragraph([], after=After(500)).first == Spot(1, True)
    assert pages.paragraph([Line(0, 500, 1_000)]).first == Spot(2, True)
    pages.paragraph([Line(0, 57_000, 1_000, 600, 0, 40_000)])
    assert pages.paragraph([], after=After(2_400)).first == Spot(3, True)
    assert pages.paragraph([Line(0, 2_400, 1_000)]).first == Spot(3, True)


def test_paragraphs_without_lines_are_told_by_the_length_of_their_text() -> None:
    """900 characters need half a page here: no page can hide between; 5,000 need more than one."""
    for length, exact in ((900, True), (5_000, False)):
        pages = counter()
        pages.body = 60_000
        pages.paragraph([Line(0, 20_000, 1_000, 600, 0, 40_000)])
        pages.paragraph([], length=length)
        assert pages.paragraph([Line(0, 3_000, 1_000)]).first == Spot(2, exact)


def test_a_count_that_may_have_begun_anew_is_an_estimate() -> None:
    """Half the page is left, yet the next line stands at the top: not all programs lay out as Hancom does."""
    pages = counter()
    pages.body = 60_000
    pages.paragraph([Line(0, 20_000, 1_000)])
    pages.paragraph([])
    assert pages.paragraph([Line(0, 500, 1_000)]).first == Spot(2, False)


def test_lines_that_run_on_below_the_pages_end_make_estimates() -> None:
    """Whoever made them did not break pages."""
    pages = counter()
    pages.paragraph([Line(0, 9_000, 1_000)])
    assert pages.paragraph([Line(0, 10_500, 1_000)], after=After(12_000)).first == Spot(1, False)


def test_a_line_that_ends_below_the_page_is_overleaf_where_the_next_one_leaves_it_room() -> None:
    """Its place was counted before it was moved: the next line stands right below it. Else it is where it says."""
    for following, page in ((1_600, 2), (0, 1)):
        pages = counter()
        pages.paragraph([Line(0, 8_400, 1_000, 600)])
        assert pages.paragraph([Line(0, 10_000, 1_000, 600)], after=After(following)).first == Spot(page, True)
        assert pages.paragraph([Line(0, following, 1_000, 600)]).first.page == 2
    pages = counter()
    pages.paragraph([Line(0, 7_900, 1_000, 600)])
    placed = pages.paragraph([Line(0, 9_500, 1_000, 600), Line(30, 1_600, 1_000, 600)])
    assert placed.spots == (Spot(2, True), Spot(2, True))


def test_the_space_below_the_last_line_is_not_part_of_a_cell() -> None:
    """Three rows of one line each: 1,000 high, not 1,600. Two fit, and the third ends where the next line stands."""
    pages = counter()
    cells = [Cell(n, 1, 0, 0, 0, [Paragraph(n, [Line(0, 0, 1_000, 600)])]) for n in range(3)]
    flows = Float(0, 3, 0, 3_000, splits=True, cells=lambda: cells)
    placed = pages.paragraph([Line(0, 7_900, 500)], floats=[flows], after=After(1_000))
    assert placed.tables[0].rows == (Spot(1, True), Spot(1, True), Spot(2, True))


def test_each_part_of_a_table_needs_its_margins_and_its_caption() -> None:
    """Rows that would fit by themselves go overleaf, and stand there below the margin."""
    pages = counter()
    cells = [row(n, 0) for n in range(4)]
    flows = Float(0, 4, 500, 6_000, splits=True, cells=lambda: cells, above=500, below=2_000)
    placed = pages.paragraph([Line(0, 5_300, 500)], floats=[flows], after=After(4_500))
    assert placed.tables[0].rows == (Spot(1, True), Spot(1, True), Spot(2, True), Spot(2, True))
    assert pages.paragraph([Line(0, 4_500, 500)]).first == Spot(2, True)


def test_a_heading_without_lines_after_a_table_is_not_taken_for_the_table() -> None:
    """The table ends where its rows do; between it and the next line there is room for the heading, and no more."""
    pages = counter()
    cells = [row(n, 0, height=3_000) for n in range(3)]
    flows = table(*cells)
    placed = pages.paragraph([Line(0, 5_000, 1_000)], floats=[flows], after=After(8_000, direct=False))
    assert placed.tables[0].rows == (Spot(1, True), Spot(2, True), Spot(2, True))
    assert pages.paragraph([], after=After(8_000)).first == Spot(2, True)
    assert pages.paragraph([Line(0, 8_000, 1_000)]).first == Spot(2, True)


def test_a_table_that_does_not_fit_above_its_line_of_words_is_overleaf() -> None:
    """The line stands at the end of the page, right below the one before: no table can be between them."""
    pages = counter()
    pages.paragraph([Line(0, 8_000, 1_000)])
    words = Line(0, 9_000, 900, width=5_000)
    placed = pages.paragraph([words], floats=[table(row(0, 0, height=4_000))], after=After(4_000))
    assert placed.first == Spot(1, True)
    assert placed.tables[0].rows == (Spot(2, True),)
    assert pages.paragraph([Line(0, 4_000, 500)]).first == Spot(2, True)


def test_a_line_a_little_above_a_split_tables_start_is_not_above_the_table() -> None:
    """It stands overleaf, below the rest of the table: there is no room for a line between the two."""
    pages = counter()
    cells = [row(n, 0, height=2_000) for n in range(4)]
    flows = Float(0, 4, 140, 8_000, splits=True, cells=lambda: cells)
    placed = pages.paragraph([Line(0, 6_000, 500)], floats=[flows], after=After(6_100))
    assert placed.tables[0].rows == (Spot(1, True), Spot(2, True), Spot(2, True), Spot(2, True))
    assert pages.paragraph([Line(0, 6_100, 500)]).first == Spot(2, True)


def test_endnotes_stand_one_below_the_other_after_the_text() -> None:
    """Two lines a note, 500 between two: the third note's second line falls, where the column ends."""
    pages = counter()
    pages.paragraph([Line(0, 4_000, 1_000)])
    notes = Endnotes(pages, above=200, between=500)
    note = [[Line(0, 0, 1_000)], [Line(0, 1_000, 1_000)]]
    tokens = [notes.add(n) for n in (note, [[Line(0, 0, 1_000)], [Line(0, 0, 1_000)]], note)]
    assert [spot.page for spot in tokens[1]] == [-3, -4]
    notes.lay()
    at = [notes.resolved(Block("endnote", "글", Location(-n))).location for n in range(1, 7)]
    assert [(place.page, place.page_exact) for place in at[:2]] == [(1, True)] * 2  # 5,200 to 7,200
    assert [place.page for place in at[2:]] == [1, 2, 2, 2]  # 7,700; overleaf from 0; below it
    assert pages.pages == 2


def test_a_note_whose_lines_do_not_fall_where_the_column_ends_is_an_estimate() -> None:
    """Half a page is left when the lines begin anew: the count has gone astray."""
    pages = counter()
    pages.paragraph([Line(0, 0, 1_000)])
    notes = Endnotes(pages)
    notes.add([[Line(0, 0, 1_000)], [Line(0, 0, 1_000)]])
    notes.lay()
    found = notes.resolved(Block("endnote", "글\n글", Location(-1), turns=((2, -2, False),)))
    assert found.location == Location(1, True)
    assert found.turns == ((2, 2, False),)


def test_a_short_document_that_nobody_laid_out_stands_on_its_first_page() -> None:
    """Told by the length of its text; not where a page is asked for, an object's height is unknown, or it is long."""
    short = [Block("paragraph", "제1조(목적) 이 규정은 여비의 지급에 관한 사항을 정한다.")] * 3

    def laid(breaks: Breaks = Breaks(), length: int | None = 30) -> PageCounter:  # noqa: B008
        pages = PageCounter()
        pages.section(65_000)
        for number in range(3):
            pages.paragraph([], breaks if number else Breaks(), length=length)
        return pages

    assert is_one_page(laid(), short)
    assert not is_one_page(laid(), short * 20)
    assert not is_one_page(laid(Breaks(page=True)), short)
    assert not is_one_page(laid(length=None), short)
    assert not is_one_page(PageCounter(), short)
    table = Block("table", "가\t나", rows=(("가", "나"),))
    assert is_one_page(laid(length=None), [*short, table, table, table])
