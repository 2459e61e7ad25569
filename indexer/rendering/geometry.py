"""The little plane geometry that page layout needs: affine maps, rectangles, lines of rectangles."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

Matrix = tuple[float, float, float, float, float, float]
Rect = tuple[float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_CALL = re.compile(r"(\w+)\s*\(([^)]*)\)")
_SEPARATOR = re.compile(r"[\s,]+")


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """`a` after `b`: the map that first applies `b` (SVG 1.1, 7.5: nested transformations)."""
    return (
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    )


def numbers(text: str) -> list[float]:
    """The numbers of an SVG list, split at spaces and commas. Raises ValueError for anything else."""
    return [float(part) for part in _SEPARATOR.split(text.strip()) if part]


def parse_transform(text: str) -> Matrix:
    """The map of an SVG `transform` attribute (SVG 1.1, 7.6); unknown or broken calls are left out."""
    matrix = IDENTITY
    for name, arguments in _CALL.findall(text):
        try:
            step = _step(name, numbers(arguments))
        except (ValueError, IndexError):
            continue
        if step is not None:
            matrix = multiply(matrix, step)
    return matrix


def _step(name: str, v: list[float]) -> Matrix | None:
    if name == "translate":
        return (1.0, 0.0, 0.0, 1.0, v[0], v[1] if len(v) > 1 else 0.0)
    if name == "scale":
        return (v[0], 0.0, 0.0, v[1] if len(v) > 1 else v[0], 0.0, 0.0)
    if name == "rotate":
        cos, sin = math.cos(math.radians(v[0])), math.sin(math.radians(v[0]))
        turn: Matrix = (cos, sin, -sin, cos, 0.0, 0.0)
        if len(v) == 3:
            there, back = (1.0, 0.0, 0.0, 1.0, v[1], v[2]), (1.0, 0.0, 0.0, 1.0, -v[1], -v[2])
            turn = multiply(multiply(there, turn), back)
        return turn
    if name == "matrix":
        return (v[0], v[1], v[2], v[3], v[4], v[5])
    return None


def mapped(matrix: Matrix, rect: Rect) -> Rect:
    """The upright rectangle around `rect` after `matrix`."""
    xs, ys = [], []
    for x, y in ((rect[0], rect[1]), (rect[2], rect[1]), (rect[0], rect[3]), (rect[2], rect[3])):
        xs.append(matrix[0] * x + matrix[2] * y + matrix[4])
        ys.append(matrix[1] * x + matrix[3] * y + matrix[5])
    return min(xs), min(ys), max(xs), max(ys)


def merge_lines(rects: Iterable[Rect]) -> tuple[Rect, ...]:
    """Rectangles of letters in reading order, joined into one rectangle a line.

    Two neighbours are one line when they overlap in height by more than half of the lower one and the gap
    between them is under three heights, which spans justified spaces but not the gutter of two columns.
    """
    lines: list[list[float]] = []
    for x0, y0, x1, y1 in rects:
        if lines:
            last = lines[-1]
            height = max(min(y1 - y0, last[3] - last[1]), 0.1)
            overlap = min(y1, last[3]) - max(y0, last[1])
            if overlap > 0.5 * height and -height <= x0 - last[2] < 3 * height:
                lines[-1] = [min(last[0], x0), min(last[1], y0), max(last[2], x1), max(last[3], y1)]
                continue
        lines.append([x0, y0, x1, y1])
    return tuple((r[0], r[1], r[2], r[3]) for r in lines)


def overlaps(a: Rect, b: Rect) -> bool:
    """Whether the two rectangles share area."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
