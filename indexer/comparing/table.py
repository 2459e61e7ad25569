"""The 신구조문대비표: a row for each article that differs, in the words of Korean drafting.

Source: 법제처, 법령 입안·심사 기준, on 신·구조문대비표: <신설>, <삭제>, (생략), (현행과 같음); what differs is
underlined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.comparing.aligning import aligned_lines, aligned_units
from indexer.comparing.units import Line, Unit, units
from indexer.comparing.wording import differing
from indexer.model import Cell, CitationEvent, ParsedDocument, Span, TableEvent

COLUMNS = ("현행", "개정안")
NEW, GONE, LEFT_OUT, SAME = "<신설>", "<삭제>", "(생략)", "(현행과 같음)"
_BREAK = Span("\n")
_NEW_LINE = (Span(NEW, "told"),)


@dataclass(frozen=True, slots=True)
class Compared:
    """`counts`: units by changed, new, gone, same."""

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
    old, new = units(before), units(after)
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
            counts["changed"] += 1
            rows.append(_changed(a, b, sources))
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


def _changed(a: Unit, b: Unit, sources: _Sources) -> tuple[Cell, Cell]:
    left: list[Span] = []
    right: list[Span] = []
    first: list[Line | None] = [None, None]

    def put(one: Sequence[Span], other: Sequence[Span]) -> None:
        for side, spans in ((left, one), (right, other)):
            if not (spans == _NEW_LINE and side and side[-1] == _NEW_LINE[0]):  # said once for a run of new items
                side.extend([*([_BREAK] if side else []), *spans])

    skipped: list[Line] = []

    def close() -> None:
        if skipped:
            name = _names(skipped)
            put((*name, Span(LEFT_OUT, "told")), (*name, Span(SAME, "told")))
            skipped.clear()

    for i, j in aligned_lines(a.lines, b.lines):
        x, y = (a.lines[i] if i is not None else None), (b.lines[j] if j is not None else None)
        if x is not None and y is not None and x.bare == y.bare:
            skipped.append(x)
            continue
        close()
        first = [first[0] or x, first[1] or y]
        if x is None:
            assert y is not None
            put(_NEW_LINE, (Span(y.text, "changed"),))
        elif y is None:
            marker = (Span(x.marker + " "),) if x.marker else ()
            put((Span(x.text, "changed"),), (*marker, Span(GONE, "told")))
        else:
            put(*differing(x.text, y.text))
    close()
    return (
        Cell(tuple(left), sources.cite(0, a, first[0] or a.lines[0])),
        Cell(tuple(right), sources.cite(1, b, first[1] or b.lines[0])),
    )


def _names(run: Sequence[Line]) -> tuple[Span, ...]:
    """① ∼ ③, or the first line's own words where it has no number: an article's name stays readable."""
    if run[0].marker:
        last = run[-1].marker
        name = f"{run[0].marker} ∼ {last}" if len(run) > 1 and last else run[0].marker
    else:
        text = run[0].text
        name = text if len(text) <= 30 else text[:30].rstrip() + "…"
    return (Span(name + " "),)
