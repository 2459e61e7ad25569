"""Texts on laid-out pages in one sweep: what is found, what is kept, what is only supposed."""

from __future__ import annotations

from indexer.rendering.placing import Piece, Spot, place

# Letters as a page has them: each text once, 16 letters or more.
TEXTS = [f"제{n}조재직기간이{n}년인공무원의연가일수는{n + 10}일로정한다" for n in range(1, 13)]
PAGES = ["".join(TEXTS[i : i + 4]) for i in range(0, 12, 4)]  # four texts a page


def unknown(text: str) -> Piece:
    return Piece(text, None, False)


def test_each_text_is_told_its_page() -> None:
    """Where the parser knows nothing, the layout tells, and how many pages there are."""
    spots, count = place([unknown(t) for t in TEXTS], PAGES)
    assert [s.page for s in spots] == [1] * 4 + [2] * 4 + [3] * 4
    assert all(s.exact for s in spots) and count == 3


def test_what_the_parser_knows_is_kept() -> None:
    """Line segments are Hancom's own, the layout is not."""
    spots, _ = place([Piece(TEXTS[0], 1, True), Piece(TEXTS[4], 1, True), unknown(TEXTS[8])], PAGES)
    assert spots[1] == Spot(1, True)


def test_the_layouts_drift_is_taken_off_an_estimate() -> None:
    """The layout put an exact text one page too far: what stands after it is one page nearer too, and so is the end."""
    spots, count = place([Piece(TEXTS[0], 1, True), Piece(TEXTS[4], 1, True), Piece(TEXTS[8], 9, False)], PAGES)
    assert spots[2] == Spot(2, True)
    assert count == 2


def test_two_drifts_that_differ_leave_an_estimate() -> None:
    """One page ahead before, none after: the text between may be on either page, and is not called exact."""
    pieces = [Piece(TEXTS[4], 1, True), Piece(TEXTS[5], None, False), Piece(TEXTS[8], 3, True)]
    assert place(pieces, PAGES)[0][1] == Spot(1, False)


def test_a_text_that_occurs_often_stands_between_its_neighbours() -> None:
    """A heading on every page: the second one is on the second page, told by what stands around it."""
    head = "신청인은다음각호를적어야한다"
    pages = [head + page for page in PAGES]
    pieces = [unknown(t) for p in range(3) for t in (head, *TEXTS[4 * p : 4 * p + 4])]
    spots, _ = place(pieces, pages)
    assert [spots[i] for i in (0, 5, 10)] == [Spot(1, True), Spot(2, True), Spot(3, True)]


def test_a_text_out_of_order_is_found_all_the_same() -> None:
    """A text box that the layout draws on the last page does not upset the order of the rest."""
    pieces = [unknown(TEXTS[11]), *(unknown(t) for t in TEXTS[:11])]
    spots, _ = place(pieces, PAGES)
    assert spots[0] == Spot(3, True)
    assert [s.page for s in spots[1:]] == [1] * 4 + [2] * 4 + [3] * 3


def test_what_is_not_found_stands_with_neighbours_that_agree() -> None:
    """Between two texts of one page it is on that page; between pages it stays what the parser said, uncertain."""
    lost = Piece("그림으로만그려져있는글자들", 7, False)
    within, _ = place([unknown(TEXTS[0]), lost, unknown(TEXTS[1])], PAGES)
    across, _ = place([unknown(TEXTS[3]), lost, unknown(TEXTS[4])], PAGES)
    assert within[1] == Spot(1, True)
    assert across[1] == Spot(7, False)


def test_a_text_that_a_page_break_cuts_is_found_by_its_first_letters() -> None:
    """Twelve letters are enough where the rest stands overleaf."""
    cut = TEXTS[7]
    pages = [PAGES[0] + cut[:14], "쪽머리글" + cut[14:] + PAGES[2]]
    assert place([unknown(cut)], pages)[0] == (Spot(1, True),)


def test_nothing_is_told_when_nothing_is_there() -> None:
    """No pages, no texts."""
    assert place([unknown(TEXTS[0])], []) == ((Spot(None, False),), 0)
    assert place([], PAGES) == ((), 3)
