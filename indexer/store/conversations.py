"""Conversations: what was asked and answered, turn by turn, in the encrypted database."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec

from indexer.answers import Turn
from indexer.store.connections import Connections

_TURN = msgspec.json.Decoder(Turn)
TITLE = 40  # characters of a name that is made of a question
_BEFORE, _EXCERPT = 24, 100  # characters of an excerpt before the first match, and in all
_BATCH = 200  # turns that are read at a time when searching


class _CellText(msgspec.Struct):
    spans: list[dict[str, str]] = []


class _TableText(msgspec.Struct):
    columns: list[str] = []
    rows: list[list[_CellText]] = []


class _TurnText(msgspec.Struct):
    """What a search looks through; the citations, which are most of a turn, are not decoded."""

    asked: str
    answer: str = ""
    tables: list[_TableText] = []

    def parts(self) -> Iterator[str]:
        yield self.asked
        yield self.answer
        for table in self.tables:
            yield " ".join(table.columns)
            for row in table.rows:
                yield " ".join("".join(span.get("text", "") for span in cell.spans) for cell in row)


_TEXT = msgspec.json.Decoder(_TurnText)


class Conversations:
    """Conversations by their names."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    def add(self, name: str, turn: Turn) -> int:
        """Keep one more turn; the first one begins the conversation. Returns the turn's number."""
        with self._db.writing(library=False) as connection:
            done = connection.execute(
                "INSERT INTO turn(conversation, at, body) VALUES (?, ?, ?)", (name, turn.at, _body(turn))
            )
            return int(done.lastrowid)

    def begin(self, turn: Turn) -> tuple[str, int]:
        """Begin a conversation named after the turn's question. Returns its name and the turn's number."""
        with self._db.writing(library=False):
            name = self.free(titled(turn.asked))
            return name, self.add(name, turn)

    def put(self, name: str, number: int, turn: Turn) -> bool:
        """Let `turn` take a kept turn's place; False where the conversation has no turn of that number."""
        with self._db.writing(library=False) as connection:
            done = connection.execute(
                "UPDATE turn SET at = ?, body = ? WHERE id = ? AND conversation = ?",
                (turn.at, _body(turn), number, name),
            )
            return bool(done.rowcount)

    def turns(self, name: str) -> tuple[Turn, ...]:
        """All turns, oldest first; none for a conversation that does not exist."""
        return tuple(turn for _number, turn in self.numbered(name))

    def numbered(self, name: str) -> list[tuple[int, Turn]]:
        """All turns with their numbers, oldest first."""
        rows = self._db.rows("SELECT id, body FROM turn WHERE conversation = ? ORDER BY id", (name,))
        return [(int(number), _TURN.decode(body)) for number, body in rows]

    def all(self) -> list[tuple[str, int, str]]:
        """(name, number of turns, time of the last one), the latest first."""
        found = self._db.rows(
            "SELECT conversation, count(*), max(at) FROM turn GROUP BY conversation"
            " ORDER BY max(at) DESC, max(id) DESC"
        )
        return [(str(n), int(c), str(at)) for n, c, at in found]

    def search(self, text: str, cancel: threading.Event | None = None) -> list[tuple[str, int, str, str]]:
        """As `all`, those in which every word of `text` stands, with an excerpt; letters' case and Hangul in parts
        (NFD) make no difference. Every turn is read: the database is encrypted, and an index of words would be
        a second copy of what was asked."""
        words = [_folded(word) for word in text.split()]
        if not words:
            return [(*row, "") for row in self.all()]
        found: dict[str, str] = {}
        for name, bodies in groupby(self._bodies(cancel), key=lambda row: row[0]):
            left, excerpt = {w for w in words if w not in _folded(name)}, ""
            for _name, body in bodies:
                for part in _TEXT.decode(body).parts():
                    plain = _folded(part)
                    here = [w for w in words if w in plain]
                    excerpt = excerpt or (_excerpt(part, here[0]) if here else "")
                    left.difference_update(here)
            if not left:
                found[name] = excerpt
        return [(*row, found[row[0]]) for row in self.all() if row[0] in found]

    def _bodies(self, cancel: threading.Event | None) -> Iterator[tuple[str, Any]]:
        """(name, turn) of all turns, conversation by conversation, some at a time."""
        last: tuple[str, int] = ("", -1)
        while not (cancel and cancel.is_set()):
            rows = self._db.rows(
                "SELECT conversation, id, body FROM turn WHERE (conversation, id) > (?, ?)"
                " ORDER BY conversation, id LIMIT ?",
                (*last, _BATCH),
            )
            for name, _id, body in rows:
                yield str(name), body
            if len(rows) < _BATCH:
                return
            last = str(rows[-1][0]), int(rows[-1][1])

    def rename(self, name: str, to: str) -> str:
        """Give it another name, with a number where that is taken. Returns the name it has now."""
        with self._db.writing(library=False) as connection:
            to = name if to == name else self.free(to)
            connection.execute("UPDATE turn SET conversation = ? WHERE conversation = ?", (to, name))
            return to

    def restore(self, name: str, turns: Sequence[Turn]) -> str:
        """Put a deleted conversation back, in one piece. Returns the name it has now."""
        with self._db.writing(library=False):
            name = self.free(name)
            for turn in turns:
                self.add(name, turn)
            return name

    def delete(self, name: str | None) -> None:
        """Forget a conversation; all of them with None."""
        with self._db.writing(library=False) as connection:
            connection.execute("DELETE FROM turn WHERE ? IS NULL OR conversation = ?", (name, name))

    def free(self, name: str) -> str:
        """The name, or with a number the first that no conversation has."""
        wanted, n = name, 1
        while self._db.value("SELECT 1 FROM turn WHERE conversation = ? LIMIT 1", (name,)):
            n += 1
            name = f"{wanted} ({n})"
        return name


def titled(question: str) -> str:
    """A question as a name: on one line, NFC, cut at a word where it is long."""
    line = unicodedata.normalize("NFC", " ".join(question.split()))
    if len(line) <= TITLE:
        return line
    cut = line[: TITLE - 1]
    head, space, _rest = cut.rpartition(" ")
    return (head if space and len(head) >= TITLE // 2 else cut).rstrip() + "…"


def _body(turn: Turn) -> str:
    return msgspec.json.encode(turn).decode()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _excerpt(text: str, word: str) -> str:
    """A line around the first place of a folded word."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    at = max(0, _folded(line).find(word))  # where folding changes the length it is off by a letter or two
    start = max(0, at - _BEFORE)
    end = start + _EXCERPT
    return ("… " if start else "") + line[start:end] + (" …" if end < len(line) else "")
