"""Segments of the lexical index on disk: folding recent rows into one, merging neighbours, dropping the dead.

A segment holds up to 65,536 passages in ascending order of id; segments never overlap, so that all of them in
order are one ascending list. One row a (segment, term): places as uint16, frequencies as uint8. A row is never
edited: a merge writes a new segment beside (`building`), then switches in one short transaction (`live`, the old
ones `garbage`), then sweeps.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import dictionary
from indexer.store.connections import Connections

SEGMENT = 65_536
FOLD_AT = 2_000
_SLICES = 16  # a merge takes the term space in so many pieces, to bound its memory

PostingRow = tuple[int, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Segment:
    """What of a segment stays in memory. passages: ids, ascending; lengths: terms of each."""

    id: int
    passages: NDArray[np.int64]
    lengths: NDArray[np.uint16]


def load(db: Connections) -> list[Segment]:
    """The live segments in the order of their passages."""
    found = [
        Segment(int(i), np.frombuffer(p, "<i8").astype(np.int64), np.frombuffer(n, "<u2").astype(np.uint16))
        for i, p, n in db.rows("SELECT id, passages, lengths FROM segment WHERE state = 'live'")
    ]
    return sorted(found, key=lambda s: int(s.passages[0]))


def grouped(terms: NDArray[np.int64], places: NDArray[np.uint16], counts: NDArray[np.uint8]) -> Iterator[PostingRow]:
    """Postings in any order → one row a term, by term, places ascending."""
    if not len(terms):
        return
    order = np.lexsort((places, terms))
    terms, places, counts = terms[order], places[order].astype("<u2"), counts[order]
    cuts = np.flatnonzero(np.diff(terms)) + 1
    starts = np.concatenate(([0], cuts))
    ends = np.concatenate((cuts, [len(terms)]))
    place_bytes, count_bytes = places.tobytes(), counts.tobytes()
    for term, start, end in zip(terms[starts].tolist(), starts.tolist(), ends.tolist(), strict=True):
        yield term, place_bytes[2 * start : 2 * end], count_bytes[start:end]


def create(connection: Any, state: str, passages: NDArray[np.int64], lengths: NDArray[np.uint16]) -> int:
    done = connection.execute(
        "INSERT INTO segment(state, passages, lengths) VALUES (?, ?, ?)",
        (state, passages.astype("<i8").tobytes(), lengths.astype("<u2").tobytes()),
    )
    return int(done.lastrowid)


def write(connection: Any, segment: int, rows: Iterable[PostingRow]) -> None:
    """Write rows in the order of their terms, and the segment's dictionary."""
    terms, counts = array("q"), array("I")

    def noted() -> Iterator[tuple[int, int, bytes, bytes]]:
        for term, places, frequencies in rows:
            terms.append(term)
            counts.append(len(frequencies))
            yield segment, term, places, frequencies

    connection.executemany("INSERT INTO posting VALUES (?, ?, ?, ?)", noted())
    dictionary.keep(connection, segment, np.asarray(terms, np.int64), np.asarray(counts, np.uint32))


def fold(connection: Any) -> list[Segment]:
    """Inside a transaction: all forward rows become segments. Returns the new ones in order."""
    made = []
    while rows := connection.execute(
        "SELECT passage, length, terms, counts FROM forward ORDER BY passage LIMIT ?", (SEGMENT,)
    ).fetchall():
        passages = np.array([r[0] for r in rows], np.int64)
        lengths = np.array([r[1] for r in rows], np.uint16)
        sizes = [len(r[3]) for r in rows]
        terms = np.frombuffer(b"".join(r[2] for r in rows), "<i8")
        counts = np.frombuffer(b"".join(r[3] for r in rows), np.uint8)
        places = np.repeat(np.arange(len(rows), dtype=np.uint16), sizes)
        segment = create(connection, "live", passages, lengths)
        write(connection, segment, grouped(terms, places, counts))
        connection.execute("DELETE FROM forward WHERE passage <= ?", (int(passages[-1]),))
        made.append(Segment(segment, passages, lengths))
    return made


def plan(sizes: Sequence[int], dead: Sequence[int]) -> tuple[int, int] | None:
    """Which neighbours [start, end) to merge next, None when all is well.

    A run is merged when what it adds is at least as much as its largest member, so that a passage is rewritten
    a logarithmic number of times; a segment by itself when a fifth of it is dead.
    """
    live = [s - d for s, d in zip(sizes, dead, strict=True)]
    chosen: tuple[int, int] | None = None
    for start in range(len(live)):
        total, largest = 0, 0
        for end in range(start, len(live)):
            total += live[end]
            largest = max(largest, live[end])
            if total > SEGMENT:
                break
            worth = end > start and total >= 2 * largest
            if worth and (chosen is None or end + 1 - start > chosen[1] - chosen[0]):
                chosen = (start, end + 1)
    if chosen is None:
        for at, (size, gone) in enumerate(zip(sizes, dead, strict=True)):
            if gone * 5 >= size:
                return at, at + 1
    return chosen


def build_merged(db: Connections, old: Sequence[Segment], alive: NDArray[np.bool_]) -> Segment | None:
    """Write the living passages of neighbours `old` as a segment that nobody reads yet (`building`).

    alive: one flag a passage of `old`, in order. None when nothing lives.
    """
    passages = np.concatenate([s.passages for s in old])[alive]
    lengths = np.concatenate([s.lengths for s in old])[alive]
    if not len(passages):
        return None
    place = np.cumsum(alive) - 1
    bases = np.cumsum([0] + [len(s.passages) for s in old])
    step = 2**64 // _SLICES

    def slices(connection: Any) -> Iterator[PostingRow]:
        for piece in range(_SLICES):
            low, high = -(2**63) + piece * step, -(2**63) + (piece + 1) * step - 1
            terms, places, counts = [], [], []
            for base, segment in zip(bases.tolist(), old, strict=False):
                rows = connection.execute(
                    "SELECT term, passages, counts FROM posting WHERE segment = ? AND term BETWEEN ? AND ?",
                    (segment.id, low, high),
                ).fetchall()
                count = np.frombuffer(b"".join(r[2] for r in rows), np.uint8)
                where = np.frombuffer(b"".join(r[1] for r in rows), "<u2").astype(np.int64) + base
                term = np.repeat(np.array([r[0] for r in rows], np.int64), [len(r[2]) for r in rows])
                keep = alive[where]
                terms.append(term[keep])
                places.append(place[where[keep]].astype(np.uint16))
                counts.append(count[keep])
            yield from grouped(np.concatenate(terms), np.concatenate(places), np.concatenate(counts))

    with db.writing(library=False) as connection:
        new = create(connection, "building", passages, lengths)
        write(connection, new, slices(connection))
    return Segment(new, passages, lengths)


def merge_next(
    db: Connections, live: Sequence[Segment], alive: NDArray[np.bool_]
) -> tuple[Sequence[Segment], Segment | None] | None:
    """Build what is to be merged next: (the old ones, the new one as `build_merged`); None when all is well."""
    bases = np.cumsum([0] + [len(s.passages) for s in live])
    dead = [int(np.count_nonzero(~alive[a:b])) for a, b in pairwise(bases)]
    chosen = plan([len(s.passages) for s in live], dead)
    if chosen is None:
        return None
    start, end = chosen
    return live[start:end], build_merged(db, live[start:end], alive[bases[start] : bases[end]])


def switch(connection: Any, old: Sequence[Segment], new: Segment | None) -> None:
    """Inside a transaction: readers see `new` in place of `old` from its commit on."""
    if new is not None:
        connection.execute("UPDATE segment SET state = 'live' WHERE id = ?", (new.id,))
    connection.executemany("UPDATE segment SET state = 'garbage' WHERE id = ?", [(s.id,) for s in old])
    low, high = int(old[0].passages[0]), int(old[-1].passages[-1])
    connection.execute("DELETE FROM dead WHERE passage BETWEEN ? AND ?", (low, high))


def sweep(db: Connections) -> None:
    """Drop what a merge, finished or killed, left behind."""
    left = [r[0] for r in db.rows("SELECT id FROM segment WHERE state <> 'live'")]
    for segment in left:
        with db.writing(library=False) as connection:
            connection.execute("DELETE FROM posting WHERE segment = ?", (segment,))
            connection.execute("DELETE FROM dictionary WHERE segment = ?", (segment,))
            connection.execute("DELETE FROM segment WHERE id = ?", (segment,))
