"""The records of a PowerPoint stream, and which of them are the newest edit's ([MS-PPT] 2.1.2, 2.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from indexer.errors import Damaged, Encrypted

BLOB = 0x138B
_ENCRYPTED_TOKEN = 0xF3D1C4DF
DEEPEST = 60
_MOST_EDITS = 10_000
_header = struct.Struct("<HHI").unpack_from


class Record(NamedTuple):
    """A record: its instance, its type, where its content begins and ends, and whether that is records."""

    instance: int
    kind: int
    begin: int
    end: int
    container: bool


class Stream:
    """A stream of records. persist: where each object of the newest edit lies; document: the record of the whole.

    Raises Encrypted, Damaged, and what `struct` raises where it is cut short.
    """

    def __init__(self, data: bytes, user: bytes) -> None:
        self.data = data
        self.persist: dict[int, int] = {}
        self.document = self._edits(user)

    def long(self, at: int) -> int:
        """An unsigned number of four bytes; what is there of it at the stream's end."""
        return int.from_bytes(self.data[at : at + 4], "little")

    def record(self, at: int, end: int) -> Record:
        """The record at a place, cut where what holds it ends."""
        options, kind, size = _header(self.data, at)
        return Record(options >> 4, kind, at + 8, min(at + 8 + size, end), options & 0xF == 0xF)

    def children(self, parent: Record) -> Iterator[Record]:
        """The records right in another."""
        at = parent.begin
        while at + 8 <= parent.end:
            record = self.record(at, parent.end)
            yield record
            at = record.end

    def below(self, parent: Record, depth: int = 0) -> Iterator[Record]:
        """All records below, in order."""
        for record in self.children(parent):
            yield record
            if (record.container or record.kind == BLOB) and depth < DEEPEST:
                yield from self.below(record, depth + 1)

    def _edits(self, user: bytes) -> Record:
        """Read the persist directories from the newest edit back; returns the document's record."""
        token, at = struct.unpack_from("<II", user, 12)
        if token == _ENCRYPTED_TOKEN:
            raise Encrypted(detail="ppt password")
        document = 0
        for _ in range(_MOST_EDITS):
            edit = self.record(at, len(self.data))
            if edit.kind != 0x0FF5:
                raise Damaged(detail="ppt edit")
            last, directory, first = struct.unpack_from("<III", self.data, edit.begin + 8)
            document = document or first
            if edit.end - edit.begin >= 32 and self.long(edit.begin + 28):
                raise Encrypted(detail="ppt password")
            place = self.record(directory, len(self.data))
            entry = place.begin
            while entry + 4 <= place.end:
                ident, count = self.long(entry) & 0xFFFFF, self.long(entry) >> 20
                for number in range(count):
                    self.persist.setdefault(ident + number, self.long(entry + 4 + 4 * number))
                entry += 4 + 4 * count
            if not last or last >= at:
                break
            at = last
        return self.record(self.persist[document], len(self.data))
