"""Passages follow the document's structure and lose nothing of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Block, BlockKind, Location, ParsedDocument, Passage
from indexer.passages import PassageSettings, split

SMALL = PassageSettings(minimum=20, target=60, maximum=90, article=120)


def document(*blocks: Block | str) -> ParsedDocument:
    """A document of these blocks; a str is a paragraph, numbered by its place."""
    made = [
        b if isinstance(b, Block) else Block("paragraph", b, Location(section=0, paragraph=i))
        for i, b in enumerate(blocks)
    ]
    return ParsedDocument("text", tuple(made))


def bare(text: str) -> str:
    return "".join(text.split())


def test_articles_stay_apart_and_whole() -> None:
    """A passage holds one article with all its items, under its chapter's heading path."""
    body = "공무원이 공무로 여행하는 경우에는 예산의 범위에서 여비를 지급한다. " * 4
    passages = split(
        document(
            "제1장 총칙",
            f"제1조(목적) {body}",
            f"제2조(정의) ① {body}",
            f"② {body}",
            "1. 첫째 호",
            "제2장 국내 여비",
            f"제3조(일비) {body}",
        )
    )
    assert [p.heading_path for p in passages] == [
        ("제1장 총칙", "제1조(목적)"),
        ("제1장 총칙", "제2조(정의)"),
        ("제2장 국내 여비", "제3조(일비)"),
    ]
    assert passages[0].text.startswith("제1장 총칙\n제1조(목적)")
    assert passages[1].text.endswith("1. 첫째 호")


def test_tiny_sibling_articles_are_joined() -> None:
    """Two articles of one line each make one passage under their chapter."""
    passages = split(
        document(
            "제1장 총칙",
            "제1조(목적) 여비를 정한다.",
            "제2조(적용) 모두에 적용한다.",
            "제2장 보칙",
            "제3조(위임) 장관이 정한다.",
        )
    )
    assert [p.heading_path for p in passages] == [("제1장 총칙",), ("제2장 보칙", "제3조(위임)")]


def test_a_reference_is_not_an_article() -> None:
    """A sentence that begins with a reference to an article opens no section."""
    passages = split(document("제2조(지급) 지급한다.", "제5조 및 제6조에 따라 지급하는 여비는 다음과 같다."))
    assert len(passages) == 1
    assert passages[0].heading_path == ("제2조(지급)",)


def test_outline_gives_the_path() -> None:
    """A passage in the middle of a report tells under which lines it stands."""
    item = "소득 하위 70퍼센트에 해당하는 사람에게 매월 정해진 금액을 지급한다. " * 8
    passages = split(
        document("Ⅰ. 추진 배경", "□ 지원 대상", f"○ {item}", "Ⅱ. 추진 계획", "□ 지급 금액", f"○ {item}", f"- {item}")
    )
    assert passages[0].heading_path == ("Ⅰ. 추진 배경",)
    assert passages[-1].heading_path[:2] == ("Ⅱ. 추진 계획", "□ 지급 금액")


def test_table_groups_carry_the_header_row() -> None:
    """Later rows of a long table are read with the header row, and know their row's place."""
    rows = (("구분", "일비", "식비"), *((f"제{n}호 대상자", "20,000원", "25,000원") for n in range(20)))
    block = Block("table", "\n".join("\t".join(r) for r in rows), Location(page=3, section=0, paragraph=7), rows=rows)
    passages = split(document("<표 1> 국내 여비 지급표", block), SMALL)
    assert len(passages) > 3
    assert passages[0].text.startswith("<표 1> 국내 여비 지급표\n구분 | 일비 | 식비\n제0호 대상자")
    assert passages[2].context == "<표 1> 국내 여비 지급표\n구분 | 일비 | 식비"
    last = passages[-1].parts[-1]
    assert passages[-1].text[last.start : last.end] == "제19호 대상자 | 20,000원 | 25,000원"
    assert last.location == Location(page=3, section=0, paragraph=7, cell=(20, 0))


def test_a_box_is_paragraphs() -> None:
    """A table of one cell is a frame around text, and its lines join the text around it."""
    passages = split(
        document("앞 문장입니다.", Block("table", "상자 안의 글", rows=(("상자 안의 글",),)), "뒤 문장입니다.")
    )
    assert [p.kind for p in passages] == ["paragraph"]
    assert passages[0].text == "앞 문장입니다.\n상자 안의 글\n뒤 문장입니다."


def test_running_heads_once() -> None:
    """A running head makes one passage however often it is repeated; a memo is a passage of its own."""
    blocks: list[Block | str] = []
    for page in range(3):
        blocks += [Block("header", "여비업무 편람"), f"{page}쪽의 본문입니다.", Block("footer", f"- {page} -")]
    passages = split(document(*blocks, Block("memo", "다시 확인할 것")))
    assert [p.text for p in passages if p.kind == "header"] == ["여비업무 편람"]
    assert [p.text for p in passages if p.kind == "footer"] == ["- 0 -"]
    assert [p.text for p in passages if p.kind == "memo"] == ["다시 확인할 것"]


def test_a_long_paragraph_is_cut_at_sentences() -> None:
    """A paragraph longer than a passage is cut where sentences end, each part knowing its characters."""
    text = " ".join(f"{n}번째 문장은 여기에서 끝납니다." for n in range(30))
    passages = split(document(text), SMALL)
    assert all(p.text.endswith("끝납니다.") and len(p.text) <= SMALL.maximum for p in passages)
    for p in passages:
        span = p.parts[0].location.span
        assert span is not None
        assert text[span[0] : span[1]] == p.text


KINDS: list[BlockKind] = ["heading", "paragraph", "list_item", "caption", "footnote", "textbox", "memo", "hidden"]
LINE = st.sampled_from(
    ["제1장 총칙", "제2조(정의) 이 영에서", "제3조 및 제4조", "① 지급한다.", "1. 개요", "가. 대상", "□ 지원대상", "○ 65세 이상", "- 세부", "※ 비고",
     "2023. 3. 1.부터 시행한다. 다만, 예외로 한다.", "긴 문장이 이어지고 또 이어집니다. " * 9, "띄어쓰기없이" * 40, "", " ", "부칙", "(단위: 원)"]
)  # fmt: skip
TEXTS = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
BLOCKS = st.builds(
    Block, st.sampled_from(KINDS), TEXTS, level=st.sampled_from([None, 1, 2]), marker=st.sampled_from(["", "제7조"])
)
ROWS = st.lists(st.lists(LINE, min_size=1, max_size=3).map(tuple), min_size=1, max_size=6).map(tuple)
TABLES = ROWS.map(lambda rows: Block("table", "\n".join("\t".join(r) for r in rows), rows=rows))


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS | TABLES, max_size=12))
def test_every_line_is_in_a_passage(blocks: list[Block]) -> None:
    """Whatever the document, each block's letters stand in the passages, in parts that cover them."""
    passages = split(ParsedDocument("text", tuple(blocks)), SMALL)
    flowing = "".join(bare(p.text).replace("|", "") for p in passages)
    for block in blocks:
        for row in block.rows or ((block.text,),):
            for cell in row:
                for line in cell.split("\n"):
                    for start in range(0, len(bare(line)), 15):
                        assert bare(line)[start : start + 15][:8] in flowing
    assert len(flowing) == sum(len(bare(b.text)) for b in blocks)
    for passage in passages:
        check_parts(passage, blocks)


def check_parts(passage: Passage, blocks: list[Block]) -> None:
    """Parts rise, do not overlap, and leave nothing but blanks between them."""
    position = 0
    for part in passage.parts:
        assert position <= part.start < part.end <= len(passage.text)
        assert not passage.text[position : part.start].strip()
        position = part.end
        span = part.location.span
        if span is not None:
            assert any(b.text[span[0] : span[1]] == passage.text[part.start : part.end] for b in blocks)
    assert position == len(passage.text)


def test_text_that_the_grid_lacks_is_kept() -> None:
    """A nested table's text, known to the table's text alone, is searchable."""
    block = Block("table", "구분\t금액\n여비\t20,000원\n안쪽 표의 글", rows=(("구분", "금액"), ("여비", "20,000원")))
    assert "안쪽 표의 글" in split(document(block))[0].text


def test_a_paragraph_over_two_pages_has_a_part_on_each() -> None:
    """A quote from its second half is cited with the page on which that half stands."""
    text = "연가는 재직기간에 따라 정한다. 남은 연가는 다음 해로 넘길 수 있다."
    block = Block("paragraph", text, Location(3, True, 0, 7), turns=((18, 4, True),))
    (passage,) = split(ParsedDocument("hwp5", (block,)))
    assert [(p.start, p.end, p.location.page, p.location.span) for p in passage.parts] == [
        (0, 18, 3, (0, 18)), (18, len(text), 4, (18, len(text))),
    ]  # fmt: skip
    assert [p.location.page for p in passage.located(20, 25)] == [4]


def test_a_frame_over_two_pages_gives_each_line_its_own_page() -> None:
    """A one-cell table is a frame: its lines are paragraphs, the later ones overleaf."""
    lines = [f"{n}. 재직기간이 {n}년인 공무원의 연가일수는 {n + 10}일로 정한다." for n in range(1, 7)]
    text = "\n".join(lines)
    turn = text.index("4. 재직")
    block = Block("table", text, Location(1, True, 0, 0), rows=((text,),), turns=((0, 1, True), (turn, 2, True)))
    pages = {p.text[part.start : part.start + 2]: part.location.page for p in split(
        ParsedDocument("hwp5", (block,))) for part in p.parts}  # fmt: skip
    assert [pages[f"{n}."] for n in range(1, 7)] == [1, 1, 1, 2, 2, 2]


def test_a_chart_says_that_it_is_one() -> None:
    """The marker of a chart's data stands in the context of each of its passages, its title before its first rows."""
    rows = (("", "접수"), *((f"{n}월", str(n)) for n in range(1, 60)))
    chart = Block("table", "\n".join("\t".join(r) for r in rows), Location(page=1), marker="차트", rows=rows)
    passages = split(document("앞 문장입니다.", Block("caption", "월별 민원 접수", Location(page=1)), chart))
    charts = [p for p in passages if p.kind == "table"]
    assert len(charts) > 1 and all("차트" in p.context.split("\n") for p in charts)
    assert charts[0].text.startswith("월별 민원 접수")
