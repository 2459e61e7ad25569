"""What the profile knows of files: sources, exclusions, one row a file with its state and, if it failed, why."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryError
from indexer.model import ParseWarning
from indexer.requests import FailedFile, FileRow
from indexer.store.connections import Connections, Row
from indexer.store.listing import LARGE, Listing
from indexer.store.passages import iso

STATES = ("indexed", "failed", "pending", "skipped")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when read. path: absolute, exactly as on disk; digest: SHA-256 of the content, hex.

    state: indexed, failed, pending (known, not read yet), skipped (not read on purpose: online-only).
    ctime_ns tells an edit that kept size and time where the system keeps it; kind: of the failure, "" otherwise.
    """

    path: str
    size: int
    mtime_ns: int
    digest: str = ""
    format: str = ""
    state: str = "pending"
    parser_version: int = 0
    ctime_ns: int = 0
    kind: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What a parser said about a whole document."""

    title: str
    format: str
    pages: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[ParseWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A folder or file that the user added. device: the volume it was last seen on, "" if never."""

    path: str
    added: str
    device: str = ""


def key(text: str) -> str:
    """Text as it is looked up: NFC and case-folded, so that a name typed finds the name on disk."""
    return unicodedata.normalize("NFC", text).casefold()


def _like(text: str) -> str:
    return key(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def beneath(path: str) -> tuple[str, tuple[str, str, str]]:
    """SQL condition and values: the file `path` itself, or any file in the folder `path`."""
    folder = path.rstrip("/\\") + os.sep
    return "(path = ? OR substr(path, 1, length(?)) = ?)", (path, folder, folder)


_FILE = "path, size, mtime_ns, digest, format, state, parser_version, ctime_ns, kind, document"


class Catalog:
    """Sources, exclusions and file rows. Reads anywhere; writes are transactions of their own unless in one."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        self.listing = Listing(db)

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
            " parser_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT(path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
            " ctime_ns = excluded.ctime_ns, digest = excluded.digest,"
            " format = excluded.format, state = excluded.state, parser_version = excluded.parser_version,"
            " kind = '', message = '', next_step = ''",
            (file.path, key(file.path), key(Path(file.path).name), file.size, file.mtime_ns, file.ctime_ns,
             file.digest, file.format, file.state, file.parser_version),
        )  # fmt: skip

    def files(
        self, state: str | None = None, contains: str = "", offset: int = 0, limit: int = 200
    ) -> tuple[list[FileRow], int]:
        """Rows by path and how many there are in all. contains: in the path, whatever its case or form."""
        if contains or state is not None or offset >= LARGE:
            ids = self.listing.ids(state, key(contains))
            if ids is not None:
                page = ids[offset : offset + limit]
                return self._rows(f"f.id IN ({','.join('?' * len(page))})", page), len(ids)
        where, values = ["1"], []
        if state is not None:
            where.append("f.state = ?")
            values.append(state)
        if contains:
            where.append("f.path_key LIKE ? ESCAPE '\\'")
            values.append(f"%{_like(contains)}%")
        condition = " AND ".join(where)
        total = int(self._db.value(f"SELECT count(*) FROM file f WHERE {condition}", values))
        return self._rows(condition, values, "LIMIT ? OFFSET ?", limit, offset), total

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

    def failures(self, path: Path | str | None = None) -> list[FailedFile]:
        """Every file that could not be read, with its reason, by path."""
        where, values = ("1", ()) if path is None else beneath(str(path))
        sql = f"SELECT path, kind, message, next_step FROM file WHERE state = 'failed' AND {where} ORDER BY path"
        return [FailedFile(*r) for r in self._db.rows(sql, values)]

    # ---- filters

    def select(self, filters: Mapping[str, str]) -> NDArray[np.int64] | None:
        """Ids of the passages that all filters let through, ascending; None without filters.

        type=hwp, path=PREFIX, name=SUBSTRING, after=YYYY-MM-DD (that day or later), before=YYYY-MM-DD (earlier
        than that day), kind=table. Raises QueryError for another key or a date that is none.
        """
        if not filters:
            return None
        where, values = [], []
        for name, value in filters.items():
            condition, given = _condition(name, value)
            where.append(condition)
            values.append(given)
        rows: list[Row] = self._db.rows(
            "SELECT p.id FROM file f JOIN document d ON d.id = f.document JOIN passage p ON p.document = f.document"
            f" WHERE {' AND '.join(where)}",
            values,
        )
        ids: NDArray[np.int64] = np.sort(np.fromiter((r[0] for r in rows), np.int64, len(rows)))
        return ids


def _condition(name: str, value: str) -> tuple[str, str | int]:
    if name == "type":
        form = value.lower().lstrip(".")
        # A parser may name a format more closely than its suffix does: hwp5 and hwp3 are both hwp.
        return "? IN (d.format, rtrim(d.format, '0123456789'))", form
    if name == "path":
        return "f.path_key LIKE ? ESCAPE '\\'", _like(value) + "%"
    if name == "name":
        return "f.name_key LIKE ? ESCAPE '\\'", f"%{_like(value)}%"
    if name in ("after", "before"):
        try:
            day = datetime.strptime(value, "%Y-%m-%d").astimezone()
        except ValueError as error:
            raise QueryError(
                f"‘{name}’ 조건의 날짜를 이해하지 못했습니다.", "2026-03-31과 같이 입력하십시오."
            ) from error
        return f"f.mtime_ns {'>=' if name == 'after' else '<'} ?", int(day.timestamp()) * 1_000_000_000
    if name == "kind":
        return "p.kind = ?", value
    raise QueryError(
        f"‘{name}’은(는) 쓸 수 없는 조건입니다.", "type, path, name, after, before, kind 가운데 하나를 쓰십시오."
    )
