"""Which files of the sources are documents to read.

The walk never opens a file and never fetches one that lies in the cloud only. Names are passed on exactly as the
system gives them (a Mac's decomposed Hangul stays so). What could not be listed is told apart from what is gone.
"""

from __future__ import annotations

import fnmatch
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.parsing.formats import SUFFIXES

_FOLDERS = frozenset({
    "$recycle.bin", "recycler", "system volume information", "appdata", ".git", ".svn", ".hg", "node_modules",
    "__pycache__", "__macosx", ".cache", "lost+found", "@eadir", "#recycle",
})  # fmt: skip
_FOLDER_STARTS = (".trash",)
_FILE_STARTS = ("~$", ".~lock", "~wrl", "._")  # owner files of Word, Hancom and LibreOffice; a Mac's forks
_FILE_ENDS = (".asv", ".tmp", ".bak", ".crdownload", ".part")

# winnt.h: reading such a file makes the cloud client download it.
_OFFLINE = 0x0000_1000
_RECALL_ON_OPEN = 0x0004_0000
_RECALL_ON_DATA_ACCESS = 0x0040_0000


@dataclass(frozen=True, slots=True)
class Found:
    """A file as listed. path: absolute; times in nanoseconds; online_only: its content is not on this PC."""

    path: Path
    size: int
    mtime_ns: int
    ctime_ns: int
    online_only: bool = False


def online_only(status: os.stat_result) -> bool:
    """Whether opening the file would download it (OneDrive and its kin on Windows)."""
    attributes = int(getattr(status, "st_file_attributes", 0))
    return bool(attributes & (_OFFLINE | _RECALL_ON_OPEN | _RECALL_ON_DATA_ACCESS))


def is_excluded(path: str, patterns: Sequence[str]) -> bool:
    """Whether a glob of the user's matches the whole path, the name, or one of the folders above."""
    if not patterns:
        return False
    text = unicodedata.normalize("NFC", path).replace("\\", "/").casefold()
    parts = [p for p in text.split("/") if p]
    for pattern in patterns:
        glob = unicodedata.normalize("NFC", pattern).replace("\\", "/").casefold().rstrip("/")
        if fnmatch.fnmatchcase(text, glob) or fnmatch.fnmatchcase(text, glob + "/*"):
            return True
        if "/" not in glob and any(fnmatch.fnmatchcase(part, glob) for part in parts):
            return True
    return False


def is_noise(name: str, folder: bool) -> bool:
    """Locks, autosaves, recycle bins, system folders: never a document of the user's."""
    low = name.casefold()
    if folder:
        return low in _FOLDERS or low.startswith(_FOLDER_STARTS)
    return low.startswith(_FILE_STARTS) or low.endswith(_FILE_ENDS)


def _tellable(name: str) -> bool:
    """Names that are no Unicode (old zip tools on Linux) can be neither shown nor stored as text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _found(path: Path, status: os.stat_result) -> Found:
    return Found(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, online_only(status))


def scan(
    paths: Iterable[Path],
    excluded: Sequence[str] = (),
    *,
    suffixes: frozenset[str] = SUFFIXES,
    unreadable: list[Path] | None = None,
) -> Iterator[Found]:
    """Every document under `paths`, each once, folders in order of their names.

    A file named itself is taken whatever its suffix; in folders, other suffixes are passed over. A path that is
    not there, or a folder that cannot be listed, yields nothing and is added to `unreadable`; nothing is raised.
    """
    lost = unreadable if unreadable is not None else []
    seen: set[Path] = set()
    for path in paths:
        path = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links and change the name)
        try:
            status = path.stat()
        except (OSError, ValueError):
            lost.append(path)
            continue
        if stat.S_ISDIR(status.st_mode):
            walk = _walk(path, excluded, suffixes, lost)
        elif stat.S_ISREG(status.st_mode):
            walk = iter((_found(path, status),))
        else:
            continue
        for found in walk:
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _walk(root: Path, excluded: Sequence[str], suffixes: frozenset[str], lost: list[Path]) -> Iterator[Found]:
    visited: set[tuple[int, int]] = set()  # folders by identity: a link to one above would never end
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        below: list[Path] = []
        try:
            status = folder.stat()
            identity = (status.st_dev, status.st_ino)
            if identity in visited:
                continue
            if status.st_ino:
                visited.add(identity)
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda e: e.name)
        except OSError:
            lost.append(folder)
            continue
        for entry in entries:
            if not _tellable(entry.name):
                continue
            path = folder / entry.name
            try:
                is_folder = entry.is_dir()
                if is_noise(entry.name, is_folder) or is_excluded(str(path), excluded):
                    continue
                if is_folder:
                    below.append(path)
                elif os.path.splitext(entry.name)[1].lower() in suffixes and entry.is_file():  # noqa: PTH122
                    # On Windows the listing itself says size, times and attributes; stat() would ask the disk
                    # again, but only it tells the identity of a hard link, which we do not need.
                    yield _found(path, entry.stat())
            except OSError:
                lost.append(path)
        waiting.extend(reversed(below))
