"""The text of the passages: what an answer quotes, exactly as the parser gave it."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.model import Passage
from indexer.store.connections import Connections, Row

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Passage)
_CHUNK = 500
_ALIKE = 16  # ids of a statement are a multiple of this, so that SQLite has parsed it already
_SELECT = (
    "SELECT p.id, p.document, p.ordinal, f.path, d.title, d.format, f.mtime_ns, p.body FROM passage p"
    " JOIN document d ON d.id = p.document JOIN file f ON f.document = p.document "
)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its document. ordinal: from 0 in the document; modified: ISO 8601, local, with zone."""

    id: int
    document_id: int
    ordinal: int
    path: str
    title: str
    format: str
    modified: str
    passage: Passage


def iso(seconds: float) -> str:
    """Seconds since the epoch as ISO 8601 in the local zone; the epoch itself where a clock gives nonsense."""
    try:
        return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0).astimezone().isoformat(timespec="seconds")


# Of a question's candidates many are of one file, and the best files come again with the next question.
_iso = lru_cache(4096)(iso)


def _stored(row: Row) -> StoredPassage:
    passage, document, ordinal, path, title, form, mtime_ns, body = row
    return StoredPassage(
        passage, document, ordinal, path, title, form, _iso(mtime_ns / 1e9), _DECODER.decode(zlib.decompress(body))
    )


class Passages:
    """Read passages by id or by document. Unknown ids are left out, never an error."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    def get(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages of these ids, in the order asked for."""
        wanted = [int(i) for i in ids]
        found: dict[int, StoredPassage] = {}
        for start in range(0, len(wanted), _CHUNK):
            some = wanted[start : start + _CHUNK]
            some += some[-1:] * (-len(some) % _ALIKE)
            rows = self._db.rows(f"{_SELECT} WHERE p.id IN ({','.join('?' * len(some))})", some)
            found.update((r[0], _stored(r)) for r in rows)
        return {i: found[i] for i in wanted if i in found}

    def of_document(self, document_id: int) -> list[StoredPassage]:
        """All passages of a document, in its order."""
        return [_stored(r) for r in self._db.rows(f"{_SELECT} WHERE p.document = ? ORDER BY p.id", (document_id,))]

    def ids_of_document(self, document_id: int) -> NDArray[np.int64]:
        """Ids of a document's passages, ascending."""
        rows = self._db.rows("SELECT id FROM passage WHERE document = ? ORDER BY id", (document_id,))
        return np.array([r[0] for r in rows], np.int64)

    def neighbours(self, id: int, before: int = 1, after: int = 1) -> list[StoredPassage]:
        """The passages around `id` in its document, itself included, in order; empty for an unknown id."""
        here = self._db.rows("SELECT document, ordinal FROM passage WHERE id = ?", (int(id),))
        if not here:
            return []
        document, ordinal = here[0]
        rows = self._db.rows(
            f"{_SELECT} WHERE p.document = ? AND p.ordinal BETWEEN ? AND ? ORDER BY p.id",
            (document, ordinal - before, ordinal + after),
        )
        return [_stored(r) for r in rows]

    def count(self) -> int:
        """Passages of all documents."""
        return int(self._db.value("SELECT count(*) FROM passage"))

    def sample(self, seed: int = 20260101) -> Iterator[StoredPassage]:
        """All passages in a random order, the same for the same store and seed, read a few at a time."""
        ids = [int(row[0]) for row in self._db.rows("SELECT id FROM passage ORDER BY id")]
        random.Random(seed).shuffle(ids)
        for start in range(0, len(ids), _CHUNK):
            yield from self.get(ids[start : start + _CHUNK]).values()

    @staticmethod
    def insert(connection: Any, document: int, passages: Sequence[Passage]) -> list[int]:
        """Inside a transaction: write the passages of a new document; returns their ids, ascending."""
        ids = []
        for ordinal, passage in enumerate(passages):
            # Level 1: half the size for Korean text, a tenth of the time of the default level.
            body = zlib.compress(_ENCODER.encode(passage), 1)
            done = connection.execute(
                "INSERT INTO passage(document, ordinal, kind, body) VALUES (?, ?, ?, ?)",
                (document, ordinal, passage.kind, body),
            )
            ids.append(int(done.lastrowid))
        return ids
