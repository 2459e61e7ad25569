"""Question sets that are kept in the profile, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from indexer import requests
from indexer.store.database import KeyValues

KEPT = "question_sets"  # in the profile's store: {name: number of questions}
_SET = "question_set:"


class QuestionSets:
    """`values`: the store's settings."""

    def __init__(self, values: KeyValues) -> None:
        self._values = values

    def all(self) -> dict[str, int]:
        """Names, in their order, with the number of questions."""
        kept: dict[str, int] = self._values.get(KEPT) or {}
        return dict(sorted(kept.items()))

    def get(self, name: str) -> tuple[requests.QuestionRow, ...] | None:
        """None for a set that does not exist."""
        kept: list[dict[str, Any]] | None = self._values.get(_SET + name)
        if kept is None:
            return None
        return tuple(requests.QuestionRow(**{**row, "relevant": tuple(row["relevant"])}) for row in kept)

    def put(self, name: str, rows: Sequence[requests.QuestionRow]) -> None:
        self._values.set(_SET + name, [asdict(row) for row in rows])
        self._values.set(KEPT, {**self.all(), name: len(rows)})

    def delete(self, name: str) -> None:
        """Nothing happens where there is none."""
        kept = self.all()
        kept.pop(name, None)
        self._values.set(KEPT, kept or None)
        self._values.set(_SET + name, None)
