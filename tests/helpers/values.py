"""A `KeyValues` that keeps JSON text in memory, as the database does on disk."""

from __future__ import annotations

import json
from typing import Any


class DictValues:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> Any:
        return json.loads(self.kept[name]) if name in self.kept else None

    def set(self, name: str, value: Any) -> None:
        self.kept[name] = json.dumps(value)
