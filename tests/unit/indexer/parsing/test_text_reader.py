"""Plain text and Markdown."""

import pytest

from indexer.errors import Empty, Unsupported
from indexer.parsing import text
from indexer.parsing.limits import Limits

LIMITS = Limits()
KOREAN = "제1장 총칙\r\n\r\n여비는 실비로 지급한다.\r\n□ 추진 배경\n ○ 예산 △12억원(’24년) ※ 참고\r끝."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "euc-kr"]
)
def test_korean_text_in_every_encoding(encoding):
    """The same text comes out whatever it was saved in, with or without a byte order mark."""
    source = KOREAN.replace("△", "▲")
    assert text.decode(source.encode(encoding)) == source


def test_cp949_beyond_euc_kr():
    """Syllables that EUC-KR lacks are read."""
    assert text.decode("똠방각하 펲시콜라 설믜".encode("cp949")) == "똠방각하 펲시콜라 설믜"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"MZ\x90\0\3\0\0\0" * 50]
)
def test_binary_is_unsupported(data):
    """Binary data is no text, though some codec would decode it."""
    with pytest.raises(Unsupported):
        text.decode(data)


def test_a_few_broken_bytes_do_not_cost_the_text():
    """A Hangul character cut at the end of the file leaves the rest readable."""
    data = (KOREAN * 40).encode()[:-1]
    document = text.parse(data, LIMITS)
    assert "실비로 지급한다" in document.blocks[1].text


def test_blocks_of_plain_text():
    """Blank lines, bullets and articles part blocks; wrapped lines stay together; all line ends count."""
    document = text.parse(
        "제1조(목적) 이 규정은 여비를\n정한다.\n\n□ 추진 배경\r\n○ 첫째\r\n  이어지는 줄\r○ 둘째".encode(), LIMITS
    )
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("paragraph", "제1조(목적) 이 규정은 여비를\n정한다."),
        ("heading", "□ 추진 배경"),
        ("list_item", "○ 첫째\n  이어지는 줄"),
        ("list_item", "○ 둘째"),
    ]
    assert [b.location.paragraph for b in document.blocks] == [0, 3, 4, 6]
    assert document.title == "□ 추진 배경"


def test_no_text_is_lost():
    """Letters and digits of the blocks are those of the file."""
    document = text.parse(KOREAN.encode(), LIMITS)
    assert "".join("".join(b.text.split()) for b in document.blocks) == "".join(KOREAN.split())


def test_markdown_structure():
    """Headings, lists, tables and fences become kinds; marks go into `marker`, the words stay."""
    source = (
        "# 여비 규정\n\n본문 *강조*\n이어짐\n\n제목 둘\n---\n\n- 하나\n- 둘\n  계속\n2. 셋\n\n"
        "| 구분 | 금액 |\n|---|--:|\n| 일비 | 20,000원 |\n| a\\|b |\n\n```\n코드 | x\n```\n***\n끝"
    )
    blocks = text.parse_markdown(source.encode(), LIMITS).blocks
    assert [(b.kind, b.level, b.marker, b.text) for b in blocks] == [
        ("heading", 1, "#", "여비 규정"),
        ("paragraph", None, "", "본문 *강조*\n이어짐"),
        ("heading", 2, "", "제목 둘"),
        ("list_item", 1, "-", "하나"),
        ("list_item", 1, "-", "둘\n계속"),
        ("list_item", 1, "2.", "셋"),
        ("table", None, "", "구분\t금액\n일비\t20,000원\na|b\t"),
        ("paragraph", None, "", "코드 | x"),
        ("paragraph", None, "", "끝"),
    ]
    assert blocks[6].rows == (("구분", "금액"), ("일비", "20,000원"), ("a|b", ""))


@pytest.mark.parametrize("parse", [text.parse, text.parse_markdown])
def test_files_of_nothing_are_empty(parse):
    """Line ends alone are no document."""
    with pytest.raises(Empty):
        parse(b"\n\n---\n" if parse is text.parse_markdown else b"\n \n\n", LIMITS)
