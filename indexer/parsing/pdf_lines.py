"""The lines of a PDF page as MuPDF gives them: in the order of the content stream, cut at wide gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from indexer.model import Box

_RAISED = re.compile(r"\s*(?:\d{1,3}(?:\s?[,~]\s?\d{1,3})*\s?\)?|\(\d{1,3}\)|[-+]\d{1,2})\s*")
_SUPERSCRIPT = str.maketrans("0123456789()+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻")
_BOLD = 16  # MuPDF span flag
_BAND = 12.0  # points
_STACK = 3  # letters one under another that make a line written downwards


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column, or one piece of it.

    `box` ends where the letters do, spaces at the end left out; `text` keeps them. `upright` False: written
    sideways or downwards. `opens_bold` and `ends_bold` are the look of the first and the last letter.
    `fixed`: a row of a table inside a cell, which is never joined with what is above or below.
    `pieces`: of a row whose parts stand far from one another, those parts from left to right.
    """

    text: str
    box: Box
    size: float  # points, of the largest share of its characters
    bold: bool
    upright: bool = True
    opens_bold: bool = False
    ends_bold: bool = False
    fixed: bool = False
    pieces: tuple[Line, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it is never joined with what is above or below."""
        return self.fixed or len(self.pieces) > 1

    @property
    def height(self) -> float:
        return max(self.box[3] - self.box[1], 0.1)

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; there must be one at least."""
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def from_spans(spans: list[dict[str, Any]], upright: bool) -> Line | None:
    """A Line of MuPDF spans (`get_text("dict")` or "rawdict"), None where they hold no text."""
    pieces: list[str] = []
    boxes: list[Box] = []
    weights: dict[tuple[float, bool], int] = {}
    looks: list[bool] = []
    for span in spans:
        text = _text(span)
        raised = len(spans) > 1 and upright and _RAISED.fullmatch(text) and _stands_above(span, spans)
        pieces.append(_raised(text, "".join(pieces).rstrip()[-1:]) if raised else text)
        letters = len(text.strip())
        if not letters:
            continue
        bold = bool(span["flags"] & _BOLD) or "bold" in span["font"].lower()
        look = round(span["size"] * 2) / 2, bold
        weights[look] = weights.get(look, 0) + letters
        looks.append(bold)
        boxes.append(_letters(text, tuple(span["bbox"]), span["size"], upright))
    if not boxes:
        return None
    size, bold = max(weights, key=lambda look: weights[look])
    return Line("".join(pieces), union(boxes), size, bold, upright, looks[0], looks[-1])


def _text(span: dict[str, Any]) -> str:
    text: str = span["text"] if "text" in span else "".join(c["c"] for c in span["chars"])
    return text.replace("\0", "")


def _raised(text: str, before: str) -> str:
    """Small high digits behind a letter: "10^6" behind a digit, a superscript behind a word (a note's mark); units of
    Latin letters (m2) and 주1) are left, for that is how they are typed."""
    if before.isdigit():
        return "^" + text.strip() if text.strip().isdigit() else text.translate(_SUPERSCRIPT)
    typed = before in ("", "주") or (before.isascii() and text.strip().isdigit())
    return text if typed else text.translate(_SUPERSCRIPT)


def _stands_above(span: dict[str, Any], spans: list[dict[str, Any]]) -> bool:
    """Whether a span is set small and high: a note's mark or an exponent, which must not look like one more digit."""
    main = max((s for s in spans if _text(s).strip()), key=lambda s: s["size"])
    rise = main["origin"][1] - span["origin"][1]
    return bool(span["size"] < 0.86 * main["size"] and 0.1 * main["size"] < rise < 0.7 * main["size"])


def _letters(text: str, box: Box, size: float, upright: bool) -> Box:
    """The span's box without the spaces at its end (about a third of the size wide each)."""
    spaces = len(text) - len(text.rstrip(" "))
    if not spaces or not upright:
        return box
    width = min(spaces * 0.33 * size, (box[2] - box[0]) * spaces / len(text) * 1.1)
    return box[0], box[1], max(box[2] - width, box[0] + 0.1), box[3]


def cleaned(lines: list[Line]) -> list[Line]:
    """Without what is struck twice to look bold, and with letters set one under another as one line."""
    return _stacked(_once(lines))


def _once(lines: list[Line]) -> list[Line]:
    """The same text drawn again a hair's breadth away is shadow or fake bold, not a second text.

    A shadow's pieces may be longer or shorter than what they lie under: what is contained in a longer line at the
    same place goes.
    """
    bands: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        bands.setdefault(int(line.middle // _BAND), []).append(number)
    dropped: set[int] = set()
    for number, line in enumerate(lines):
        band, reach = int(line.middle // _BAND), _reach(line)
        first, last = line.box[0] + max(reach, line.size), line.box[2] - 0.3 * (line.box[2] - line.box[0]) - reach
        for other in (n for b in (band - 1, band, band + 1) for n in bands.get(b, ())):
            box = lines[other].box
            if box[0] > first or box[2] < last or other == number or other in dropped:
                continue
            if _repeats(line, number, lines[other], other):
                dropped.add(number)
                break
    return [line for number, line in enumerate(lines) if number not in dropped] if dropped else lines


def _reach(line: Line) -> float:
    """How far away, in points, a shadow lies at most."""
    return max(0.15 * line.size, 0.6)


def _repeats(line: Line, number: int, other: Line, at: int) -> bool:
    """Whether `line` says again what `other` says in the same place (of two alike, the first stays)."""
    text, whole = line.text.strip(), other.text.strip()
    a, b = line.box, other.box
    reach = _reach(line)
    if abs(line.size - other.size) > 0.1 * line.size or abs(line.middle - other.middle) > reach:
        return False
    if text == whole:
        return at < number and abs(a[0] - b[0]) <= reach and abs(a[2] - b[2]) <= reach
    if len(text) >= len(whole) or min(a[2], b[2]) - max(a[0], b[0]) < 0.7 * (a[2] - a[0]):
        return False
    letter = (b[2] - b[0]) / len(whole)
    return any(
        abs(b[0] + letter * match.start() - a[0]) < max(2 * letter, line.size)
        for match in re.finditer(re.escape(text), whole)
    )


def _stacked(lines: list[Line]) -> list[Line]:
    out: list[Line] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if _one_letter(lines[at]):
            while end < len(lines) and _one_letter(lines[end]) and _touches(lines[end - 1], lines[end]):
                end += 1
        if end - at >= _STACK:
            text = "".join(x.text for x in lines[at:end])
            out.append(replace(lines[at], text=text, box=union(x.box for x in lines[at:end]), upright=False))
        else:
            out.extend(lines[at:end])
        at = end
    return out


def _one_letter(line: Line) -> bool:
    return line.upright and len(line.text.strip()) <= 2


def _touches(above: Line, below: Line) -> bool:
    gap = below.box[1] - above.box[3]
    return abs(gap) < 0.2 * above.size and abs(above.box[0] - below.box[0]) < 0.2 * above.size
