"""Sheets, slides, OpenDocument, RTF, HTML, mails and archives: every word, as what it is, in the right place."""

import io
import time
import zipfile

import openpyxl
import pytest

from indexer.errors import Damaged, Empty, Encrypted, TooLarge, Unsupported
from indexer.parsing import html, msg, rtf, separated
from indexer.parsing.cellformats import shown
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import MB, Limits
from tests.helpers import office_files as made

LIMITS = Limits()


def read(data, name):
    return parse_bytes(data, name, LIMITS)


def told(document):
    return [(b.kind, b.text) for b in document.blocks]


# ---- sheets


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (20000, '#,##0"원"', "20,000원"),
        (0.153, "0.0%", "15.3%"),
        (-1234.5, "#,##0.00;[Red](#,##0.00)", "(1,234.50)"),
        (1234, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "1,234"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (45000, 'yyyy"년" m"월" d"일" (aaa)', "2023년 3월 15일 (수)"),
        (45000.75, "yyyy-mm-dd h:mm AM/PM", "2023-03-15 6:00 PM"),
        (45000.5, "오전/오후 h:mm", "오후 12:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.0425, "mm:ss", "01:12"),
        (1234567, "#,##0,", "1,235"),
        (1234, "[$₩-412]#,##0", "₩1,234"),
        (12345678, "0.00E+00", "1.23E+07"),
        (8001011234567, "000000-0000000", "800101-1234567"),
        (20250301, '0000"-"00"-"00', "2025-03-01"),
        (7, '"제"0"호"', "제7호"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567890123, "General", "1234567890123"),
        (2.675, "0.00", "2.68"),
        (1e300, "yyyy-mm-dd", "1e+300"),
        (5, '"글자만', "글자만"),
        (float("nan"), "0", ""),
    ],
)
def test_numbers_are_shown_as_the_sheet_shows_them(value, code, text):
    """What she sees in the cell is what she searches for."""
    assert shown(value, code) == text


def test_workbook():
    """Sheets under their names with true row numbers; hidden sheets and comments are kept, blank sheets are not."""
    document = read(made.xlsx(), "a.xlsx")
    assert told(document) == [
        ("heading", "여비 예산"),
        ("table", "2025년 여비\n구분\t금액\t비율\n국내여비\t1,234,567원\t15.3%\n국외여비\t-2,500원\t50.0%"),
        ("memo", "근거: 여비 규정"),
        ("header", "대외비 자료"),
        ("heading", "숨긴 시트"),
        ("table", "숨은 단가"),
    ]
    assert document.blocks[2].location.cell == (2, 0)
    assert document.blocks[5].row_locations[0].cell == (6, 2)
    assert [b.location.section for b in document.blocks] == [0, 0, 0, 0, 1, 1]
    assert document.title == ""  # the file's name says more than a sheet's
    assert [w.kind for w in document.warnings] == ["hidden_sheet", "formula_without_value"]


def test_old_workbook():
    """An .xls has its formats too."""
    assert told(read(made.xls(), "a.xls")) == [
        ("heading", "여비 예산"), ("table", "구분\t금액\t지급일\n국내여비\t1,234,567원\t2025-03-01"),
    ]  # fmt: skip


def test_a_large_sheet_is_streamed():
    """Forty thousand rows fit in the time of a file; a sheet with cells at its corners does not become a huge grid."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("대장")
    for n in range(40_000):
        sheet.append([f"번호 {n}", n, "총무과"])
    data = made.saved(book.save)
    began = time.process_time()
    document = read(data, "a.xlsx")
    assert len(document.blocks[1].rows) == 40_000
    assert time.process_time() - began < 10
    corners = openpyxl.Workbook()
    corners.active["A1"], corners.active["XFD1048576"] = "처음", "끝"
    assert read(made.saved(corners.save), "a.xlsx").blocks[1].rows == (("처음", ""), ("", "끝"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_separated_values(encoding, mark):
    """Encoding and separator are found; quoted fields keep separators and line ends; blank lines cost no numbers."""
    rows = [["구분", "금액", "비고"], ["국내여비", f"20{mark}000원", "첫 줄\n둘째 줄"], ["국외여비", "0", "없음"]]
    lines = [mark.join(f'"{c}"' if mark in c or "\n" in c else c for c in row) for row in rows]
    document = separated.parse(("\r\n".join([lines[0], "", *lines[1:]])).encode(encoding), LIMITS)
    [table] = document.blocks
    assert [list(r) for r in table.rows] == rows
    assert [x.cell for x in table.row_locations] == [(0, 0), (2, 0), (3, 0)]


# ---- slides


def test_presentation():
    """Title first, then lists, boxes, tables, charts, groups; notes are memos; a page is a slide."""
    document = read(made.presentation(), "a.pptx")
    assert told(document) == [
        ("heading", "여비 지급 안내"), ("list_item", "실비로 지급한다"), ("list_item", "일비는 2만원이다"),
        ("paragraph", "글상자 문장"), ("table", "구분\n숙박비\t7만원"), ("caption", "지역별 집행"),
        ("table", "집행액\n서울\t1.5\n부산\t2"), ("paragraph", "묶인 도형"), ("memo", "발표자만 보는 메모"),
        ("heading", "둘째 장"),
    ]  # fmt: skip
    assert [b.level for b in document.blocks[:3]] == [1, 1, 2]
    assert {(b.location.page, b.location.page_exact) for b in document.blocks} == {(1, True), (2, True)}
    assert document.pages == 2


def test_slide_with_diagram_and_master_text():
    """SmartArt's words and what the master draws are read, once."""
    parts = dict(members(made.presentation()))
    parts["ppt/diagrams/data1.xml"] = (
        '<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst><dgm:pt type="pres"><dgm:t><a:p><a:r><a:t>꾸밈</a:t></a:r>'
        "</a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>접수 단계</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>"
        "</dgm:dataModel>"
    ).encode()
    parts["ppt/slides/_rels/slide2.xml.rels"] = parts["ppt/slides/_rels/slide2.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="x/diagramData" Target="../diagrams/data1.xml"/></Relationships>',
    )
    frame = (
        '<p:graphicFrame xmlns:dgm="d" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<dgm:relIds r:dm="rId99"/></p:graphicFrame></p:spTree>'
    )
    parts["ppt/slides/slide2.xml"] = parts["ppt/slides/slide2.xml"].replace(b"</p:spTree>", frame.encode())
    box = "<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>한빛시청</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"
    parts["ppt/slideMasters/slideMaster1.xml"] = parts["ppt/slideMasters/slideMaster1.xml"].replace(
        b"</p:spTree>", box.encode()
    )
    document = read(made.archive(parts), "a.pptx")
    assert ("list_item", "접수 단계") in told(document)
    assert told(document).count(("header", "한빛시청")) == 1
    assert "꾸밈" not in str(document.blocks)


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(n, archive.read(n)) for n in archive.namelist()]


# ---- OpenDocument


def test_open_documents():
    """Text with its notes after their paragraph, sheets, slides."""
    assert told(read(made.odt(), "a.odt")) == [
        ("heading", "여비 규정"), ("paragraph", "여비는 실비로 지급한다."), ("footnote", "증빙을 붙인다."),
        ("list_item", "첫째 항목"), ("table", "구분\t금액\n일비\t20,000원"),
    ]  # fmt: skip
    assert told(read(made.ods(), "a.ods")) == [("heading", "표"), ("table", "구분\t금액\n숙박비\t70,000원")]
    slides = read(made.odp(), "a.odp")
    assert (told(slides), slides.pages) == ([("paragraph", "출장 신청 절차")], 1)


def test_open_document_with_a_password():
    """The manifest tells."""
    parts = dict(members(made.odt()))
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    with pytest.raises(Encrypted):
        read(made.archive(parts), "a.odt")


# ---- RTF


def test_rich_text():
    """CP949 by the font, \\u without its stand-in, styles, tables, notes; deleted text, pictures and unknown groups not."""
    document = read(made.rtf(), "규정.doc")
    assert (document.format, document.title) == ("rtf", "여비 규정")
    assert told(document) == [
        ("header", "머리글"), ("heading", "제1장 총칙"), ("paragraph", "여비는 실비로 지급한다."), ("hidden", "숨은 글"),
        ("footnote", "증빙을 붙인다."), ("table", "구분\t금액\n일비\t20,000원"), ("paragraph", "끝 문장"),
    ]  # fmt: skip


def test_rich_text_of_a_korean_code_page():
    """Without font tables the file's own code page decides."""
    body = "".join(f"\\'{b:02x}" for b in "똠방각하의 여비".encode("cp949"))
    assert told(rtf.parse(rf"{{\rtf1\ansi\ansicpg949 {body}\par}}".encode(), LIMITS)) == [
        ("paragraph", "똠방각하의 여비")
    ]


# ---- HTML


@pytest.mark.parametrize("charset", ["utf-8", "euc-kr", "utf-16"])
def test_page(charset):
    """Headings, lists with numbers, tables with spans; no script, no style; hidden text is told as hidden."""
    document = read(made.html(charset), "a.html")
    assert document.title == "여비 안내"
    assert told(document) == [
        ("heading", "여비 지급"), ("paragraph", "여비는 실비로 지급한다."), ("list_item", "신청"), ("list_item", "정산"),
        ("table", "구분\t금액\n20,000원"), ("hidden", "숨은 글"),
    ]  # fmt: skip
    assert document.blocks[4].rows == (("구분", "금액"), ("", "20,000원"))
    assert [b.marker for b in document.blocks[2:4]] == ["1.", "2."]


def test_a_table_of_html_named_as_a_workbook():
    """Many offices' systems hand out such files."""
    page = "<html><body><table><tr><td>구분</td><td>금액</td></tr><tr><td>여비</td><td>2만원</td></tr></table></body></html>"
    assert told(read(page.encode("cp949"), "내려받기.xls")) == [("table", "구분\t금액\n여비\t2만원")]


def test_layout_tables_are_read_as_text():
    """A table that holds tables lays a page out."""
    page = "<table><tr><td><p>왼쪽 글</p></td><td><table><tr><td>가</td><td>나</td></tr></table></td></tr></table>"
    assert told(html.parse(page.encode(), LIMITS)) == [("paragraph", "왼쪽 글"), ("table", "가\t나")]


def test_deep_page():
    """Elements nested without end are a page or a typed error, never a crash."""
    document = html.parse(b"<div>" * 1500 + "여비".encode() + b"</div>" * 1500, LIMITS)
    assert "여비" in document.blocks[0].text
    with pytest.raises(TooLarge):
        html.parse(b"<div>" * 5000 + "여비".encode() + b"</div>" * 5000, LIMITS)


# ---- mails


def test_mail_with_attachments():
    """Subject, people, HTML body; each attachment under its name, an archive inside too."""
    inner = made.archive({"여비/규정.rtf": made.rtf()}, cp949=True)
    document = read(made.mail(("예산.xlsx", made.xlsx()), ("모음.zip", inner)), "a.eml")
    headings = [(b.level, b.text) for b in document.blocks if b.kind == "heading"]
    assert headings == [
        (1, "여비 정산 요청"), (2, "여비 지급"), (1, "예산.xlsx"), (2, "여비 예산"), (2, "숨긴 시트"), (1, "모음.zip"),
        (2, "여비/규정.rtf"), (3, "제1장 총칙"),
    ]  # fmt: skip
    assert ("paragraph", "보낸 사람", "김담당 <kim@example.kr>") in [
        (b.kind, b.marker, b.text) for b in document.blocks
    ]
    assert document.metadata == {"author": "김담당 <kim@example.kr>", "created": "2025-03-03T09:00:00+09:00"}
    assert {b.location.section for b in document.blocks} == {0, 1, 2}
    assert len({b.location.paragraph for b in document.blocks}) == len(document.blocks)


def test_mail_of_an_old_korean_mailer():
    """ks_c_5601-1987, raw bytes in a file name, a body whose charset is stated wrongly."""
    document = read(made.korean_mail(), "a.eml")
    assert told(document) == [
        ("heading", "휴가 신청"), ("paragraph", "박과장 <p@example.kr>"), ("paragraph", "휴가를 신청합니다."),
        ("heading", "계획.txt"), ("paragraph", "사흘을 쉽니다."),
    ]  # fmt: skip


def test_an_attachment_that_cannot_be_read_is_named():
    """The mail is read, and says what of it was not."""
    document = read(made.mail(("빈칸.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))), "a.eml")
    [warning] = document.warnings
    assert warning.kind == "part_unread"
    assert "빈칸.hwp" in warning.message


def test_saved_page():
    """A web archive is its page."""
    document = read(made.mhtml(), "a.mht")
    assert (document.format, document.title) == ("mhtml", "여비 안내")
    assert ("paragraph", "여비는 실비로 지급한다.") in told(document)


def test_outlook_mail():
    """Properties in CP949 and UTF-16, attachments, a mail inside the mail."""
    document = read(made.msg(("계획.rtf", made.rtf()), inner=True), "a.msg")
    assert [(b.level, b.text) for b in document.blocks if b.kind == "heading"] == [
        (1, "출장비 정산"), (1, "계획.rtf"), (2, "제1장 총칙"), (1, "메일.msg"), (2, "지난 메일"),
    ]  # fmt: skip
    assert ("paragraph", "출장비를 정산합니다.") in told(document)
    assert ("paragraph", "지난달 여비입니다.") in told(document)
    assert document.metadata == {"author": "김담당", "created": "2025-03-04T00:00:00+00:00"}


def test_outlook_bodies():
    """HTML where there is one; compressed RTF where there is nothing else."""
    assert ("list_item", "정산") in told(read(made.msg(body=made.html()), "a.msg"))
    plain = made.rtf()
    packed = b"\0\0\0\0" + len(plain).to_bytes(4, "little") + b"MELA" + bytes(4) + plain
    assert ("paragraph", "끝 문장") in told(read(made.msg(rich=packed), "a.msg"))


def test_compressed_rtf():
    """The specification's example 3.1 ([MS-OXRTFCP]), and a run of copies (3.2)."""
    first = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af86c656c6a6c6f20626a0af665670ad06c640a807d0a800fa0"
    )
    assert b"ansicpg1252" in msg.inflated(first, LIMITS)
    second = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert msg.inflated(second, LIMITS) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    with pytest.raises(Damaged):
        msg.inflated(b"xx", LIMITS)


# ---- archives


def test_archive():
    """Members in the order of their names; CP949 and decomposed names put right; other kinds of file passed over."""
    import unicodedata

    korean = made.archive({"규정집/여비.txt": "여비 규정".encode(), "사진.png": b"\x89PNG"}, cp949=True)
    assert told(read(korean, "a.zip")) == [("heading", "규정집/여비.txt"), ("paragraph", "여비 규정")]
    mac = made.archive({unicodedata.normalize("NFD", "여비.txt"): "본문".encode(), "__MACOSX/._여비.txt": b"x"})
    assert told(read(mac, "a.zip")) == [("heading", "여비.txt"), ("paragraph", "본문")]


def test_locked_archive():
    """All members locked: Encrypted. Some: the others are read and the locked ones named."""
    with pytest.raises(Encrypted):
        read(made.locked(made.archive({"a.txt": b"text"})), "a.zip")
    with pytest.raises(Unsupported):
        read(made.archive({"a.bin": b"text"}), "a.zip")
    with pytest.raises(Empty):
        read(made.archive({}), "a.zip")


def test_archives_in_archives_end():
    """Depth is bounded, and what lies deeper is named; all zips of a file share one bound."""
    data = "여비".encode()
    name = "a.txt"
    for _ in range(6):
        data, name = made.archive({name: data}), "a.zip"
    with pytest.raises(TooLarge):
        read(data, "a.zip")
    many = made.archive({f"{n}.zip": made.archive({"a.txt": b" " * (9 * MB)}) for n in range(4)})
    with pytest.raises(TooLarge):
        parse_bytes(many, "a.zip", Limits(inflated=8 * MB))
