"""Vectors: fp16 blobs in the database are the truth, FAISS is a cache of them in memory and, sealed, on disk.

The index holds the same fp16 numbers (100,000 vectors: 5.9 ms a search on two cores, 77 MB; flat fp32, made of them,
13.6 ms, 154 MB, and no better answer). FAISS gets bytes, never a path (it cannot open Korean ones on Windows), and
keeps no checksum: the seal does. The cache may be missing, broken, or behind: what differs from the database's list
of ids is added or removed when loaded, and nothing is embedded again for it.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import seal
from indexer.store.connections import Connections
from indexer.store.passages import Passages, StoredPassage
from indexer.store.windows import Windows

_CHUNK = 500
_MANY = 100_000  # ids read at a time


@dataclass(slots=True)
class _Loaded:
    """One space in memory. gone: deleted ids not yet taken out (taking out costs a pass over the index)."""

    index: Any
    dimensions: int
    gone: set[int] = field(default_factory=set)
    changed: int = 0  # vectors added or removed since the cache on disk was written


def _unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = np.ascontiguousarray(vectors, np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    out: NDArray[np.float32] = rows / np.maximum(norms, np.float32(1e-12))
    return out


def _empty(dimensions: int) -> Any:
    import faiss  # 0.2 s: only when vectors are used

    base = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(base)


def _only(bits: NDArray[np.uint8]) -> Any:
    """Search parameters that let through the ids whose bit is set."""
    faiss: Any = importlib.import_module("faiss")  # its type stubs know the C++ signatures only
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))


def _streamed(pieces: Iterator[bytes]) -> Any:
    """The index whose bytes come in pieces: it is never in memory twice. Raises seal.Broken."""
    faiss: Any = importlib.import_module("faiss")
    waiting = memoryview(b"")
    broken: list[seal.Broken] = []

    def take(size: int) -> bytes:
        nonlocal waiting
        out = bytearray()
        try:
            while len(out) < size:
                if not len(waiting):
                    waiting = memoryview(next(pieces, b""))
                    if not len(waiting):
                        break
                some = waiting[: size - len(out)]
                waiting = waiting[len(some) :]
                out += some
        except seal.Broken as error:  # must not pass through C++
            broken.append(error)
        return bytes(out)

    try:
        index = faiss.read_index(faiss.PyCallbackIOReader(take))
        if next(pieces, None) is not None:  # reads the file to its end, where a cut would show
            raise seal.Broken("length")
    except RuntimeError as error:
        raise broken[0] if broken else seal.Broken(type(error).__name__) from error
    return index


def _ids(index: Any) -> NDArray[np.int64]:
    import faiss

    ids: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
    return ids


class VectorIndex:
    """Nearest passages by cosine, in named spaces (an embedder's `name`). Safe from any thread."""

    def __init__(
        self,
        db: Connections,
        home: Path,
        key: bytes,
        total: Callable[[], int] | None = None,
    ) -> None:
        """total: how many passages there are; counting a million in the database takes longer than a search."""
        self._db = db
        self._home = home
        self._key = key
        self._passages = Passages(db)
        self._windows = Windows(db)
        self._total = total or self._passages.count
        self._counts: dict[str, int] = {}  # vectors of a space, once they were counted
        self._lock = threading.RLock()
        self._loaded: dict[str, _Loaded] = {}
        self._first_pending: dict[str, int] = {}  # no passage with a smaller id lacks a vector

    # ---- what is there

    def _space(self, space: str) -> tuple[int, int] | None:
        rows = self._db.rows("SELECT id, dimensions FROM space WHERE name = ?", (space,))
        return (int(rows[0][0]), int(rows[0][1])) if rows else None

    def spaces(self) -> list[str]:
        return [r[0] for r in self._db.rows("SELECT name FROM space ORDER BY name")]

    def count(self, space: str) -> int:
        """Vectors of the space."""
        count = self._counts.get(space)
        if count is None:
            with self._db.alone():  # no writer between counting and remembering
                known = self._space(space)
                if known is None:
                    return 0
                count = int(self._db.value("SELECT count(*) FROM vector WHERE space = ?", (known[0],)))
                self._counts[space] = count
        return count

    def count_pending(self, space: str) -> int:
        """Passages without a vector in the space."""
        return self._total() - self.count(space)

    def pending(self, space: str, limit: int) -> list[StoredPassage]:
        """Up to `limit` passages without a vector, oldest first."""
        known = self._space(space)
        start = self._first_pending.get(space, 0)
        # Ids only grow, so what lay before the first pending passage can never become pending again.
        rows = self._db.rows(
            "SELECT p.id FROM passage p WHERE p.id >= ? AND NOT EXISTS"
            " (SELECT 1 FROM vector v WHERE v.space = ? AND v.passage = p.id) ORDER BY p.id LIMIT ?",
            (start, known[0] if known else -1, limit),
        )
        if rows:
            self._first_pending[space] = int(rows[0][0])
        return list(self._passages.get([r[0] for r in rows]).values())

    def lacking_windows(self, space: str, limit: int) -> list[StoredPassage]:
        """Up to `limit` passages whose vector is there but not those of their windows, oldest first."""
        known = self._space(space)
        ids = self._windows.lacking(known[0], limit) if known else []
        return list(self._passages.get(ids).values())

    def count_lacking_windows(self, space: str) -> int:
        """How many those are."""
        known = self._space(space)
        return self._windows.count_lacking(known[0]) if known else 0

    def nearest_windows(self, space: str, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """Of each of these passages that has windows, the greatest cosine of one with `vector`."""
        known = self._space(space)
        if known is None or not len(ids):
            return {}
        query = _unit(np.asarray(vector, np.float32).reshape(1, -1))[0]
        return self._windows.nearest(known[0], known[1], query, ids)

    # ---- writing

    def add(self, space: str, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store vectors (one row an id) in one transaction and make them searchable.

        Passages deleted meanwhile and vectors that are there already are left out. Raises ValueError for a shape
        that does not fit the space or a value that is no number; StoreError.
        """
        rows = np.asarray(vectors, np.float32)
        if rows.ndim != 2 or len(rows) != len(ids) or not np.isfinite(rows).all():
            raise ValueError("one finite row an id is needed")
        if not len(ids):
            return
        half = _unit(rows).astype("<f2")
        with self._db.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO space(name, dimensions) VALUES (?, ?)", (space, int(rows.shape[1]))
            )
            known = self._space(space)
            assert known is not None
            if known[1] != rows.shape[1]:
                raise ValueError(f"the space has {known[1]} dimensions, not {rows.shape[1]}")
            new = []
            for at, passage in enumerate(ids):
                done = connection.execute(
                    "INSERT OR IGNORE INTO vector(space, passage, data) SELECT ?, id, ? FROM passage WHERE id = ?",
                    (known[0], half[at].tobytes(), int(passage)),
                )
                if done.rowcount:
                    new.append(at)

            def show() -> None:
                if space in self._counts:
                    self._counts[space] += len(new)
                with self._lock:
                    loaded = self._loaded.get(space)
                    if loaded is not None and new:
                        self._insert(loaded, np.array([int(ids[i]) for i in new], np.int64), half[new])

            self._db.after_commit(show)

    def add_windows(self, space: str, ids: Sequence[int], windows: Sequence[NDArray[np.float32]]) -> None:
        """Store the windows of passages whose vectors are there already; of those deleted meanwhile, none."""
        known = self._space(space)
        assert known is not None
        with self._db.writing() as connection:
            for passage, rows in zip(ids, windows, strict=True):
                held = connection.execute("SELECT 1 FROM vector WHERE space = ? AND passage = ?", (known[0], passage))
                if held.fetchone():
                    self._windows.put(connection, known[0], int(passage), rows)

    def delete(self, connection: Any, ids: Sequence[int]) -> None:
        """Inside a transaction: forget the vectors of these passages, in every space."""
        self._windows.delete(connection, ids)
        deleted = {}
        for number, name in connection.execute("SELECT id, name FROM space").fetchall():
            rows = [(number, int(i)) for i in ids]
            done = connection.executemany("DELETE FROM vector WHERE space = ? AND passage = ?", rows)
            deleted[name] = max(0, done.rowcount)

        def hide() -> None:
            for name, count in deleted.items():
                if name in self._counts:
                    self._counts[name] -= count
            with self._lock:
                for loaded in self._loaded.values():
                    loaded.gone.update(int(i) for i in ids)

        self._db.after_commit(hide)

    # ---- the index in memory

    def _insert(self, loaded: _Loaded, ids: NDArray[np.int64], half: NDArray[Any]) -> None:
        loaded.index.add_with_ids(np.ascontiguousarray(half, np.float32), ids)
        loaded.changed += len(ids)

    @staticmethod
    def _clean(loaded: _Loaded) -> None:
        if not loaded.gone:
            return
        import faiss

        gone = np.fromiter(loaded.gone, np.int64, len(loaded.gone))
        loaded.changed += int(loaded.index.remove_ids(faiss.IDSelectorBatch(gone)))
        loaded.gone.clear()

    def _load(self, space: str) -> _Loaded | None:
        """The space in memory, equal to the database; None for an unknown or empty one."""
        loaded = self._loaded.get(space)
        if loaded is None:
            known = self._space(space)
            if known is None:
                return None
            # The writers wait: what they add meanwhile would be neither in the list of ids nor shown later.
            with self._db.alone(), self._lock:
                if space in self._loaded:
                    return self._loaded[space]
                loaded = self._from_cache(space, known[1])
                truth = self._truth(known[0])
                loaded.gone.update(np.setdiff1d(_ids(loaded.index), truth).tolist())
                self._clean(loaded)
                missing = np.setdiff1d(truth, _ids(loaded.index)).tolist()
                for start in range(0, len(missing), _CHUNK):
                    some = missing[start : start + _CHUNK]
                    marks = ",".join("?" * len(some))
                    found = self._db.rows(
                        f"SELECT passage, data FROM vector WHERE space = ? AND passage IN ({marks})",
                        (known[0], *some),
                    )
                    half = np.frombuffer(b"".join(r[1] for r in found), "<f2").reshape(len(found), known[1])
                    self._insert(loaded, np.array([r[0] for r in found], np.int64), half)
                self._loaded[space] = loaded
        return loaded

    def _truth(self, number: int) -> NDArray[np.int64]:
        """The passages that have a vector, ascending."""
        parts, last = [np.zeros(0, np.int64)], -1
        while True:
            rows = self._db.rows(
                "SELECT passage FROM vector WHERE space = ? AND passage > ? ORDER BY passage LIMIT ?",
                (number, last, _MANY),
            )
            if not rows:
                return np.concatenate(parts)
            parts.append(np.fromiter((r[0] for r in rows), np.int64, len(rows)))
            last = int(parts[-1][-1])

    def search(
        self, space: str, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k nearest passages: (ids, cosines), best first, equal ones by id; only `allowed` ids where given."""
        nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
        loaded = self._load(space)
        if loaded is None or k <= 0 or (allowed is not None and not len(allowed)):
            return nothing
        query = _unit(np.asarray(vector, np.float32).reshape(1, -1))
        if query.shape[1] != loaded.dimensions or not np.isfinite(query).all():
            raise ValueError(f"the space has {loaded.dimensions} dimensions, not {query.shape[1]}")
        with self._lock:
            self._clean(loaded)
            if not loaded.index.ntotal:
                return nothing
            k = min(k, int(loaded.index.ntotal))
            if allowed is None:
                scores, ids = loaded.index.search(query, k)
            else:
                wanted = np.asarray(allowed, np.int64)
                bits = np.zeros(int(wanted.max()) // 8 + 1, np.uint8)
                np.bitwise_or.at(bits, wanted >> 3, (1 << (wanted & 7)).astype(np.uint8))
                scores, ids = loaded.index.search(query, k, params=_only(bits))
        found = ids[0] >= 0
        ids, scores = ids[0][found], scores[0][found]
        order = np.lexsort((ids, -scores))
        return ids[order].astype(np.int64), scores[order].astype(np.float32)

    # ---- the sealed file

    def cache_path(self, space: str) -> Path:
        """Where the sealed index of the space lies; the name tells nothing of the embedder."""
        return self._home / f"vectors-{hashlib.sha256(space.encode()).hexdigest()[:16]}.sealed"

    def _purpose(self, space: str, dimensions: int) -> str:
        return f"faiss fp16\n{dimensions}\n{space}"

    def _from_cache(self, space: str, dimensions: int) -> _Loaded:
        pieces = seal.pieces(self.cache_path(space), self._key, self._purpose(space, dimensions))
        try:
            return _Loaded(_streamed(pieces), dimensions)
        except seal.Broken:
            return _Loaded(_empty(dimensions), dimensions)

    def cache_opens(self, space: str) -> bool:
        """Whether the sealed file of the space is there and whole."""
        known = self._space(space)
        try:
            for _ in seal.pieces(self.cache_path(space), self._key, self._purpose(space, known[1] if known else 0)):
                pass
        except seal.Broken:
            return False
        return True

    def save_cache(self, always: bool = False) -> None:
        """Seal the indexes that have changed much (a twentieth, or 1,000 vectors) since they were written.

        The rest is added from the database at the next start. A cache that cannot be written is no error.
        """
        import faiss

        for space in self.spaces():
            loaded = self._load(space)
            if loaded is None:
                continue
            with self._lock:
                self._clean(loaded)
                enough = max(1_000, int(loaded.index.ntotal) // 20)
                exists = self.cache_path(space).exists()
                if not loaded.changed or (exists and loaded.changed < enough and not always):
                    continue
                data = faiss.serialize_index(loaded.index)
                changed = loaded.changed
            try:
                seal.write(self.cache_path(space), self._key, self._purpose(space, loaded.dimensions), data.data)
            except OSError:
                continue
            with self._lock:
                loaded.changed -= changed

    def drop_caches(self) -> None:
        """Remove the sealed files; they are made anew from the database."""
        for path in self._home.glob("vectors-*.sealed*"):
            path.unlink(missing_ok=True)


def new_key() -> bytes:
    """A random key for the sealed files."""
    return os.urandom(32)
