"""The store: one SQLCipher file that holds all of a profile, and the transactions that keep it whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from indexer.errors import DocumentError
from indexer.language.abbreviations import Abbreviation
from indexer.model import ParseWarning, Passage
from indexer.store.abbreviations import Abbreviations
from indexer.store.catalog import Catalog
from indexer.store.cipher import StoreKey
from indexer.store.connections import Connections
from indexer.store.conversations import Conversations
from indexer.store.grades import Grades
from indexer.store.key_values import KeyValues
from indexer.store.lexical import LexicalIndex
from indexer.store.opening import FILE, opened
from indexer.store.pages import Pages, placed
from indexer.store.passages import Passages
from indexer.store.records import DocumentRecord, FileRecord
from indexer.store.records import key as lookup_key
from indexer.store.sealed_spaces import new_key
from indexer.store.vectors import VectorIndex

__all__ = ["FILE", "DocumentRecord", "FileRecord", "KeyValues", "Store", "StoreKey"]


class Store:
    """All of a profile. Reads from any thread; writers take turns. One process at a time owns a profile."""

    def __init__(self, home: Path, db: Connections) -> None:
        """Use `Store.open`."""
        self.home = home
        self.db = db
        self.catalog = Catalog(db)
        self.passages = Passages(db)
        self.pages = Pages(db)
        self.abbreviations = Abbreviations(db)
        self.settings = KeyValues(db)
        self.conversations = Conversations(db)
        self.grades = Grades(db)
        self.lexical = LexicalIndex(db)
        self.vectors = VectorIndex(db, home, _cache_key(db), total=self.lexical.count)

    @classmethod
    def open(cls, home: Path, key: StoreKey) -> Store:
        """Open the profile in `home`, making it where there is none, and bring its schema up to date.

        Raises WrongKey, Corrupt, NewerVersion, DiskFull, Locked.
        """
        db = opened(home, key)
        try:
            return cls(home, db)
        except BaseException:
            db.close()
            raise

    # ---- documents

    def writing(self) -> AbstractContextManager[Any]:
        """Several changes in one transaction: `with store.writing(): ...`. Each document stays atomic by itself."""
        return self.db.writing()

    def commit_document(
        self,
        file: FileRecord,
        document: DocumentRecord,
        passages: Sequence[Passage],
        terms: Sequence[Mapping[str, int]],
        abbreviations: Sequence[Abbreviation] = (),
        facts: int = 0,
    ) -> int:
        """Store a parsed file, in place of an earlier version of the same path; returns the document's id.

        terms: one mapping a passage, term → weighted frequency. facts: the version of the derivation that made
        the metadata and the abbreviations. Row, passages and index commit together; once
        this returns (outside `writing`), a killed process loses none of it and a search finds it.
        """
        if len(passages) != len(terms):
            raise ValueError("one mapping of terms a passage is needed")
        with self.db.writing() as connection:
            self._drop(connection, file.path)
            done = connection.execute(
                "INSERT INTO document(title, format, pages, metadata, warnings, passages, facts, placed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (document.title, document.format, document.pages, _json(dict(document.metadata)),
                 msgspec.json.encode(document.warnings).decode(), len(passages), facts, placed(passages)),
            )  # fmt: skip
            number = int(done.lastrowid)
            self.catalog.write(connection, replace(file, state="indexed", format=document.format))
            connection.execute("UPDATE file SET document = ? WHERE path = ?", (number, file.path))
            ids = self.passages.insert(connection, number, passages)
            self.lexical.insert(connection, ids, terms)
            self.abbreviations.insert(connection, number, abbreviations)
        return number

    def outdated(self, facts: int, limit: int = 100) -> list[tuple[int, str]]:
        """Documents whose metadata an earlier derivation made: (id, path), by id."""
        rows = self.db.rows(
            "SELECT d.id, f.path FROM document d JOIN file f ON f.document = d.id WHERE d.facts < ?"
            " ORDER BY d.id LIMIT ?",
            (facts, limit),
        )
        return [(int(r[0]), str(r[1])) for r in rows]

    def derive(
        self, document_id: int, metadata: Mapping[str, str], abbreviations: Sequence[Abbreviation], facts: int
    ) -> None:
        """Metadata and abbreviations of a document, derived anew; its file's place among versions with them."""
        with self.db.writing() as connection:
            connection.execute(
                "UPDATE document SET metadata = ?, facts = ? WHERE id = ?",
                (_json(dict(metadata)), facts, document_id),
            )
            self.abbreviations.insert(connection, document_id, abbreviations)
            self.catalog.place(connection, document_id)

    def document(self, document_id: int) -> DocumentRecord | None:
        """What the parser said about the document."""
        rows = self.db.rows(
            "SELECT title, format, pages, metadata, warnings FROM document WHERE id = ?", (document_id,)
        )
        if not rows:
            return None
        title, form, pages, metadata, warnings = rows[0]
        told = msgspec.json.decode(warnings, type=tuple[ParseWarning, ...])
        return DocumentRecord(title, form, pages, json.loads(metadata), told)

    def record_failure(self, file: FileRecord, error: DocumentError) -> None:
        """Remember that the file could not be read and why.

        What an earlier version said is dropped, except where the file is only out of reach for now.
        """
        with self.db.writing() as connection:
            if error.kind != "unreachable":
                self._drop(connection, file.path)
            self.catalog.write(connection, replace(file, state="failed"))
            connection.execute(
                "UPDATE file SET kind = ?, message = ?, next_step = ? WHERE path = ?",
                (error.kind, error.message, error.next_step, file.path),
            )

    def touch(self, file: FileRecord) -> None:
        """New size and times of a file whose content, and so its state and failure, stayed the same."""
        with self.db.writing() as connection:
            connection.execute(
                "UPDATE file SET size = ?, mtime_ns = ?, ctime_ns = ? WHERE path = ?",
                (file.size, file.mtime_ns, file.ctime_ns, file.path),
            )

    def remove_file(self, path: Path | str) -> None:
        """Forget a file and all that was read from it; nothing happens for an unknown one."""
        with self.db.writing() as connection:
            self._drop(connection, str(path))
            connection.execute("DELETE FROM file WHERE path = ?", (str(path),))

    def remove_source(self, path: Path | str) -> None:
        """Forget a source and its files; one that lies in another source too stays as long as that does."""
        with self.writing():
            self.catalog.remove_source(path)
            kept = [Path(source.path) for source in self.catalog.sources()]
            for file in self.catalog.under(path):
                if not any(Path(file.path).is_relative_to(source) for source in kept):
                    self.remove_file(file.path)

    def move_file(self, old: Path | str, new: Path | str, file: FileRecord) -> None:
        """The same content is at `new` now: passages, postings and vectors are kept. file: the facts at `new`."""
        if str(old) == str(new):
            raise ValueError("nothing moved")
        with self.db.writing() as connection:
            self._drop(connection, str(new))
            connection.execute("DELETE FROM file WHERE path = ?", (str(new),))
            connection.execute(
                "UPDATE file SET path = ?, path_key = ?, name_key = ? WHERE path = ?",
                (str(new), lookup_key(str(new)), lookup_key(Path(new).name), str(old)),
            )
            self.catalog.write(connection, replace(file, path=str(new), state="indexed"))

    def _drop(self, connection: Any, path: str) -> None:
        """Inside a transaction: what was read from the file; its row stays."""
        found = connection.execute("SELECT document FROM file WHERE path = ?", (path,)).fetchone()
        if found is None or found[0] is None:
            return
        document = found[0]
        ids = [r[0] for r in connection.execute("SELECT id FROM passage WHERE document = ?", (document,))]
        self.lexical.delete(connection, ids)
        self.vectors.delete(connection, ids)
        connection.execute("DELETE FROM passage WHERE document = ?", (document,))
        connection.execute("DELETE FROM abbreviation WHERE document = ?", (document,))
        connection.execute("UPDATE file SET document = NULL WHERE path = ?", (path,))
        connection.execute("DELETE FROM document WHERE id = ?", (document,))

    # ---- the whole

    def release(self) -> None:
        """Give back the memory of all that can be read again; the calling thread's page cache with it."""
        self.catalog.release()
        self.abbreviations.release()
        self.lexical.release()
        self.vectors.release()
        self.db.release()  # after those whose threads had connections
        if not self.db.closed:  # an engine may be ended twice
            self.db.rows("PRAGMA shrink_memory")

    def size(self) -> int:
        """Bytes on disk: database, log, sealed caches."""
        files = [*self.home.glob(FILE + "*"), *self.home.glob("vectors-*.sealed")]
        return sum(f.stat().st_size for f in files if f.exists())

    def close(self) -> None:
        """Close every connection. Nothing is lost without it: commits are on disk already."""
        self.lexical.close()
        self.catalog.release()
        self.db.close()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cache_key(db: Connections) -> bytes:
    found = db.value("SELECT value FROM secret WHERE name = 'cache'")
    if found is None:
        found = new_key()
        with db.writing() as connection:
            connection.execute("INSERT INTO secret VALUES ('cache', ?)", (found,))
    return bytes(found)
