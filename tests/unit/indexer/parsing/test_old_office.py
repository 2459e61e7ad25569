"""Word and PowerPoint files of 97 to 2003: every word once, as what it is; what cannot be read says so."""

from __future__ import annotations

import random
import struct

import pytest

from indexer.errors import Damaged, Empty, Encrypted, Unsupported
from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.parsing.msgraph import read_graph
from tests.fuzz import mutations
from tests.fuzz.targets import TARGETS
from tests.helpers import old_office as old
from tests.helpers.office_files import compound
from tests.helpers.old_office import Paragraph as P

LIMITS = Limits()


def told(document: ParsedDocument) -> list[tuple[str, str]]:
    """(kind, text) of its blocks."""
    return [(b.kind, b.text) for b in document.blocks]


def doc(*body: P, **how: object) -> ParsedDocument:
    return parse_bytes(old.doc(*body, **how), "a.doc", LIMITS)  # type: ignore[arg-type]


def test_a_word_document_with_everything() -> None:
    """Headings by style, tables with empty cells, notes, comments, boxes, headers and footers, a wide character."""
    cell, end = old.IN_TABLE, old.IN_TABLE + old.ROW_END
    document = doc(
        P("제1장 총칙\r", 1), P("여비는 실비로 지급한다.\x02 𠀀漢\r"), P("구분\r", 0, cell), P("둘째 줄\x07", 0, cell),
        P("\x07", 0, cell), P("\x07", 0, end), P("일비\x07", 0, cell), P("2만원\x07", 0, cell), P("\x07", 0, end), P("끝 문장\r"),
        stories=("\x02 각주 하나\r\x02 각주 둘\r이어짐\r", "", "", "\x05메모\r", "\x02미주\r", "글상자\r\r", ""),
        headers=("", "머리글\r", "", "꼬리글\r", "", ""),
    )  # fmt: skip
    assert told(document) == [
        ("header", "머리글"), ("heading", "제1장 총칙"), ("paragraph", "여비는 실비로 지급한다. 𠀀漢"),
        ("table", "구분\n둘째 줄\n일비\t2만원"), ("paragraph", "끝 문장"), ("footnote", "각주 하나"), ("footnote", "각주 둘\n이어짐"),
        ("memo", "메모"), ("endnote", "미주"), ("textbox", "글상자"), ("footer", "꼬리글"),
    ]  # fmt: skip
    assert document.blocks[3].rows == (("구분\n둘째 줄", ""), ("일비", "2만원"))


def test_fields_deletions_and_hidden_text_of_a_word_document() -> None:
    """A field is its result; what was deleted is left out; hidden text is told as such; line breaks are kept."""
    field = "앞 \x13HYPERLINK x\x14결\x13 PAGE \x14과\x15\x15 뒤\x0b줄\r"
    document = doc(
        P(field), P("남김지움숨김\r", runs=((2, 4, old.DELETED), (4, 6, old.HIDDEN))), P("둘\r", 0, old.LISTED)
    )
    assert told(document) == [
        ("paragraph", "앞 결과 뒤\n줄"),
        ("hidden", "숨김"),
        ("paragraph", "남김"),
        ("list_item", "둘"),
    ]
    assert [w.kind for w in document.warnings] == ["list_numbers"]
    assert told(doc(P("Plain text\r"), narrow=True)) == [("paragraph", "Plain text")]


def test_objects_of_a_word_document() -> None:
    """A document in it is read; a formula is told as unread."""
    more = {
        "ObjectPool/_1/Package": b"PK\3\4" + bytes(50), "ObjectPool/_2/Equation Native": bytes(50),
        "ObjectPool/_3/Workbook": GRAPH,
    }  # fmt: skip
    document = doc(P("본문\r"), more=more)
    assert document.blocks[-1].rows == ROWS and document.blocks[-1].marker == "차트"
    assert sorted(w.kind for w in document.warnings) == ["unread_parts"]


def test_word_documents_that_are_not_read() -> None:
    """A password, Word 95, a piece table that is gone, nothing in it."""
    with pytest.raises(Encrypted):
        doc(P("글\r"), flags=0x100)
    with pytest.raises(Unsupported) as caught:
        doc(P("글\r"), version=0x68)
    assert "DOCX" in caught.value.next_step
    with pytest.raises(Empty):
        doc(P("\r"))
    whole = old.doc(P("글\r"))
    with pytest.raises(Damaged):
        parse_bytes(whole.replace(b"\1\2\0\0\0\2", b"\7\2\0\0\0\2"), "a.doc", LIMITS)


GRAPH = b"".join(
    struct.pack("<HH", kind, len(payload)) + payload
    for kind, payload in (
        (0x809, struct.pack("<HH12x", 0x680, 5)),
        (0x04, struct.pack("<HH3xBB", 0, 1, 2, 1) + "집행".encode("utf-16-le")),
        (0x04, struct.pack("<HH3xBB", 1, 0, 2, 0) + b"Q1"),
        (0x03, struct.pack("<HH3xd", 1, 1, 20.5)),
    )
)
ROWS = (("", "집행"), ("Q1", "20.5"))


def test_a_presentation_with_everything() -> None:
    """Title and list of the outline, boxes, a table, notes, a comment, a chart and a text on the master."""
    outline = old.words("여비 안내", 0) + old.words("실비로 지급\r일비 2만원", 1) + old.words("어디에도 없는 글", 1)
    refs = [old.shape(old.record(0x0F9E, struct.pack("<I", n))) for n in (0, 1)]
    numbered = old.words("쪽 *", 4) + old.record(0x0FD8, struct.pack("<I", 2))
    first = old.slide(
        *refs, old.shape(old.words("글상자 문장")), old.table({(0, 0): "구분", (9, 0): "금액", (9, 5): "7만원"}),
        old.shape(numbered), notes=77, comment="확인 바람", objects=(1,),
    )  # fmt: skip
    master = old.slide(
        old.shape(old.words("한빛시청")), old.shape(old.words("마스터 제목", 0), placeholder=True), kind=0x03F8
    )
    data = old.ppt(
        [(first, outline), (old.slide(old.shape(old.words("둘째 장", 0))), b"")], masters=(master,),
        notes={77: old.slide(old.shape(old.words("발표 메모", 2)), kind=0x03F0)},
        embedded=(compound({"Workbook": GRAPH}),),
    )  # fmt: skip
    document = parse_bytes(data, "a.ppt", LIMITS)
    assert told(document) == [
        ("heading", "여비 안내"), ("list_item", "실비로 지급"), ("list_item", "일비 2만원"), ("paragraph", "글상자 문장"),
        ("table", "구분\t금액\n7만원"), ("paragraph", "쪽 "), ("list_item", "어디에도 없는 글"), ("memo", "발표 메모"),
        ("memo", "확인 바람"), ("table", "집행\nQ1\t20.5"), ("heading", "둘째 장"), ("header", "한빛시청"),
    ]  # fmt: skip
    assert {b.location.page for b in document.blocks[:10]} == {1} and document.blocks[10].location.page == 2
    assert document.pages == 2 and document.blocks[4].rows == (("구분", "금액"), ("", "7만원"))
    with pytest.raises(Encrypted):
        parse_bytes(old.ppt([(first, outline)], token=0xF3D1C4DF), "a.ppt", LIMITS)


def test_graphs_cut_short_give_what_they_hold() -> None:
    """The data sheet of a chart as far as it goes."""
    assert read_graph(GRAPH).rows == ROWS
    assert read_graph(GRAPH[:-3]).rows == (("", "집행"), ("Q1", ""))


@pytest.mark.parametrize("suffix", [".doc", ".ppt"])
def test_broken_old_files_are_told(suffix: str) -> None:
    """Whatever is done to a file, the answer is text or an error that is expected of its format."""
    dice, target = random.Random(7), TARGETS[suffix]
    seed = target.seed()
    outcomes = {target.attempt(dice.choice(mutations.PLAIN)(seed, dice)) for _ in range(300)}
    assert {"read", "damaged"} <= outcomes
