"""BM25 and choosing the best: pure functions over numpy arrays."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Bm25:
    """k1: how soon repetition saturates; b: how much length counts (Robertson & Zaragoza 2009, section 3)."""

    k1: float = 1.2
    b: float = 0.75

    def norms(self, lengths: NDArray[np.float32], average: float) -> NDArray[np.float32]:
        """The length part of the denominator, one a passage."""
        out: NDArray[np.float32] = np.float32(self.k1 * (1 - self.b)) + np.float32(
            self.k1 * self.b / max(average, 1e-9)
        ) * lengths.astype(np.float32)
        return out

    @staticmethod
    def idf(passages: int, frequency: int) -> float:
        """Never negative, also for a term in every passage (as Lucene has it)."""
        return math.log(1.0 + (passages - frequency + 0.5) / (frequency + 0.5))


@lru_cache(maxsize=200_000)
def term_id(term: str) -> int:
    """64 bits of BLAKE2b as a signed integer: the term's name in the index.

    A hash instead of a dictionary table: a commit looks nothing up, a fold needs no second table. Two of five
    million terms share one with a probability below 1 in 1,000,000.
    """
    return int.from_bytes(
        hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True
    )


def best(
    ids: NDArray[np.int64], scores: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The k best of those above zero, best first, equal ones by id: the same answer however it was stored."""
    found = np.flatnonzero(scores > 0)
    if len(found) > k:
        values = scores[found]
        edge = np.partition(values, len(values) - k)[len(values) - k]
        found = found[values >= edge]
    order = np.lexsort((ids[found], -scores[found]))[:k]
    found = found[order]
    return ids[found], scores[found]


def shared(some: NDArray[np.uint32], others: NDArray[np.uint32]) -> int:
    """How many numbers are in both, each ascending."""
    few, many = (some, others) if len(some) < len(others) else (others, some)
    if not len(few):
        return 0
    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return int(np.count_nonzero(many[at] == few))


def standing(slots: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of the wanted slots, in any order, are among `slots`, ascending."""
    if not len(slots):
        return np.zeros(len(wanted), np.bool_)
    at = slots.searchsorted(wanted)
    at[at == len(slots)] = 0
    found: NDArray[np.bool_] = slots[at] == wanted
    return found
