"""HWPX and HWPML: order, kinds, grids, tracked deletions, pages, locks."""

from __future__ import annotations

import io
import zipfile

import pytest
from hwpx import HwpxDocument

from indexer.errors import Damaged, DocumentError, Empty, Encrypted, Unsupported
from indexer.parsing import hml, hwp3, hwpx
from indexer.parsing.limits import Limits

NS = 'xmlns:hp="http://www.hancom.co.kr/hwpml/{year}/paragraph" xmlns:hs="urn:s"'
SPINE = (
    '<p xmlns="urn:o"><manifest><item id="a" href="Contents/section0.xml"/>'
    '<item id="b" href="Contents/section1.xml"/></manifest>'
    '<spine><itemref idref="b"/><itemref idref="a"/></spine></p>'
)


def paragraph(inner: str, top: int | None = None, attributes: str = "") -> str:
    """One `hp:p` with a single run, and one line segment where `top` is given."""
    lines = "" if top is None else (
        f'<hp:linesegarray><hp:lineseg textpos="0" vertpos="{top}" vertsize="1000" spacing="600"/></hp:linesegarray>'
    )  # fmt: skip
    return f"<hp:p {attributes}><hp:run>{inner}</hp:run>{lines}</hp:p>"


def words(text: str) -> str:
    """Text as a `t` element."""
    return f"<hp:t>{text}</hp:t>"


def package(*sections: str, year: str = "2011", **parts: str) -> bytes:
    """An HWPX file of these sections; `parts` replace members by name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        for number, body in enumerate(sections):
            text = f"<hs:sec {NS.format(year=year)}>{body}</hs:sec>"
            archive.writestr(f"Contents/section{number}.xml", text)
        for name, text in parts.items():
            archive.writestr(name, text)
    return held.getvalue()


@pytest.mark.parametrize("year", ["2011", "2016", "2024"])
def test_spine_gives_the_order(year: str) -> None:
    """Sections are read in spine order, whatever the year in the namespace."""
    data = package(
        paragraph(words("뒤")), paragraph(words("앞")), year=year, **{"Contents/content.hpf": SPINE}
    )  # fmt: skip
    assert [b.text for b in hwpx.parse(data, Limits()).blocks] == ["앞", "뒤"]


def test_every_kind_of_text_has_its_block() -> None:
    """Table with a nested table and a footnote, text box, caption, memo, equation: each once, in order."""
    inner = (
        "<hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run><hp:t>속표</hp:t></hp:run></hp:p></hp:subList>"
        "</hp:tc></hp:tr></hp:tbl>"
    )
    note = (
        "<hp:ctrl><hp:footNote><hp:subList><hp:p><hp:run><hp:t>각주 글</hp:t></hp:run></hp:p></hp:subList>"
        "</hp:footNote></hp:ctrl>"
    )
    table = (
        "<hp:tbl><hp:caption><hp:subList>" + paragraph(words("표 제목")) + "</hp:subList></hp:caption><hp:tr>"
        '<hp:tc><hp:cellAddr colAddr="0" rowAddr="0"/><hp:cellSpan colSpan="2" rowSpan="1"/><hp:subList>'
        + paragraph(words("합친 칸") + inner + note)
        + '</hp:subList></hp:tc></hp:tr><hp:tr><hp:tc><hp:cellAddr colAddr="1" rowAddr="1"/><hp:subList>'
        + paragraph(words("둘째"))
        + "</hp:subList></hp:tc></hp:tr></hp:tbl>"
    )
    box = "<hp:rect><hp:drawText><hp:subList>" + paragraph(words("글상자")) + "</hp:subList></hp:drawText></hp:rect>"
    equation = "<hp:equation><hp:script>1 over 2</hp:script></hp:equation>"
    blocks = hwpx.parse(package(paragraph(words("본문") + table + box + equation)), Limits()).blocks
    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "본문"), ("caption", "표 제목"), ("table", "합친 칸\n속표\n둘째"),
        ("footnote", "각주 글"), ("textbox", "글상자"), ("equation", "1 over 2"),
    ]  # fmt: skip
    assert blocks[2].rows == (("합친 칸\n속표", ""), ("", "둘째"))
    assert blocks[3].location.cell == (0, 0)


def test_tracked_deletions_are_left_out() -> None:
    """Deleted text is left out over runs; a deletion that never ends takes nothing away."""
    body = '<hp:t>남고 <hp:deleteBegin Id="1"/>지운</hp:t></hp:run><hp:run><hp:t>글<hp:deleteEnd Id="1"/>남음</hp:t>'
    assert hwpx.parse(package(paragraph(body)), Limits()).blocks[0].text == "남고 남음"
    open_ended = '<hp:t>남고 <hp:deleteBegin Id="1"/>이것도</hp:t>'
    assert hwpx.parse(package(paragraph(open_ended)), Limits()).blocks[0].text == "남고 이것도"


def test_pages_follow_the_line_segments() -> None:
    """A line that stands above the one before it begins a page; without any segments no page is known."""
    body = paragraph(words("하나"), 0) + paragraph(words("둘"), 60000) + paragraph(words("셋"), 1600)
    body += paragraph(words("넷"), 3200, 'pageBreak="1"')
    document = hwpx.parse(package(body), Limits())
    assert [(b.location.page, b.location.page_exact) for b in document.blocks] == [
        (1, True), (1, True), (2, True), (3, True),
    ]  # fmt: skip
    assert document.pages == 3
    unknown = hwpx.parse(package(paragraph(words("하나"))), Limits())
    assert unknown.pages is None
    assert unknown.blocks[0].location.page is None


def test_locked_missing_and_empty_packages() -> None:
    """Encryption, a missing section and no text are told apart; half a document says that it is half."""
    with pytest.raises(Encrypted):
        hwpx.parse(
            package(paragraph(words("가")), **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}), Limits()
        )
    with pytest.raises(Damaged):
        hwpx.parse(package(), Limits())
    with pytest.raises(Empty):
        hwpx.parse(package(paragraph("")), Limits())
    half = hwpx.parse(package(paragraph(words("가나")), **{"Contents/content.hpf": SPINE}), Limits())
    assert "damaged_part" in [w.kind for w in half.warnings]


def test_a_file_of_another_writer() -> None:
    """What python-hwpx writes is read back."""
    document = HwpxDocument.new()
    document.add_paragraph("예산 편성 지침을 알려 드립니다.")
    parsed = hwpx.parse(document.to_bytes(), Limits())
    assert "예산 편성 지침을 알려 드립니다." in [b.text for b in parsed.blocks]


def test_hwpml_is_read_by_its_own_names() -> None:
    """Paragraphs, a cell and an outline heading of an HWPML file."""
    text = (
        '<HWPML Version="2.91"><HEAD><DOCSUMMARY><TITLE>지침</TITLE></DOCSUMMARY><MAPPINGTABLE><PARASHAPELIST>'
        '<PARASHAPE Id="3" HeadingType="Outline" Level="1"/></PARASHAPELIST></MAPPINGTABLE></HEAD><BODY><SECTION>'
        '<P ParaShape="3"><TEXT><CHAR>총칙</CHAR></TEXT></P><P><TEXT><TABLE><ROW><CELL RowAddr="0" ColAddr="0">'
        "<PARALIST><P><TEXT><CHAR>칸</CHAR></TEXT></P></PARALIST></CELL></ROW></TABLE></TEXT></P></SECTION></BODY>"
        "</HWPML>"
    )
    document = hml.parse(text.encode(), Limits())
    assert [(b.kind, b.level, b.text) for b in document.blocks] == [("heading", 2, "총칙"), ("table", None, "칸")]
    assert (document.title, document.pages) == ("지침", None)
    with pytest.raises(Unsupported):
        hml.parse(b"<html/>", Limits())


def test_hwp3_refuses_locked_and_broken_files() -> None:
    """A password word in the header is Encrypted; noise after a good header is a typed error."""
    head = b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05"
    locked = bytearray(head.ljust(4096, b"\0"))
    locked[126] = 2
    with pytest.raises(Encrypted):
        hwp3.parse(bytes(locked), Limits())
    with pytest.raises(DocumentError):
        hwp3.parse(head + b"\0" * 124 + bytes(range(256)) * 16, Limits())
