"""Pages that are shown turned, and pages whose text runs sideways: everything into upright coordinates.

MuPDF's own matrix for text pages would clip at the page's box before the turn, so its dictionaries are turned here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pymupdf


def main_direction(blocks: list[dict[str, Any]], turn: Any) -> int:
    """0, or 90, 180, 270 where nearly all letters run that way on the page as shown (clockwise degrees).

    turn: the matrix from the dictionaries' coordinates to the page as shown.
    """
    weights = {0: 0, 90: 0, 180: 0, 270: 0}
    for line in _lines(blocks):
        x, y = _turned_direction(line["dir"], turn)
        count = sum(len(s["text"]) for s in line["spans"])
        if abs(x) > 0.99:
            weights[0 if x > 0 else 180] += count
        elif abs(y) > 0.99:
            weights[90 if y > 0 else 270] += count
    main = max(weights, key=lambda way: weights[way])
    return main if main and weights[main] > 0.75 * sum(weights.values()) else 0


def upright_matrix(quarter: int, shown: Any) -> Any:
    """The matrix that turns text running `quarter` degrees upright, the page's corner staying at 0, 0."""
    moved = {90: (0.0, shown.width), 180: (shown.width, shown.height), 270: (shown.height, 0.0)}[quarter]
    turned = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}[quarter]
    return pymupdf.Matrix(*turned, *moved)


def turn_all(blocks: list[dict[str, Any]], turn: Any) -> None:
    """Turn every box and direction of a dictionary ("dict" or "rawdict") in place."""
    for block in blocks:
        if block["type"] == 3:
            block["bbox"] = _turned(block["bbox"], turn)
    for line in _lines(blocks):
        line["bbox"] = _turned(line["bbox"], turn)
        line["dir"] = _turned_direction(line["dir"], turn)
        for span in line["spans"]:
            span["bbox"] = _turned(span["bbox"], turn)
            span["origin"] = tuple(pymupdf.Point(span["origin"]) * turn)
            for char in span.get("chars", ()):
                char["bbox"] = _turned(char["bbox"], turn)


def _lines(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (line for block in blocks if block["type"] == 0 for line in block["lines"])


def _turned(box: Any, turn: Any) -> tuple[float, float, float, float]:
    rect = pymupdf.Rect(box) * turn
    return rect.x0, rect.y0, rect.x1, rect.y1


def _turned_direction(direction: tuple[float, float], turn: Any) -> tuple[float, float]:
    x, y = direction
    return x * turn.a + y * turn.c, x * turn.b + y * turn.d
