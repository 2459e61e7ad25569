"""Short names and what they stand for, as the documents themselves define them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indexer.language.abbreviations import Abbreviation
from indexer.store.connections import Connections
from indexer.store.fresh import Fresh

_CHUNK = 400


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


class Abbreviations:
    """Look up both ways. A pair counts once a document that defines it."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        # Of a question dozens of word groups are looked up, and few of them are in any table.
        self._known = Fresh(db, self._keys)

    def _keys(self) -> frozenset[int]:
        rows = self._db.rows("SELECT short_key FROM abbreviation UNION SELECT long_key FROM abbreviation")
        return frozenset(hash(r[0]) for r in rows)

    def release(self) -> None:
        """Give the memory back."""
        self._known.release()

    @staticmethod
    def insert(connection: Any, document: int, pairs: Iterable[Abbreviation]) -> None:
        """Inside a transaction: what a document defines, in place of what it defined before."""
        connection.execute("DELETE FROM abbreviation WHERE document = ?", (document,))
        connection.executemany(
            "INSERT INTO abbreviation VALUES (?, ?, ?, ?, ?)",
            [(document, p.short, p.long, _key(p.short), _key(p.long)) for p in pairs],
        )

    def find(self, words: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """word → (what else it is called, in how many documents), most often first; words without are left out."""
        known = self._known.get()
        keys = {key: w for w in words if len(w) > 1 and hash(key := _key(w)) in known}
        found: dict[str, list[tuple[str, int]]] = {}
        for own, other in (("short", "long"), ("long", "short")):
            wanted = list(keys)
            for start in range(0, len(wanted), _CHUNK):
                some = wanted[start : start + _CHUNK]
                rows = self._db.rows(
                    f"SELECT {own}_key, min({other}), count(*) AS n FROM abbreviation"
                    f" WHERE {own}_key IN ({','.join('?' * len(some))}) GROUP BY {own}_key, {other}_key"
                    f" ORDER BY n DESC, {other}_key",
                    some,
                )
                for key, text, documents in rows:
                    found.setdefault(keys[key], []).append((text, int(documents)))
        return found

    def count(self) -> int:
        """Pairs, each as often as documents define it."""
        return int(self._db.value("SELECT count(*) FROM abbreviation"))
