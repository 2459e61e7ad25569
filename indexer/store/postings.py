"""Reading the postings of terms out of the segments, with what was read last kept in memory."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from indexer.store import dictionary
from indexer.store.connections import Connections, Row
from indexer.store.segments import Segment

Postings = tuple[NDArray[np.uint32], NDArray[np.uint8]]
_CACHE_POSTINGS = 8_000_000  # 40 MB of places and frequencies
# Of a large index more is kept: over a million passages half of what questions read is the same common bigrams, and
# 36 million postings (180 MB) spare over half of the reading.
_CACHE_A_PASSAGE = 36
_READERS = 4  # segments read at a time
_AT_A_TIME = 500  # terms of one statement


class PostingReader:
    """Not safe from several threads: the index holds its lock."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        # Threads that last, for their connections last with them: opening one costs as much as a small search.
        self._readers = self._threads()
        self._cache: OrderedDict[int, Postings] = OrderedDict()
        self._cached = 0
        self._room = _CACHE_POSTINGS
        # Of the segments whose dictionaries were read, in one: a word is looked for once, not once a segment.
        self._dictionary = dictionary.nothing()
        self._within: set[int] = set()

    @staticmethod
    def _threads() -> ThreadPoolExecutor:
        return ThreadPoolExecutor(min(_READERS, os.cpu_count() or 1), "postings")

    def release(self) -> None:
        """Give back what was read, and the threads with their connections' page caches."""
        self._forget_dictionary()
        self._cache.clear()
        self._cached = 0
        self._readers.shutdown()
        self._readers = self._threads()

    def forget(self, segments: Sequence[Segment]) -> None:
        """These are the segments now: what was kept of others is of no use."""
        live = {s.id for s in segments}
        if not self._within <= live:
            self._forget_dictionary()
        self._room = max(_CACHE_POSTINGS, _CACHE_A_PASSAGE * sum(len(s.passages) for s in segments))
        self._cache.clear()
        self._cached = 0

    def read(self, terms: Sequence[int], segments: Sequence[Segment]) -> dict[int, Postings]:
        """Places (as slots, one a passage of the segments in their order) and frequencies of each term."""
        found = {}
        for term in terms:
            if term in self._cache:
                self._cache.move_to_end(term)
                found[term] = self._cache[term]
        missing = [t for t in terms if t not in found]
        parts: dict[int, list[tuple[int, bytes, bytes]]] = {t: [] for t in missing}
        for start in range(0, len(missing), _AT_A_TIME):
            some = missing[start : start + _AT_A_TIME]
            marks = ",".join("?" * len(some))
            sql = f"SELECT term, passages, counts FROM posting WHERE segment = ? AND term IN ({marks})"
            base = 0
            # Most of a search is decrypting pages, which leaves the interpreter: segments are read side by side.
            asked = [(sql, (segment.id, *some)) for segment in segments]
            for segment, rows in zip(segments, self._readers.map(self._rows, asked), strict=True):
                for term, places, counts in rows:
                    parts[term].append((base, places, counts))
                base += len(segment.passages)
        for term, pieces in parts.items():
            slots = np.frombuffer(b"".join(p[1] for p in pieces), "<u2").astype(np.uint32)
            slots += np.repeat(np.array([p[0] for p in pieces], np.uint32), [len(p[2]) for p in pieces])
            joined: Postings = (slots, np.frombuffer(b"".join(p[2] for p in pieces), np.uint8))
            found[term] = self._cache[term] = joined
            self._cached += len(joined[0])
        while self._cached > self._room and len(self._cache) > len(terms):
            self._cached -= len(self._cache.popitem(last=False)[1][0])
        return found

    def _rows(self, query: tuple[str, tuple[int, ...]]) -> list[Row]:
        return self._db.rows(*query)

    def counts(self, segments: Sequence[Segment], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """In how many of the segments' passages the wanted terms (ascending) stand."""
        out = np.zeros(len(wanted), np.int64)
        for segment in segments:
            if segment.id in self._within:
                continue
            known = dictionary.load(self._db, segment.id)
            if known is None:  # a segment of an older version: an idle index makes it one
                out += dictionary.looked_up(self._db, segment.id, wanted)
            else:
                self._dictionary = self._dictionary.with_(known)
                self._within.add(segment.id)
        return out + self._dictionary.of(wanted)

    def _forget_dictionary(self) -> None:
        self._dictionary = dictionary.nothing()
        self._within = set()

    def close(self) -> None:
        """End the threads that read."""
        self._readers.shutdown()
