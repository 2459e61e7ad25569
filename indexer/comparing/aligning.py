"""Which piece of the one version is which of the other: by number, by title, by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from indexer.comparing.units import Line, Unit

Pair = tuple[int | None, int | None]

_LIKE = 0.5  # two lines that share so many of their pairs of letters are versions of one
_SAME_NUMBER = 0.25  # two articles of one number need no more
_MOST = 250_000  # pairs of lines that are compared between two equal ones
_WEAK = 0.05
_TITLED = 0.3  # nor do two of one title


def likeness(a: Counter[str], b: Counter[str]) -> float:
    """Dice's coefficient of two bags of pairs of letters, 0 to 1."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def aligned_units(before: Sequence[Unit], after: Sequence[Unit]) -> list[Pair]:
    """Pairs in the order of `after`, what was deleted where it stood. Articles may have been renumbered or moved."""
    scored: list[tuple[float, int, int]] = []
    for i, a in enumerate(before):
        for j, b in enumerate(after):
            numbered, titled = a.key == b.key, bool(a.title) and a.title == b.title
            if not (numbered or titled) and not _comparable(a.pairs, b.pairs):
                continue
            like = likeness(a.pairs, b.pairs)
            least = _TITLED if titled else _SAME_NUMBER if numbered else _LIKE + 0.1
            if a.bare == b.bare or like >= least or (numbered and not a.key):
                # Of several versions of a text the one that stands nearest: `i - j` breaks ties.
                scored.append((like + 0.4 * numbered + 0.5 * titled - 1e-4 * abs(i - j), i, j))
    there: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scored, key=lambda s: -s[0]):
        if i not in taken and j not in there:
            there[j] = i
            taken.add(i)
    pairs: list[Pair] = [(there.get(j), j) for j in range(len(after))]
    place = {i: at for at, (i, _) in enumerate(pairs) if i is not None}
    for i in range(len(before)):
        if i not in taken:
            at = place[i - 1] + 1 if i else 0
            pairs.insert(at, (i, None))
            place = {k: n for n, (k, _) in enumerate(pairs) if k is not None}
    return pairs


def _comparable(a: Counter[str], b: Counter[str]) -> bool:
    """Whether two texts of these lengths could be alike at all."""
    short, long = sorted((a.total(), b.total()))
    return 2 * short / (short + long) > _LIKE if short + long else True


def aligned_lines(before: Sequence[Line], after: Sequence[Line]) -> list[Pair]:
    """Pairs of lines in order, crossing none: first what is the same, then what is alike in between."""
    matcher = SequenceMatcher(None, [x.bare for x in before], [x.bare for x in after], autojunk=False)
    out: list[Pair] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            out += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            out += _between(before, after, (i1, i2), (j1, j2))
    return out


def _between(
    before: Sequence[Line], after: Sequence[Line], left: tuple[int, int], right: tuple[int, int]
) -> list[Pair]:
    """The pairs of greatest likeness together (Needleman & Wunsch, 1970)."""
    (i1, i2), (j1, j2) = left, right
    rows, columns = i2 - i1, j2 - j1
    if rows * columns > _MOST:  # what has been rewritten from end to end has no pairs worth the minutes
        return [*((i, None) for i in range(i1, i2)), *((None, j) for j in range(j1, j2))]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    like = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            a, b = before[i1 + i], after[j1 + j]
            value = likeness(a.pairs, b.pairs) if _comparable(a.pairs, b.pairs) else 0.0
            numbered = bool(a.number) and a.number == b.number and a.row == b.row
            # An item of the same number is the same item, whatever has become of it, unless a likelier one is there.
            like[i][j] = value + 0.2 * numbered if value >= _LIKE else _WEAK * numbered
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + like[i][j])
    out: list[Pair] = []
    i, j = rows, columns
    while i or j:
        if i and j and like[i - 1][j - 1] and best[i][j] == best[i - 1][j - 1] + like[i - 1][j - 1]:
            i, j = i - 1, j - 1
            out.append((i1 + i, j1 + j))
        elif j and best[i][j] == best[i][j - 1]:
            j -= 1
            out.append((None, j1 + j))
        else:
            i -= 1
            out.append((i1 + i, None))
    return out[::-1]
