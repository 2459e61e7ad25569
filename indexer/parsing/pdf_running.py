"""Running heads and page numbers: what stands in the same margin of several pages, and numbers that count pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from indexer.model import Box
from indexer.parsing.pdf_lines import Line

Margin = Literal["header", "footer"]

_EDGE = 0.16  # of the page's height, where running heads can stand
_NUMBERS_EDGE = 0.1
_SAME_HEIGHT = 3.0  # points
_NUMBER = re.compile(
    r"[-–—―〈<(\[\s~]*(?:p(?:age|\.)?|제)?\s*(?P<number>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
    r"\s*(?:(?:/|of)\s*\d{1,4}|쪽|페이지|면)?[-–—―〉>)\]\s~]*",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s*[-–—―]\s*\d{1,4}\s*[-–—―]\s*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that could be a running head: a line, or the whole text of a table or box in the margin."""

    page: int  # from 0
    text: str
    box: Box
    key: int  # id of the piece


@dataclass(slots=True)
class Running:
    """Which pieces (by id) are running heads or page numbers."""

    kinds: dict[int, Margin] = field(default_factory=dict)

    def kind(self, piece: object) -> Margin | None:
        """header, footer, or None for a piece of the page's text."""
        return self.kinds.get(id(piece))


def candidate(page: int, height: float, piece: object, text: str, box: Box) -> Candidate | None:
    """A candidate if the piece stands in a margin of its page."""
    if text.strip() and (box[3] <= height * _EDGE or box[1] >= height * (1 - _EDGE)):
        return Candidate(page, text, box, id(piece))
    return None


def find_running(candidates: Sequence[Candidate], heights: Sequence[float]) -> Running:
    """Decide over all pages of a document; heights: of its pages, in points."""
    found = Running()
    shapes: defaultdict[tuple[Margin, str], list[Candidate]] = defaultdict(list)
    numbers: list[tuple[Margin, int, Candidate]] = []
    for one in candidates:
        margin = _margin(one, heights)
        shapes[margin, _shape(one.text)].append(one)
        match = _NUMBER.fullmatch(one.text.strip())
        if match and (value := _value(match["number"])):
            numbers.append((margin, value, one))
    for (margin, shape), members in shapes.items():
        if shape and _repeats(members, heights, margin):
            found.kinds.update((one.key, margin) for one in members)
    _count_pages(numbers, heights, found)
    return found


def _margin(one: Candidate, heights: Sequence[float]) -> Margin:
    return "header" if one.box[3] <= heights[one.page] * _EDGE else "footer"


def _shape(text: str) -> str:
    """The text without what changes from page to page."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", re.sub(r"\s+", "", text))


def _repeats(members: list[Candidate], heights: Sequence[float], margin: Margin) -> bool:
    """Whether the same text stands at one height on several pages: half of a run of pages, or every second one."""
    pages = sorted({one.page for one in members})
    if len(pages) < 2:
        return False
    edge = [heights[one.page] - one.box[1] if margin == "footer" else one.box[3] for one in members]
    middle = sorted(edge)[len(edge) // 2]
    level = sorted({one.page for one, y in zip(members, edge, strict=True) if abs(y - middle) <= _SAME_HEIGHT})
    if len(level) < 2:
        return False
    spread = level[-1] - level[0] + 1
    return (
        (len(level) >= 3 and len(level) >= 0.3 * spread) or len(level) == spread or len(level) >= 0.5 * len(heights)
    )


def _count_pages(numbers: list[tuple[Margin, int, Candidate]], heights: Sequence[float], found: Running) -> None:
    """Numbers that grow as the pages do; one that stands between dashes is one by itself."""
    steps: defaultdict[tuple[Margin, int], list[Candidate]] = defaultdict(list)
    for margin, value, one in numbers:
        steps[margin, value - one.page].append(one)
    for (margin, _), members in steps.items():
        enough = len({one.page for one in members}) >= 2
        for one in members:
            far = _NUMBERS_EDGE * heights[one.page]
            at_edge = one.box[3] <= far or one.box[1] >= heights[one.page] - far
            if enough or (at_edge and (_DASHED.fullmatch(one.text) or value_is_page(one))):
                found.kinds[one.key] = margin


def value_is_page(one: Candidate) -> bool:
    """Whether a number alone at the edge is the number of the page it stands on."""
    match = _NUMBER.fullmatch(one.text.strip())
    return match is not None and _value(match["number"]) == one.page + 1


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    total, before = 0, 0
    for letter in reversed(text.lower()):
        value = _ROMAN[letter]
        total += value if value >= before else -value
        before = max(before, value)
    return total


def line_candidates(page: int, height: float, lines: Sequence[Line]) -> list[Candidate]:
    """The candidates among a page's lines."""
    return [c for x in lines if (c := candidate(page, height, x, x.text, x.box))]
