"""Small JSON values by name."""

from __future__ import annotations

import json
from typing import Any

from indexer.store.connections import Connections


class KeyValues:
    """Small JSON values by name: settings, the state of the window."""

    def __init__(self, db: Connections) -> None:
        self._db = db

    def get(self, name: str, default: Any = None) -> Any:
        found = self._db.value("SELECT value FROM setting WHERE name = ?", (name,))
        return default if found is None else json.loads(found)

    def set(self, name: str, value: Any) -> None:
        """Keep `value` (anything JSON can say); None removes it."""
        with self._db.writing(library=False) as connection:
            if value is None:
                connection.execute("DELETE FROM setting WHERE name = ?", (name,))
            else:
                connection.execute(
                    "INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value, ensure_ascii=False))
                )

    def all(self) -> dict[str, Any]:
        return {n: json.loads(v) for n, v in self._db.rows("SELECT name, value FROM setting ORDER BY name")}
