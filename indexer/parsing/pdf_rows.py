"""Pieces of text at one height → one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.parsing.pdf_lines import Line, union

_WIDE_GAP = 2.5  # times the letters' size; pieces of a row further apart are columns of a list, not running text
# A bullet or a number, which may stand that far from its text.
_MARKER = re.compile(r"\s*(?:[^\w\s]{1,3}|[(\[]?(?:\d{1,3}|[가-힣A-Za-z]|[ivxIVX]{1,4})[.)\]]|[ㅇ①-⑳㉠-㉻o])\s*")


def in_rows(lines: Sequence[Line]) -> list[Line]:
    """Top to bottom; pieces at the same height become one line, left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: x.middle):
        if rows and not line.fixed and same_row(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [row_of(sorted(row, key=lambda x: x.box[0])) for row in rows]


def same_row(row: list[Line], line: Line) -> bool:
    """Whether `line` stands beside the row's pieces, not over or under one of them."""
    first = row[0]
    slack = 0.2 * min(first.size, line.size)
    near = abs(first.middle - line.middle) < 0.4 * min(first.height, line.height) or (
        # A raised or lowered small letter beside a large one.
        min(first.height, line.height) < 0.75 * max(first.height, line.height)
        and min(first.box[3], line.box[3]) - max(first.box[1], line.box[1]) > 0.6 * min(first.height, line.height)
    )
    return (
        near
        and not first.fixed
        and all(line.box[0] >= x.box[2] - slack or line.box[2] <= x.box[0] + slack for x in row)
    )


def row_of(row: list[Line]) -> Line:
    """Pieces from left to right as one line; where they stand far apart, `pieces` keeps them."""
    if len(row) == 1:
        return row[0]
    text = row[0].text
    groups: list[list[Line]] = [[p] for p in row[0].pieces] or [[row[0]]]
    for before, piece in pairwise(row):
        gap = piece.box[0] - before.box[2]
        space = " " if gap > 0.15 * piece.size and not text.endswith((" ", "\u3000")) else ""
        if gap > _WIDE_GAP * piece.size and not _MARKER.fullmatch(text):
            groups += [[p] for p in piece.pieces] or [[piece]]
        else:
            groups[-1].append(piece)
        text += space + piece.text
    longest = max(row, key=lambda x: len(x.text))
    whole = replace(
        longest, text=text, box=union(x.box for x in row), bold=all(x.bold for x in row),
        opens_bold=row[0].opens_bold, ends_bold=row[-1].ends_bold, pieces=(),
    )  # fmt: skip
    if len(groups) < 2:
        return whole
    return replace(whole, pieces=tuple(row_of(group) for group in groups))
