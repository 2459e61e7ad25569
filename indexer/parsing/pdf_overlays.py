"""Text that lies over or under the text of a page: watermarks, stamps. It belongs to no cell and to no paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from indexer.parsing.pdf_lines import Line

_AXIS = 0.99  # cosine; less and it runs askew
_LARGE = 48.0  # points; titles are smaller
_COVERS = 2  # other lines of text that a large one must touch to be no heading
_SAME_PLACE = 4.0  # points


def is_overlay(line: dict[str, Any], lines: Sequence[dict[str, Any]]) -> bool:
    """Whether one of MuPDF's lines runs askew, or is so large that it covers other lines of the page."""
    x, y = line["dir"]
    if max(abs(x), abs(y)) < _AXIS:
        return True
    if not line["spans"] or line["spans"][0]["size"] < _LARGE:
        return False
    a = line["bbox"]
    covered = 0
    for other in lines:
        b = other["bbox"]
        middle = (b[1] + b[3]) / 2
        small = b[3] - b[1] < 0.5 * (a[3] - a[1])  # the other half of a shadow is not
        if (
            other is not line
            and small
            and a[1] < middle < a[3]
            and min(a[2], b[2]) - max(a[0], b[0]) > 0.3 * (b[2] - b[0])
        ):
            covered += 1
            if covered >= _COVERS:
                return True
    return False


def repeated(pages: Iterable[Sequence[Line]]) -> set[int]:
    """ids of the overlays that stand in the same place on two pages or more; pages: the overlays of each."""
    places: defaultdict[str, list[tuple[int, Line]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for line in lines:
            places[re.sub(r"\s+", "", line.text)].append((number, line))
    return {
        id(line)
        for members in places.values()
        for number, line in members
        if any(
            other != number and all(abs(p - q) <= _SAME_PLACE for p, q in zip(line.box, again.box, strict=True))
            for other, again in members
        )
    }
