"""The lines of a PDF page and the order in which they are read.

MuPDF gives lines in the order of the content stream, cut at wide gaps. Here they get reading order: columns one
after the other where a page has columns, else from top to bottom, pieces of one visual line side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from indexer.model import Box

_BOLD = 16  # MuPDF span flag


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column. `upright` False: written sideways or top-down."""

    text: str
    box: Box
    size: float  # points, of the largest share of its characters
    bold: bool
    upright: bool = True

    @property
    def height(self) -> float:
        return max(self.box[3] - self.box[1], 0.1)


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; there must be one at least."""
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def from_spans(spans: list[dict[str, Any]], upright: bool) -> Line | None:
    """A Line of MuPDF spans (`get_text("dict")` or "rawdict"), None where they hold no text."""
    pieces: list[str] = []
    weights: dict[tuple[float, bool], int] = {}
    for span in spans:
        text = span["text"] if "text" in span else "".join(c["c"] for c in span["chars"])
        pieces.append(text)
        look = round(span["size"] * 2) / 2, bool(span["flags"] & _BOLD) or "bold" in span["font"].lower()
        weights[look] = weights.get(look, 0) + len(text.strip())
    text = "".join(pieces).replace("\0", "")
    if not text.strip():
        return None
    size, bold = max(weights, key=lambda look: weights[look])
    return Line(text, union([tuple(s["bbox"]) for s in spans]), size, bold, upright)


def in_reading_order(lines: list[Line], page_width: float) -> list[list[Line]]:
    """Runs of lines, each run one column or band, in the order they are read.

    Lines that are not upright come last, in the order of the page's content.
    """
    upright = [line for line in lines if line.upright]
    sideways = [line for line in lines if not line.upright]
    runs = _ordered(upright, page_width, 0)
    return [*runs, *([line] for line in sideways)]


def _ordered(lines: list[Line], page_width: float, depth: int) -> list[list[Line]]:
    if not lines:
        return []
    gutter = _gutter(lines, page_width) if depth < 3 else None
    if gutter is None:
        return [_rows(lines)]
    runs: list[list[Line]] = []
    crossing = sorted((x for x in lines if x.box[0] < gutter - 2 and x.box[2] > gutter + 2), key=lambda x: x.box[1])
    columns = [x for x in lines if not (x.box[0] < gutter - 2 and x.box[2] > gutter + 2)]
    bounds = [x.box[1] for x in crossing] + [float("inf")]
    at = 0
    for end in sorted(set(bounds)):
        band = [x for x in columns if x.box[1] < end]
        columns = [x for x in columns if x.box[1] >= end]
        runs.extend(_ordered([x for x in band if x.box[2] <= gutter + 2], page_width, depth + 1))
        runs.extend(_ordered([x for x in band if x.box[2] > gutter + 2], page_width, depth + 1))
        wide: list[Line] = []
        while at < len(crossing) and crossing[at].box[1] <= end:
            wide.append(crossing[at])
            at += 1
        if wide:
            runs.append(_rows(wide))
    return runs


def _gutter(lines: list[Line], page_width: float) -> float | None:
    """The x of an empty strip between two columns of running text, or None.

    A column has five lines or more, a fifth of the page's width each (a column of figures is a table's), stands
    beside the other for half of its height, and hardly a line crosses.
    """
    if len(lines) < 10:
        return None
    starts = sorted({round(x.box[0]) for x in lines})
    for start in starts:
        gutter = start - 2.0
        left = [x for x in lines if x.box[2] <= gutter + 2]
        right = [x for x in lines if x.box[0] >= gutter - 2]
        if len(left) < 5 or len(right) < 5 or len(lines) - len(left) - len(right) > 0.3 * len(lines):
            continue
        if min(median(x.box[2] - x.box[0] for x in side) for side in (left, right)) < 0.2 * page_width:
            continue
        a, b = union(x.box for x in left), union(x.box for x in right)
        shared = min(a[3], b[3]) - max(a[1], b[1])
        if shared > 0.5 * min(a[3] - a[1], b[3] - b[1]):
            return gutter
    return None


def _rows(lines: list[Line]) -> list[Line]:
    """Top to bottom; pieces at the same height become one line, left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (x.box[1] + x.box[3]) / 2):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and _same_row(rows[-1], line, middle):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda x: x.box[0])) for row in rows]


def _same_row(row: list[Line], line: Line, middle: float) -> bool:
    """Whether `line` stands beside the row's pieces, not over or under one of them."""
    first = row[0]
    near = abs((first.box[1] + first.box[3]) / 2 - middle) < 0.4 * min(first.height, line.height)
    return near and all(line.box[0] >= x.box[2] - 1 or line.box[2] <= x.box[0] + 1 for x in row)


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, piece in pairwise(row):
        gap = piece.box[0] - before.box[2]
        space = " " if gap > 0.15 * piece.size and not text.endswith((" ", "\u3000")) else ""
        text += space + piece.text
    longest = max(row, key=lambda x: len(x.text))
    return Line(text, union(x.box for x in row), longest.size, all(x.bold for x in row))
