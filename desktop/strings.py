"""Every sentence the window says, by name, from `resources/strings/LANGUAGE.yaml`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.resources import resource

LANGUAGES = ("ko", "en")


class Strings:
    """`strings("library.add_folder")` gives the sentence; keyword arguments fill its places.

    Raises KeyError for a name that does not exist: a missing sentence is our bug, and a test finds it.
    """

    def __init__(self, table: dict[str, str], language: str = "ko") -> None:
        self._table = table
        self.language = language

    @classmethod
    def load(cls, language: str = "ko", cache: Path | None = None) -> Strings:
        """Read a language; an unknown one falls back to Korean.

        `cache`: a folder for the sentences as JSON, which is read in a millisecond; loading a YAML reader and reading
        takes twenty. It holds for these very files; one that cannot be read or written is done without.
        """
        if language not in LANGUAGES:
            language = "ko"
        # Korean first, so that a sentence nobody has translated yet is shown all the same.
        folder = resource("strings")
        files = [f for code in dict.fromkeys(("ko", language)) for f in sorted(folder.glob(f"*{code}.yaml"))]
        if cache is None:
            return cls(_read(files), language)
        kept = cache / f"strings-{language}.json"
        digest = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads(kept.read_bytes())
            if found["of"] == digest:
                return cls(found["table"], language)
        table = _read(files)
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            beside = kept.with_suffix(".new")
            beside.write_text(json.dumps({"of": digest, "table": table}, ensure_ascii=False), encoding="utf-8")
            beside.replace(kept)
        return cls(table, language)

    def __call__(self, name: str, /, **values: object) -> str:
        text = self._table[name]
        return text.format(**values) if values else text

    def has(self, name: str) -> bool:
        return name in self._table

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._table)


def _read(files: Sequence[Path]) -> dict[str, str]:
    import yaml

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
