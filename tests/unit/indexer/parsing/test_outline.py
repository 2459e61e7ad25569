"""Headings and items of Korean official writing, by their words."""

import pytest

from indexer.model import Block
from indexer.parsing.outline import heading_level, kind_of, starts_block, title_from


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("제1편 총론", 1), ("Ⅱ. 추진 계획", 1), ("제3장 여비의 지급", 2), ("제 2 절 국외여비", 3),
        ("부칙", 3), ("별표 2", 3),
        ("제5조(적용 범위)", 4), ("제5조의2", 4), ("□ 추진 배경", 3), ("부      칙 <제123호>", 3),
    ],
)  # fmt: skip
def test_headings_have_levels(line, level):
    """Parts over chapters over sections over articles."""
    assert heading_level(line) == level


@pytest.mark.parametrize(
    "line",
    [
        "",
        "제1조(목적) 이 규정은 여비를",
        "제3장에 따라 지급한다.",
        "□ 가나다라마바사." + "아" * 60,
        "별표를 본다",
        "제안서 제출",
        "○ 예산",
    ],
)
def test_sentences_are_no_headings(line):
    """What says something, or is long, heads nothing."""
    assert heading_level(line) is None


@pytest.mark.parametrize(
    "line", ["○ 예산", "ㅇ 예산", "- 예산", "1. 예산", "가. 예산", "1) 예산", "(가) 예산", "① 예산", "※ 참고", "· 점"]
)
def test_items(line):
    """Bullets and numbers begin items, and items begin blocks."""
    assert kind_of(line) == ("list_item", None)
    assert starts_block("  " + line)


@pytest.mark.parametrize("line", ["1.5배로 한다", "가나다", "예산 ○ 표", "1,000원", "나라장터"])
def test_numbers_in_text_are_no_items(line):
    """A decimal number or a syllable is not an enumeration."""
    assert kind_of(line) == ("paragraph", None)


def test_titles():
    """The stated title, else the first heading, else the first text."""
    text, head = Block("paragraph", "본문\n줄"), Block("heading", "제목")
    assert title_from(" 밝힌  제목 ", [text, head]) == "밝힌 제목"
    assert title_from("", [text, head]) == "제목"
    assert title_from("", [Block("header", "머리말"), text]) == "본문 줄"
    assert title_from("", []) == ""
