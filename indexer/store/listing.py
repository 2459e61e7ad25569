"""The order of a large library, in memory: what a filter is looked for in, and where row 200,000 is found at once.

SQLite reads and decrypts every row for a filter (0.2 to 0.4 s of 250,000 files) and walks to an offset (0.2 s). The
same names in one array take 25 MB, are gone through in some 10 ms, and are given back when the engine rests.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.store import texts
from indexer.store.connections import Connections
from indexer.store.fresh import Fresh
from indexer.store.texts import Numbers, Texts

LARGE = 20_000  # files; below, SQLite is quick enough


@dataclass(frozen=True, slots=True)
class _Names:
    """Ids by path; by id: the look-up keys, the place of each by path, and its state as its place in `states`."""

    ids: Numbers
    keys: Texts
    place: NDArray[np.int32]
    states: list[str]
    state: NDArray[np.int8]

    def find(self, state: str | None, key: str) -> Numbers:
        """Ids by path."""
        if not key and state is None:
            return self.ids
        found = self.keys.holding(key)
        if state is not None:
            found = found[self.state[found] == self.states.index(state)] if state in self.states else found[:0]
        return self.ids[np.sort(self.place[found])]


class Listing:
    """`ids` answers from memory for a large library. Safe from any thread."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._names = Fresh(db, self._read)
        self._last: tuple[_Names, str | None, str, Numbers] | None = None

    def ids(self, state: str | None, key: str) -> Numbers | None:
        """Ids of the files of this state whose key holds `key`, by path; None where the library is not large."""
        if int(self._db.value("SELECT count(*) FROM file")) < LARGE:
            self.release()
            return None
        with self._lock:
            names = self._names.get()
            if self._last is not None and self._last[0] is names and self._last[1:3] == (state, key):
                return self._last[3]
            found = names.find(state, key)
            self._last = (names, state, key, found)
            return found

    def release(self) -> None:
        """Give the memory back."""
        with self._lock:
            self._last = None
            self._names.release()

    def _read(self) -> _Names:
        (ids,), keys = texts.read(self._db, ("id",), "path_key")
        # With a limit SQLite may not leave the order out; what was written meanwhile is seen the next time.
        by_path = self._ids("SELECT id FROM file ORDER BY path LIMIT -1")
        by_path = by_path[np.isin(by_path, ids)]
        place = np.full(len(ids), len(by_path), np.int32)
        place[np.searchsorted(ids, by_path)] = np.arange(len(by_path))
        states = [r[0] for r in self._db.rows("SELECT DISTINCT state FROM file")]
        state = np.full(len(ids), -1, np.int8)
        for number, name in enumerate(states):
            of = self._ids("SELECT id FROM file WHERE state = ? LIMIT -1", name)
            state[np.searchsorted(ids, of[np.isin(of, ids)])] = number
        return _Names(by_path, Texts(keys), place, states, state)

    def _ids(self, sql: str, *values: str) -> Numbers:
        joined = self._db.value(f"SELECT group_concat(id) FROM ({sql})", values)
        out: Numbers = np.fromstring(joined or "", np.int64, sep=",")
        return out
