"""Excel 97-2003 workbooks (.xls), read by xlrd, numbers as the sheet shows them."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd

from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.model import ParsedDocument
from indexer.parsing.cellformats import plain, shown
from indexer.parsing.collect import Collector
from indexer.parsing.grids import SheetGrid
from indexer.parsing.hwp5_storage import check_compound_header
from indexer.parsing.limits import Limits
from indexer.parsing.xls_drawn import drawn_texts


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """For each sheet, hidden ones too: its name as a heading, its cells as a table, its notes and text boxes.

    Location: section = sheet from 0; cell = (row, column) in the sheet from 0. Raises DocumentError.
    """
    check_compound_header(data)
    book = _open(data)
    drawn = drawn_texts(data)
    out = Collector(limits)
    for number, sheet in enumerate(book.sheets()):
        out.section = number
        before = len(out.blocks)
        out.add("heading", sheet.name, level=1)
        grid = SheetGrid(out)
        for row in range(sheet.nrows):
            grid.row(row, _cells(book, sheet, row))
        grid.finish(sheet.name)
        for (row, column), note in sorted(sheet.cell_note_map.items()):
            out.add("memo", str(note.text), cell=(row, column))
        for kind, text in drawn.get(number, ()):
            out.add("caption" if kind == "caption" else "textbox", text)
        if len(out.blocks) == before + 1:
            del out.blocks[before:]
        elif sheet.visibility:
            out.warn("hidden_sheet", f"숨긴 시트 ‘{sheet.name}’도 읽었습니다.")
    metadata = {"author": str(book.user_name).strip()} if str(book.user_name).strip() else {}
    return out.document("xls", "", None, metadata, named_by_file=True)


def _open(data: bytes) -> Any:
    """The workbook; without its formats where those are broken."""
    with Path(os.devnull).open("w") as nowhere:
        for formats in (True, False):
            try:
                return xlrd.open_workbook(
                    file_contents=data, formatting_info=formats, logfile=nowhere, ragged_rows=True
                )
            except MemoryError as error:
                raise TooLarge(detail="memory") from error
            except (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
                    struct.error, OSError, NotImplementedError, xlrd.XLRDError, xlrd.compdoc.CompDocError,
                    ) as error:  # fmt: skip
                if "encrypted" in str(error).lower() or "password" in str(error).lower():
                    raise Encrypted(detail="xls password") from error
                if not formats:
                    raise Damaged(detail=f"xls: {type(error).__name__}") from error
    raise AssertionError("one of the two ways returns or raises")


def _cells(book: Any, sheet: Any, row: int) -> Iterator[tuple[int, str]]:
    kinds, values = sheet.row_types(row), sheet.row_values(row)
    for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
        if kind == xlrd.XL_CELL_TEXT:
            yield column, str(value)
        elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            yield column, _number(book, sheet, row, column, float(value))
        elif kind == xlrd.XL_CELL_BOOLEAN:
            yield column, "TRUE" if value else "FALSE"
        elif kind == xlrd.XL_CELL_ERROR:
            yield column, str(xlrd.error_text_from_code.get(value, "#ERR"))


def _number(book: Any, sheet: Any, row: int, column: int, value: float) -> str:
    if not book.formatting_info:
        return plain(value)
    try:
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        code = book.format_map[style.format_key].format_str
    except LookupError:
        return plain(value)
    return plain(value) if code == "General" else shown(value, code, date1904=bool(book.datemode))
