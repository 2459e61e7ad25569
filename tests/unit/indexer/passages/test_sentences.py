"""Sentences end where a reader would say they end."""

from __future__ import annotations

import pytest

from indexer.passages.sentences import cut, sentences


def texts(text: str, breaks: tuple[int, ...] = ()) -> list[str]:
    return [text[a:b] for a, b in sentences(text, breaks)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("지급한다. 다만, 예외가 있다.", ["지급한다.", "다만, 예외가 있다."]),
        ("2023. 3. 1.부터 시행한다. 끝.", ["2023. 3. 1.부터 시행한다.", "끝."]),
        ("금액은 1.5배입니다. 신청은 전화(☎ 02-1234)로 합니다.", ["금액은 1.5배입니다.", "신청은 전화(☎ 02-1234)로 합니다."]),
        ("“그렇다.”라고 했다. 그는 갔다.", ["“그렇다.”라고 했다.", "그는 갔다."]),
        ("□ 지원대상\n○ 65세 이상\n○ 소득 하위 70%", ["□ 지원대상", "○ 65세 이상", "○ 소득 하위 70%"]),
        ("이 줄은 종이의 끝에서 접혔기 때문에 다음 줄로 이어지는\n문장입니다. 다음.", ["이 줄은 종이의 끝에서 접혔기 때문에 다음 줄로 이어지는\n문장입니다.", "다음."]),
        ("했습니다.그리고 갔습니다.", ["했습니다.", "그리고 갔습니다."]),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    """Dates, decimals and wrapped lines do not end a sentence; outline lines do."""
    assert texts(text) == expected


def test_a_block_always_begins_a_sentence() -> None:
    """A given break ends a sentence even where nothing else would."""
    assert texts("가나다라 마바사", breaks=(5,)) == ["가나다라", "마바사"]


def test_cut_holds_the_maximum() -> None:
    """No piece is longer than the maximum, and all letters are kept, even without a single blank."""
    text = "가" * 500 + " " + "나다 라마. " * 50
    spans = cut(text, 60, 100)
    assert max(b - a for a, b in spans) <= 100
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
