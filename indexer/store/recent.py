"""Postings of the passages that are in no segment yet, in memory: sorted blocks of doubling size."""

from __future__ import annotations

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

    def postings(self, term: int) -> tuple[Slots, Counts] | None:
        """Slots, ascending, and frequencies of a term; None where it is in no recent passage."""
        found = []
        for terms, slots, counts in self._blocks:
            start, end = np.searchsorted(terms, [term, term + 1] if term < 2**63 - 1 else [term, term])
            if term == 2**63 - 1:
                end = len(terms)
            if start < end:
                found.append((slots[start:end], counts[start:end]))
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])

    def counts(self, wanted: Terms) -> Terms:
        """In how many recent passages each of the wanted terms stands."""
        total = np.zeros(len(wanted), np.int64)
        for terms, _, _ in self._blocks:
            total += np.searchsorted(terms, wanted, "right") - np.searchsorted(terms, wanted)
        return total
