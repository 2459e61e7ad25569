"""Signs of symbol fonts and of Hancom's own fonts, as what the reader sees."""

from __future__ import annotations

import pytest

from indexer.parsing.glyphs import bullet, circled, shown
from tests.helpers import hwp5_file as make
from tests.helpers.hwp5_file import Control, cell, paragraph, table
from tests.unit.indexer.parsing.test_hwp5_content import read
from tests.unit.indexer.parsing.test_hwpx_content import p, t
from tests.unit.indexer.parsing.test_hwpx_content import read as read_hwpx

BOX, ONE, TEN_LEFT, TWO_RIGHT = "\U000f03c5", "\U000f02b1", "\U000f02ba", "\U000f02c5"


@pytest.mark.parametrize(
    ("private", "seen"),
    [
        ("\uf06e 사업", "■ 사업"), (BOX + " 개요", "□ 개요"), (ONE + " 배경", "① 배경"), ("제출자 \U000f012b", "제출자 (인)"),
        (TEN_LEFT + TWO_RIGHT + " 열두째", "⑫ 열두째"), ("\U000f02d7\U000f02e0", "⑩"), ("\U000f081c", ""),
        ("\uf53a글", "\uf53a글"), ("\U000f0fff", "\U000f0fff"), ("\uf0ff", "\uf0ff"), ("평범한 글", "평범한 글"),
    ],
)  # fmt: skip
def test_private_signs(private: str, seen: str) -> None:
    """What is known is shown; old Hangul and signs that nobody knows stay."""
    assert shown(private) == seen


def test_bullets_and_circles() -> None:
    """A bullet is always something that can be drawn; numbers in circles run out at fifty."""
    assert [bullet(m) for m in ("", "□", "\uf06c", "\uffff", "\ue123")] == ["", "□", "●", "•", "•"]
    assert [circled(n) for n in (1, 20, 21, 36, 51)] == ["①", "⑳", "㉑", "㊱", "(51)"]


def test_signs_in_hwp5() -> None:
    """A line that begins with a drawn box is a list item; signs beside controls and in 글자겹침 are shown, too."""
    circle = Control(23, "tcps", make.units(TEN_LEFT + TWO_RIGHT) + bytes(8))
    blocks = read(
        paragraph(BOX + " 추진 배경"), paragraph("\uf0e8\t끝"), paragraph("제", circle, "호 ", BOX),
        paragraph(table(cell(0, 0, paragraph(ONE + " 칸")))),
    ).blocks  # fmt: skip
    assert [(b.kind, b.text) for b in blocks] == [
        ("list_item", "□ 추진 배경"), ("paragraph", "➔\t끝"), ("paragraph", "제⑫호 □"), ("table", "① 칸"),
    ]  # fmt: skip


def test_signs_in_hwpx() -> None:
    """The same in HWPX."""
    composed = f'<hp:compose composeText="{TEN_LEFT}{TWO_RIGHT}"/>'
    blocks = read_hwpx(p(t(BOX + " 추진 배경")) + p(t("제") + composed + t("호"))).blocks
    assert [(b.kind, b.text) for b in blocks] == [("list_item", "□ 추진 배경"), ("paragraph", "제⑫호")]
