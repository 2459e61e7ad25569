"""Windows of a passage: nothing of it is left out, and each stands under its heading."""

from __future__ import annotations

import pytest

from indexer.model import Passage
from indexer.passages.windows import windows
from indexer.search.query import bare


@pytest.mark.parametrize(
    "text",
    [
        "연가는 21일이다. " * 40,
        "가나다라마바사" * 300,
        "구분 | 금액\n" + "식비 | 25,000원\n" * 60,
        "□ 대상\n ○ 가\n ○ 나",
        "",
    ],
)
def test_every_character_is_in_a_window(text: str) -> None:
    """Sentences, one endless sentence, table rows, outline lines, nothing at all."""
    pieces = windows(Passage(text, "paragraph", ("제1장", "제2조")), "규정")
    assert pieces and all(p.startswith("제2조") and len(p) < 420 for p in pieces)
    assert "".join(bare(p.removeprefix("제2조")) for p in pieces) == bare(text)


def test_short_sentences_stand_together_and_long_ones_alone() -> None:
    """About 140 characters a window; without headings the title stands above."""
    short, long = "여비는 정액이다.", "출장을 가는 직원은 " * 16 + "미리 신청한다."
    pieces = windows(Passage(f"{short} {short} {long} {short}", "paragraph"), "여비 규정")
    assert pieces == [f"여비 규정\n{short} {short}", f"여비 규정\n{long}", f"여비 규정\n{short}"]
