"""Cells of a workbook → the text that the sheet shows: shared strings, numbers by their formats (ECMA-376 18.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from indexer.parsing.cellformats import BUILT_IN, plain, shown
from indexer.parsing.limits import Limits
from indexer.parsing.ooxml import OfficePackage, child, local
from indexer.parsing.safexml import iterate_xml

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ST_Xstring, 22.9.2.19


class Cells:
    """Reads cells by what all sheets share. `uncomputed`: formulas so far whose value the file does not hold."""

    def __init__(self, package: OfficePackage, limits: Limits, *, date1904: bool) -> None:
        self.uncomputed = 0
        self._package = package
        self._limits = limits
        self._date1904 = date1904
        self._strings: list[str] = []
        self._codes: list[str] = []  # the format code of each cell style, by its number

    def load(self, strings: str, styles: str) -> None:
        """The texts and the formats that all sheets share."""
        data = self._package.bytes_of(strings)
        if data is not None:
            self._strings = [rich_text(item) for item in iterate_xml(data, self._limits, "si")]
        root = self._package.part(styles)
        if root is None:
            return
        formats = child(root, "numFmts")
        own = {e.get("numFmtId"): e.get("formatCode") or "" for e in formats} if formats is not None else {}
        cells = child(root, "cellXfs")
        for style in cells if cells is not None else ():
            number = style.get("numFmtId") or "0"
            usual = BUILT_IN.get(int(number), "General") if number.isdecimal() and len(number) < 6 else "General"
            self._codes.append(own.get(number) or usual)

    def of_row(self, row: etree._Element) -> Iterator[tuple[int, str]]:
        """(column, text) of the cells that have text."""
        column = -1
        for cell in row:
            match = _REFERENCE.match(cell.get("r") or "")
            column = _column(match[1]) if match else column + 1
            text = self._text(cell)
            if text:
                yield column, text

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t") or "n"
        value, formula = None, False
        for part in cell:
            name = local(part)
            if name == "v":
                value = part.text
            elif name == "f":
                formula = True
            elif name == "is":
                return rich_text(part)
        if value is None:
            self.uncomputed += formula
            return ""
        if kind == "s":
            number = int(value) if value.isdecimal() and len(value) < 10 else -1
            return self._strings[number] if 0 <= number < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "n":
            return self._number(value, cell.get("s"))
        if kind == "d":
            return _iso(value)
        return _unescaped(value)

    def _number(self, value: str, style: str | None) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        code = self._code(style)
        return plain(number) if code == "General" else shown(number, code, date1904=self._date1904)

    def _code(self, style: str | None) -> str:
        number = int(style) if style and style.isdecimal() and len(style) < 7 else 0
        return self._codes[number] if number < len(self._codes) else "General"


def cell_place(reference: str) -> tuple[int, int] | None:
    """(row, column) from 0 of a reference such as B7."""
    match = _REFERENCE.match(reference)
    return (int(match[2]) - 1, _column(match[1])) if match else None


def _column(letters: str) -> int:
    """From 0 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def rich_text(item: etree._Element) -> str:
    """The text of a string item: its runs, without the phonetic guide (18.4.6)."""
    out = []
    for part in item:
        name = local(part)
        if name == "t":
            out.append(part.text or "")
        elif name == "r":
            out.extend(e.text or "" for e in part if local(e) == "t")
    return _unescaped("".join(out))


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(
        lambda m: "" if int(m[1], 16) < 32 and m[1] not in ("000A", "0009") else chr(int(m[1], 16)), text
    )


def _iso(value: str) -> str:
    """A date of a Strict workbook, without a time that is midnight."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    return when.strftime("%Y-%m-%d" if (when.hour, when.minute, when.second) == (0, 0, 0) else "%Y-%m-%d %H:%M:%S")
