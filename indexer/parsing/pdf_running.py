"""Running heads and page numbers: what stands in the same margin of several pages, and numbers that count pages.

A line at the top of a page is a running head only where nothing but running heads stands further out, where other
pages do not have their own text at that height, and where it is not also said in the middle of pages: forms begin
with "[붙임 1]", chapters with "□ 추진배경", and both stand at one height on many pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from indexer.model import Box
from indexer.parsing.pdf_lines import Line

Margin = Literal["header", "footer"]

_EDGE = 0.16  # of the page's height, where running heads can stand
_NUMBERS_EDGE = 0.1
_SAME_HEIGHT = 3.0  # points
_LARGE = 1.3  # times the text's size: a heading
_OF_LEVEL = 0.5  # of the pages with something at that height, share that must have a running head there
_FREE = 0.8  # of the pages, share on which nothing else may stand further out
_NUMBER = re.compile(
    r"[-–—―〈<(\[\s~]*(?:p(?:age|\.)?|제)?\s*(?P<number>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
    r"\s*(?:(?:/|of)\s*\d{1,4}|쪽|페이지|면)?[-–—―〉>)\]\s~]*",
    re.IGNORECASE,
)
_AT_END = re.compile(r"^[-–—\s]*(\d{1,4})\b|\b(\d{1,4})[-–—\s]*(?:쪽|페이지|면)?$")
_DASHED = re.compile(r"\s*[-–—―]\s*\d{1,4}\s*[-–—―]\s*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line in a margin, or the text of a table or box there; one without text only stands in the way."""

    page: int  # from 0
    text: str
    box: Box
    size: float  # points
    key: int  # id of the piece
    margin: Margin
    level: float  # points between the page's edge and the piece's side that looks to the text


@dataclass(slots=True)
class Running:
    """Which pieces (by id) are running heads or page numbers."""

    kinds: dict[int, Margin] = field(default_factory=dict)

    def kind(self, piece: object) -> Margin | None:
        """header, footer, or None for a piece of the page's text."""
        return self.kinds.get(id(piece))


def candidate(page: int, height: float, piece: object, text: str, box: Box, size: float) -> Candidate | None:
    """A candidate if the piece begins in a margin of its page."""
    edge = height * _EDGE
    if box[1] <= edge and box[3] < height - edge:
        whole = box[3] <= edge
        return Candidate(page, text if whole else "", box, size, id(piece), "header", box[3])
    if box[3] >= height - edge and box[1] > edge:
        whole = box[1] >= height - edge
        return Candidate(page, text if whole else "", box, size, id(piece), "footer", height - box[1])
    return None


def line_candidates(page: int, height: float, lines: Sequence[Line]) -> list[Candidate]:
    """The candidates among a page's lines."""
    return [
        c for x in lines if x.text.strip() and (c := candidate(page, height, x, x.text, x.box, x.size)) is not None
    ]


def inner_shapes(page_lines: Iterable[tuple[float, Sequence[Line]]]) -> Counter[str]:
    """How often each text is said outside of the margins; page_lines: the height and the lines of each page."""
    return Counter(
        _shape(x.text)
        for height, lines in page_lines
        for x in lines
        if x.box[3] > height * _EDGE and x.box[1] < height * (1 - _EDGE)
    )


def find_running(
    candidates: Sequence[Candidate], heights: Sequence[float], body_size: float, inner: Counter[str]
) -> Running:
    """Decide over all pages of a document; heights: of its pages, in points; inner: of `inner_shapes`."""
    found = Running()
    shapes: defaultdict[tuple[Margin, str], list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.text and one.size < _LARGE * body_size and not _NUMBER.fullmatch(one.text.strip()):
            shapes[one.margin, _shape(one.text)].append(one)
    groups = [
        level
        for (_, shape), members in shapes.items()
        if shape and inner[shape] < len(members) and (level := _level(members, len(heights)))
    ]
    sides: defaultdict[tuple[int, Margin], list[Candidate]] = defaultdict(list)
    for one in candidates:
        sides[one.page, one.margin].append(one)
    # From the outermost inwards: what is found further out does not stand in the way of what is found next.
    for members in sorted(groups, key=lambda g: median(x.level for x in g)):
        if _free(members, sides, found) and _own_level(members, groups, candidates):
            found.kinds.update((one.key, one.margin) for one in members)
    _count_pages([c for c in candidates if c.text and c.size < _LARGE * body_size], heights, sides, found)
    return found


def _shape(text: str) -> str:
    """The text without what changes from page to page."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", re.sub(r"\s+", "", text))


def _level(members: list[Candidate], pages: int) -> list[Candidate]:
    """Those that stand at one height, where they are on enough pages: half of a run of pages, or every second one."""
    middle = sorted(x.level for x in members)[len(members) // 2]
    members = [x for x in members if abs(x.level - middle) <= _SAME_HEIGHT]
    on = sorted({x.page for x in members})
    if len(on) < 2:
        return []
    spread = on[-1] - on[0] + 1
    often = (len(on) >= 3 and len(on) >= 0.3 * spread) or len(on) == spread or len(on) >= 0.5 * pages
    return members if often and (_steady(members) or _tracks(members, pages)) else []


def _steady(members: list[Candidate]) -> bool:
    """Whether the same words stand there on page after page (those of a chapter: for as long as it goes)."""
    return len({re.sub(r"\s+", "", x.text) for x in members}) <= len({x.page for x in members}) / 2


def _tracks(members: list[Candidate], pages: int) -> bool:
    """Whether a number at one end of the text grows as the pages do, on most pages of the document."""
    steps: Counter[int] = Counter()
    for one in members:
        steps.update({int(m[1] or m[2]) - one.page for m in _AT_END.finditer(one.text.strip())})
    on = len({x.page for x in members})
    return bool(steps) and max(steps.values()) >= 0.6 * on and on >= 0.5 * pages


def _beyond(one: Candidate, other: Candidate) -> bool:
    """Whether `other` stands further out than `one`."""
    if one.margin == "header":
        return other.box[1] < one.box[1] - 2 and (other.box[3] <= one.box[1] + 2 or not other.text)
    return other.box[3] > one.box[3] + 2 and (other.box[1] >= one.box[3] - 2 or not other.text)


def _beside(one: Candidate, other: Candidate) -> bool:
    """Whether `other` stands in the same row."""
    return other is not one and min(one.box[3], other.box[3]) - max(one.box[1], other.box[1]) > 0.5 * (
        one.box[3] - one.box[1]
    )


def _free(members: Iterable[Candidate], sides: dict[tuple[int, Margin], list[Candidate]], found: Running) -> bool:
    """Whether on nearly all their pages only running heads stand further out."""
    free = [
        not any(_beyond(one, other) and other.key not in found.kinds for other in sides[one.page, one.margin])
        for one in members
    ]
    return sum(free) >= _FREE * len(free)


def _own_level(members: list[Candidate], groups: list[list[Candidate]], candidates: Sequence[Candidate]) -> bool:
    """Whether other pages do not have text of their own at this height."""
    margin, middle = members[0].margin, median(x.level for x in members)

    def here(one: Candidate) -> bool:
        return one.margin == margin and abs(one.level - middle) <= _SAME_HEIGHT

    occupied = {x.page for x in candidates if here(x)}
    running = {x.page for group in groups for x in group if here(x)}
    return len(running) >= _OF_LEVEL * len(occupied)


def _count_pages(
    candidates: list[Candidate],
    heights: Sequence[float],
    sides: dict[tuple[int, Margin], list[Candidate]],
    found: Running,
) -> None:
    """Numbers that grow as the pages do; one that stands between dashes is one by itself."""
    steps: defaultdict[tuple[Margin, int], list[Candidate]] = defaultdict(list)
    for one in candidates:
        match = _NUMBER.fullmatch(one.text.strip())
        if match and (value := _value(match["number"])):
            steps[one.margin, value - one.page].append(one)
    numbered: set[int] = {x.page for x in candidates if x.key in found.kinds and _NUMBER.fullmatch(x.text.strip())}
    for (_, step), members in sorted(steps.items(), key=lambda s: -len(s[1])):
        # "1 | Background" in two boxes is a title: the number of a page has only running heads beside it.
        members = [
            x for x in members if not any(_beside(x, y) and y.key not in found.kinds for y in sides[x.page, x.margin])
        ]
        on = {x.page for x in members}
        runs = len(on) >= 2 and len(on) >= 0.5 * (max(on) - min(on) + 1) and len(on - numbered) > 0.5 * len(on)
        if runs and _free(members, sides, found):
            found.kinds.update((x.key, x.margin) for x in members)
            numbered |= on
            continue
        for one in members:
            far = _NUMBERS_EDGE * heights[one.page]
            at_edge = one.box[3] <= far or one.box[1] >= heights[one.page] - far
            alone = _DASHED.fullmatch(one.text) or (step == 1 and one.margin == "footer")
            if at_edge and alone and one.page not in numbered and _free([one], sides, found):
                found.kinds[one.key] = one.margin
                numbered.add(one.page)


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
