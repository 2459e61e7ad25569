"""Vectors: fp16 blobs in the database are the truth, FAISS is a cache of them in memory and, sealed, on disk.

The index holds the same fp16 numbers (100,000 vectors: 77 MB; flat fp32, made of them, takes twice the memory and the
time of a search, and gives no better answer). The cache may be missing, broken, or behind: what differs from the
database's list of ids is added or removed when loaded, and nothing is embedded again for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import faiss_index
from indexer.store.centre import Centre
from indexer.store.connections import Connections
from indexer.store.sealed_spaces import SealedSpaces
from indexer.store.space import LoadedSpace
from indexer.store.vector_table import CHUNK, VectorTable


class VectorIndex(VectorTable):
    """Nearest passages by cosine, in named spaces (an embedder's `name`). Safe from any thread."""

    def __init__(
        self,
        db: Connections,
        home: Path,
        key: bytes,
        total: Callable[[], int] | None = None,
    ) -> None:
        """total: as for `VectorTable`."""
        super().__init__(db, total)
        self._sealed = SealedSpaces(home, key)
        self._lock = threading.RLock()
        self._loaded: dict[str, LoadedSpace] = {}
        self._touched: dict[str, int] = {}  # vectors written or deleted since the start or the last file

    def nearest_windows(
        self, space: str, vector: NDArray[np.float32], ids: Sequence[int], centre: Centre | None = None
    ) -> dict[int, float]:
        """Of each of these passages that has windows, the greatest cosine of one with `vector`.

        centre: taken from all of them before they are compared.
        """
        known = self._space(space)
        if known is None or not len(ids):
            return {}
        query = faiss_index.unit(np.asarray(vector, np.float32).reshape(1, -1))[0]
        return self._windows.nearest(known[0], known[1], query, ids, centre)

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
        half = faiss_index.unit(rows).astype("<f2")
        with self._db.writing(library=False) as connection:
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
                self._touched[space] = self._touched.get(space, 0) + len(new)
                if space in self._counts:
                    self._counts[space] += len(new)
                with self._lock:
                    loaded = self._loaded.get(space)
                    if loaded is not None and new:
                        loaded.add(np.array([int(ids[i]) for i in new], np.int64), half[new])

            self._db.after_commit(show)

    def add_windows(self, space: str, ids: Sequence[int], windows: Sequence[NDArray[np.float32]]) -> None:
        """Store the windows of passages whose vectors are there already; of those deleted meanwhile, none."""
        known = self._space(space)
        assert known is not None
        with self._db.writing(library=False) as connection:
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
                self._touched[name] = self._touched.get(name, 0) + count
                if name in self._counts:
                    self._counts[name] -= count
            with self._lock:
                for loaded in self._loaded.values():
                    loaded.forget({int(i) for i in ids})

        self._db.after_commit(hide)

    def remove(self, space: str) -> int:
        """Delete a space with all its vectors, some at a time, so that nobody waits long; how many there were."""
        known, removed = self._space(space), 0
        while known is not None:
            with self._db.writing(library=False) as connection:
                done = connection.execute(
                    "DELETE FROM vector WHERE id IN (SELECT id FROM vector WHERE space = ? LIMIT ?)", (known[0], 5000)
                )
                count = max(0, done.rowcount)
                if not count:
                    connection.execute("DELETE FROM space WHERE id = ?", (known[0],))
            removed += count
            if not count:
                break
        with self._lock:
            self._loaded.pop(space, None)
            self._counts.pop(space, None)
            self._first_pending.pop(space, None)
        self._sealed.remove(space)
        return removed

    # ---- the index in memory

    def _load(self, space: str) -> LoadedSpace | None:
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
                loaded = self._sealed.read(space, known[1])
                truth = self._truth(known[0])
                loaded.forget(set(np.setdiff1d(loaded.ids(), truth).tolist()))
                loaded.clean()
                missing = np.setdiff1d(truth, loaded.ids()).tolist()
                for start in range(0, len(missing), CHUNK):
                    some = missing[start : start + CHUNK]
                    marks = ",".join("?" * len(some))
                    found = self._db.rows(
                        f"SELECT passage, data FROM vector WHERE space = ? AND passage IN ({marks})",
                        (known[0], *some),
                    )
                    half = np.frombuffer(b"".join(r[1] for r in found), "<f2").reshape(len(found), known[1])
                    loaded.add(np.array([r[0] for r in found], np.int64), half)
                loaded.sharpen()
                self._loaded[space] = loaded
        return loaded

    def warm(self, space: str) -> None:
        """Read the space's index now, so that the first question does not wait for it."""
        self._load(space)

    def release(self) -> None:
        """Give the memory back; what is in no sealed file is in the database, from where it is read again."""
        with self._lock:
            self._loaded.clear()

    def search(
        self,
        space: str,
        vector: NDArray[np.float32],
        k: int,
        allowed: NDArray[np.int64] | None = None,
        centre: Centre | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k nearest passages: (ids, cosines), best first, equal ones by id; only `allowed` ids where given.

        centre: taken from all vectors before they are compared.
        """
        nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
        loaded = self._load(space)
        if loaded is None or k <= 0 or (allowed is not None and not len(allowed)):
            return nothing
        query = faiss_index.unit(np.asarray(vector, np.float32).reshape(1, -1))
        if query.shape[1] != loaded.dimensions or not np.isfinite(query).all():
            raise ValueError(f"the space has {loaded.dimensions} dimensions, not {query.shape[1]}")
        with self._lock:
            return loaded.search(query, k, allowed, centre)

    def cosines(self, space: str, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """Of those of the passages that have a vector, the cosine with `vector`, nothing taken away."""
        loaded = self._load(space)
        if loaded is None or not len(ids):
            return {}
        with self._lock:
            here, found = loaded.cosines(faiss_index.unit(vector.reshape(1, -1)), np.array(ids, np.int64))
        return dict(zip(here.tolist(), found.tolist(), strict=True))

    # ---- the sealed file

    def cache_path(self, space: str) -> Path:
        """Where the sealed index of the space lies; the name tells nothing of the embedder."""
        return self._sealed.path(space)

    def cache_opens(self, space: str) -> bool:
        """Whether the sealed file of the space is there and whole."""
        known = self._space(space)
        return self._sealed.opens(space, known[1] if known else 0)

    def save_cache(self, always: bool = False) -> None:
        """Seal the indexes that have changed much (a twentieth, or 1,000 vectors) since they were written.

        The rest is added from the database at the next start. A cache that cannot be written is no error.
        """
        for space in self.spaces():
            if not always and space not in self._loaded and not self._worth_loading(space):
                continue
            loaded = self._load(space)
            if loaded is None:
                continue
            with self._lock:
                loaded.clean()
                enough = _enough(int(loaded.index.ntotal))
                exists = self.cache_path(space).exists()
                exists = exists and (loaded.coarse is None or self._sealed.coarse_path(space).exists())
                if exists and (not loaded.changed or (loaded.changed < enough and not always)):
                    continue
                loaded.sharpen()
                data = faiss_index.library().serialize_index(loaded.index)
                coarse = None if loaded.coarse is None else faiss_index.library().serialize_index(loaded.coarse)
                changed = loaded.changed
            try:
                self._sealed.write(space, loaded.dimensions, data.data, None if coarse is None else coarse.data)
            except OSError:
                continue
            with self._lock:
                loaded.changed -= changed
                self._touched.pop(space, None)

    def _worth_loading(self, space: str) -> bool:
        """Whether so much of a space that nobody has searched was written since the start that a file is due."""
        touched = self._touched.get(space, 0)
        return touched >= _enough(self.count(space)) or (touched > 0 and not self.cache_path(space).exists())

    def drop_caches(self) -> None:
        """Remove the sealed files; they are made anew from the database."""
        self._sealed.remove_all()


def _enough(count: int) -> int:
    """How many of so many vectors must have changed for a new file."""
    return max(1_000, count // 20)
