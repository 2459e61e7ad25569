"""HWPX and HWPML: everything a document can hold comes once, as what it is, whoever wrote the file."""

from __future__ import annotations

import io
import zipfile

from indexer.model import ParsedDocument
from indexer.parsing import hml, hwpx
from indexer.parsing.limits import Limits

NAMES = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hh="urn:head" xmlns:hs="urn:section"'


def p(inner: str, attributes: str = "") -> str:
    """A paragraph of one run."""
    return f"<hp:p {attributes}><hp:run>{inner}</hp:run></hp:p>"


def t(text: str) -> str:
    """Words."""
    return f"<hp:t>{text}</hp:t>"


def held(name: str, *paragraphs: str, attributes: str = "") -> str:
    """An element that holds a list."""
    return f"<hp:{name} {attributes}><hp:subList>{''.join(paragraphs)}</hp:subList></hp:{name}>"


def control(name: str, *paragraphs: str) -> str:
    """A control that holds a list."""
    return f"<hp:ctrl>{held(name, *paragraphs)}</hp:ctrl>"


def number(kind: str, count: int, style: str = 'type="DIGIT" prefixChar="" suffixChar=")"') -> str:
    """A number control."""
    inner = f"<hp:autoNumFormat {style}/>"
    return f'<hp:ctrl><hp:autoNum num="{count}" numType="{kind}">{inner}</hp:autoNum></hp:ctrl>'


def read(body: str, header: str = "", **parts: str) -> ParsedDocument:
    """A document of one section; `parts` are further members of the package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", f"<hs:sec {NAMES}>{body}</hs:sec>")
        archive.writestr("Contents/header.xml", f"<hh:head {NAMES}>{header}</hh:head>")
        for name, text in parts.items():
            archive.writestr(f"Contents/{name}.xml", text)
    return hwpx.parse(packed.getvalue(), Limits())


def told(body: str, header: str = "", **parts: str) -> list[tuple[str, str, str]]:
    """(kind, marker, text) of its blocks."""
    return [(b.kind, b.marker, b.text) for b in read(body, header, **parts).blocks]


def table(*cells: str, caption: str = "") -> str:
    """A table of one row."""
    return f"<hp:tbl>{caption}<hp:tr>{''.join(held('tc', c) for c in cells)}</hp:tr></hp:tbl>"


def test_notes_and_captions_show_their_own_numbers() -> None:
    """Numbers are the file's, in their shape and with their marks; page numbers are none."""
    note = control("footNote", p(number("FOOTNOTE", 7) + t(" 각주")))
    roman = control(
        "endNote", p(number("ENDNOTE", 2, 'type="ROMAN_SMALL" prefixChar="(" suffixChar=")"') + t("미주"))
    )
    caption = held("caption", p(t("표 ") + number("TABLE", 3, 'type="DIGIT"') + t(" 예산")))
    head = control("header", p(number("PAGE", 1) + t("머리말") + table(p(t("표")))))
    assert told(p(t("본문") + note + roman + head + table(p(t("칸")), caption=caption))) == [
        ("paragraph", "", "본문"), ("footnote", "7)", " 각주"), ("endnote", "(ii)", "미주"),
        ("header", "", "머리말\n표"), ("caption", "3", "표  예산"), ("table", "", "칸"),
    ]  # fmt: skip


def test_what_stands_in_a_cell_keeps_its_kind() -> None:
    """A text box, its caption and a footnote in a cell are blocks; a form control is part of the cell."""
    shape = "<hp:rect>" + held("drawText", p(t("상자"))) + held("caption", p(t("그림"))) + "</hp:rect>"
    edit = "<hp:edit><hp:text>2026</hp:text></hp:edit>"
    blocks = read(p(table(p(t("칸") + shape + edit + control("footNote", p(t("각주"))))))).blocks
    assert [(b.kind, b.text, b.location.cell) for b in blocks] == [
        ("table", "칸\n2026", None), ("textbox", "상자", (0, 0)), ("caption", "그림", (0, 0)), ("footnote", "각주", (0, 0)),
    ]  # fmt: skip


def test_master_pages_are_headers() -> None:
    """The parts masterpageN.xml are read, a text box in one too."""
    page = f"<masterPage {NAMES}><hp:subList>{p(t('바탕 글'))}{p('<hp:rect>' + held('drawText', p(t('상자'))) + '</hp:rect>')}</hp:subList></masterPage>"
    assert told(p(t("본문")), masterpage0=page) == [
        ("paragraph", "", "본문"), ("header", "", "바탕 글"), ("textbox", "", "상자"),
    ]  # fmt: skip


def test_forms_text_art_and_words_drawn_in_the_line() -> None:
    """Buttons, boxes and lists show their words; 글맵시 also in a group; 글자겹침 and 덧말 stand in their line."""
    forms = (
        '<hp:btn caption="확인"/><hp:checkBtn caption="동의"/><hp:comboBox selectedValue="봄"><hp:listItem value="여름"/></hp:comboBox>'
        '<hp:comboBox selectedValue=""><hp:listItem displayText="" value="계절"/></hp:comboBox>'
    )
    art = '<hp:textart text="글␍␊맵시"/>'
    drawn = t("제") + '<hp:compose composeText="12"/>' + t("항 ")
    ruby = "<hp:dutmal><hp:mainText>본말</hp:mainText><hp:subText>덧말</hp:subText></hp:dutmal>"
    assert told(p(drawn + ruby) + p(forms + art + f"<hp:container>{art}</hp:container>")) == [
        ("paragraph", "", "제12항 본말 덧말"), ("textbox", "", "확인"), ("textbox", "", "동의"), ("textbox", "", "봄"),
        ("textbox", "", "계절"), ("textbox", "", "글\n맵시"), ("textbox", "", "글\n맵시"),
    ]  # fmt: skip


def test_tracked_deletions_take_their_objects_along_and_are_told() -> None:
    """A table in a deletion is left out, one in an insertion stays; the document says so."""
    body = (
        '<hp:t>남고<hp:deleteBegin Id="1"/>지운</hp:t>' + table(p(t("지운 표"))) + '<hp:t>글<hp:deleteEnd Id="1"/></hp:t>'
        '<hp:t><hp:insertBegin Id="2"/>넣은</hp:t>' + table(p(t("넣은 표"))) + '<hp:t><hp:insertEnd Id="2"/></hp:t>'
    )  # fmt: skip
    document = read(p(body))
    assert [(b.kind, b.text) for b in document.blocks] == [("paragraph", "남고넣은"), ("table", "넣은 표")]
    assert "tracked_changes" in [w.kind for w in document.warnings]


def test_elements_of_other_writers_lose_nothing() -> None:
    """Lists left out, words without a run, elements no one knows: each text stands in one block."""
    body = (
        p("<hp:ctrl><hp:footNote><hp:p><hp:run><hp:t>목록 없는 각주</hp:t></hp:run></hp:p></hp:footNote></hp:ctrl>")
        + "<hp:p><hp:t>런 없는 글</hp:t></hp:p>"
        + p("<hp:novelty><hp:inner><hp:t>새 요소의 글</hp:t></hp:inner></hp:novelty>")
        + p("<hp:novelBox>" + held("novelList", p(t("새 상자"))) + "</hp:novelBox>")
        + p("<hp:t>표시<hp:novelMark>안의 <hp:deep>글</hp:deep></hp:novelMark> 뒤</hp:t>")
    )
    texts = [text for _, _, text in told(body)]
    assert sorted(texts) == sorted(["목록 없는 각주", "런 없는 글", "새 요소의 글", "새 상자", "표시안의 글 뒤"])


def test_automatic_numbers_count_on_through_boxes() -> None:
    """가. 나. 다. over a text box, whose paragraphs are blocks of their own; □ from a bullet."""
    header = (
        '<hh:numbering id="1"><hh:paraHead level="1" numFormat="HANGUL_SYLLABLE" start="1">^1.</hh:paraHead></hh:numbering>'
        '<hh:bullet id="1" char="□"/>'
        '<hh:paraPr id="5"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>'
        '<hh:paraPr id="6"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>'
    )
    five, six = 'paraPrIDRef="5"', 'paraPrIDRef="6"'
    shape = "<hp:rect>" + held("drawText", p(t("둘"), five), p(t("셋"), five)) + "</hp:rect>"
    assert told(p(t("하나"), five) + p(shape) + p(t("넷"), five) + p(t("주의"), six), header) == [
        ("list_item", "가.", "하나"), ("textbox", "나.", "둘"), ("textbox", "다.", "셋"), ("list_item", "라.", "넷"),
        ("list_item", "□", "주의"),
    ]  # fmt: skip


def test_automatic_numbers_in_cells_notes_and_captions_stand_in_their_text() -> None:
    """What has no block of its own has its number in the text; a bullet of a symbol font is drawn."""
    header = (
        '<hh:numbering id="1"><hh:paraHead level="1" numFormat="DIGIT" start="3">^1)</hh:paraHead></hh:numbering>'
        '<hh:bullet id="1" char="\uf06e"/>'
        '<hh:paraPr id="5"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>'
        '<hh:paraPr id="6"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>'
    )
    five, six = 'paraPrIDRef="5"', 'paraPrIDRef="6"'
    cells = held("tc", p(t("하나"), five), p(t("주의") + control("footNote", p(t("각주"), five)), six))
    body = p(f"<hp:tbl>{held('caption', p(t('제목'), five))}<hp:tr>{cells}</hp:tr></hp:tbl>") + p(t("끝"), five)
    assert told(body, header) == [
        ("caption", "", "3) 제목"), ("table", "", "4) 하나\n■ 주의"), ("footnote", "1", "5) 각주"), ("list_item", "6)", "끝"),
    ]  # fmt: skip


def test_hwpml_holds_the_same() -> None:
    """Caption and number of a table, header, footnote, hyphen, forms, tracked deletion, under HWPML's names."""

    def holder(name: str, words: str) -> str:
        return f"<{name}><PARALIST><P><TEXT>{words}</TEXT></P></PARALIST></{name}>"

    numbered = '<AUTONUM Number="4" NumberType="Table"><AUTONUMFORMAT Type="Digit"/></AUTONUM>'
    body = (
        "<P><TEXT><CHAR>앞<HYPEN/>뒤</CHAR>" + holder("HEADER", "<CHAR>머리말</CHAR>")
        + holder("FOOTNOTE", '<AUTONUM Number="9" NumberType="Footnote"><AUTONUMFORMAT Type="Digit" SuffixChar=")"/></AUTONUM><CHAR>각주</CHAR>')
        + "<TABLE><SHAPEOBJECT>" + holder("CAPTION", f"<CHAR>표</CHAR>{numbered}") + "</SHAPEOBJECT>"
        + '<ROW><CELL RowAddr="0" ColAddr="0"><PARALIST><P><TEXT><CHAR>칸</CHAR></TEXT></P></PARALIST></CELL></ROW></TABLE>'
        + '<BUTTON><FORMOBJECT><BUTTONSET Caption="확인"/></FORMOBJECT></BUTTON><EDIT><EDITTEXT>2026</EDITTEXT></EDIT>'
        + '<COMBOBOX Text="봄"/></TEXT></P>'
    )  # fmt: skip
    text = f'<HWPML Version="2.91"><HEAD/><BODY><SECTION>{body}</SECTION></BODY></HWPML>'
    blocks = hml.parse(text.encode(), Limits()).blocks
    assert {(b.kind, b.marker, b.text) for b in blocks} == {
        ("paragraph", "", "앞-뒤"), ("header", "", "머리말"), ("footnote", "9)", "각주"), ("caption", "4", "표"),
        ("table", "", "칸"), ("textbox", "", "확인"), ("textbox", "", "2026"), ("textbox", "", "봄"),
    }  # fmt: skip
    assert len(blocks) == 8
