"""Which documents have pages that are only estimates, and how exact ones take their place."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from indexer.model import Passage
from indexer.store.connections import Connections

LAID_OUT = ("hwp5", "hwp3", "hwpx")  # formats whose pages are laid out; those of a PDF are exact as they are
_ENCODER = msgspec.msgpack.Encoder()


def placed(passages: Sequence[Passage]) -> bool:
    """Whether every page in them is exact already."""
    return all(part.location.page_exact for passage in passages for part in passage.parts)


class Pages:
    """`document.placed`: 1 where the pages are as exact as they get."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    def pending(self) -> list[int]:
        """Documents whose pages were not looked at yet, oldest first."""
        marks = ",".join("?" * len(LAID_OUT))
        rows = self._db.rows(
            f"SELECT id FROM document WHERE placed = 0 AND format IN ({marks}) ORDER BY id", LAID_OUT
        )
        return [int(r[0]) for r in rows]

    def path_if_unchanged(self, document: int) -> Path | None:
        """The document's file, if it is still the one that was read."""
        rows = self._db.rows("SELECT path, size, mtime_ns FROM file WHERE document = ?", (document,))
        if not rows:
            return None
        path, size, mtime_ns = Path(rows[0][0]), rows[0][1], rows[0][2]
        try:
            stat = path.stat()
        except OSError:
            return None
        return path if (stat.st_size, stat.st_mtime_ns) == (size, mtime_ns) else None

    def settle(self, document: int) -> None:
        """Leave the document's pages as they are."""
        with self._db.writing() as connection:
            connection.execute("UPDATE document SET placed = 1 WHERE id = ?", (document,))

    def put(self, document: int, ids: Sequence[int], passages: Sequence[Passage], pages: int) -> None:
        """In one transaction: new places of a document's passages, and how many pages it has.

        A document that was read anew meanwhile is left alone.
        """
        with self._db.writing() as connection:
            found = connection.execute("SELECT count(*) FROM passage WHERE document = ?", (document,)).fetchone()
            if found[0] != len(ids):
                return
            for number, passage in zip(ids, passages, strict=True):
                body = zlib.compress(_ENCODER.encode(passage), 1)
                connection.execute(
                    "UPDATE passage SET body = ? WHERE id = ? AND document = ?", (body, number, document)
                )
            connection.execute("UPDATE document SET placed = 1, pages = ? WHERE id = ?", (pages, document))
