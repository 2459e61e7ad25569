"""Every sentence the window says, by name, from `resources/strings/LANGUAGE.yaml`."""

from __future__ import annotations

from pathlib import Path

from desktop.resources import resource
from indexer import strings
from indexer.strings import LANGUAGES

__all__ = ["LANGUAGES", "Strings"]


class Strings(strings.Strings):
    """`strings("library.add_folder")` gives the sentence; keyword arguments fill its places."""

    @classmethod
    def load(cls, language: str = "ko", path: Path | None = None) -> Strings:
        """Read a language; an unknown one falls back to Korean."""
        if language not in LANGUAGES:
            language = "ko"
        # Korean first, so that a sentence nobody has translated yet is shown all the same.
        folder = resource("strings")
        files = [path] if path else [f for code in ("ko", language) for f in sorted(folder.glob(f"*{code}.yaml"))]
        read = cls.read(files, language)
        assert isinstance(read, cls)
        return read
