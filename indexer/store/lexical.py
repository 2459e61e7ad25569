"""The keyword index: BM25 over segments in the database and over recent passages in memory.

A document commits one forward row a passage; such recent passages are scored from memory and folded into a
segment at about 2,000. Frequencies and lengths count living passages only, so that the scores are those of a
clean rebuild whatever was deleted, folded or merged in between.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import dictionary, segments
from indexer.store.connections import Connections
from indexer.store.postings import PostingReader, Postings
from indexer.store.pruning import Listed, top
from indexer.store.recent import Recent
from indexer.store.scoring import Bm25, best, term_id
from indexer.store.segments import FOLD_AT, Segment

ForwardRow = tuple[int, int, bytes, bytes]  # passage, length, terms, counts
_MAX_SEGMENTS = 40  # beyond, a busy index merges too


def forward_row(passage: int, frequencies: Mapping[str, int]) -> ForwardRow:
    """What is stored of a passage until it is folded. Frequencies of zero and below are left out."""
    values = np.fromiter(frequencies.values(), np.int64, len(frequencies))
    terms = np.fromiter(map(term_id, frequencies), np.int64, len(frequencies))[values > 0]
    values = values[values > 0]
    order = np.argsort(terms)
    counts = np.minimum(values[order], 255).astype(np.uint8)
    return passage, min(int(values.sum()), 65_535), terms[order].astype("<i8").tobytes(), counts.tobytes()


class LexicalIndex:
    """Search by terms. Safe from any thread; one process at a time may write (the profile's lock)."""

    def __init__(self, db: Connections, scoring: Bm25 = Bm25()) -> None:  # noqa: B008 (frozen)
        self._db = db
        self._bm25 = scoring
        self._lock = threading.RLock()
        self._reader = PostingReader(db)
        segments.sweep(db)
        self._load()

    # ---- what is in memory: one slot a passage, segments first, then recent ones, ids ascending

    def _load(self) -> None:
        self._segments = segments.load(self._db)
        self._reader.forget(self._segments)
        ids = [s.passages for s in self._segments]
        lengths = [s.lengths for s in self._segments]
        self._folded = sum(map(len, ids))
        self._size = self._folded
        self._ids = np.concatenate([*ids, np.zeros(FOLD_AT, np.int64)])
        self._lengths = np.concatenate([*lengths, np.zeros(FOLD_AT, np.uint16)]).astype(np.float32)
        self._alive = np.ones(len(self._ids), np.bool_)
        dead = np.array([r[0] for r in self._db.rows("SELECT passage FROM dead")], np.int64)
        self._alive[self._slots(dead)] = False
        self._recent = Recent()
        self._append(self._db.rows("SELECT * FROM forward ORDER BY passage"))
        self._recount()

    def _recount(self) -> None:
        alive = self._alive[: self._size]
        self._living = int(np.count_nonzero(alive))
        self._total = float(self._lengths[: self._size][alive].sum(dtype=np.float64))
        self._norms: NDArray[np.float32] | None = None

    def _slots(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where these passages stand; unknown ones are left out."""
        known = self._ids[: self._size]
        at = np.searchsorted(known, ids)
        inside = at < len(known)
        at, ids = at[inside], ids[inside]
        found: NDArray[np.int64] = at[known[at] == ids]
        return found

    def _append(self, rows: Sequence[ForwardRow]) -> None:
        """Show forward rows of new passages, in the order of their ids."""
        start, end = self._size, self._size + len(rows)
        if end > len(self._ids):
            more = max(FOLD_AT, end - len(self._ids), len(self._ids) // 2)
            self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
            self._lengths = np.concatenate([self._lengths, np.zeros(more, np.float32)])
            self._alive = np.concatenate([self._alive, np.ones(more, np.bool_)])
        self._ids[start:end] = [r[0] for r in rows]
        self._lengths[start:end] = [r[1] for r in rows]
        self._alive[start:end] = True
        self._size = end
        slots = np.repeat(np.arange(start, end, dtype=np.uint32), [len(r[3]) for r in rows])
        self._recent.add(
            np.frombuffer(b"".join(r[2] for r in rows), "<i8").astype(np.int64),
            slots,
            np.frombuffer(b"".join(r[3] for r in rows), np.uint8),
        )

    # ---- writing, inside the caller's transaction

    def insert(self, connection: Any, ids: Sequence[int], terms: Sequence[Mapping[str, int]]) -> None:
        """Write the forward rows of new passages; they are found once the transaction has committed."""
        rows = [forward_row(passage, counts) for passage, counts in zip(ids, terms, strict=True)]
        connection.executemany("INSERT INTO forward VALUES (?, ?, ?, ?)", rows)

        def show() -> None:
            with self._lock:
                self._append(rows)
                self._living += len(rows)
                self._total += float(sum(r[1] for r in rows))
                self._norms = None

        self._db.after_commit(show)

    def delete(self, connection: Any, ids: Sequence[int]) -> None:
        """Take passages out; they are gone from results once the transaction has committed."""
        if not ids:
            return
        folded = int(self._ids[self._folded - 1]) if self._folded else -1
        connection.executemany("DELETE FROM forward WHERE passage = ?", [(i,) for i in ids])
        connection.executemany("INSERT OR IGNORE INTO dead VALUES (?)", [(i,) for i in ids if i <= folded])
        wanted = np.array(ids, np.int64)

        def hide() -> None:
            with self._lock:
                slots = self._slots(wanted)
                slots = slots[self._alive[slots]]
                self._alive[slots] = False
                self._living -= len(slots)
                self._total -= float(self._lengths[slots].sum(dtype=np.float64))
                self._norms = None

        self._db.after_commit(hide)

    # ---- reading

    def _postings(self, terms: Sequence[int]) -> dict[int, Postings]:
        """Of each term, folded and recent."""
        found = self._reader.read(terms, self._segments)
        for term, recent in self._recent.postings(terms).items():
            folded = found[term]
            found[term] = np.concatenate([folded[0], recent[0]]), np.concatenate([folded[1], recent[1]])
        return found

    def search(
        self, terms: Sequence[str] | Mapping[str, float], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k best passages: (ids, BM25 scores), best first, equal scores by id.

        terms: a term given twice counts twice; a mapping gives each its weight (zero and below: left out).
        allowed: only these passage ids. BM25 is without the constant factor (k1 + 1), which ranks nothing.
        """
        weights = {term_id(t): float(w) for t, w in (terms if isinstance(terms, Mapping) else Counter(terms)).items()}
        weights = {t: w for t, w in weights.items() if w > 0}
        with self._lock:
            size = self._size
            if not weights or k <= 0 or not self._living:
                return np.zeros(0, np.int64), np.zeros(0, np.float32)
            if self._norms is None:
                self._norms = self._bm25.norms(self._lengths[:size], self._total / self._living)
            wanted = self._alive[:size] if self._living < size else None
            found = self._postings(list(weights))
            lists = []
            for term in sorted(weights):  # always in one order, or a score's last bit would change
                slots, counts = found[term]
                frequency = len(slots) if wanted is None else int(np.count_nonzero(wanted[slots]))
                if frequency:
                    lists.append(Listed(slots, counts, weights[term] * self._bm25.idf(self._living, frequency)))
            if allowed is not None:
                keep = np.zeros(size, np.bool_)
                keep[self._slots(np.asarray(allowed, np.int64))] = True
                wanted = keep if wanted is None else keep & wanted
            slots, scores = top(lists, self._norms, k, wanted)
            return best(self._ids[slots], scores, k)

    def standing(self, terms: Sequence[str], ids: Sequence[int]) -> tuple[dict[str, float], NDArray[np.bool_]]:
        """(inverse document frequency of each term, which of the terms stand in which of these passages).

        The second has shape (len(terms), len(ids)). A term that stands nowhere has the idf of the rarest.
        """
        idf: dict[str, float] = {}
        wanted = np.asarray(ids, np.int64)
        there = np.zeros((len(terms), len(wanted)), np.bool_)
        with self._lock:
            alive = self._alive[: self._size]
            some_dead = self._living < self._size
            known = self._ids[: self._size]
            places = np.minimum(known.searchsorted(wanted), max(0, len(known) - 1))
            is_known = known[places] == wanted if len(known) else np.zeros(len(wanted), np.bool_)
            slots_of = places.astype(np.uint32)
            found = self._postings([term_id(t) for t in terms])
            for row, term in enumerate(terms):
                slots = found[term_id(term)][0]
                frequency = int(np.count_nonzero(alive[slots])) if some_dead else len(slots)
                idf[term] = self._bm25.idf(self._living, frequency)
                if len(slots):
                    at = slots.searchsorted(slots_of)
                    at[at == len(slots)] = 0
                    there[row] = slots[at] == slots_of
            there &= is_known
        return idf, there

    def document_frequency(self, term: str) -> int:
        """In how many living passages the term stands."""
        with self._lock:
            key = term_id(term)
            slots = self._postings([key])[key][0]
            return int(np.count_nonzero(self._alive[slots]))

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each term stands, deleted ones counted until a merge; reads no postings."""
        keys = {term_id(t): t for t in terms}
        out = dict.fromkeys(terms, 0)
        wanted = np.array(sorted(keys), np.int64)
        with self._lock:
            for key, count in self._recent.counts(list(keys)).items():
                out[keys[key]] += count
            total = self._reader.counts(self._segments, wanted)
        for at in np.flatnonzero(total).tolist():
            out[keys[int(wanted[at])]] += int(total[at])
        return out

    def together(
        self, terms: Sequence[str], others: Sequence[str]
    ) -> dict[str, tuple[int, dict[str, tuple[int, int]]]]:
        """Term → (passages with it, other term → (passages with that, passages with both)), deleted ones counted."""
        with self._lock:
            found = self._postings(list({term_id(t) for t in (*terms, *others)}))
        out = {}
        for term in terms:
            own = found[term_id(term)][0]
            pairs = {}
            for other in others:
                slots = found[term_id(other)][0]
                few, many = (own, slots) if len(own) < len(slots) else (slots, own)
                both = 0
                if len(few):
                    at = np.minimum(np.searchsorted(many, few), len(many) - 1)
                    both = int(np.count_nonzero(many[at] == few))
                pairs[other] = (len(slots), both)
            out[term] = (len(own), pairs)
        return out

    def count(self) -> int:
        """Living passages."""
        with self._lock:
            return self._living

    def segment_sizes(self) -> list[int]:
        """Passages in each segment, dead ones included; recent passages are in none."""
        with self._lock:
            return [len(s.passages) for s in self._segments]

    def warm(self) -> None:
        """Read the segments' dictionaries now, which a mistyped word is looked for in."""
        self.document_frequencies(["m:준비"])

    def release(self) -> None:
        """Give back the memory of what was read of the postings."""
        with self._lock:
            self._reader.release()
            self._norms = None
        term_id.cache_clear()

    def close(self) -> None:
        """End the threads that read."""
        self._reader.close()

    # ---- upkeep

    def maintain(self, idle: bool = False) -> None:
        """Fold recent passages once there are about 2,000; when idle, fold and merge all that is worth it.

        Searches go on meanwhile; commits wait. Killed at any point, the next start goes on from what was switched.
        """
        with self._lock:
            recent = self._size - self._folded
        if recent >= FOLD_AT or (idle and recent >= FOLD_AT // 4):
            self.fold()
        while idle or len(self.segment_sizes()) > _MAX_SEGMENTS:
            if not self._merge_once():
                break
        while idle and self._complete_once():
            pass

    def fold(self) -> None:
        """Make a segment of the recent passages, however few."""
        with self._db.writing(library=False) as connection:
            segments.fold(connection)
            self._db.after_commit(self._reload)

    def _reload(self) -> None:
        with self._lock:
            self._load()

    def _complete_once(self) -> bool:
        """Give one segment of an older version its dictionary."""
        with self._db.alone():
            with self._lock:
                ids = [s.id for s in self._segments]
            return dictionary.complete(self._db, ids)

    def _merge_once(self) -> bool:
        # The outer lock is the writer's: nothing may be deleted between building and switching.
        with self._db.alone():
            with self._lock:
                bases = np.cumsum([0] + [len(s.passages) for s in self._segments])
                alive = self._alive[: self._folded].copy()
                current = list(self._segments)
            dead = [int(np.count_nonzero(~alive[a:b])) for a, b in pairwise(bases)]
            chosen = segments.plan([len(s.passages) for s in current], dead)
            if chosen is None:
                return False
            start, end = chosen
            old = current[start:end]
            new = segments.build_merged(self._db, old, alive[bases[start] : bases[end]])
            with self._lock:  # no search may run between the switch on disk and the one in memory
                with self._db.writing(library=False) as connection:
                    segments.switch(connection, old, new)
                self._load()
            segments.sweep(self._db)
        return True


__all__ = ["LexicalIndex", "Segment"]
