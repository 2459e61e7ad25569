"""The quote in the text mode."""

from __future__ import annotations

from indexer.model import Block, Location, ParsedDocument
from indexer.rendering.textmode import CUT, CUT_AROUND, MAX_BLOCK, MAX_CHARACTERS, text_blocks


def marked(blocks: tuple[Block, ...], quote: str, location: Location = Location()) -> list[list[str]]:
    """The marked words of each block."""
    made, _ = text_blocks(ParsedDocument("hwp5", blocks), quote, location)
    return [[b.text[start:end] for start, end in b.marked] for b in made]


def test_a_quote_over_two_blocks_is_marked_in_both() -> None:
    """Spans are in each block's own characters, spaces included."""
    blocks = (Block("paragraph", "앞. 연가 일수는"), Block("paragraph", "20일로 한다. 뒤"))
    assert marked(blocks, "연가일수는\n20일로 한다") == [["연가 일수는"], ["20일로 한다"]]


def test_of_equal_places_the_located_one_is_marked() -> None:
    """The paragraph that the parser named wins over the first."""
    blocks = tuple(Block("paragraph", "같은 말", Location(section=0, paragraph=n)) for n in range(3))
    assert marked(blocks, "같은 말", Location(section=0, paragraph=2)) == [[], [], ["같은 말"]]


def test_a_broken_quote_is_marked_where_it_stands() -> None:
    """Words left out between do not lose the rest."""
    blocks = (Block("paragraph", "재직기간별 연가일수를 정한다 (단서) 이월은 열흘까지로 한다"),)
    found = marked(blocks, "재직기간별 연가일수를 정한다 이월은 열흘까지로 한다")
    assert found == [["재직기간별 연가일수를 정한다", "이월은 열흘까지로 한다"]]


def test_a_strange_quote_is_marked_nowhere() -> None:
    """No mark is better than a wrong one."""
    assert marked((Block("paragraph", "연가일수를 정한다"),), "전혀 다른 문장을 여기에서 찾는다") == [[]]


def test_a_very_long_document_is_cut_and_says_so() -> None:
    """The window gets no more text than it can hold."""
    blocks = tuple(Block("paragraph", "가" * 100_000) for _ in range(12))
    made, note = text_blocks(ParsedDocument("text", blocks), "", Location())
    assert sum(len(b.text) for b in made) <= MAX_CHARACTERS and note == CUT


def test_the_quote_is_shown_however_far_back_it_stands() -> None:
    """Behind a million characters, or in the last rows of a huge sheet: what is shown holds the mark."""
    blocks = (
        *(Block("paragraph", "가" * 100_000) for _ in range(30)),
        Block("paragraph", "연가일수는 스무날로 한다"),
    )
    made, note = text_blocks(ParsedDocument("text", blocks), "연가일수는 스무날", Location())
    assert [b.text[s:e] for b in made for s, e in b.marked] == ["연가일수는 스무날"] and note == CUT_AROUND
    rows = tuple((f"번호 {n}", "총무과", "비고 없음") for n in range(60_000))
    sheet = Block("table", "\n".join("\t".join(r) for r in rows), rows=rows)
    made, note = text_blocks(ParsedDocument("xlsx", (sheet,)), "번호 59123", Location())
    assert [b.text[s:e] for b in made for s, e in b.marked] == ["번호 59123"] and note == CUT_AROUND
    assert len(made[0].text) <= MAX_BLOCK
