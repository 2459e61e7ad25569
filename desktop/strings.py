"""Every sentence the window says, by name, from `resources/strings/LANGUAGE.yaml`."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from desktop.resources import resource
from indexer import strings
from indexer.strings import LANGUAGES

__all__ = ["LANGUAGES", "Strings"]


class Strings(strings.Strings):
    """`strings("library.add_folder")` gives the sentence; keyword arguments fill its places."""

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
            return cls(strings.table_of(files), language)
        kept = cache / f"strings-{language}.json"
        digest = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads(kept.read_bytes())
            if found["of"] == digest:
                return cls(found["table"], language)
        table = strings.table_of(files)
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            beside = kept.with_suffix(".new")
            beside.write_text(json.dumps({"of": digest, "table": table}, ensure_ascii=False), encoding="utf-8")
            beside.replace(kept)
        return cls(table, language)
