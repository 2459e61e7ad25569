"""What the store keeps of files, documents and sources, and how their names are looked up."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.model import ParseWarning


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when read. path: absolute, exactly as on disk; digest: SHA-256 of the content, hex.

    state: indexed, failed, pending (known, not read yet), skipped (not read on purpose: online-only).
    ctime_ns tells an edit that kept size and time where the system keeps it; kind: of the failure, "" otherwise.
    """

    path: str
    size: int
    mtime_ns: int
    digest: str = ""
    format: str = ""
    state: str = "pending"
    parser_version: int = 0
    ctime_ns: int = 0
    kind: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What a parser said about a whole document."""

    title: str
    format: str
    pages: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[ParseWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A folder or file that the user added. device: the volume it was last seen on, "" if never."""

    path: str
    added: str
    device: str = ""


def key(text: str) -> str:
    """Text as it is looked up: NFC and case-folded, so that a name typed finds the name on disk."""
    return unicodedata.normalize("NFC", text).casefold()


def beneath(path: str) -> tuple[str, tuple[str, str, str]]:
    """SQL condition and values: the file `path` itself, or any file in the folder `path`."""
    folder = path.rstrip("/\\") + os.sep
    return "(path = ? OR substr(path, 1, length(?)) = ?)", (path, folder, folder)
