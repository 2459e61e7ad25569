"""The passages of the keyword index in memory: a slot each, those of segments first, then recent ones, by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store.scoring import Bm25, shared, term_id
from indexer.store.segments import FOLD_AT, Segment

ForwardRow = tuple[int, int, bytes, bytes]  # passage, length, terms, counts


def forward_row(passage: int, frequencies: Mapping[str, int]) -> ForwardRow:
    """What is stored of a passage until it is folded. Frequencies of zero and below are left out."""
    values = np.fromiter(frequencies.values(), np.int64, len(frequencies))
    terms = np.fromiter(map(term_id, frequencies), np.int64, len(frequencies))[values > 0]
    values = values[values > 0]
    order = np.argsort(terms)
    counts = np.minimum(values[order], 255).astype(np.uint8)
    return passage, min(int(values.sum()), 65_535), terms[order].astype("<i8").tobytes(), counts.tobytes()


class Slots:
    """Not safe from several threads: the index holds its lock. folded: of `size` slots, those in segments."""

    def __init__(self, segments: Sequence[Segment], dead: NDArray[np.int64]) -> None:
        ids = [s.passages for s in segments]
        lengths = [s.lengths for s in segments]
        self.folded = sum(map(len, ids))
        self.size = self.folded
        self._ids = np.concatenate([*ids, np.zeros(FOLD_AT, np.int64)])
        self._lengths = np.concatenate([*lengths, np.zeros(FOLD_AT, np.uint16)]).astype(np.float32)
        self._alive = np.ones(len(self._ids), np.bool_)
        self._alive[self.of(dead)] = False
        self.living = int(np.count_nonzero(self.alive))
        self._total = float(self._lengths[: self.size][self.alive].sum(dtype=np.float64))
        self._norms: NDArray[np.float32] | None = None
        self._dead: NDArray[np.uint32] | None = None

    @property
    def ids(self) -> NDArray[np.int64]:
        """Passages by slot, ascending."""
        known: NDArray[np.int64] = self._ids[: self.size]
        return known

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Which of them were not deleted."""
        return self._alive[: self.size]

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where these passages stand; unknown ones are left out."""
        known = self.ids
        at = np.searchsorted(known, ids)
        inside = at < len(known)
        at, ids = at[inside], ids[inside]
        found: NDArray[np.int64] = at[known[at] == ids]
        return found

    def places(self, ids: Sequence[int]) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        """(the slot of each, which of them are known at all)."""
        wanted, known = np.asarray(ids, np.int64), self.ids
        at = np.minimum(known.searchsorted(wanted), max(0, len(known) - 1))
        there = known[at] == wanted if len(known) else np.zeros(len(wanted), np.bool_)
        return at.astype(np.uint32), there

    def append(self, rows: Sequence[ForwardRow]) -> NDArray[np.uint32]:
        """Slots for forward rows of new passages, in the order of their ids."""
        start, end = self.size, self.size + len(rows)
        if end > len(self._ids):
            more = max(FOLD_AT, end - len(self._ids), len(self._ids) // 2)
            self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
            self._lengths = np.concatenate([self._lengths, np.zeros(more, np.float32)])
            self._alive = np.concatenate([self._alive, np.ones(more, np.bool_)])
        self._ids[start:end] = [r[0] for r in rows]
        self._lengths[start:end] = [r[1] for r in rows]
        self._alive[start:end] = True
        self.size = end
        self.living += len(rows)
        self._total += float(sum(r[1] for r in rows))
        self._norms = None
        return np.arange(start, end, dtype=np.uint32)

    def hide(self, ids: NDArray[np.int64]) -> None:
        """These passages are deleted."""
        slots = self.of(ids)
        slots = slots[self._alive[slots]]
        self._alive[slots] = False
        self.living -= len(slots)
        self._total -= float(self._lengths[slots].sum(dtype=np.float64))
        self._norms = self._dead = None

    def frequency(self, slots: NDArray[np.uint32]) -> int:
        """How many of the slots, ascending, are of living passages."""
        if self.living == self.size:
            return len(slots)
        if self._dead is None:
            self._dead = np.flatnonzero(~self.alive).astype(np.uint32)
        return len(slots) - shared(self._dead, slots)

    def norms(self, scoring: Bm25) -> NDArray[np.float32]:
        """Of each slot, for living passages of the length that they have now; kept until one comes or goes."""
        if self._norms is None:
            self._norms = scoring.norms(self._lengths[: self.size], self._total / self.living)
        return self._norms

    def release(self) -> None:
        """Give back what is made anew when needed."""
        self._norms = self._dead = None
