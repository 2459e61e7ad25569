"""Conversations: what was asked and answered, turn by turn, in the encrypted database."""

from __future__ import annotations

import msgspec

from indexer.model import Turn
from indexer.store.connections import Connections

_TURN = msgspec.json.Decoder(Turn)


class Conversations:
    """Conversations by the name the user gave them."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    def add(self, name: str, turn: Turn) -> None:
        """Keep one more turn; the first one begins the conversation."""
        with self._db.writing() as connection:
            connection.execute(
                "INSERT INTO turn(conversation, at, body) VALUES (?, ?, ?)",
                (name, turn.at, msgspec.json.encode(turn).decode()),
            )

    def turns(self, name: str) -> tuple[Turn, ...]:
        """All turns, oldest first; none for a conversation that does not exist."""
        rows = self._db.rows("SELECT body FROM turn WHERE conversation = ? ORDER BY id", (name,))
        return tuple(_TURN.decode(body) for (body,) in rows)

    def all(self) -> list[tuple[str, int, str]]:
        """(name, number of turns, time of the last one), the latest first."""
        found = self._db.rows(
            "SELECT conversation, count(*), max(at) FROM turn GROUP BY conversation ORDER BY max(id) DESC"
        )
        return [(str(n), int(c), str(at)) for n, c, at in found]

    def delete(self, name: str | None) -> None:
        """Forget a conversation; all of them with None."""
        with self._db.writing() as connection:
            connection.execute("DELETE FROM turn WHERE ? IS NULL OR conversation = ?", (name, name))
