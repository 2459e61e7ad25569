"""Sentences by name, from the YAML files of a folder in `resources/strings`: one language a file, the same names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

LANGUAGES = ("ko", "en")


class Strings:
    """`strings("library.add_folder")` gives the sentence; keyword arguments fill its places.

    Raises KeyError for a name that does not exist: a missing sentence is our bug, and a test finds it.
    """

    def __init__(self, table: dict[str, str], language: str = "ko") -> None:
        self._table = table
        self.language = language

    @classmethod
    def read(cls, files: Iterable[Path], language: str) -> Strings:
        """The sentences of all files; of two with the same name the later one."""
        return cls(table_of(files), language)

    def __call__(self, name: str, /, **values: object) -> str:
        text = self._table[name]
        return text.format(**values) if values else text

    def has(self, name: str) -> bool:
        return name in self._table

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._table)


def table_of(files: Iterable[Path]) -> dict[str, str]:
    """The sentences of YAML files by their dotted names; of two with the same name the later one."""
    import yaml  # 20 ms that the window, which keeps its sentences as JSON, does not spend

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C reader is ten times as fast, and not everywhere
    table: dict[str, str] = {}
    for file in files:
        table |= _flatten(yaml.load(file.read_text(encoding="utf-8"), Loader=loader))
    return table


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            out |= _flatten(value, name + ".")
        else:
            out[name] = str(value)
    return out
