"""The 신구조문대비표: a row for each article that differs, in the words of Korean drafting.

Source: 법제처, 법령 입안·심사 기준, on 신·구조문대비표: <신설>, <삭제>, (생략), (현행과 같음); what differs is
underlined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.answers import Cell, CitationEvent, Span, TableEvent
from indexer.comparing.aligning import aligned_lines, aligned_units
from indexer.comparing.units import Line, Unit, agreed
from indexer.comparing.wording import differing
from indexer.model import ParsedDocument

COLUMNS = ("현행", "개정안")
NEW, GONE, LEFT_OUT, SAME = "<신설>", "<삭제>", "(생략)", "(현행과 같음)"
_NAME = 30  # characters of a line that stand for it
_BREAK = Span("\n")
_NEW_LINE = (Span(NEW, "told"),)
_ONCE = (_NEW_LINE, (Span(GONE, "told"),))


@dataclass(frozen=True, slots=True)
class Compared:
    """`counts`: places that changed, and units that are new, gone or the same."""

    table: TableEvent
    citations: tuple[CitationEvent, ...]
    counts: Counter[str]


class _Sources:
    """Citations of both documents, numbered as they come."""

    def __init__(self, paths: tuple[str, str], titles: tuple[str, str]) -> None:
        self.made: list[CitationEvent] = []
        self._paths, self._titles = paths, titles

    def cite(self, side: int, unit: Unit, line: Line) -> int:
        at = line.location
        number = len(self.made) + 1
        heading = (unit.label,) if unit.label else ()
        self.made.append(
            CitationEvent(
                number, self._paths[side], at.page, at.page_exact, at, line.text[:300], self._titles[side], heading
            )
        )
        return number


def compare(before: ParsedDocument, after: ParsedDocument, paths: tuple[str, str]) -> Compared:
    """Both documents side by side. `paths`: of the version in force and of the one proposed."""
    old, new = agreed(before, after)
    sources = _Sources(paths, (before.title, after.title))
    counts: Counter[str] = Counter()
    rows: list[tuple[Cell, Cell]] = []
    same: list[Unit] = []

    def close() -> None:
        """The run of unchanged units as one row."""
        if same:
            rows.append(_unchanged(same))
            same.clear()

    for i, j in aligned_units(old, new):
        a, b = (old[i] if i is not None else None), (new[j] if j is not None else None)
        if a is not None and b is not None and _equal(a, b):
            counts["same"] += 1
            same.append(a)
            continue
        close()
        if a is None:
            assert b is not None
            counts["new"] += 1
            rows.append((_said(NEW), Cell(_whole(b), sources.cite(1, b, b.lines[0]))))
        elif b is None:
            counts["gone"] += 1
            rows.append((Cell(_whole(a), sources.cite(0, a, a.lines[0])), _said(GONE)))
        else:
            made = _changed(a, b, sources)
            counts["changed"] += sum(left.citation is not None for left, _ in made)
            rows += made
    close()
    return Compared(TableEvent(COLUMNS, tuple(rows)), tuple(sources.made), counts)


def _equal(a: Unit, b: Unit) -> bool:
    return [x.bare for x in a.lines] == [x.bare for x in b.lines]


def _said(text: str) -> Cell:
    return Cell((Span(text, "told"),))


def _whole(unit: Unit) -> tuple[Span, ...]:
    """All of a unit that stands on one side only."""
    return (Span("\n".join(line.text for line in unit.lines), "changed"),)


def _unchanged(run: Sequence[Unit]) -> tuple[Cell, Cell]:
    names = [unit.label for unit in run if unit.label]
    name = f"{names[0]} ∼ {names[-1]}" if len(names) > 1 else names[0] if names else ""
    left = (*((Span(name + " "),) if name else ()), Span(LEFT_OUT, "told"))
    right = (*((Span(name + " "),) if name else ()), Span(SAME, "told"))
    return Cell(left), Cell(right)


class _Row:
    """One row in the making: lines side by side, and where the first of each side stands."""

    def __init__(self, a: Unit, b: Unit) -> None:
        self._units = (a, b)
        self._sides: tuple[list[Span], list[Span]] = ([], [])
        self._first: list[Line | None] = [None, None]
        self.differs = False

    def put(self, one: Sequence[Span], other: Sequence[Span], x: Line | None = None, y: Line | None = None) -> None:
        for side, spans in zip(self._sides, (one, other), strict=True):
            if not (tuple(spans) in _ONCE and side and side[-1] == spans[0]):  # said once for a run of items
                side.extend([*([_BREAK] if side else []), *spans])
        self._first = [self._first[0] or x, self._first[1] or y]
        self.differs = self.differs or x is not None or y is not None

    def cells(self, sources: _Sources) -> tuple[Cell, Cell]:
        """Both cells, cited where something differs."""
        cited = [
            sources.cite(n, unit, self._first[n] or unit.lines[0]) if self.differs else None
            for n, unit in enumerate(self._units)
        ]
        return Cell(tuple(self._sides[0]), cited[0]), Cell(tuple(self._sides[1]), cited[1])

    @property
    def empty(self) -> bool:
        return not self._sides[0]


def _changed(a: Unit, b: Unit, sources: _Sources) -> list[tuple[Cell, Cell]]:
    """An article in one row; other text in a row for each run that differs and each that does not."""
    whole = a.article and b.article
    rows = [_Row(a, b)]
    skipped: list[Line] = []

    def close() -> None:
        if skipped:
            name = _names(skipped)
            rows[-1].put((*name, Span(LEFT_OUT, "told")), (*name, Span(SAME, "told")))
            skipped.clear()
            if not whole:
                rows.append(_Row(a, b))

    for i, j in aligned_lines(a.lines, b.lines):
        x, y = (a.lines[i] if i is not None else None), (b.lines[j] if j is not None else None)
        if x is not None and y is not None and x.bare == y.bare:
            if not skipped and not whole and not rows[-1].empty:
                rows.append(_Row(a, b))
            skipped.append(x)
            continue
        close()
        if x is None:
            assert y is not None
            rows[-1].put(_NEW_LINE, (Span(y.text, "changed"),), None, y)
        elif y is None:
            marker = (Span(x.number + " "),) if x.number and not x.row else ()
            rows[-1].put((Span(x.text, "changed"),), (*marker, Span(GONE, "told")), x, None)
        else:
            rows[-1].put(*differing(x.text, y.text), x, y)
    close()
    return [row.cells(sources) for row in rows if not row.empty]


def _names(run: Sequence[Line]) -> tuple[Span, ...]:
    """① ∼ ③, or the first line's own words where it has no number: an article's name stays readable."""
    first, last = run[0], run[-1]
    if first.number and not first.row:
        name = f"{first.number} ∼ {last.number}" if len(run) > 1 and last.number and not last.row else first.number
    else:
        name = first.text if len(first.text) <= _NAME else first.text[:_NAME].rstrip() + "…"
        name += f" 등 {len(run)}줄" if len(run) > 1 else ""
    return (Span(name + " "),)
