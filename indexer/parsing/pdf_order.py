"""The order in which the pieces of a PDF page are read.

Columns one after the other where a page has columns, bands that cross them in between, else from top to bottom.
Where geometry leaves it open (small boxes side by side), the order of the content stream decides: word processors
write it in the order of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from indexer.model import Box
from indexer.parsing.pdf_lines import Line, union
from indexer.parsing.pdf_rows import in_rows, row_of, same_row

_DEPTH = 4
_MOST_COMPARED = 400  # chains; beyond, they are sorted by height


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that is read as a whole: a table, a box of text."""

    box: Box
    content: Any


Item = Line | Unit
Run = list[Line] | Unit


def in_reading_order(items: Sequence[Item], page_width: float) -> list[Run]:
    """Runs of lines (each one column or band) and units, in the order they are read.

    items: lines in the order of the content stream. Lines that are not upright come last, in that order.
    """
    upright = [x for x in items if isinstance(x, Unit) or x.upright]
    sideways = [x for x in items if isinstance(x, Line) and not x.upright]
    runs = _ordered(upright, page_width, 0)
    return [*runs, sideways] if sideways else runs


def _ordered(items: list[Item], page_width: float, depth: int) -> list[Run]:
    if not items:
        return []
    gutter = _gutter(items, page_width) if depth < _DEPTH else None
    if gutter is None:
        return _leaf(items)
    runs: list[Run] = []
    crossing = sorted((x for x in items if _crosses(x, gutter)), key=lambda x: x.box[1])
    columns = [x for x in items if not _crosses(x, gutter)]
    at = 0
    for end in sorted({x.box[1] for x in crossing} | {float("inf")}):
        band = [x for x in columns if (x.box[1] + x.box[3]) / 2 < end]
        columns = [x for x in columns if (x.box[1] + x.box[3]) / 2 >= end]
        for side in ([x for x in band if x.box[2] <= gutter + 2], [x for x in band if x.box[2] > gutter + 2]):
            runs.extend(_ordered(side, page_width, depth + 1))
        wide: list[Item] = []
        while at < len(crossing) and crossing[at].box[1] <= end:
            wide.append(crossing[at])
            at += 1
        if wide:
            runs.extend(_leaf(wide))
    return _met(runs)


def _met(runs: list[Run]) -> list[Run]:
    """Runs of wide lines with nothing between them are one run."""
    out: list[Run] = []
    for run in runs:
        before = out[-1] if out else None
        if isinstance(run, list) and isinstance(before, list) and _stands_under(before, run):
            out[-1] = before + run
        else:
            out.append(run)
    return out


def _stands_under(above: list[Line], below: list[Line]) -> bool:
    a, b = union(x.box for x in above), union(x.box for x in below)
    same = abs(a[0] - b[0]) < 3 * below[0].size and abs(a[2] - b[2]) < 6 * below[0].size
    return same and -1 < b[1] - a[3] < 2 * below[0].size


def _crosses(item: Item, gutter: float) -> bool:
    return item.box[0] < gutter - 2 and item.box[2] > gutter + 2


def _gutter(items: list[Item], page_width: float) -> float | None:
    """The x of an empty strip between two columns of running text, or None.

    A column has four lines or more, a fifth of the page's width each (a column of figures is a table's), stands
    beside the other for half of its height, and hardly a line crosses.
    """
    lines = [x for x in items if isinstance(x, Line)]
    if len(lines) < 8:
        return None
    for start in sorted({round(x.box[0]) for x in lines}):
        gutter = start - 2.0
        left = [x for x in lines if x.box[2] <= gutter + 2]
        right = [x for x in lines if x.box[0] >= gutter - 2]
        if len(left) < 4 or len(right) < 4 or len(lines) - len(left) - len(right) > 0.35 * len(lines):
            continue
        if min(median(x.box[2] - x.box[0] for x in side) for side in (left, right)) < 0.17 * page_width:
            continue
        a, b = union(x.box for x in left), union(x.box for x in right)
        shared = min(a[3], b[3]) - max(a[1], b[1])
        if shared > 0.5 * min(a[3] - a[1], b[3] - b[1]):
            return gutter
    return None


# ---- where no columns are


def _leaf(items: list[Item]) -> list[Run]:
    lines = [x for x in items if isinstance(x, Line)]
    runs: list[Run] = list(_chains(lines))
    for unit in sorted((x for x in items if isinstance(x, Unit)), key=lambda u: (u.box[1], u.box[0])):
        _insert(runs, unit)
    return runs


def _chains(lines: list[Line]) -> list[list[Line]]:
    """The lines in stream order, cut where it jumps upwards; by height where such pieces overlap."""
    chains: list[list[Line]] = []
    for line in lines:
        last = chains[-1][-1] if chains else None
        if last is not None and same_row([last], line) and line.box[0] > (last.box[0] + last.box[2]) / 2:
            chains[-1][-1] = row_of([last, line])
        elif last is not None and line.middle > last.middle:
            chains[-1].append(line)
        else:
            chains.append([line])
    if len(chains) < 2:
        return chains
    if len(chains) > _MOST_COMPARED:
        return [in_rows(lines)]
    return _whole(_placed(_untangled(chains)))


def _untangled(chains: list[list[Line]]) -> list[list[Line]]:
    """Chains with lines beside or upon another's lines in the same columns are read by height together."""
    out: list[list[Line]] = []
    for chain in chains:
        tangled = [other for other in out if _overlap(_around(chain), _around(other)) and _mixed(chain, other)]
        out = [other for other in out if not any(other is x for x in tangled)]
        out.append(in_rows([x for other in [*tangled, chain] for x in other]) if tangled else chain)
    return out


def _mixed(a: list[Line], b: list[Line]) -> bool:
    return any(_overlap(x.box, y.box) for x in a for y in b)


def _around(chain: list[Line]) -> Box:
    return union(x.box for x in chain)


def _placed(chains: list[list[Line]]) -> list[list[Line]]:
    """Each chain in the hole another leaves for it, or before the first that stands wholly below, or last."""
    placed: list[list[Line]] = []
    for chain in chains:
        box = _around(chain)
        for n, other in enumerate(placed):
            hole = _hole(other, box)
            if hole is not None:
                placed[n : n + 1] = [part for part in (other[:hole], chain, other[hole:]) if part]
                break
        else:
            at = next((n for n, other in enumerate(placed) if box[3] <= _around(other)[1] + 2), len(placed))
            placed.insert(at, chain)
    return placed


def _hole(chain: list[Line], box: Box) -> int | None:
    """The place between two lines of a chain where something with this box stands."""
    for n, (above, below) in enumerate(pairwise(chain), 1):
        if above.box[3] <= box[1] + 2 and box[3] <= below.box[1] + 2 and _share(box, _around([above, below])):
            return n
    return None


def _whole(chains: list[list[Line]]) -> list[list[Line]]:
    """Chains that stand under one another are one."""
    out = [chains[0]]
    for chain in chains[1:]:
        if union(x.box for x in chain)[1] > out[-1][-1].box[1] and _over(out[-1], chain):
            out[-1] = out[-1] + chain
        else:
            out.append(chain)
    return out


def _over(above: list[Line], below: list[Line]) -> bool:
    a, b = union(x.box for x in above), union(x.box for x in below)
    return b[1] >= a[3] - 0.5 * below[0].size and min(a[2], b[2]) > max(a[0], b[0])


def _overlap(a: Box, b: Box) -> bool:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return width > 3 and height > 0.3 * min(a[3] - a[1], b[3] - b[1], 30)


def _insert(runs: list[Run], unit: Unit) -> None:
    """Put a unit before the first line that stands under it, or under its top and not beside it."""
    after: tuple[int, int] | None = None
    for n, run in enumerate(runs):
        if isinstance(run, Unit):
            if run.box[3] <= unit.box[1] + 2 and _share(run.box, unit.box):
                after = (n, 0)
            continue
        for m, line in enumerate(run):
            below = line.box[1] >= unit.box[3] - 2  # in whatever columns: there are none here
            if not below and not _share(line.box, unit.box):
                continue
            if below or line.middle > unit.box[1] + 1:
                runs[n : n + 1] = [part for part in (run[:m], unit, run[m:]) if part]
                return
            after = (n, m + 1)
    if after is None:
        at = next((n for n, run in enumerate(runs) if _top(run) > unit.box[1]), len(runs))
        runs.insert(at, unit)
        return
    n, m = after
    run = runs[n]
    if isinstance(run, Unit):
        runs.insert(n + 1, unit)
    else:
        runs[n : n + 1] = [part for part in (run[:m], unit, run[m:]) if part]


def _share(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0])


def _top(run: Run) -> float:
    return run.box[1] if isinstance(run, Unit) else run[0].box[1]
