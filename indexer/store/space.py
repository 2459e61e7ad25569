"""The vectors of one space in memory: exact numbers, and over many of them coarse codes that say where to look.

An exact search reads all of the vectors: 64 ms over a million on one core, the coarse one 10 ms. What the codes bring
is scored by the exact numbers, so that every score is right; only a passage that the codes miss could be absent.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import faiss_index
from indexer.store.centre import Centre

COARSE_FROM = 40_000  # vectors; fewer are searched exactly
_LOOK = 1_000  # candidates of the codes at least
_TIMES = 10  # as many candidates as are wanted
_DEEP = 5  # times as many as are wanted are looked at where the centre is taken from each
_MOST_STALE = 10  # a tenth of the codes may be of vectors that are gone


class LoadedSpace:
    """Not safe from several threads: `VectorIndex` holds its lock.

    changed: vectors added or removed since the sealed file was written.
    """

    def __init__(self, index: Any, dimensions: int, coarse: Any = None) -> None:
        self.index = index
        self.dimensions = dimensions
        self.coarse = coarse
        self.changed = 0
        self._gone: set[int] = set()  # not yet taken out: that costs a pass over the index
        self._stale = np.zeros(0, np.int64)  # in the codes only, for taking out of those costs far more
        self._places: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None  # ids ascending, and their rows

    def ids(self) -> NDArray[np.int64]:
        """Those of the exact numbers, deleted ones that were not taken out yet included."""
        return faiss_index.ids(self.index)

    def add(self, ids: NDArray[np.int64], half: NDArray[Any]) -> None:
        """Vectors of new passages, a row each."""
        rows = np.ascontiguousarray(half, np.float32)
        self.index.add_with_ids(rows, ids)
        if self.coarse is not None:
            self.coarse.add_with_ids(rows, ids)
        self._places = None
        self.changed += len(ids)

    def forget(self, ids: set[int]) -> None:
        """These passages are gone; unknown ones do no harm."""
        self._gone |= ids

    def clean(self) -> None:
        """Take out what is gone."""
        if not self._gone:
            return
        gone = np.fromiter(self._gone, np.int64, len(self._gone))
        self.changed += int(self.index.remove_ids(faiss_index.library().IDSelectorBatch(gone)))
        if self.coarse is not None:
            self._stale = np.union1d(self._stale, gone)
        self._places = None
        self._gone.clear()

    def sharpen(self) -> bool:
        """Make the coarse codes where they are worth it, or agree with the exact numbers. True where they are new."""
        self.clean()
        count = int(self.index.ntotal)
        if count < COARSE_FROM:
            self.coarse = None
            return False
        if self.coarse is not None:
            own, known = self.ids(), faiss_index.ids(self.coarse)
            self._stale = np.setdiff1d(known, own)
            missing = np.setdiff1d(own, known)
            if len(self._stale) * _MOST_STALE <= count and len(missing) * 2 <= count:
                if len(missing):
                    self.coarse.add_with_ids(self._rows(missing), missing)
                return False
        self.coarse = faiss_index.coarse_of(self.index)
        self._stale = np.zeros(0, np.int64)
        return True

    def search(
        self,
        query: NDArray[np.float32],
        k: int,
        allowed: NDArray[np.int64] | None,
        centre: Centre | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k nearest: (ids, cosines), best first, equal ones by id. query: one unit row.

        centre: taken from the query and from all vectors; what is then left of a vector's length is asked for only of
        those nearest to the centred query.
        """
        self.clean()
        query = query if centre is None else centre.question(query)
        # One question is not shared among threads; asked to, they would only be waited for.
        faiss_index.library().omp_set_num_threads(1)
        k = min(k, int(self.index.ntotal))
        if not k:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        found = self._by_codes(query, k, allowed)
        deep = k if centre is None else min(_DEEP * k, int(self.index.ntotal))
        if found is None and allowed is None:
            scores, ids = self.index.search(query, deep)
            found = ids[0], scores[0]
        elif found is None:
            wanted = np.asarray(allowed, np.int64)
            bits = np.zeros(int(wanted.max()) // 8 + 1, np.uint8)
            np.bitwise_or.at(bits, wanted >> 3, (1 << (wanted & 7)).astype(np.uint8))
            scores, ids = self.index.search(query, deep, params=faiss_index.only(bits))
            found = ids[0], scores[0]
        ids, scores = found[0][found[0] >= 0], found[1][found[0] >= 0]
        if centre is not None and len(ids):
            scores = centre.cosines(query[0], self._rows(ids))
        order = np.lexsort((ids, -scores))[:k]
        return ids[order].astype(np.int64), scores[order].astype(np.float32)

    def _by_codes(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
        """What the codes bring, scored exactly; None where all vectors must be looked at."""
        count = int(self.index.ntotal)
        few = allowed is not None and len(allowed) * 2 < count
        look = max(_LOOK, _TIMES * k)
        if self.coarse is None or few or look * 4 > count:
            return None
        ids: NDArray[np.int64] = self.coarse.search(query, look)[1][0]
        ids = ids[ids >= 0]
        if len(self._stale):
            ids = ids[~np.isin(ids, self._stale)]
        if allowed is not None:
            ids = ids[np.isin(ids, allowed)]
        if len(ids) < look // 4:
            return None
        # More than are wanted: of equal ones those with the smaller ids are taken.
        at, scores = faiss_index.nearest_of(self.index, self._at(ids), query, 2 * k)
        return ids[at], scores

    def cosines(
        self, query: NDArray[np.float32], ids: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Those of the passages that are there, and their cosines as they are. query: one unit row."""
        here = ids[np.isin(ids, self.ids())]
        if not len(here):
            return here, np.zeros(0, np.float32)
        return here, np.einsum("ij,j->i", self._rows(here), query[0])

    def _rows(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The exact vectors of passages that are there."""
        return faiss_index.rows_at(self.index, self._at(ids))

    def _at(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Their places in the exact index."""
        if self._places is None:
            known = self.ids()
            order = np.argsort(known)
            self._places = known[order], order
        known, order = self._places
        places: NDArray[np.int64] = order[np.searchsorted(known, ids)]
        return places
