"""Charts and documents embedded in documents: nothing that is shown in an object is left unread."""

from __future__ import annotations

import io
import struct
import zipfile

import docx as python_docx
import olefile
import openpyxl
import pptx
import pytest
import xlwt

from indexer.errors import Damaged, Empty
from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.embedded import Inner, opened
from indexer.parsing.limits import Limits
from tests.helpers import hwp5_file as make
from tests.helpers import office_files as made
from tests.helpers.hwp5_file import Records, cell, paragraph, table
from tests.unit.indexer.parsing.test_hwpx_content import NAMES, p, t

LIMITS = Limits()
CHART = made.chart_part("분기별 민원", {"접수": ["12", "0.5"], "처리": ["9", "8"]}, ["1분기", "2분기"])
ROWS = (("", "접수", "처리"), ("1분기", "12", "9"), ("2분기", "0.5", "8"))
GRID: list[list[str | int | float | None]] = [
    [None, "접수", "처리"], ["1분기", 12, 9.25], ["2분기", 1234.5, -3],
]  # fmt: skip


def told(document: ParsedDocument) -> list[tuple[str, str, str]]:
    """(kind, marker, text) of its blocks."""
    return [(b.kind, b.marker, b.text) for b in document.blocks]


def hwp(*records: Records, embedded: list[bytes]) -> ParsedDocument:
    """An HWP 5 document with these OLE objects."""
    docinfo = make.binaries(*["OLE"] * len(embedded))
    data = make.hwp5([r for part in records for r in part], docinfo=docinfo, embedded=embedded)
    return parse_bytes(data, "a.hwp", LIMITS)


def hwpx(body: str, items: str, members: dict[str, bytes]) -> ParsedDocument:
    """An HWPX document of one section with these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", f"<hs:sec {NAMES}>{body}</hs:sec>")
        archive.writestr(
            "Contents/content.hpf",
            f'<opf:package xmlns:opf="urn:opf"><opf:manifest>{items}<opf:item id="s0" href="Contents/section0.xml"/>'
            '</opf:manifest><opf:spine><opf:itemref idref="s0"/></opf:spine></opf:package>',
        )
        for name, data in members.items():
            archive.writestr(name, data)
    return parse_bytes(packed.getvalue(), "a.hwpx", LIMITS)


SWITCH = (
    '<hp:switch><hp:case><hp:chart chartIDRef="Chart/chart1.xml"/></hp:case>'
    '<hp:default><hp:ole binaryItemIDRef="ole1"/></hp:default></hp:switch>'
)
ITEM = '<opf:item id="ole1" href="BinData/ole1.ole"/>'


def workbook(word: str = "집행액") -> bytes:
    """A small workbook."""
    book = openpyxl.Workbook()
    book.active.append([word, 70000])
    return made.saved(book.save)


def test_a_chart_of_hwp5_stands_where_it_is_drawn() -> None:
    """New objects hold the chart as OOXML: title as a caption, data as a table that says it is a chart."""
    chart = made.compound({"OOXMLChartContents": CHART.encode(), "Contents": b"x"})
    document = hwp(paragraph("앞", make.ole(1)), paragraph("뒤"), embedded=[chart])
    assert told(document) == [
        ("paragraph", "", "앞"), ("caption", "", "분기별 민원"),
        ("table", "차트", "접수\t처리\n1분기\t12\t9\n2분기\t0.5\t8"), ("paragraph", "", "뒤"),
    ]  # fmt: skip
    assert document.blocks[2].rows == ROWS and document.blocks[2].location.paragraph == 0


@pytest.mark.parametrize("shown", [True, False])
def test_a_chart_of_old_hancom_offices(shown: bool) -> None:
    """Data, names, the title where it is shown and an axis title that somebody wrote; never what was not shown."""
    contents = made.OldChart().made(GRID, "분기별 민원", shown=shown, axis="분기별 건수 제목")
    document = hwp(paragraph(make.ole(1)), embedded=[made.compound({"Contents": contents})])
    captions = ["분기별 민원"] * shown + ["분기별 건수 제목"]
    assert [b.text for b in document.blocks if b.kind == "caption"] == captions
    assert document.blocks[-1].rows == (("", "접수", "처리"), ("1분기", "12", "9.25"), ("2분기", "1234.5", "-3"))


def test_an_old_chart_cut_short_costs_only_itself() -> None:
    """The document is read, and says that an object in it was not."""
    contents = made.OldChart().made(GRID, "민원", shown=True, axis="")[:300]
    document = hwp(paragraph("글", make.ole(1)), embedded=[made.compound({"Contents": contents})])
    assert told(document) == [("paragraph", "", "글")]
    assert [w.kind for w in document.warnings] == ["unread_parts"]


def test_a_chart_of_hwpx() -> None:
    """The part Chart/chartN.xml, not the object for old programs beside it; that one where the part is missing."""
    ole = b"\0\0\0\0" + made.compound({"OOXMLChartContents": CHART.replace("민원", "옛것").encode()})
    for members, title in (
        ({"Chart/chart1.xml": CHART.encode(), "BinData/ole1.ole": ole}, "분기별 민원"),
        ({"BinData/ole1.ole": ole}, "분기별 옛것"),
    ):
        document = hwpx(p(t("앞") + SWITCH) + p(t("뒤")), ITEM, members)
        assert [b.text for b in document.blocks if b.kind != "table"] == ["앞", title, "뒤"]
        assert document.blocks[2].rows == ROWS and document.blocks[2].marker == "차트"


def test_numbers_of_a_chart_are_written_as_it_writes_them() -> None:
    """Number formats of the values, and no noise of binary fractions."""
    chart = made.chart_part("비율", {"집행률": ["0.153", "65.400000000000006"]}, ["1월", "2월"], "0.0%")
    document = hwpx(p(t("앞") + SWITCH), "", {"Chart/chart1.xml": chart.encode()})
    assert document.blocks[2].rows == (("", "집행률"), ("1월", "15.3%"), ("2월", "6540.0%"))
    plain = made.chart_part("비율", {"점수": ["65.400000000000006"]}, ["듣기"])
    document = hwpx(p(t("앞") + SWITCH), "", {"Chart/chart1.xml": plain.encode()})
    assert document.blocks[2].rows[1] == ("듣기", "65.4")


def test_documents_in_hwp_are_read_like_attachments() -> None:
    """A workbook, a document put in by its icon and a whole HWP file: at the end, each under its name."""
    inner = make.hwp5(paragraph("속 문서"))
    objects = [
        made.compound({"Package": workbook()}), made.packaged("규정 개정.docx", word()), inner,
        made.compound({"\x01Ole10Native": b"\x20\0\0\0BM" + bytes(60)}), made.xls(),
    ]  # fmt: skip
    document = hwp(
        paragraph("앞", *[make.ole(n) for n in range(1, 6)]), paragraph(table(cell(0, 0, paragraph("칸")))),
        embedded=objects,
    )  # fmt: skip
    assert [(b.kind, b.text) for b in document.blocks if b.kind != "table"] == [
        ("paragraph", "앞"), ("heading", "끼워 넣은 문서.xlsx"), ("heading", "Sheet"),
        ("heading", "규정 개정.docx"), ("paragraph", "워드 글"), ("heading", "끼워 넣은 문서.hwp"),
        ("paragraph", "속 문서"), ("heading", "끼워 넣은 문서.xls"), ("heading", "여비 예산"),
    ]  # fmt: skip
    assert {(b.location.section, b.location.paragraph) for b in document.blocks[2:]} == {(0, 0)}
    assert not document.warnings


def word() -> bytes:
    """A small Word document."""
    document = python_docx.Document()
    document.add_paragraph("워드 글")
    return made.saved(document.save)


def test_documents_in_hwpx_and_a_document_of_nothing_else() -> None:
    """An object in HWPX by its item; a file that holds nothing but an object is not empty."""
    ole = b"\0\0\0\0" + made.compound({"Package": workbook("예산")})
    document = hwpx(p('<hp:ole binaryItemIDRef="ole1"/>'), ITEM, {"BinData/ole1.ole": ole})
    assert document.blocks[-1].rows == (("예산", "70000"),)
    broken = made.compound({"Workbook": b"\x09\x08\x10\0" + bytes(100)})
    with pytest.raises(Empty) as caught:
        hwpx(p('<hp:ole binaryItemIDRef="ole1"/>'), ITEM, {"BinData/ole1.ole": broken})
    assert "끼워 넣은 문서는" in caught.value.message


def test_objects_in_objects_are_bounded() -> None:
    """A document in a document and so on: the deepest are named, not read."""
    data = make.hwp5(paragraph("맨 속"))
    for _ in range(5):
        data = make.hwp5(paragraph("겉", make.ole(1)), docinfo=make.binaries("OLE"), embedded=[data])
    document = parse_bytes(data, "a.hwp", LIMITS)
    assert "맨 속" not in [b.text for b in document.blocks]
    assert any("깊이" in w.message for w in document.warnings)


def test_a_broken_object_is_told() -> None:
    """What cannot be opened is said; pictures and players are no documents and cost no word."""
    broken = made.compound({"x": bytes(5000)})[:1500]
    formula = made.compound({"Equation Native": bytes(50)})
    document = hwp(paragraph("글", make.ole(1), make.ole(2), make.ole(7)), embedded=[broken, formula])
    assert told(document) == [("paragraph", "", "글")]
    assert [w.message for w in document.warnings] == ["문서에 끼워 넣은 개체 2개를 읽지 못했습니다."]
    assert opened(b"\x89PNG\r\n\x1a\n" + bytes(99), LIMITS) is None
    assert opened(made.compound({"\x01Ole": bytes(20)}), LIMITS) is None
    with pytest.raises(Damaged):
        opened(broken, LIMITS)


def test_documents_in_slides() -> None:
    """An object on a slide is read with the slide's number, once though it is told twice."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(0, 0, 999, 999).text_frame.text = "앞"
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_ole_object(io.BytesIO(workbook()), "Excel.Sheet.12", 0, 0)
    document = parse_bytes(made.saved(deck.save), "a.pptx", LIMITS)
    assert [b.text for b in document.blocks if b.kind == "table"] == ["집행액\t70000"]
    assert document.blocks[-1].location.page == 2 and document.blocks[-1].location.page_exact


def test_a_document_is_known_by_its_name_too() -> None:
    """Plain text is a document only where its file's name says so."""
    assert opened(made.packaged("메모.txt", "속 글".encode()), LIMITS) == Inner("메모.txt", "속 글".encode())
    assert opened(made.packaged("설정.ini", "속 글".encode()), LIMITS) is None


def test_text_boxes_of_old_sheets() -> None:
    """Text boxes of an XLS sheet, long and short, on its own sheet; never the box of a note twice."""
    book = xlwt.Workbook()
    for name in ("하나", "둘"):
        book.add_sheet(name).write(0, 0, name + " 칸")
    with olefile.OleFileIO(io.BytesIO(made.saved(book.save))) as ole:
        stream = ole.openstream("Workbook").read()

    def record(kind: int, payload: bytes) -> bytes:
        return struct.pack("<HH", kind, len(payload)) + payload

    def boxed(kind: int, *pieces: bytes, count: int) -> bytes:
        out = record(0x5D, struct.pack("<HHHH14x", 0x15, 18, kind, 1) + bytes(4))
        out += record(0x1B6, struct.pack("<10xHH4x", count, 16))
        return out + b"".join(record(0x3C, piece) for piece in pieces) + record(0x3C, bytes(16))

    wide = "글상자 문장".encode("utf-16-le")
    box = boxed(6, b"\1" + wide[:4], b"\1" + wide[4:], count=6) + boxed(0x19, b"\0note", count=4)
    last = stream.rindex(record(0x0A, b""))
    document = parse_bytes(made.compound({"Workbook": stream[:last] + box + stream[last:]}), "a.xls", LIMITS)
    assert [b.text for b in document.blocks] == ["하나", "하나 칸", "둘", "둘 칸", "글상자 문장"]
    assert document.blocks[-1].kind == "textbox" and document.blocks[-1].location.section == 1


def test_captions_of_form_controls_in_sheets() -> None:
    """The old drawing part: a button's caption; what stands there for comments is not repeated."""
    parts = members_of(workbook())
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships><Relationship Id="v" Type="x/vmlDrawing" Target="../drawings/v.vml"/></Relationships>'
    )
    shape = "<v:shape><v:textbox><div><font>{}</font></div></v:textbox><x:ClientData ObjectType='{}'/></v:shape>"
    drawn = shape.format("계산하기", "Button") + shape.format("메모", "Note")
    parts["xl/drawings/v.vml"] = f'<xml xmlns:v="v" xmlns:x="x">{drawn}</xml>'.encode()
    document = parse_bytes(made.archive(parts), "a.xlsx", LIMITS)
    assert [b.text for b in document.blocks if b.kind == "textbox"] == ["계산하기"]
    parts["xl/drawings/v.vml"] = b"<xml><br></xml>"
    assert not parse_bytes(made.archive(parts), "a.xlsx", LIMITS).warnings


def members_of(data: bytes) -> dict[str, bytes]:
    """A package's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_boxes_beside_the_notes_of_a_slide() -> None:
    """What somebody drew on the notes page is seen when it is printed."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.notes_slide.notes_text_frame.text = "발표 메모"
    parts = members_of(made.saved(deck.save))
    box = b"<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>beside</a:t></a:r></a:p></p:txBody></p:sp>"
    name = "ppt/notesSlides/notesSlide1.xml"
    parts[name] = parts[name].replace(b"</p:spTree>", box + b"</p:spTree>")
    document = parse_bytes(made.archive(parts), "a.pptx", LIMITS)
    assert [(b.kind, b.text) for b in document.blocks] == [("memo", "발표 메모"), ("memo", "beside")]
