"""Where a bundled file lies on the next official's PC: below one folder, under a name every system takes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

from indexer.store.bundle import BundledFile

REFUSED = "‘{target}’을(를) 읽거나 쓰지 못했습니다."
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))})


def folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold().replace("\\", "/").rstrip("/")


def below(path: str, folder: str) -> str | None:
    """The path below a folder, its parts joined by "/"; None for one that is not below it."""
    own, above = folded(path), folded(folder)
    if own == above:
        return ""
    kind = PureWindowsPath if "\\" in folder else PurePosixPath
    return "/".join(kind(path).parts[len(kind(folder).parts) :]) if own.startswith(above + "/") else None


def place(file: BundledFile, into: Path) -> Path:
    """Where the file goes if nothing else is there."""
    top = _safe(PureWindowsPath(file.source).name or "자료")
    parts = [_safe(p) for p in file.relative.split("/") if p not in ("", ".", "..")]
    return into.joinpath(top, *parts) if parts[:-1] or parts != [top] else into / top


def same(path: Path, file: BundledFile) -> bool:
    """Whether the file at `path` is the bundled one. Raises OSError."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == file.digest


def _safe(name: str) -> str:
    """A name that every system takes, and that leads nowhere else."""
    plain = _FORBIDDEN.sub("_", name).rstrip(". ") or "_"
    return f"_{plain}" if plain.split(".")[0].casefold() in _RESERVED else plain
