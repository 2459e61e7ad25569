"""The letters of one laid-out page, each with its rectangle, searchable however the text was spaced."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from indexer.rendering.geometry import Rect, merge_lines


def reduced(text: str) -> str:
    """Letters and digits only, composed (NFC): what stays the same when a line is laid out.

    Compatibility forms (전각 digits, ㎡) are folded so that both sides agree on them.
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def reduced_with_origin(text: str) -> tuple[str, list[int]]:
    """`reduced(text)`, and for each of its characters the index in `text` it came from.

    Decomposed Hangul (NFD) composes over several characters: the origin is the first of them.
    """
    out: list[str] = []
    origin: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _continues(text[end]):
            end += 1
        for c in unicodedata.normalize("NFKC", text[start:end]):
            if c.isalnum():
                out.append(c)
                origin.append(start)
        start = end
    return "".join(out), origin


def _continues(character: str) -> bool:
    """Whether the character composes with the one before: medial and final jamo, combining marks."""
    return "\u1160" <= character <= "\u11ff" or unicodedata.combining(character) != 0


class PageText:
    """One page: `letters` (reduced, in reading order) and the rectangle of each, in page units.

    Most pages that are searched do not hold the quote, and places cost ten times the letters: they are made
    when first asked for.
    """

    __slots__ = ("_glyphs", "_rects", "letters")

    def __init__(self, letters: str, glyphs: Callable[[], Iterable[tuple[str, Rect]]]) -> None:
        """`glyphs` gives (text, rectangle) pairs whose letters, in order, are `letters`."""
        self.letters = letters
        self._glyphs = glyphs
        self._rects: tuple[Rect, ...] | None = None

    @classmethod
    def of(cls, glyphs: Iterable[tuple[str, Rect]]) -> PageText:
        """From (text, rectangle) pairs; a pair of several letters shares its rectangle among them."""
        pairs = list(glyphs)
        return cls("".join(reduced(text) for text, _ in pairs), lambda: pairs)

    @property
    def rects(self) -> tuple[Rect, ...]:
        """One rectangle a letter; none at all where the glyphs turn out not to be the letters."""
        if self._rects is None:
            rects: list[Rect] = []
            letters: list[str] = []
            for text, rect in self._glyphs():
                piece = reduced(text)
                letters.append(piece)
                rects.extend(_shared(text, piece, rect))
            self._rects = tuple(rects) if "".join(letters) == self.letters else ()
        return self._rects

    def lines(self, start: int, end: int) -> tuple[Rect, ...]:
        """Rectangles, one a line, around the letters [start, end)."""
        return merge_lines(self.rects[start:end])


def _shared(text: str, piece: str, rect: Rect) -> list[Rect]:
    """`rect` cut into one part a letter of `piece`, by the widths its characters usually have."""
    if len(piece) <= 1 and len(text) <= 1:
        return [rect] * len(piece)
    total = sum(_width(c) for c in text) or 1.0
    if len(reduced_text := reduced_with_origin(text)[1]) != len(piece):
        return [rect] * len(piece)
    x0, y0, x1, y1 = rect
    starts: list[float] = []
    at = 0.0
    for c in text:
        starts.append(at)
        at += _width(c)
    unit = (x1 - x0) / total
    return [(x0 + starts[i] * unit, y0, x0 + (starts[i] + _width(text[i])) * unit, y1) for i in reduced_text]


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.55
