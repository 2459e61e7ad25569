"""Find a quote among the letters of laid-out pages.

Spaces, punctuation and line breaks differ between a parser's text and a laid-out page, letters do not:
both sides are reduced to letters and digits. Where the run is broken all the same (automatic numbers, a page
break, a merged cell), windows of eight letters are looked for, as many as stand close together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.rendering.geometry import Rect, overlaps
from indexer.rendering.pagetext import PageText, reduced

WINDOW = 8  # letters
SHARE = 0.5  # of a quote's letters that must be found for a broken match
MAX_PAGES = 400
MAX_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Found:
    """Where the quote stands: page (from 1) and runs of letters [start, end) on it; `share` of it found."""

    page: int
    runs: tuple[tuple[int, int], ...]
    share: float


@dataclass(frozen=True, slots=True)
class Pages:
    """What is searched: how many pages there are, and how to get the letters of one (from 1)."""

    count: int
    text: Callable[[int], PageText]


def outward(hint: int | None, count: int) -> Iterator[int]:
    """Pages from the hint outwards (3, 4, 2, 5, 1, ...), each once."""
    start = min(max(hint or 1, 1), count)
    yield start
    for step in range(1, count):
        for page in (start + step, start - step):
            if 1 <= page <= count:
                yield page


def find(
    quote: str, pages: Pages, hint: int | None = None, box: Rect | None = None, seconds: float = MAX_SECONDS
) -> tuple[Found, ...]:
    """The place of `quote`, on one page or on consecutive ones; empty where it is not found.

    Pages near `hint` are preferred; `box` (page units) picks among several places on the hinted page.
    Stops looking after `seconds` or MAX_PAGES pages and takes the best seen so far.
    """
    needle = reduced(quote)
    if not needle or not pages.count:
        return ()
    end = time.monotonic() + seconds
    best: Found | None = None
    for seen, page in enumerate(outward(hint, pages.count)):
        if seen >= MAX_PAGES or (seen and time.monotonic() > end):
            break
        text = pages.text(page)
        at = _exact(needle, text, box if page == hint else None)
        if at >= 0:
            return (Found(page, ((at, at + len(needle)),), 1.0),)
        if len(needle) <= WINDOW:
            continue
        found = _broken(needle, text, page)
        if found is not None and (best is None or found.share > best.share + 0.05):
            best = found
        # Nearly all of it here, or a good part here and the rest overleaf: no need to read the whole book.
        if best is not None and best.share >= 0.9 and seen >= 2:
            break
    if best is None:
        return ()
    return _with_neighbours(needle, pages, best)


def _exact(needle: str, text: PageText, box: Rect | None) -> int:
    first = at = text.letters.find(needle)
    if box is not None:
        while at >= 0:
            if any(overlaps(box, rect) for rect in text.rects[at : at + len(needle)]):
                return at
            at = text.letters.find(needle, at + 1)
    return first


def _with_neighbours(needle: str, pages: Pages, best: Found) -> tuple[Found, ...]:
    """The best page and, where the quote runs over a page break, the one before or after it."""
    out = [best]
    if best.share < 0.95:
        for page in (best.page - 1, best.page + 1):
            if 1 <= page <= pages.count:
                other = _broken(needle, pages.text(page), page)
                if other is not None and other.share + best.share > 0.8:
                    out.append(other)
    if sum(found.share for found in out) < SHARE:
        return ()
    return tuple(sorted(out, key=lambda found: found.page))


def _broken(needle: str, text: PageText, page: int) -> Found | None:
    """The densest group of windows of `needle` on the page, or None."""
    letters = text.letters
    spots: list[tuple[int, int]] = []  # (place on the page, place in the needle)
    i = 0
    while i + WINDOW <= len(needle):
        at = letters.find(needle[i : i + WINDOW])
        if at < 0:
            i += 1
            continue
        while at >= 0:
            spots.append((at, i))
            at = letters.find(needle[i : i + WINDOW], at + 1)
            if len(spots) > 4000:
                break
        i += 1
    if not spots:
        return None
    spots.sort()
    reach = 2 * len(needle) + 60
    best: tuple[int, int, int] = (0, 0, 0)  # covered windows, first and last spot
    low = 0
    counts: dict[int, int] = {}
    for high, (at, window) in enumerate(spots):
        counts[window] = counts.get(window, 0) + 1
        while at - spots[low][0] > reach:
            gone = spots[low][1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            low += 1
        if len(counts) > best[0]:
            best = (len(counts), low, high)
    chosen = spots[best[1] : best[2] + 1]
    covered = bytearray(len(needle))
    runs: list[list[int]] = []
    for at, window in chosen:
        covered[window : window + WINDOW] = b"\x01" * WINDOW
        if runs and at <= runs[-1][1] + WINDOW:
            runs[-1][1] = max(runs[-1][1], at + WINDOW)
        else:
            runs.append([at, at + WINDOW])
    share = sum(covered) / len(needle)
    if share < 0.2:
        return None
    return Found(page, tuple((a, b) for a, b in runs), share)
