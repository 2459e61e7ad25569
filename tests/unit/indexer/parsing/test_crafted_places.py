"""Small files whose numbers ask for much: what they cost grows with the file, not with the numbers, and no text is lost."""

import time

import pytest

from indexer.errors import DocumentError
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.hwp5_text import decode_text
from indexer.parsing.limits import Limits
from indexer.parsing.numbering import LONGEST, Counters, Head, LevelFormat
from indexer.parsing.tables import AREA, even, grid
from tests.helpers import hwp5_file as make
from tests.helpers.office_files import archive

NAMES = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
)
PAGE = (
    '<hp:run><hp:secPr><hp:pagePr landscape="WIDELY" width="59528" height="84188">'
    '<hp:margin top="5000" bottom="5000" header="4000" footer="4000"/></hp:pagePr></hp:secPr></hp:run>'
)
SECONDS = 4.0  # CPU; each takes well under one where nothing else runs


def seg(top: int, unit: int = 0) -> str:
    return f'<hp:lineseg textpos="{unit}" vertpos="{top}" vertsize="1000" spacing="600" horzsize="40000"/>'


def p(inner: str, *segs: str) -> str:
    return f"<hp:p>{inner}<hp:linesegarray>{''.join(segs)}</hp:linesegarray></hp:p>"


def words(text: str) -> str:
    return f"<hp:run><hp:t>{text}</hp:t></hp:run>"


def tc(row: int, column: int = 0, span: int = 1, height: int = 1000) -> str:
    return (
        f"<hp:tr><hp:tc><hp:subList>{p(words('칸'), seg(0))}</hp:subList><hp:cellAddr rowAddr='{row}' colAddr='{column}'/>"
        f"<hp:cellSpan rowSpan='{span}'/><hp:cellSz height='{height}'/></hp:tc></hp:tr>"
    )


def table(*cells: str, rows: int = 1) -> str:
    return (
        f'<hp:run><hp:tbl textWrap="TOP_AND_BOTTOM" pageBreak="CELL" repeatHeader="1" rowCnt="{rows}">'
        '<hp:sz height="90000"/><hp:pos treatAsChar="0" vertRelTo="PARA" vertOffset="0"/>'
        f"{''.join(cells)}</hp:tbl></hp:run>"
    )


def hwpx(*paragraphs: str) -> bytes:
    section = f"<hs:sec {NAMES}>{p(PAGE + words('첫 줄'), seg(0))}{''.join(paragraphs)}</hs:sec>"
    return archive({"mimetype": b"application/hwp+zip", "Contents/section0.xml": section.encode()})


CRAFTED = {
    "a hundred thousand rows stated, many times": lambda: [p(table(tc(0), rows=100_000), seg(1600))] * 400,
    "a cell in the last row there can be": lambda: [p(table(tc(65_000)), seg(1600))] * 400,
    "cells far apart": lambda: [p(table(tc(0, 511), tc(7_000)), seg(1600))] * 400,
    "cells over all rows": lambda: [
        p(table(*(tc(n, span=9_000, height=1000 + n) for n in range(9_000)), rows=9_000), seg(1600)),
        p(words("뒤"), seg(300)),
    ],
    "all cells at one place": lambda: [
        p(table(*(tc(0, span=9_000, height=1000 + n) for n in range(9_000)), rows=9_000), seg(1600)),
        p(words("뒤"), seg(300)),
    ],
    "many tables on a paragraph of many lines": lambda: [
        p(words("가" * 30_000) + table() * 3_000, *(seg(n * 1600 % 60_000, n) for n in range(30_000)))
    ],
    "many tables on one line": lambda: [p(words("가") + table(tc(0)) * 5_000, seg(50_000)), p(words("뒤"), seg(300))],
}


@pytest.mark.parametrize("name", CRAFTED)
def test_crafted_places_cost_no_more_than_their_file(name: str) -> None:
    """Quadratic before: a minute and more for a file of 20 kB."""
    data = hwpx(*CRAFTED[name]())
    begun = time.process_time()
    try:
        document = parse_bytes(data, "a.hwpx", Limits())
    except DocumentError as error:  # packed better than any real document
        pytest.fail(f"{error.kind} {error.detail}")
    assert time.process_time() - begun < SECONDS
    text = "\n".join(block.text for block in document.blocks)
    assert text.startswith("첫 줄") and text.count("칸") == data_cells(name)


def data_cells(name: str) -> int:
    return "".join(CRAFTED[name]()).count("칸")


def test_a_grid_keeps_its_text_whatever_the_places_say() -> None:
    """Rows that only merged cells pass through stay; a shape that nobody made goes, its words do not."""
    assert len(grid([(0, 0, "a", ()), (40, 1, "b", ())])) == 41
    far = grid([(0, 0, "a", ()), (99_999, 0, "b", ()), (99_998, 511, "c", ())])
    assert len(far) < 200 and sorted(cell for row in far for cell in row if cell) == ["a", "b", "c"]
    wide = even([["a"] * 5_000, *[["b"]] * 2_000])
    assert len(wide) == 2_001 and wide[1] == ("b",) and AREA < 5_000 * 2_001
    assert even([["a", "b"], ["c"]]) == (("a", "b"), ("c", ""))


def test_numbers_and_bullets_are_short() -> None:
    """One pattern is written before every paragraph: a long one would make a large document of a small file."""
    counters = Counters([(LevelFormat("^1." * 30_000),)], ["가" * 60_000])
    assert len(counters.marker(Head("number", 0, 1))) <= LONGEST
    assert len(counters.marker(Head("bullet", 0, 1))) <= LONGEST


def test_many_characters_drawn_in_a_line_and_many_deletions() -> None:
    """Both were quadratic in what one paragraph holds; the places stay what they were."""
    ring = make.Control(23, "tcps", make.units("가") + bytes(8))
    data = make.hwp5(make.paragraph("앞", *[ring, "나"] * 20_000, "뒤"))
    begun = time.process_time()
    document = parse_bytes(data, "a.hwp", Limits())
    payload = b"".join(b"\x0b\0" + bytes(12) + b"\x0b\0" + "나".encode("utf-16-le") for _ in range(20_000))
    found = decode_text(payload, tuple((9 * n, 9 * n + n % 2) for n in range(20_000)))
    assert time.process_time() - begun < SECONDS
    assert document.blocks[0].text == "앞" + "가나" * 20_000 + "뒤"
    assert [c.deleted for c in found.controls[:4]] == [False, True, False, True]
