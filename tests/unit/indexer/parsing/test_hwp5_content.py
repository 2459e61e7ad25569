"""HWP 5: everything a document can hold comes once, as what it is. Each file is written record by record."""

from __future__ import annotations

import struct

import pytest

from indexer.errors import Damaged, Protected
from indexer.model import Block, ParsedDocument
from indexer.parsing import hwp5
from indexer.parsing.hwp5_records import LIST_HEADER, MEMO_LIST, PARA_HEADER, PARA_TEXT
from indexer.parsing.limits import Limits
from tests.helpers import hwp5_file as make
from tests.helpers.hwp5_file import Control, Records, below, box, cell, list_of, paragraph, table

MASTER_PAGE = bytes(34)  # the LIST_HEADER of a master page is longer than a memo's


def read(*records: Records, **how: object) -> ParsedDocument:
    """A document of one section."""
    return hwp5.parse(make.hwp5([r for part in records for r in part], **how), Limits())  # type: ignore[arg-type]


def told(*records: Records, **how: object) -> list[tuple[str, str]]:
    """(kind, text) of its blocks."""
    return [(b.kind, b.text) for b in read(*records, **how).blocks]


def test_uncompressed_and_distribution_files_are_read() -> None:
    """Text of a file without compression; of a 배포용 file that of ViewText, never the stub in BodyText."""
    assert told(paragraph("압축하지 않은 글"), flags=0) == [("paragraph", "압축하지 않은 글")]
    stub = paragraph(hwp5.STUB + ". 문서를 읽으려면 최신 버전이 필요합니다.")
    flags = make.COMPRESSED | make.DISTRIBUTION
    assert told(stub, flags=flags, view=[paragraph("배포용의 참글")]) == [("paragraph", "배포용의 참글")]
    with pytest.raises(Protected):
        read(stub, flags=flags)


def test_tables_with_merged_and_nested_cells() -> None:
    """A merged cell stands once at its first place; a table in a cell is lines of its text; all text in `text`."""
    inner = table(cell(0, 0, paragraph("속1")), cell(0, 1, paragraph("속2")))
    caption = list_of(paragraph("표 ", make.auto_number(4, 3), " 예산"))
    outer = table(
        cell(0, 0, paragraph("머리"), spans=(1, 2)),
        cell(1, 0, paragraph("왼쪽"), paragraph("둘째 줄")),
        cell(1, 1, paragraph("앞 ", inner)),
        caption=caption,
    )
    caption_block, grid = read(paragraph("본문 ", outer)).blocks[1:]
    assert (caption_block.kind, caption_block.text, caption_block.marker) == ("caption", "표  예산", "3")
    assert grid.rows == (("머리", ""), ("왼쪽\n둘째 줄", "앞 \n속1\t속2"))
    assert grid.text == "머리\n왼쪽\n둘째 줄\t앞 \n속1\t속2"


def test_what_stands_in_a_cell_keeps_its_kind() -> None:
    """Footnotes, text boxes and captions in a cell follow the table as blocks that know their cell."""
    note = Control(17, "fn  ", bytes(8), list_of(paragraph(make.auto_number(1, 7, after=")"), " 각주 글")))
    grid = table(
        cell(2, 1, paragraph("칸", note), paragraph(box(paragraph("상자"), caption=list_of(paragraph("그림")))))
    )
    blocks = read(paragraph(grid)).blocks
    assert [(b.kind, b.text, b.marker, b.location.cell) for b in blocks] == [
        ("table", "칸", "", None), ("footnote", " 각주 글", "7)", (2, 1)),
        ("textbox", "상자", "", (2, 1)), ("caption", "그림", "", (2, 1)),
    ]  # fmt: skip


def test_notes_headers_memos_and_comments_are_one_block_each() -> None:
    """Each is told as what it is, a table inside included; numbers are the file's own, counted where it has none."""

    def note(name: str, code: int, *inside: Records) -> Control:
        return Control(code, name, bytes(8), list_of(*inside))

    memo = below([(MEMO_LIST, 0, bytes(4)), *list_of(paragraph("메모 글"))])
    master = below(list_of(paragraph("끝쪽 바탕"), header=MASTER_PAGE))
    body = paragraph(
        "본문",
        note("head", 16, paragraph("머리말", table(cell(0, 0, paragraph("머리 표"))))),
        note("foot", 16, paragraph("꼬리말")),
        note("fn  ", 17, paragraph("첫 각주"), paragraph("이어짐")),
        note("fn  ", 17, paragraph("둘째 각주")),
        note("en  ", 17, paragraph(make.auto_number(2, 4, "[", "]"), "미주")),
        note("tcmt", 15, paragraph("숨은 설명")),
    )
    blocks = read(body + memo + master).blocks
    assert [(b.kind, b.text, b.marker) for b in blocks] == [
        ("paragraph", "본문", ""), ("header", "머리말\n머리 표", ""), ("footer", "꼬리말", ""),
        ("footnote", "첫 각주\n이어짐", "1"), ("footnote", "둘째 각주", "2"), ("endnote", "미주", "[4]"),
        ("hidden", "숨은 설명", ""), ("memo", "메모 글", ""), ("header", "끝쪽 바탕", ""),
    ]  # fmt: skip


def test_the_master_page_of_a_section_is_a_header() -> None:
    """What a section's own control holds is shown on every page; a text box in it stays one."""
    page = list_of(paragraph("바탕 글"), paragraph(box(paragraph("바탕 상자"))), header=MASTER_PAGE)
    section = Control(2, "secd", bytes(26), page)
    assert told(paragraph(section, "본문")) == [
        ("paragraph", "본문"),
        ("header", "바탕 글"),
        ("textbox", "바탕 상자"),
    ]


def test_text_boxes_keep_their_paragraphs_and_groups_their_boxes() -> None:
    """Each paragraph of a text box is a block; boxes in groups, tables in boxes and 글맵시 words are found."""
    inner = [(make.SHAPE_COMPONENT, 0, bytes(48)), *below(list_of(paragraph("안쪽")))]
    group = Control(11, "gso ", bytes(42), [(make.SHAPE_COMPONENT, 0, bytes(48)), *below(inner)])
    boxed = box(paragraph("하나"), paragraph("둘", table(cell(0, 0, paragraph("표")))))
    assert told(paragraph(boxed, group, make.text_art("글맵시"))) == [
        ("textbox", "하나"), ("textbox", "둘"), ("table", "표"), ("textbox", "안쪽"), ("textbox", "글맵시"),
    ]  # fmt: skip


def test_equations_forms_and_fields() -> None:
    """An equation is its script; a form control shows caption or text; the words of a field stay in their line."""
    button = make.form("tbp+", "Name:wstring:2:단추 Caption:wstring:5:명령 단추 ")
    edit = make.form("tde+", "Text:wstring:4:2026 MultiLine:bool:0 ")
    combo = make.form("boc+", "ListBoxRows:int:4 Text:wstring:2:봄날 ")
    field = Control(3, "%clk", bytes(20))
    assert told(
        paragraph("이름: ", field, "홍길동"), paragraph(make.equation("1 over 2"), button, edit, combo),
        paragraph(table(cell(0, 0, paragraph("칸 ", edit)))),
    ) == [
        ("paragraph", "이름: 홍길동"), ("equation", "1 over 2"), ("textbox", "명령 단추"), ("textbox", "2026"),
        ("textbox", "봄날"), ("table", "칸 \n2026"),
    ]  # fmt: skip


def test_words_drawn_in_the_line() -> None:
    """글자겹침 and 덧말 stand where they are drawn; tabs, forced spaces and hyphens are characters."""
    circled = Control(23, "tcps", make.units("12") + bytes(8))
    ruby = Control(23, "tdut", make.units("본말") + make.units("덧말"))
    assert told(paragraph("제", circled, "항 ", ruby, "\t끝\x1e\x1f\x18")) == [
        ("paragraph", "제12항 본말 덧말\t끝\u00a0 -"),
    ]  # fmt: skip


def test_tracked_deletions_are_left_out_and_told() -> None:
    """What a deletion took out is left out, objects with it; insertions stay; a range that points nowhere, too."""
    docinfo = make.changes(0x10, 0x11)
    gone = table(cell(0, 0, paragraph("지운 표")))
    # units: 남은 글(4), 지운(2), table (8), 넣은(2)
    ranges = [(4, 14, 0x11 << 24 | 2), (14, 16, 0x10 << 24 | 1)]
    document = read(paragraph("남은 글", "지운", gone, "넣은", ranges=ranges), docinfo=docinfo)
    assert [(b.kind, b.text) for b in document.blocks] == [("paragraph", "남은 글넣은")]
    assert [w.kind for w in document.warnings] == ["tracked_changes"]
    kept = read(
        paragraph("남은 글", "형광펜", ranges=[(4, 7, 0x02 << 24 | 2), (4, 7, 0x11 << 24 | 9)]), docinfo=docinfo
    )
    assert kept.blocks[0].text == "남은 글형광펜"
    assert kept.warnings == ()


def test_automatic_numbers_and_outlines_as_the_reader_sees_them() -> None:
    """가. 나., 제1조, □ and levels come from shapes and numberings; boxes count on, and show, the same numbers."""
    docinfo = [
        *make.numbering(("제^1조", 0), ("^2.", 8)), *make.bullet("□"),
        *make.styles("바탕글", "소제목"),
        *make.heads((0, 0, 0), (1, 0, 1), (1, 1, 1), (3, 0, 1), (2, 1, 1)),
    ]  # fmt: skip
    section = Control(2, "secd", struct.pack("<14xH10x", 1))
    document = read(
        paragraph(section, "목적", shape=1), paragraph("연가", shape=2), paragraph("병가", shape=2),
        paragraph("주의", shape=3), paragraph("붙임 설명", style=1), paragraph(box(paragraph("공가", shape=4))),
        paragraph("정의", shape=1), docinfo=docinfo,
    )  # fmt: skip
    assert [(b.kind, b.level, b.marker, b.text) for b in document.blocks] == [
        ("heading", 1, "제1조", "목적"), ("heading", 2, "가.", "연가"), ("heading", 2, "나.", "병가"),
        ("list_item", 1, "□", "주의"), ("heading", 3, "", "붙임 설명"), ("textbox", None, "다.", "공가"),
        ("heading", 1, "제2조", "정의"),
    ]  # fmt: skip


def test_old_hangul_is_kept_as_it_is() -> None:
    """The text is the source's: first-middle-final jamo, 한양 private-use code and characters beyond the first plane."""
    text = "\u1112\u119e\u11ab \ue1a7\uf53a \U000f0ff1 𠀀漢"
    assert told(paragraph(text)) == [("paragraph", text)]


def test_nothing_is_lost_in_records_that_no_program_is_known_to_write() -> None:
    """Unknown controls, lists below unknown records, lists beside paragraphs and a second text record give their text."""
    unknown = Control(
        11, "zzzz", bytes(8), [(900, 0, b""), *below([(901, 0, b""), *below(list_of(paragraph("모르는 것")))])]
    )
    beside: Records = below([(902, 0, b""), *below(list_of(paragraph("곁가지")))])
    twice: Records = [
        (PARA_HEADER, 0, bytes(22)),
        (PARA_TEXT, 1, "앞".encode("utf-16-le")),
        (PARA_TEXT, 1, "뒤".encode("utf-16-le")),
    ]
    loose: Records = [(903, 0, b""), *below(list_of(paragraph("떠도는 글")))]
    found = told(paragraph("본문", unknown) + beside, twice, loose)
    assert sorted(text for _, text in found) == sorted(["본문", "모르는 것", "곁가지", "앞", "뒤", "떠도는 글"])


def test_a_section_that_breaks_off_is_read_as_far_as_it_goes_and_told() -> None:
    """Records cut short give what they hold and a warning; nothing at all is damage."""
    whole = make.packed([*paragraph("첫 문단"), *paragraph("둘째 문단은 길다")])
    document = hwp5.parse(make.hwp5(whole[:-6], flags=0), Limits())
    assert document.blocks[0].text == "첫 문단"
    assert not document.warnings  # padded with zeros: what was cut cannot be told from a short paragraph
    broken = make.hwp5(make.packed(paragraph("글")) + struct.pack("<II", LIST_HEADER | 0xFFF << 20, 90_000), flags=0)
    assert [w.kind for w in hwp5.parse(broken, Limits()).warnings] == ["damaged_part"]
    with pytest.raises(Damaged):
        hwp5.parse(make.hwp5(b"\xff" * 40), Limits())


def test_blocks_are_the_text_once() -> None:
    """Joining every block gives each word of a document with everything in it exactly once."""
    words = [f"낱말{n}" for n in range(9)]
    note = Control(17, "fn  ", bytes(8), list_of(paragraph(words[0])))
    deep = table(
        cell(
            0,
            0,
            paragraph(words[1], note),
            paragraph(table(cell(0, 0, paragraph(words[2], box(paragraph(words[3])))))),
        )
    )
    blocks: tuple[Block, ...] = read(
        paragraph(words[4], deep), paragraph(box(paragraph(words[5]), caption=list_of(paragraph(words[6])))),
        paragraph(words[7]), paragraph(words[8]),
    ).blocks  # fmt: skip
    joined = "\n".join(b.text for b in blocks)
    assert {w: joined.count(w) for w in words} == dict.fromkeys(words, 1)


def test_automatic_numbers_in_cells_notes_and_captions_stand_in_their_text() -> None:
    """가. 나. count on through cells, notes and boxes; a bullet is drawn, whatever font it is of; lists keep apart."""
    docinfo = [
        *make.heads((0, 0, 0), (2, 0, 1), (2, 0, 2), (3, 0, 1), (2, 1, 1)),
        *make.numbering(("^1.", 8), ("(^2)", 0)), *make.numbering(("^1)", 0)), *make.bullet("\uf06e"),
    ]  # fmt: skip
    note = Control(17, "fn  ", bytes(8), list_of(paragraph("주석", shape=1), paragraph("둘째", shape=2)))
    plain = cell(0, 0, paragraph("하나", shape=1), paragraph("아래", shape=4), paragraph("", shape=1))
    mixed = cell(0, 1, paragraph("칸", note, shape=3), paragraph("둘", shape=1))
    caption = list_of(paragraph("표 제목", shape=2))
    blocks = read(
        paragraph("처음", shape=2), paragraph(table(plain, mixed, caption=caption)),
        paragraph(box(paragraph("상자", shape=1))), paragraph("끝", shape=2), docinfo=docinfo,
    ).blocks  # fmt: skip
    assert [(b.kind, b.marker, b.text) for b in blocks] == [
        ("list_item", "1)", "처음"), ("caption", "", "2) 표 제목"), ("table", "", "가. 하나\n(1) 아래\t■ 칸\n다. 둘"),
        ("footnote", "1", "나. 주석\n3) 둘째"), ("textbox", "라.", "상자"), ("list_item", "4)", "끝"),
    ]  # fmt: skip
    assert blocks[2].rows == (("가. 하나\n(1) 아래", "■ 칸\n다. 둘"),)


def test_numbering_levels_beyond_the_seventh() -> None:
    """확장 수준: patterns and starts follow the seven plain levels; a shape tells its whole level in its last field."""
    levels = [(f"{n}단계 ^{n}.", 0) for n in range(1, 11)]
    docinfo = [*make.heads(*((2, level, 1) for level in range(10))), *make.numbering(*levels)]
    shapes = (0, 6, 7, 7, 8, 9, 9, 7, 9)
    data = make.hwp5([r for shape in shapes for r in paragraph("글", shape=shape)], docinfo=docinfo)
    found = hwp5.parse(data, Limits()).blocks
    assert [b.marker for b in found] == [
        "1단계 1.", "7단계 1.", "8단계 1.", "8단계 2.", "9단계 1.", "10단계 1.", "10단계 2.", "8단계 3.", "10단계 1.",
    ]  # fmt: skip
    assert [b.level for b in found] == [shape + 1 for shape in shapes]


def test_a_level_that_no_pattern_is_written_for_has_no_number() -> None:
    """As in most files, whose eighth and later levels are blank: not the number of the seventh."""
    docinfo = [*make.heads((2, 6, 1), (2, 9, 1)), *make.numbering(*[("^7)", 0)] * 7)]
    data = make.hwp5([*paragraph("가", shape=0), *paragraph("나", shape=1)], docinfo=docinfo)
    assert [b.marker for b in hwp5.parse(data, Limits()).blocks] == ["1)", ""]
