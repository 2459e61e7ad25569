"""Postings of the passages that are in no segment yet, in memory: sorted blocks of doubling size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Terms = NDArray[np.int64]
Slots = NDArray[np.uint32]
Counts = NDArray[np.uint8]


class Recent:
    """A document adds a block; neighbours of about one size become one, so that a search looks into few."""

    def __init__(self) -> None:
        self._blocks: list[tuple[Terms, Slots, Counts]] = []

    def add(self, terms: Terms, slots: Slots, counts: Counts) -> None:
        """Postings in any order; their slots are greater than those added before."""
        if not len(terms):
            return
        blocks = [(terms, slots, counts)]
        size = len(terms)
        while self._blocks and len(self._blocks[-1][0]) < 2 * size:
            blocks.insert(0, self._blocks.pop())
            size += len(blocks[0][0])
        terms, slots, counts = (np.concatenate([b[n] for b in blocks]) for n in range(3))
        order = np.argsort(terms, kind="stable")  # slots ascend within a term: they came in that order
        self._blocks.append((terms[order], slots[order], counts[order]))

    def postings(self, wanted: Sequence[int]) -> dict[int, tuple[Slots, Counts]]:
        """Slots, ascending, and frequencies of each of the terms that is in a recent passage."""
        found: dict[int, list[tuple[Slots, Counts]]] = {}
        for term, block, start, end in self._spans(wanted):
            _, slots, counts = self._blocks[block]
            found.setdefault(term, []).append((slots[start:end], counts[start:end]))
        return {
            term: some[0]
            if len(some) == 1
            else (np.concatenate([s[0] for s in some]), np.concatenate([s[1] for s in some]))
            for term, some in found.items()
        }

    def counts(self, wanted: Sequence[int]) -> dict[int, int]:
        """In how many recent passages each of the terms stands, those that stand in none left out."""
        out: dict[int, int] = {}
        for term, _, start, end in self._spans(wanted):
            out[term] = out.get(term, 0) + end - start
        return out

    def _spans(self, wanted: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
        """(term, block, start, end) wherever one of the terms stands, by block."""
        asked = np.array(wanted, np.int64)
        for block, (terms, _, _) in enumerate(self._blocks):
            starts, ends = terms.searchsorted(asked, "left"), terms.searchsorted(asked, "right")
            for at in np.flatnonzero(starts < ends).tolist():
                yield int(asked[at]), block, int(starts[at]), int(ends[at])
