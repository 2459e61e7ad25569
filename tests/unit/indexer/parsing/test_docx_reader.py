"""Word documents: everything a reader sees, once, in order."""

import io
import zipfile

import docx as python_docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from indexer.errors import Damaged, Empty
from indexer.model import ParsedDocument
from indexer.parsing.docx import parse
from indexer.parsing.docx_numbering import formatted
from indexer.parsing.limits import Limits

LIMITS = Limits()
W = nsdecls("w")
BOX = "<w:txbxContent><w:p><w:r><w:t>글상자</w:t></w:r></w:p></w:txbxContent>"
TEXT_BOX = (
    f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{BOX}'
    f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_body(*elements, document=None):
    """A document whose body holds these XML elements."""
    document = document or python_docx.Document()
    body = document.element.body
    for element in elements:
        body.insert(len(body) - 1, parse_xml(element))
    return saved(document)


def replaced(data, change):
    """The package with every part run through `change(name, bytes)`, which may give None to drop it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


def kinds(document: ParsedDocument):
    return [(b.kind, b.text) for b in document.blocks]


def test_headings_lists_and_plain_paragraphs():
    """Levels come from styles, markers from styles' lists, the rest from the words."""
    document = python_docx.Document()
    document.core_properties.title = "여비 규정"
    document.core_properties.author = "홍길동"
    document.add_heading("총칙", 1)
    document.add_heading("목적", 2)
    document.add_paragraph("본문입니다.")
    document.add_paragraph("항목", style="List Bullet")
    document.add_paragraph("번호", style="List Number")
    document.add_paragraph("번호 둘", style="List Number")
    document.add_paragraph("제2장 지급")
    document.add_paragraph("○ 원문 글머리")
    found = parse(saved(document), LIMITS)
    assert [(b.kind, b.level, b.marker, b.text) for b in found.blocks] == [
        ("heading", 1, "", "총칙"),
        ("heading", 2, "", "목적"),
        ("paragraph", None, "", "본문입니다."),
        ("list_item", 1, "•", "항목"),
        ("list_item", 1, "1.", "번호"),
        ("list_item", 1, "2.", "번호 둘"),
        ("heading", 2, "", "제2장 지급"),
        ("list_item", None, "", "○ 원문 글머리"),
    ]
    assert [b.location.paragraph for b in found.blocks] == list(range(8))
    assert found.title == "여비 규정" and found.metadata["author"] == "홍길동"
    assert found.pages is None and found.blocks[0].location.page is None


def test_tables_keep_merged_and_nested_cells():
    """A merged cell's text stands once, a nested table's text inside its cell; the text has all of it."""
    document = python_docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "구분"
    table.cell(0, 2).text = "금액"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "여비"
    table.cell(1, 1).text = "일비"
    inner = table.cell(1, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "2만", "원"
    document.add_paragraph("뒤")
    found = parse(saved(document), LIMITS)
    assert found.blocks[0].kind == "table"
    assert found.blocks[0].rows == (("구분", "", "금액"), ("여비", "일비", "2만\t원"), ("", "", ""))
    assert found.blocks[0].text.split() == ["구분", "금액", "여비", "일비", "2만", "원"]
    assert kinds(found)[1] == ("paragraph", "뒤") and found.blocks[1].location.paragraph == 1


def test_deleted_text_is_left_out_and_inserted_text_kept():
    """Change tracking: deletions and moves away go, insertions and moves here stay, deleted rows go."""
    data = with_body(
        f"<w:p {W}><w:r><w:t>남음</w:t></w:r><w:del><w:r><w:delText>지움</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>옮김</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>넣음</w:t></w:r></w:ins>"
        "<w:moveTo><w:r><w:t>옮겨옴</w:t></w:r></w:moveTo></w:p>",
        f"<w:tbl {W}><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>지운 행</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>행</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    assert kinds(parse(data, LIMITS)) == [("paragraph", "남음넣음옮겨옴"), ("table", "행")]


def test_text_boxes_come_once():
    """Word writes a text box twice, for new and old readers; one is read."""
    found = parse(with_body(TEXT_BOX), LIMITS)
    assert kinds(found) == [("textbox", "글상자")]


def test_content_controls_tabs_breaks_and_hidden_text():
    """Controls are seen through, tabs and breaks are characters, hidden text is a block of its own."""
    data = with_body(
        f"<w:sdt {W}><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>가</w:t><w:tab/>"
        "<w:t>나</w:t><w:br/><w:t>다</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>라</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>숨김</w:t></w:r><w:hyperlink><w:r><w:t>링크</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert kinds(parse(data, LIMITS)) == [("paragraph", "가\t나\n다라링크"), ("hidden", "숨김")]


def test_equations_are_blocks():
    """m:t is no running text."""
    data = with_body(
        f'<w:p {W} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:r><w:t>식</w:t></w:r><m:oMath>'
        "<m:r><m:t>x</m:t></m:r><m:r><m:t>=1</m:t></m:r></m:oMath></w:p>"
    )
    assert kinds(parse(data, LIMITS)) == [("paragraph", "식"), ("equation", "x=1")]


def test_headers_and_footers_stand_around_the_body():
    """Header and footer parts are read, before and after the text."""
    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = "머리글"
    document.sections[0].footer.paragraphs[0].text = "바닥글"
    document.add_paragraph("본문")
    assert kinds(parse(saved(document), LIMITS)) == [
        ("header", "머리글"),
        ("paragraph", "본문"),
        ("footer", "바닥글"),
    ]


def with_notes():
    """A document with a footnote and an endnote that is never referred to."""
    data = with_body(
        f'<w:p {W}><w:r><w:t>본문</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
        f"<w:p {W}><w:r><w:t>뒤</w:t></w:r></w:p>",
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>줄</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>각주</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    ends = f'<w:endnotes {W}><w:endnote w:id="1"><w:p><w:r><w:t>미주</w:t></w:r></w:p></w:endnote></w:endnotes>'
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

    def change(name, part):
        if name == "word/_rels/document.xml.rels":
            more = "".join(
                f'<Relationship Id="n{k}" Type="{base}{k}" Target="{k}.xml"/>' for k in ("footnotes", "endnotes")
            )
            return part.replace(b"</Relationships>", more.encode() + b"</Relationships>")
        return part

    buffer = io.BytesIO(replaced(data, change))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
        archive.writestr("word/endnotes.xml", ends)
    return buffer.getvalue()


def test_notes_follow_their_paragraph():
    """A footnote stands after what refers to it; separators are no notes; unreferred notes come last."""
    found = kinds(parse(with_notes(), LIMITS))
    assert found == [("paragraph", "본문"), ("footnote", "각주"), ("paragraph", "뒤"), ("endnote", "미주")]


def test_comments_are_memos():
    """A comment is text of the document too."""
    document = python_docx.Document()
    paragraph = document.add_paragraph("본문")
    document.add_comment(paragraph.runs, text="검토 의견", author="가")
    assert kinds(parse(saved(document), LIMITS)) == [("paragraph", "본문"), ("memo", "검토 의견")]


def test_pages_are_estimated_from_words_own_breaks():
    """Rendered page breaks count; a page so found is never called exact, and a warning says so."""
    turn = "<w:lastRenderedPageBreak/>"
    found = parse(
        with_body(
            f"<w:p {W}><w:r><w:t>한 쪽</w:t></w:r></w:p>",
            f"<w:p {W}><w:r>{turn}<w:t>두 쪽</w:t></w:r></w:p>",
            f"<w:p {W}><w:r><w:t>걸친</w:t>{turn}<w:t>글</w:t></w:r></w:p>",
            f"<w:tbl {W}><w:tr><w:tc><w:p><w:r><w:t>행1</w:t></w:r></w:p></w:tc></w:tr>"
            f"<w:tr><w:tc><w:p><w:r>{turn}<w:t>행2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            f"<w:p {W}><w:r><w:t>끝</w:t></w:r></w:p>",
        ),
        LIMITS,
    )
    assert [(b.location.page, b.location.page_exact) for b in found.blocks] == [
        (1, False), (2, False), (2, False), (3, False), (4, False),
    ]  # fmt: skip
    assert found.pages == 4 and [w.kind for w in found.warnings] == ["page_estimated"]


def test_strict_documents_open_too():
    """ISO Strict namespaces, which python-docx refuses, are read the same."""
    document = python_docx.Document()
    document.add_heading("제목", 1)
    document.add_table(1, 1).cell(0, 0).text = "칸"

    def strict(name, part):
        return part.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    found = parse(replaced(saved(document), strict), LIMITS)
    assert kinds(found) == [("heading", "제목"), ("table", "칸")] and found.blocks[0].level == 1


def test_nothing_to_read_is_empty_and_no_body_is_damaged():
    """A blank document, one without its main part, one with broken XML."""
    data = saved(python_docx.Document())
    with pytest.raises(Empty):
        parse(data, LIMITS)
    with pytest.raises(Damaged):
        parse(replaced(data, lambda n, p: None if n == "word/document.xml" else p), LIMITS)
    with pytest.raises(Damaged):
        parse(replaced(data, lambda n, p: p[:200] if n == "word/document.xml" else p), LIMITS)


def test_a_broken_side_part_does_not_cost_the_body():
    """A damaged styles part leaves the text."""
    document = python_docx.Document()
    document.add_paragraph("본문")
    data = replaced(saved(document), lambda n, p: b"<broken" if n in ("word/styles.xml", "docProps/core.xml") else p)
    assert kinds(parse(data, LIMITS)) == [("paragraph", "본문")]


def test_a_lying_span_fills_no_memory():
    """A cell that says it spans a billion columns spans a few hundred."""
    data = with_body(
        f'<w:tbl {W}><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>칸</w:t></w:r></w:p>'
        "</w:tc></w:tr></w:tbl>"
    )
    assert len(parse(data, LIMITS).blocks[0].rows[0]) <= 200


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [(4, "upperRoman", "IV"), (2, "ganada", "나"), (3, "chosung", "ㄷ"), (3, "decimalEnclosedCircle", "③"),
     (28, "lowerLetter", "bb"), (7, "unknown", "7")],
)  # fmt: skip
def test_number_formats(number, style, shown):
    """The number formats of Korean and Western lists."""
    assert formatted(number, style) == shown


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def with_parts(data, **parts):
    """The package with more parts: id=(kind of relationship, name, content)."""

    def change(name, part):
        if name != "word/_rels/document.xml.rels":
            return part
        more = "".join(
            f'<Relationship Id="{ident}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for ident, (kind, target, _) in parts.items()
        )
        return part.replace(b"</Relationships>", more.encode() + b"</Relationships>")

    buffer = io.BytesIO(replaced(data, change))
    with zipfile.ZipFile(buffer, "a") as archive:
        for _, target, content in parts.values():
            archive.writestr(f"word/{target}", content)
    return buffer.getvalue()


def numbered(levels, overrides=""):
    """A document's numbering part with one list (numId 1), and another of the same kind (numId 2)."""
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{overrides}</w:num></w:numbering>'
    )


def level(at, style, pattern, more=""):
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def item(text, number=1, at=0):
    return (
        f'<w:p {W}><w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def markers(levels, *elements, overrides=""):
    def change(name, part):
        return numbered(levels, overrides).encode() if name == "word/numbering.xml" else part

    return [b.marker for b in parse(replaced(with_body(*elements), change), LIMITS).blocks if b.kind != "table"]


def test_automatic_numbers_are_those_that_the_reader_sees():
    """Korean formats, empty paragraphs and table cells that count, deeper levels that start anew."""
    levels = level(0, "decimal", "제%1조") + level(1, "ganada", "%2.") + level(2, "decimalEnclosedCircle", "%3")
    cell = f"<w:tbl {W}><w:tr><w:tc>{item('칸', at=1)}</w:tc></w:tr></w:tbl>"
    assert markers(levels, item("a"), item("b", at=1), item("c", at=2), item("", at=2), item("d", at=2), cell,
                   item("e", at=1), item("f"), item("g", at=1)) == [
        "제1조", "가.", "①", "③", "다.", "제2조", "가.",
    ]  # fmt: skip


def test_numbers_of_paragraphs_in_cells_stand_in_the_cell():
    """A cell has no marker of its own: 가. and • are part of its text."""
    levels = level(0, "ganada", "%1.") + level(1, "bullet", "\uf0a7")
    cell = f"<w:tbl {W}><w:tr><w:tc>{item('하나')}{item('점', at=1)}</w:tc><w:tc>{item('둘')}</w:tc></w:tr></w:tbl>"

    def change(name, part):
        return numbered(levels).encode() if name == "word/numbering.xml" else part

    found = parse(replaced(with_body(cell, item("셋")), change), LIMITS)
    assert [(b.marker, b.text) for b in found.blocks] == [("", "가. 하나\n▪ 점\t나. 둘"), ("다.", "셋")]


def test_a_list_can_start_anew_and_write_all_numbers_as_digits():
    """w:startOverride on a second list of the same kind; w:isLgl; zeros before a number."""
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    found = markers(levels, item("a"), item("b", at=1), item("c", 2), item("d", 2), item("e"), overrides=override)
    assert found == ["I.", "1.1", "V.", "VI.", "VII."]
    padded = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice></mc:AlternateContent>'
    )
    assert markers(level(0, "decimal", "%1)", padded), item("a"), item("b")) == ["001)", "002)"]


def test_symbols_and_equations_become_letters():
    """Boxes and ticks of symbol fonts by what they show, fractions and powers in one line."""
    data = with_body(
        f'<w:p {W}><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>동의</w:t></w:r></w:p>',
        f"<w:p {W} {M}><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
        "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>",
    )
    assert kinds(parse(data, LIMITS)) == [("paragraph", "☑동의"), ("equation", "(a+b)/2x^2")]


def test_charts_and_diagrams_are_read_where_they_stand():
    """A chart is a table with a caption, a diagram gives its texts."""
    c, a = (
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
    )
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"

    def points(name, *values):
        inside = "".join(f'<c:pt idx="{n}"><c:v>{v}</c:v></c:pt>' for n, v in enumerate(values))
        return f"<c:{name}><c:strRef><c:strCache>{inside}</c:strCache></c:strRef></c:{name}>"

    chart = (
        f'<c:chartSpace xmlns:c="{c}" xmlns:a="{a}"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>연도별 예산</a:t></a:r>'
        f"</a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser>{points('tx', '예산')}{points('cat', '2023', '2024')}"
        f"{points('val', '10', '12')}</c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    diagram = (
        f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{a}"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>접수</a:t></a:r></a:p></dgm:t>'
        "</dgm:pt><dgm:pt/></dgm:ptLst></dgm:dataModel>"
    )
    body = with_body(
        f'<w:p {W} xmlns:c="{c}" xmlns:r="{OFFICE}"><w:r><w:t>앞</w:t></w:r><w:r><w:drawing><c:chart r:id="x1"/></w:drawing></w:r></w:p>',
        f"<w:p {W}><w:r><w:t>뒤</w:t></w:r></w:p>",
    )
    found = parse(
        with_parts(body, x1=("chart", "chart1.xml", chart), x2=("diagramData", "data1.xml", diagram)), LIMITS
    )
    assert [b.kind for b in found.blocks] == ["paragraph", "caption", "table", "paragraph", "textbox"]
    assert found.blocks[2].rows == (("", "예산"), ("2023", "10"), ("2024", "12"))
    assert found.blocks[4].text == "접수"


def test_chunks_of_other_formats_are_read():
    """w:altChunk: a page of HTML and another Word file, where they stand; what cannot be read is named."""
    inner = python_docx.Document()
    inner.add_paragraph("안쪽 문서")
    page = (
        "<html><head><title>x</title><script>no()</script></head><body><p>첫 문단</p><p>둘째<br/>줄</p></body></html>"
    )
    body = with_body(
        f'<w:altChunk {W} xmlns:r="{OFFICE}" r:id="x1"/>', f'<w:altChunk {W} xmlns:r="{OFFICE}" r:id="x2"/>',
        f'<w:altChunk {W} xmlns:r="{OFFICE}" r:id="x3"/>', f"<w:p {W}><w:r><w:t>뒤</w:t></w:r></w:p>",
    )  # fmt: skip
    found = parse(
        with_parts(body, x1=("aFChunk", "a.html", page), x2=("aFChunk", "b.docx", saved(inner)),
                   x3=("aFChunk", "c.bin", b"\\0\\1\\2")), LIMITS,
    )  # fmt: skip
    assert [b.text for b in found.blocks] == ["첫 문단", "둘째\n줄", "안쪽 문서", "뒤"]
    assert [w.kind for w in found.warnings] == ["unread_parts"] and "c.bin" in found.warnings[0].message


def test_embedded_files_are_read():
    """A workbook inside stands at the end under its name; a broken one is told."""
    document = python_docx.Document()
    document.add_paragraph("본문")
    book = openpyxl.Workbook()
    book.active.append(["집행액", 70000])
    good, bad = saved(book), saved(book)[:300]
    data = with_parts(
        saved(document), x1=("package", "embeddings/예산.xlsx", good), x2=("package", "embeddings/둘.xlsx", bad)
    )
    found = parse(data, LIMITS)
    assert found.metadata["attachments"] == "예산.xlsx\n둘.xlsx"
    assert [b.text for b in found.blocks] == ["본문", "예산.xlsx", "Sheet", "집행액\t70000"]
    assert [w.kind for w in found.warnings] == ["part_unread"] and "둘.xlsx" in found.warnings[0].message


def test_a_broken_header_is_told():
    """Text that could not be read is never lost in silence."""
    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = "머리글"
    document.add_paragraph("본문")
    data = replaced(saved(document), lambda n, p: p[:150] if n.startswith("word/header") else p)
    found = parse(data, LIMITS)
    assert kinds(found) == [("paragraph", "본문")] and [w.kind for w in found.warnings] == ["damaged_parts"]


def test_strict_drawings_and_equations_too():
    """Every Strict vocabulary has its Transitional name, not only WordprocessingML."""
    data = with_body(
        f"<w:p {W} {M}><m:oMath><m:r><m:t>y=1</m:t></m:r></m:oMath></w:p>",
        TEXT_BOX,
        f"<w:p {W}><w:r><w:t>끝</w:t></w:r></w:p>",
    )

    def strict(name, part):
        for kind in (b"wordprocessingml", b"officeDocument", b"drawingml"):
            part = part.replace(
                b"http://schemas.openxmlformats.org/" + kind + b"/2006/", b"http://purl.oclc.org/ooxml/" + kind + b"/"
            )
        return part

    assert kinds(parse(replaced(data, strict), LIMITS)) == [
        ("equation", "y=1"),
        ("textbox", "글상자"),
        ("paragraph", "끝"),
    ]


def test_the_fuller_branch_of_alternate_content_is_read():
    """Some writers leave the new branch without the text that the old one has."""
    data = with_body(
        f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
        '<mc:Choice Requires="x"/><mc:Fallback><w:t>글</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>'
    )
    assert kinds(parse(data, LIMITS)) == [("paragraph", "글")]
