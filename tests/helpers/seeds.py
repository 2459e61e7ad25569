"""One good file of every format that is read, by suffix: what limits and fuzzing start from."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pymupdf
from hwp_converter_ai import HwpWriter, HwpxGenerator

from tests.helpers import office_files as made
from tests.helpers import old_office as old

MARKDOWN = (
    "# 여비 규정\n\n제1조(목적) 여비는 실비로 지급한다.\n\n| 구분 | 금액 |\n|---|---|\n| 일비 | 20,000원 |\n\n- 가\n"
)
HML = (
    '<?xml version="1.0"?><HWPML Version="2.8"><BODY><SECTION Id="0"><P><TEXT><CHAR>여비</CHAR></TEXT></P></SECTION>'
    "</BODY></HWPML>"
)


def hwp() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.hwp"
        HwpWriter().from_markdown(MARKDOWN, path)
        return path.read_bytes()


def hwpx() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.hwpx"
        HwpxGenerator().from_markdown(MARKDOWN, output_path=path)
        return path.read_bytes()


def pdf() -> bytes:
    with pymupdf.open() as document:
        for n in range(3):
            page = document.new_page()
            page.insert_text((72, 100), f"{n}쪽의 본문은 여비에 관한 것이다.", fontname="korea")
            for at in (200, 225, 250):
                page.draw_line((72, at), (372, at))
            for at in (72, 222, 372):
                page.draw_line((at, 200), (at, 250))
            page.insert_text((80, 215), "구분", fontname="korea")
        return bytes(document.tobytes())


def word() -> bytes:
    document = docx.Document()
    document.add_heading("여비 규정", 1)
    document.add_paragraph("여비는 실비로 지급한다.")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "구분"
    document.sections[0].footer.paragraphs[0].text = "바닥글"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    suffix: cache(make)
    for suffix, make in {
        ".hwp": hwp,
        ".hwpx": hwpx,
        ".pdf": pdf,
        ".docx": word,
        ".txt": lambda: ("제1장 총칙\r\n여비는 실비로 지급한다.\n" * 20).encode("cp949"),
        ".md": lambda: MARKDOWN.encode(),
        ".hml": lambda: HML.encode(),
        ".xlsx": made.xlsx,
        ".xls": made.xls,
        ".csv": lambda: ('구분,금액\n국내여비,"20,000"\n' * 5).encode("cp949"),
        ".pptx": made.presentation,
        ".odt": made.odt,
        ".ods": lambda: made.ods(),
        ".odp": made.odp,
        ".rtf": made.rtf,
        ".html": made.html,
        ".mht": made.mhtml,
        ".eml": lambda: made.mail(("여비.rtf", made.rtf())),
        ".msg": lambda: made.msg(("여비.rtf", made.rtf()), inner=True),
        ".doc": lambda: old.doc(old.Paragraph("여비 규정\r", 1), old.Paragraph("실비로 지급한다.\r")),
        ".ppt": lambda: old.ppt([(old.slide(old.shape(old.words("여비 안내"))), b"")]),
        ".zip": lambda: made.archive({"여비/규정.rtf": made.rtf(), "b.txt": "여비".encode()}, cp949=True),
    }.items()
}
"""Suffix → maker of a good file whose text holds 여비 (sheets and slides: 여비 or 숙박비 or 출장)."""
