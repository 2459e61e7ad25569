"""Every other format opens as text, with the quote marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.rendering import Renderer
from tests.helpers import office_files as made

CASES = {
    "a.xlsx": (made.xlsx, "국내여비 1,234,567원"),
    "a.xls": (made.xls, "국내여비 1,234,567원"),
    "a.pptx": (made.presentation, "일비는 2만원이다"),
    "a.odt": (made.odt, "증빙을 붙인다"),
    "a.ods": (made.ods, "숙박비 70,000원"),
    "a.odp": (made.odp, "출장 신청 절차"),
    "a.rtf": (made.rtf, "여비는 실비로 지급한다"),
    "a.html": (made.html, "여비는 실비로 지급한다"),
    "a.mht": (made.mhtml, "여비는 실비로 지급한다"),
    "a.eml": (lambda: made.mail(("붙임.xlsx", made.xlsx())), "국외여비 -2,500원"),
    "a.msg": (lambda: made.msg(("붙임.rtf", made.rtf())), "증빙을 붙인다"),
    "a.csv": (lambda: "구분,금액\n여비,2만원".encode("cp949"), "여비 2만원"),
    "a.zip": (lambda: made.archive({"규정.rtf": made.rtf()}, cp949=True), "증빙을 붙인다"),
}


@pytest.mark.parametrize("name", CASES)
def test_opens_as_text(renderer: Renderer, tmp_path: Path, name: str) -> None:
    """Form text, without a note that something could not be drawn, and the mark where the words stand."""
    make, quote = CASES[name]
    path = tmp_path / name
    path.write_bytes(make())
    opened = renderer.open(path, quote=quote)
    assert (opened.form, opened.note) == ("text", "")
    words = "".join(b.text[start:end] for b in opened.text for start, end in b.marked)
    assert "".join(quote.split()) in "".join(words.split())
