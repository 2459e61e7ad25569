"""What the profile knows of files: sources, exclusions, one row a file with its state and, if it failed, why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.language.versions import parts_of_name
from indexer.requests import FailedFile, FileRow
from indexer.store.connections import Connections
from indexer.store.listing import LARGE, Listing
from indexer.store.names import Names
from indexer.store.passages import iso
from indexer.store.records import FileRecord, Source, beneath, key
from indexer.store.selecting import like
from indexer.store.selection import Selection

STATES = ("indexed", "failed", "pending", "skipped")


def _version(path: str) -> tuple[str, float, str | None]:
    parts = parts_of_name(Path(path).stem)
    return parts.base, parts.rank, parts.day or None


_FILE = "path, size, mtime_ns, digest, format, state, parser_version, ctime_ns, kind, document"


class Catalog:
    """Sources, exclusions and file rows. Reads anywhere; writes are transactions of their own unless in one."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        self._selection = Selection(db)
        self.listing = Listing(db)
        self.names = Names(db)

    def warm(self) -> None:
        """Read the names now, so that the first letter typed does not wait for them."""
        self.names.find("", 0)

    def release(self) -> None:
        """Give back the memory of what is looked for in memory."""
        self._selection.release()
        self.listing.release()
        self.names.release()

    # ---- sources and exclusions

    def add_source(self, path: Path | str, now: float | None = None) -> None:
        """Remember a folder or file; adding it again changes nothing."""
        added = iso(datetime.now().timestamp() if now is None else now)
        with self._db.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO source(path, added) VALUES (?, ?)", (str(path), added))

    def remove_source(self, path: Path | str) -> bool:
        """Forget the source (its files' rows stay until removed). False: there was none."""
        with self._db.writing() as connection:
            return bool(connection.execute("DELETE FROM source WHERE path = ?", (str(path),)).rowcount)

    def sources(self) -> list[Source]:
        return [Source(*r) for r in self._db.rows("SELECT path, added, device FROM source ORDER BY path")]

    def seen_on(self, path: Path | str, device: str) -> None:
        """Remember the volume on which the source had files."""
        with self._db.writing() as connection:
            connection.execute("UPDATE source SET device = ? WHERE path = ?", (device, str(path)))

    def exclude(self, pattern: str) -> None:
        with self._db.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO exclusion VALUES (?)", (pattern,))

    def include(self, pattern: str) -> bool:
        """Take an exclusion back. False: there was none."""
        with self._db.writing() as connection:
            return bool(connection.execute("DELETE FROM exclusion WHERE pattern = ?", (pattern,)).rowcount)

    def exclusions(self) -> list[str]:
        return [r[0] for r in self._db.rows("SELECT pattern FROM exclusion ORDER BY pattern")]

    # ---- file rows

    def get(self, path: Path | str) -> FileRecord | None:
        rows = self._db.rows(f"SELECT {_FILE} FROM file WHERE path = ?", (str(path),))
        return FileRecord(*rows[0]) if rows else None

    def under(self, path: Path | str) -> list[FileRecord]:
        """The rows of the file `path`, or of all files in that folder, by path."""
        where, values = beneath(str(path))
        return [
            FileRecord(*r) for r in self._db.rows(f"SELECT {_FILE} FROM file WHERE {where} ORDER BY path", values)
        ]

    def documents(self, among: Collection[int] | None = None, above: Iterable[str] = ("",)) -> set[tuple[str, int]]:
        """(path, document) of the indexed files that lie in one of `above`; of these documents only, where given."""
        out: set[tuple[str, int]] = set()
        wanted = None if among is None else list(among)
        parts = [None] if wanted is None else [wanted[i : i + 500] for i in range(0, len(wanted), 500)]
        for folder in above:
            where, values = beneath(folder) if folder else ("1", ())
            for some in parts:
                more = "" if some is None else f" AND document IN ({','.join('?' * len(some))})"
                sql = f"SELECT path, document FROM file WHERE document IS NOT NULL AND ({where}){more}"
                out.update((str(r[0]), int(r[1])) for r in self._db.rows(sql, (*values, *(some or ()))))
        return out

    def with_digest(self, digest: str) -> list[FileRecord]:
        """Indexed files of this content."""
        sql = f"SELECT {_FILE} FROM file WHERE digest = ? AND document IS NOT NULL ORDER BY path"
        return [FileRecord(*r) for r in self._db.rows(sql, (digest,))]

    def put(self, files: Iterable[FileRecord]) -> None:
        """Insert rows or bring their facts and state up to date; a row's document stays with it."""
        with self._db.writing() as connection:
            for file in files:
                self.write(connection, file)

    @staticmethod
    def write(connection: Any, file: FileRecord) -> None:
        """Inside a transaction: the row of `file`, without failure and without touching its document."""
        connection.execute(
            "INSERT INTO file(path, path_key, name_key, size, mtime_ns, ctime_ns, digest, format, state,"
            " parser_version, base, version_rank, name_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT(path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
            " ctime_ns = excluded.ctime_ns, digest = excluded.digest,"
            " format = excluded.format, state = excluded.state, parser_version = excluded.parser_version,"
            " base = excluded.base, version_rank = excluded.version_rank, name_day = excluded.name_day,"
            " kind = '', message = '', next_step = ''",
            (file.path, key(file.path), key(Path(file.path).name), file.size, file.mtime_ns, file.ctime_ns,
             file.digest, file.format, file.state, file.parser_version, *_version(file.path)),
        )  # fmt: skip

    @staticmethod
    def place(connection: Any, document_id: int) -> None:
        """Inside a transaction: where the document's file stands among its versions, by its name."""
        row = connection.execute("SELECT path FROM file WHERE document = ?", (document_id,)).fetchone()
        if row:
            connection.execute(
                "UPDATE file SET base = ?, version_rank = ?, name_day = ? WHERE path = ?", (*_version(row[0]), row[0])
            )

    def files(
        self, state: str | None = None, contains: str = "", offset: int = 0, limit: int = 200
    ) -> tuple[list[FileRow], int]:
        """Rows by path and how many there are in all. contains: in the path, whatever its case or form."""
        if contains or state is not None or offset >= LARGE:
            ids = self.listing.ids(state, key(contains))
            if ids is not None:
                page = ids[offset : offset + limit].tolist()
                return self._rows(f"f.id IN ({','.join('?' * len(page))})", page), len(ids)
        where, values = ["1"], []
        if state is not None:
            where.append("f.state = ?")
            values.append(state)
        if contains:
            where.append("f.path_key LIKE ? ESCAPE '\\'")
            values.append(f"%{like(contains)}%")
        condition = " AND ".join(where)
        total = int(self._db.value(f"SELECT count(*) FROM file f WHERE {condition}", values))
        return self._rows(condition, values, "LIMIT ? OFFSET ?", limit, offset), total

    def named(self, query: str, limit: int) -> tuple[list[FileRow], int]:
        """The files whose names hold what was typed, the best `limit` of them, and how many there are in all."""
        ids, total = self.names.find(query, limit)
        if not ids:
            return [], total
        marks = ",".join("?" * len(ids))
        paths = self._db.rows(f"SELECT id, path FROM file WHERE id IN ({marks})", ids)
        order = {id: n for n, id in enumerate(ids)}
        place = {path: order[id] for id, path in paths}
        rows = self._rows(f"f.id IN ({marks})", ids)
        return sorted((r for r in rows if r.path in place), key=lambda r: place[r.path]), total

    def _rows(self, condition: str, values: Sequence[Any], tail: str = "", *more: int) -> list[FileRow]:
        rows = self._db.rows(
            "SELECT f.path, f.state, coalesce(d.format, f.format), f.size, f.mtime_ns, coalesce(d.title, ''),"
            " d.pages, coalesce(d.passages, 0), f.kind, f.message, f.next_step FROM file f LEFT JOIN document d"
            f" ON d.id = f.document WHERE {condition} ORDER BY f.path {tail}",
            (*values, *more),
        )
        return [FileRow(r[0], r[1], r[2], r[3], iso(r[4] / 1e9), *r[5:]) for r in rows]

    def counts(self, path: Path | str | None = None) -> dict[str, int]:
        """Files by state, and `files` for all of them; of one source where `path` is given."""
        where, values = ("1", ()) if path is None else beneath(str(path))
        out = dict.fromkeys(("files", *STATES), 0)
        for state, n in self._db.rows(f"SELECT state, count(*) FROM file WHERE {where} GROUP BY state", values):
            out[state] = int(n)
            out["files"] += int(n)
        return out

    def summary(self, path: Path | str) -> tuple[dict[str, int], int, float | None]:
        """(counts, bytes, time of the latest change on the disk) of one source; the time None without files."""
        where, values = beneath(str(path))
        out, size, latest = dict.fromkeys(("files", *STATES), 0), 0, 0
        rows = self._db.rows(
            f"SELECT state, count(*), sum(size), max(mtime_ns) FROM file WHERE {where} GROUP BY state", values
        )
        for state, n, held, changed in rows:
            out[state] = int(n)
            out["files"] += int(n)
            size, latest = size + int(held), max(latest, int(changed))
        return out, size, latest / 1e9 if latest else None

    def extent(self, path: Path | str) -> tuple[int, int]:
        """(files, their bytes) of one source, as they were when they were read."""
        where, values = beneath(str(path))
        rows = self._db.rows(f"SELECT count(*), coalesce(sum(size), 0) FROM file WHERE {where}", values)
        return int(rows[0][0]), int(rows[0][1])

    def failures(self, path: Path | str | None = None) -> list[FailedFile]:
        """Every file that could not be read, with its reason, by path."""
        where, values = ("1", ()) if path is None else beneath(str(path))
        sql = f"SELECT path, kind, message, next_step FROM file WHERE state = 'failed' AND {where} ORDER BY path"
        return [FailedFile(*r) for r in self._db.rows(sql, values)]

    def with_metadata(self, name: str) -> list[str]:
        """Paths of indexed files whose document's metadata has an entry of this name."""
        sql = (
            "SELECT f.path FROM file f JOIN document d ON d.id = f.document"
            " WHERE json_extract(d.metadata, ?) IS NOT NULL ORDER BY f.path"
        )
        return [r[0] for r in self._db.rows(sql, (f'$."{name}"',))]

    def says(self, path: Path | str, name: str) -> bool:
        """Whether the metadata of the file's document has an entry of this name; False for a file not indexed."""
        sql = (
            "SELECT count(*) FROM file f JOIN document d ON d.id = f.document"
            " WHERE f.path = ? AND json_extract(d.metadata, ?) IS NOT NULL"
        )
        return bool(self._db.value(sql, (str(path), f'$."{name}"')))

    def select(self, filters: Mapping[str, str], today: date | None = None) -> NDArray[np.int64] | None:
        """Ids of the passages that all filters let through, ascending; None without filters.

        Keys and values as in `indexer.store.selecting`; today: for relative times (작년). Raises QueryError.
        """
        return self._selection.select(filters, today)
