"""One document of each office format, made by the formats' own writers (or byte by byte where there is none)."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from email.message import EmailMessage

import openpyxl
import pptx
import xlwt
from hwpx.hwp5.cfb import build_compound_file
from odf import table as odf_table
from odf import text as odf_text
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from openpyxl.comments import Comment
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm


def xlsx() -> bytes:
    """Formats, a merged title, a comment, a hidden sheet, a print head, a formula nobody computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "여비 예산"
    sheet["A1"] = "2025년 여비"
    sheet.merge_cells("A1:C1")
    sheet.append(["구분", "금액", "비율"])
    sheet.append(["국내여비", 1234567, 0.153])
    sheet.append(["국외여비", -2500, 0.5])
    for row in (3, 4):
        sheet.cell(row, 2).number_format = '#,##0"원"'
        sheet.cell(row, 3).number_format = "0.0%"
    sheet["B9"] = "=SUM(B3:B4)"
    sheet["A3"].comment = Comment("근거: 여비 규정", "담당자")
    sheet.oddHeader.center.text = "대외비 자료"
    hidden = book.create_sheet("숨긴 시트")
    hidden.sheet_state = "hidden"
    hidden["C7"] = "숨은 단가"
    book.create_sheet("빈 시트")
    return saved(book.save)


def xls() -> bytes:
    """The same kind of sheet in the old format."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("여비 예산")
    for column, word in enumerate(("구분", "금액", "지급일")):
        sheet.write(0, column, word)
    sheet.write(1, 0, "국내여비")
    sheet.write(1, 1, 1234567, xlwt.easyxf(num_format_str='#,##0"원"'))
    sheet.write(1, 2, 45717, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    return saved(book.save)


def presentation() -> bytes:
    """A title, a list, a text box, a table, a chart, a group, notes; a second slide."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    box = slide.shapes.add_textbox(0, 0, Cm(5), Cm(2))
    box.text_frame.text = "글상자 문장"
    slide.shapes.title.text = "여비 지급 안내"
    slide.placeholders[1].text = "실비로 지급한다\n일비는 2만원이다"
    slide.placeholders[1].text_frame.paragraphs[1].level = 1
    table = slide.shapes.add_table(2, 2, 0, 0, Cm(8), Cm(2)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text = "구분"
    table.cell(1, 0).text = "숙박비"
    table.cell(1, 1).text = "7만원"
    data = CategoryChartData()
    data.categories = ["서울", "부산"]
    data.add_series("집행액", (1.5, 2))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Cm(8), Cm(5), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "지역별 집행"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Cm(3), Cm(1)).text_frame.text = "묶인 도형"
    slide.notes_slide.notes_text_frame.text = "발표자만 보는 메모"
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "둘째 장"
    return saved(deck.save)


def odt() -> bytes:
    """Heading, paragraph with a footnote, nested list, table."""
    document = OpenDocumentText()
    document.text.addElement(odf_text.H(outlinelevel=1, text="여비 규정"))
    paragraph = odf_text.P(text="여비는 실비로 지급한다.")
    note = odf_text.Note(noteclass="footnote")
    note.addElement(odf_text.NoteCitation(text="1"))
    body = odf_text.NoteBody()
    body.addElement(odf_text.P(text="증빙을 붙인다."))
    note.addElement(body)
    paragraph.addElement(note)
    document.text.addElement(paragraph)
    items = odf_text.List()
    item = odf_text.ListItem()
    item.addElement(odf_text.P(text="첫째 항목"))
    items.addElement(item)
    document.text.addElement(items)
    document.text.addElement(odf_grid([["구분", "금액"], ["일비", "20,000원"]]))
    return saved(document.save)


def odf_grid(rows: list[list[str]]) -> odf_table.Table:
    grid = odf_table.Table(name="표")
    for row in rows:
        line = odf_table.TableRow()
        for word in row:
            cell = odf_table.TableCell(valuetype="string")
            cell.addElement(odf_text.P(text=word))
            line.addElement(cell)
        grid.addElement(line)
    return grid


def ods() -> bytes:
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(odf_grid([["구분", "금액"], ["숙박비", "70,000원"]]))
    return saved(document.save)


def odp() -> bytes:
    from odf import draw, style

    document = OpenDocumentPresentation()
    layout = style.PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="M", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    page = draw.Page(masterpagename=master)
    frame = draw.Frame(width="5cm", height="2cm")
    box = draw.TextBox()
    box.addElement(odf_text.P(text="출장 신청 절차"))
    frame.addElement(box)
    page.addElement(frame)
    document.presentation.addElement(page)
    return saved(document.save)


def rtf() -> bytes:
    """CP949 by the font's character set and \\u with stand-ins; heading style, table, footnote, hidden and deleted."""

    def hexed(text: str) -> str:
        return "".join(f"\\'{b:02x}" for b in text.encode("cp949"))

    def escaped(text: str) -> str:
        return "".join(f"\\u{c if c < 32768 else c - 65536}?" for c in map(ord, text))

    return (
        r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset129 Batang;}}"
        r"{\stylesheet{\s1\outlinelevel0 heading 1;}}{\info{\title " + escaped("여비 규정") + "}}"
        r"{\header\pard\f1 " + hexed("머리글") + r"\par}"
        r"\pard\s1\f1 " + hexed("제1장 총칙") + r"\par"
        r"\pard\plain\f1 " + hexed("여비는 실비로 지급한다.") + r"{\footnote\pard\f1 " + hexed("증빙을 붙인다.") + "}"
        r"{\v " + hexed("숨은 글") + r"}{\deleted " + hexed("지운 글") + r"}\par"
        r"\trowd\cellx1\cellx2\pard\intbl\f1 " + hexed("구분") + r"\cell " + hexed("금액") + r"\cell\row"
        r"\trowd\cellx1\cellx2\pard\intbl " + escaped("일비") + r"\cell 20,000" + escaped("원") + r"\cell\row"
        r"\pard\plain {\*\unknown " + hexed("버릴 것") + r"}{\pict\bin3 }}}}" + escaped("끝 문장") + r"\par}"
    ).encode("ascii")


HTML = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>여비 안내</title><style>p{{}}</style>
<script>alert("버릴 것")</script></head><body><h2>여비 지급</h2><p>여비는 <b>실비</b>로
지급한다.</p><ol><li>신청</li><li>정산</li></ol><table><tr><th rowspan=2>구분</th><th>금액</th></tr>
<tr><td>20,000원</td></tr></table><div style="display:none">숨은 글</div><img src="http://127.0.0.1:9/x.png"></body></html>"""


def html(charset: str = "utf-8") -> bytes:
    return HTML.format(charset=charset).encode("cp949" if charset == "euc-kr" else charset)


def mail(*attachments: tuple[str, bytes]) -> bytes:
    """A mail with a plain and an HTML body."""
    message = EmailMessage()
    message["Subject"] = "여비 정산 요청"
    message["From"] = "김담당 <kim@example.kr>"
    message["To"] = "이주무 <lee@example.kr>"
    message["Date"] = "Mon, 03 Mar 2025 09:00:00 +0900"
    message["Message-ID"] = "<1@example.kr>"
    message.set_content("여비를 정산하여 주십시오.")
    message.add_alternative(html().decode(), subtype="html")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def korean_mail() -> bytes:
    """What old Korean mailers send: ks_c_5601-1987, a raw 8-bit file name, a wrong charset in the body."""
    subject = base64.b64encode("휴가 신청".encode("cp949")).decode()
    return (
        (
            f"From: =?ks_c_5601-1987?B?{base64.b64encode('박과장'.encode('cp949')).decode()}?= <p@example.kr>\r\n"
            f"Subject: =?ks_c_5601-1987?B?{subject}?=\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=us-ascii\r\n'
            "Content-Transfer-Encoding: 8bit\r\n\r\n"
        ).encode()
        + '휴가를 신청합니다.\r\n--b\r\nContent-Type: application/octet-stream; name="계획.txt"\r\nContent-Disposition: attachment; filename="계획.txt"\r\n\r\n사흘을 쉽니다.\r\n--b--\r\n'.encode(
            "cp949"
        )
    )


def msg(*attachments: tuple[str, bytes], body: bytes = b"", rich: bytes = b"", inner: bool = False) -> bytes:
    """An Outlook mail in CP949 strings; `rich`: its compressed RTF body; `inner`: with a mail attached."""
    streams: list[tuple[str, bytes]] = [("__nameid_version1.0/__substg1.0_00020102", b"")]

    def add(prefix: str, tag: int, value: str | bytes) -> None:
        kind = "0102" if isinstance(value, bytes) else "001E" if tag != 0x3707 else "001F"
        raw = value if isinstance(value, bytes) else value.encode("cp949" if kind == "001E" else "utf-16-le")
        streams.append((f"{prefix}__substg1.0_{tag:04X}{kind}", raw))

    def properties(prefix: str, head: int) -> None:
        row = struct.pack("<HHII4x", 0x0003, 0x3FFD, 6, 949)
        sent = struct.pack("<HHIQ", 0x0040, 0x0039, 6, 133_855_200_000_000_000)
        streams.append((f"{prefix}__properties_version1.0", bytes(head) + row + sent))

    properties("", 32)
    add("", 0x0037, "출장비 정산")
    add("", 0x0C1A, "김담당")
    add("", 0x0E04, "이주무")
    if body:
        add("", 0x1013, body)
    elif rich:
        add("", 0x1009, rich)
    else:
        add("", 0x1000, "출장비를 정산합니다.\r\n\r\n영수증을 붙입니다.")
    for number, (name, data) in enumerate(attachments):
        prefix = f"__attach_version1.0_#{number:08X}/"
        properties(prefix, 8)
        add(prefix, 0x3707, name)
        add(prefix, 0x3701, data)
    if inner:
        prefix = f"__attach_version1.0_#{len(attachments):08X}/"
        properties(prefix, 8)
        properties(prefix + "__substg1.0_3701000D/", 24)
        add(prefix + "__substg1.0_3701000D/", 0x0037, "지난 메일")
        add(prefix + "__substg1.0_3701000D/", 0x1000, "지난달 여비입니다.")
    return build_compound_file(streams)


def mhtml() -> bytes:
    return (
        "From: <Saved by Blink>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(html()).decode() + "\r\n--b--\r\n"
    ).encode()


def archive(members: dict[str, bytes], *, cp949: bool = False) -> bytes:
    """A ZIP file; `cp949`: names as Korean tools write them, without the UTF-8 flag."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            info = KoreanName(name) if cp949 else zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return buffer.getvalue()


class KoreanName(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp949"), self.flag_bits & ~0x800


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE object of these streams."""
    return build_compound_file(list(streams.items()))


def packaged(name: str, data: bytes) -> bytes:
    """A file that was put into a document by its icon (Packager)."""
    label, path = (text.encode("cp949") + b"\0" for text in (name, "C:\\문서\\" + name))
    body = struct.pack("<H", 2) + label + path + struct.pack("<HHI", 0, 3, len(path)) + path
    body += struct.pack("<I", len(data)) + data
    return compound({"\x01Ole10Native": struct.pack("<I", len(body)) + body, "\x03ObjInfo": bytes(6)})


def chart_part(title: str, series: dict[str, list[str]], categories: list[str], code: str = "General") -> str:
    """A chart of Office Open XML: bars with what the program remembers of the sheet behind them."""
    c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"

    def points(values: list[str]) -> str:
        return "".join(f'<c:pt idx="{n}"><c:v>{v}</c:v></c:pt>' for n, v in enumerate(values))

    told = "".join(
        f"<c:ser><c:tx><c:strRef><c:strCache>{points([name])}</c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:strCache>{points(categories)}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache><c:formatCode>{code}</c:formatCode>{points(values)}</c:numCache></c:numRef>"
        "</c:val></c:ser>"
        for name, values in series.items()
    )
    return (
        f'<c:chartSpace xmlns:c="{c}" xmlns:a="{a}"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>{title}</a:t></a:r>'
        f"</a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>{told}</c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )


class OldChart:
    """The stream `Contents` of a chart as Hancom Office drew it before OOXML (charts, revision 1.2)."""

    def __init__(self) -> None:
        self._data = bytearray(36)
        self._types: dict[str, int] = {}
        self._ids = 0

    def _type(self, name: str) -> None:
        known = name in self._types
        number = self._types.setdefault(name, len(self._types))
        self._data += struct.pack("<I", number)
        if not known:
            self._data += struct.pack("<H", len(name) + 1) + name.encode() + b"\0" + struct.pack("<H", 1)

    def _object(self, name: str) -> None:
        self._ids += 1
        self._data += struct.pack("<i", self._ids)
        self._type(name)

    def _value(self, value: str | int | float | None) -> None:
        if value is None:
            self._data += struct.pack("<i", -1)
            return
        if isinstance(value, str):
            self._object("VtString")
            text = value.encode("cp949") + b"\0\0" + (value + "\0").encode("utf-16-le")
            self._data += struct.pack("<H", len(text)) + text + b"\x8e"
        elif isinstance(value, int):
            self._object("VtInteger")
            self._data += struct.pack("<i", value)
        else:
            self._object("VtDouble")
            self._data += struct.pack("<dH", value, 0xFFFF)
        self._type("VtValue")
        self._type("VtObject")

    def _text(self, owner: str, text: str, shown: bool | None) -> None:
        """A text block; `shown`: None for an axis, whose titles do not say."""
        self._object(owner)
        self._object("VtTextBlock")
        self._object("VtFont")
        self._value("함초롬돋움")
        self._data += bytes(24)
        self._value(text)
        self._data += bytes(26)
        self._type("VtObject")
        if shown is not None:
            self._type("VtChartSection")
            self._data += struct.pack("<4H16x", 0xA0, 0x96, 1, shown)

    def made(self, grid: list[list[str | int | float | None]], title: str, *, shown: bool, axis: str) -> bytes:
        """A chart of these cells with this title."""
        self._object("VtChart")
        self._object("VtDataGrid")
        self._object("VtMatrix")
        self._type("VtCollection")
        self._data += bytes(2)
        self._type("VtObject")
        self._data += struct.pack("<HH", len(grid), len(grid[0]))
        for cell in (cell for row in grid for cell in row):
            self._value(cell)
        self._text("VtChartFootnote", "각주", False)
        self._text("VtAxis", axis, None)
        self._text("VtAxis", "Y 축 제목", None)
        self._object("VtSeries")
        self._value("계열 이름")
        self._text("VtChartTitle", title, shown)
        return bytes(self._data) + bytes(16)


def locked(data: bytes) -> bytes:
    """The archive with the flag that says: encrypted."""
    out = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(signature)
        while at >= 0:
            out[at + place] |= 1
            at = out.find(signature, at + 4)
    return bytes(out)


def saved(save) -> bytes:  # type: ignore[no-untyped-def]
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()
