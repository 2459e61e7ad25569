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


def test_numbers_in_circles_are_one_character() -> None:
    """글자겹침 in a circle, of both formats; in another frame, and over one another, they stay what they are."""
    circle, square = (Control(23, "tcps", make.units("12") + bytes([frame, 0xFD, 1])) for frame in (1, 3))
    assert read(paragraph("제", circle, "항 ", square)).blocks[0].text == "제⑫항 12"
    drawn = '<hp:compose circleType="SHAPE_CIRCLE" composeText="7"/><hp:compose circleType="CHAR" composeText="AO"/>'
    assert read_hwpx(p(t("제") + drawn)).blocks[0].text == "제⑦AO"


def test_what_is_no_text_of_the_line_is_left_out() -> None:
    """Index marks, bookmarks, page numbers and the settings of fields; a field's result stays."""
    mark = Control(22, "idxm", make.units("찾을 말") + make.units("둘째") + bytes(2))
    page = Control(21, "pgnp", bytes(12))
    field = Control(3, "%xrf", bytes(5) + make.units("?#123;0;1;"))
    assert read(paragraph("앞", mark, page, field, "15쪽 참조")).blocks[0].text == "앞15쪽 참조"
    key = "<hp:ctrl><hp:indexmark><hp:firstKey>찾을 말</hp:firstKey></hp:indexmark></hp:ctrl>"
    hint = '<hp:stringParam name="Direction">누르십시오</hp:stringParam>'
    begin = (
        f'<hp:ctrl><hp:fieldBegin type="CLICK_HERE"><hp:parameters>{hint}</hp:parameters></hp:fieldBegin></hp:ctrl>'
    )
    assert [b.text for b in read_hwpx(p(t("앞") + key + begin + t("홍길동"))).blocks] == ["앞홍길동"]


def test_signs_in_hwpx() -> None:
    """The same in HWPX."""
    composed = f'<hp:compose composeText="{TEN_LEFT}{TWO_RIGHT}"/>'
    blocks = read_hwpx(p(t(BOX + " 추진 배경")) + p(t("제") + composed + t("호"))).blocks
    assert [(b.kind, b.text) for b in blocks] == [("list_item", "□ 추진 배경"), ("paragraph", "제⑫호")]
