"""All texts of a document on its laid-out pages, in one sweep: which page each begins on, and how sure that is.

Two witnesses: the parser's page, from Hancom's own line segments, and the page on which the text is found when the
document is laid out anew. A page that the parser knows is kept, for the segments are Hancom's and the layout is
not. Where the parser only estimates, the layout tells, less the pages by which it had drifted from what is known.
Texts are looked for in reading order: what occurs once makes a spine, what occurs often is taken between its
neighbours on it. What is not found stands where its neighbours do, if they agree.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

HEAD = 24  # letters by which a text's beginning is known
SHORT = 12  # letters by which it is looked for where more of it is broken up
LEAST = 6  # letters below which a text is not looked for by itself
MANY = 64  # places of one text that are looked at
SECONDS = 20.0


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A text's first letters (reduced), and the page that the parser gives it."""

    letters: str
    page: int | None
    exact: bool


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """A page from 1, and whether it is certain."""

    page: int | None
    exact: bool


@dataclass(slots=True)
class _Place:
    """Where a text was found; `sure`: nothing else comes into question."""

    at: int
    page: int
    sure: bool


def place(pieces: Sequence[Piece], pages: Sequence[str], seconds: float = SECONDS) -> tuple[tuple[Spot, ...], int]:
    """A spot for each piece, in the order given, which is reading order; and how many pages the document has.

    pages: the letters of each page as laid out. Within `seconds`; what is not reached keeps the parser's page.
    """
    found = _find(pieces, pages, time.monotonic() + seconds)
    drift = _drift(pieces, found)
    out: list[Spot] = []
    for index, piece in enumerate(pieces):
        here, (before, after) = found[index], drift[index]
        if piece.exact and piece.page is not None:
            out.append(Spot(piece.page, True))
        elif here is None:
            out.append(Spot(piece.page, False))
        else:
            page = max(1, here.page - before)
            agree = before == after or piece.page == page
            out.append(Spot(page, agree and (here.sure or piece.page == page)))
    over = drift[-1][0] if drift else 0
    count = max([len(pages) - over, *(spot.page or 0 for spot in out)])
    return _filled(out, [place is not None for place in found]), count


def _find(pieces: Sequence[Piece], pages: Sequence[str], end: float) -> list[_Place | None]:
    starts: list[int] = []
    total = 0
    for letters in pages:
        starts.append(total)
        total += len(letters)
    text = "".join(pages)

    def page_of(at: int) -> int:
        return bisect_right(starts, at)

    places: list[list[int]] = []
    known: dict[str, list[int]] = {}
    for piece in pieces:
        head = piece.letters[:HEAD]
        if head not in known:
            known[head] = _occurrences(text, head) if len(head) >= LEAST and time.monotonic() < end else []
            if not known[head] and len(head) > SHORT:
                known[head] = _occurrences(text, head[:SHORT])
        places.append(known[head])
    spine = _spine([p[0] if len(p) == 1 else None for p in places])
    found: list[_Place | None] = [None] * len(pieces)
    for index in spine:
        found[index] = _Place(places[index][0], page_of(places[index][0]), sure=True)
    low = 0  # place of the last text that was found in order
    ahead = 0  # the next member of the spine
    for index, piece in enumerate(pieces):
        while ahead < len(spine) and spine[ahead] <= index:
            ahead += 1
        here = found[index]
        if here is not None:
            low = here.at + len(piece.letters[:HEAD])
            continue
        high = places[spine[ahead]][0] if ahead < len(spine) else total
        candidates = places[index]
        first = bisect_left(candidates, low)
        between = candidates[first : bisect_left(candidates, high)]
        if between:
            on = {page_of(at) for at in between}
            found[index] = _Place(between[0], page_of(between[0]), sure=len(on) == 1)
            low = between[0] + len(piece.letters[:HEAD])
        elif len(candidates) == 1:  # out of order: a text box, a note
            found[index] = _Place(candidates[0], page_of(candidates[0]), sure=len(piece.letters) >= SHORT)
    return found


def _occurrences(text: str, words: str) -> list[int]:
    out: list[int] = []
    at = text.find(words)
    while at >= 0 and len(out) < MANY:
        out.append(at)
        at = text.find(words, at + 1)
    return out


def _spine(places: Sequence[int | None]) -> list[int]:
    """Indexes of the longest run of places that ascend (patience sorting)."""
    tails: list[int] = []  # index of the smallest last place of a run of each length
    values: list[int] = []
    before: list[int | None] = [None] * len(places)
    for index, at in enumerate(places):
        if at is None:
            continue
        length = bisect_left(values, at)
        before[index] = tails[length - 1] if length else None
        if length == len(tails):
            tails.append(index)
            values.append(at)
        else:
            tails[length], values[length] = index, at
    out: list[int] = []
    index_or_none = tails[-1] if tails else None
    while index_or_none is not None:
        out.append(index_or_none)
        index_or_none = before[index_or_none]
    return out[::-1]


def _drift(pieces: Sequence[Piece], found: Sequence[_Place | None]) -> list[tuple[int, int]]:
    """For each piece, by how many pages the layout is ahead at the known texts before it and after it.

    Where nothing is known on one side, the other speaks for both.
    """
    before: list[int | None] = []
    last: int | None = None
    for piece, there in zip(pieces, found, strict=True):
        if piece.exact and piece.page is not None and there is not None and there.sure:
            last = there.page - piece.page
        before.append(last)
    after: list[int | None] = []
    last = None
    for piece, there in zip(reversed(pieces), reversed(found), strict=True):
        if piece.exact and piece.page is not None and there is not None and there.sure:
            last = there.page - piece.page
        after.append(last)
    after.reverse()
    out = []
    for b, a in zip(before, after, strict=True):
        out.append((b if b is not None else a or 0, a if a is not None else b or 0))
    return out


def _filled(spots: list[Spot], found: Sequence[bool]) -> tuple[Spot, ...]:
    """What was not found stands on the page on which its neighbours before and after stand, where that is one."""
    out = list(spots)
    last: int | None = None
    before: list[int | None] = []
    for spot in spots:
        before.append(last)
        if spot.exact:
            last = spot.page
    last = None
    for index in range(len(spots) - 1, -1, -1):
        spot = spots[index]
        if spot.exact:
            last = spot.page
        elif not found[index] and last is not None and before[index] == last:
            out[index] = Spot(last, True)
    return tuple(out)
