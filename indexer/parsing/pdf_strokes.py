"""What is drawn on a PDF page → ruling lines: without surfaces, colour gradients and the outlines of letters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from indexer.model import Box

_THICK = 3.5  # points; a wider stripe is a surface, not a rule
_SHORT = 3.0  # points; shorter pieces are dots
_DOT_GAP = 3.0  # points between the dots of a dotted rule
_DOTTED = 12.0  # points; a dotted rule is that long at least
_STRIPES = 4  # thin surfaces side by side that make a gradient
_FAINT = 0xF4  # each of red, green, blue over this: nobody sees the line
_CUT_SHARE = 4  # a rule that cuts letters in a fourth of the lines it passes is no rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


class Cuts:
    """Tells whether a line drawn on the page runs through letters: then it is part of a picture or of a letter.

    lines: MuPDF's, upright ones count; characters: the same lines with single characters, fetched when needed.
    """

    def __init__(self, lines: Sequence[dict[str, Any]], characters: Callable[[], list[dict[str, Any]]]) -> None:
        self._lines = [(n, x["bbox"]) for n, x in enumerate(lines) if x["dir"][0] > 0.99]
        self._characters = characters

    @cached_property
    def _by_height(self) -> tuple[list[float], list[tuple[int, Box]]]:
        ordered = sorted(self._lines, key=lambda x: x[1][1] + x[1][3])
        return [(b[1] + b[3]) / 2 for _, b in ordered], ordered

    def upright(self, x: float, y0: float, y1: float, margin: float = 0.25) -> bool:
        """Whether a vertical line cuts letters in more than a fourth of the text lines it passes.

        margin: share of a letter's width at either side that does not count.
        """
        middles, ordered = self._by_height
        first, last = bisect_left(middles, y0), bisect_right(middles, y1)
        cut = 0
        for number, box in ordered[first:last]:
            if box[0] + 1 < x < box[2] - 1:
                cut += self._in_letter(number, x, margin)
        if not cut:
            return False
        height = ordered[first][1][3] - ordered[first][1][1]
        return (y1 - y0) / max(height, 1.0) < _CUT_SHARE * cut

    def _in_letter(self, number: int, x: float, margin: float) -> bool:
        for span in self._characters()[number]["spans"]:
            for char in span["chars"]:
                x0, _, x1, _ = char["bbox"]
                if x0 + margin * (x1 - x0) < x < x1 - margin * (x1 - x0) and not char["c"].isspace():
                    return True
        return False

    def across(self, y: float, x0: float, x1: float) -> bool:
        """Whether a horizontal line runs through the middle of text for a third of its length: a strike-out."""
        middles, ordered = self._by_height
        covered = 0.0
        for _, box in ordered[bisect_left(middles, y - 12) : bisect_right(middles, y + 12)]:
            height = box[3] - box[1]
            if box[1] + 0.3 * height < y < box[3] - 0.3 * height:
                covered += max(0.0, min(box[2], x1) - max(box[0], x0))
        return covered > 0.33 * (x1 - x0)


def rules_of(vectors: Sequence[dict[str, Any]], cuts: Cuts) -> tuple[list[Rule], list[Rule]]:
    """(horizontal, vertical) rules among MuPDF's vector blocks (type 3 of `TEXT_COLLECT_VECTORS`)."""
    flat: list[Rule] = []
    tall: list[Rule] = []
    dots: list[Box] = []
    thin_flat: list[Box] = []
    thin_tall: list[Box] = []
    for vector in vectors:
        if not vector["isrect"] or not vector["alpha"] or _faint(vector["color"]):
            continue
        x0, y0, x1, y1 = vector["bbox"]
        width, height = x1 - x0, y1 - y0
        if width < _SHORT and height < _SHORT:
            dots.append((x0, y0, x1, y1))
        elif height <= _THICK and width >= height:
            thin_flat.append((x0, y0, x1, y1))
        elif width <= _THICK:
            thin_tall.append((x0, y0, x1, y1))
        elif vector["stroked"] and not (
            # the outline of a letter is drawn as small rectangles that touch its neighbours
            cuts.upright(x0 + 0.5, y0, y1, 0.12) or cuts.upright(x1 - 0.5, y0, y1, 0.12)
            or cuts.across(y0 + 0.5, x0, x1) or cuts.across(y1 - 0.5, x0, x1)
        ):  # fmt: skip
            flat += [Rule(y0 + 0.5, x0, x1), Rule(y1 - 0.5, x0, x1)]
            tall += [Rule(x0 + 0.5, y0, y1), Rule(x1 - 0.5, y0, y1)]
    turned = [(y0, x0, y1, x1) for x0, y0, x1, y1 in thin_tall]
    flat += [r for r in map(_rule, _without_stripes(thin_flat)) if not cuts.across(r.at, r.start, r.end)]
    tall += [r for r in map(_rule, _without_stripes(turned)) if not cuts.upright(r.at, r.start, r.end)]
    flat += _dotted(dots)
    tall += _dotted([(y0, x0, y1, x1) for x0, y0, x1, y1 in dots])
    return flat, tall


def _faint(color: int) -> bool:
    return min(color >> 16 & 255, color >> 8 & 255, color & 255) > _FAINT


def _rule(box: Box) -> Rule:
    return Rule((box[1] + box[3]) / 2, box[0], box[2])


def _without_stripes(boxes: list[Box]) -> list[Box]:
    """Flat boxes that do not lie upon one another in a stack: those paint a gradient."""
    stacks: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in boxes:
        stacks[round(box[0]), round(box[2])].append(box)
    kept: list[Box] = []
    for members in stacks.values():
        members.sort(key=lambda b: b[1])
        chain: list[Box] = []
        for box in members:
            if chain and not box[1] - chain[-1][3] <= 0.6 <= box[1] - chain[-1][1] + 0.3:
                kept += chain if len(chain) < _STRIPES else []
                chain = []
            chain.append(box)
        kept += chain if len(chain) < _STRIPES else []
    return kept


def _dotted(dots: list[Box]) -> list[Rule]:
    """Dots in a row, near one another, as rules."""
    rows: defaultdict[int, list[Box]] = defaultdict(list)
    for dot in dots:
        rows[round(dot[1] + dot[3])].append(dot)  # half points
    out: list[Rule] = []
    for members in rows.values():
        members.sort()
        start, end, count = members[0][0], members[0][2], 1
        for dot in [*members[1:], (float("inf"), 0.0, float("inf"), 0.0)]:
            if dot[0] <= end + _DOT_GAP:
                end, count = max(end, dot[2]), count + 1
                continue
            if end - start >= _DOTTED and count >= 5:
                out.append(Rule((members[0][1] + members[0][3]) / 2, start, end))
            start, end, count = dot[0], dot[2], 1
    return out
