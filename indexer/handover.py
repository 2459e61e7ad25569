"""인수인계: what one official gives to the next, out of a profile and into another.

Sources with their grades and exclusions, conversations, question sets kept in the profile, and, if wanted, the files
themselves. Settings, keys, platforms and the record of AI use stay: they are the person's or the agency's.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import threading
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec

from connectors.ports import grade_rank
from indexer.model import Turn
from indexer.store.backup import room
from indexer.store.bundle import Bundle, BundledFile, BundleWriter
from indexer.store.database import Store

_REFUSED = "‘{target}’을(를) 읽거나 쓰지 못했습니다."
_TURNS = msgspec.json.Decoder(tuple[Turn, ...])
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))})
Progress = Callable[[int, str], None]  # files done, the path that is next


@dataclass(frozen=True, slots=True)
class Given:
    """What went into a bundle. missing: files that could not be read, their paths. Size in bytes."""

    size: int
    sources: int
    conversations: int
    files: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What came out. absent: sources neither here nor unpacked; renamed: conversations under another name."""

    sources: tuple[str, ...]
    absent: tuple[str, ...]
    conversations: int
    files: int
    renamed: tuple[str, ...] = ()


def give(
    store: Store,
    target: Path,
    passphrase: str,
    *,
    sources: Collection[str] | None = None,
    conversations: Collection[str] | None = None,
    files: bool = False,
    cancel: threading.Event | None = None,
    progress: Progress = lambda done, path: None,
) -> Given | None:
    """Write a bundle; None for the sources or conversations: all of them. None comes back when it was cancelled.

    Raises StoreError, DiskFull; then there is no new file at `target`, and an old one is as it was.
    """
    chosen = [s.path for s in store.catalog.sources() if sources is None or s.path in sources]
    names = [n for n, _, _ in store.conversations.all() if conversations is None or n in conversations]
    with room(target, _REFUSED):
        bundle = BundleWriter(target, passphrase)
        try:
            for path in chosen:
                bundle.add("source", path, "")
            for pattern in store.catalog.exclusions():
                bundle.add("exclusion", pattern, "")
            for path, grade in store.grades.all().items():
                if any(_below(path, s) is not None for s in chosen):
                    bundle.add("grade", path, grade)
            for name in reversed(names):  # the oldest first: the next owner's list then has the order of this one
                bundle.add("conversation", name, msgspec.json.encode(store.conversations.turns(name)).decode())
            packed, missing = 0, []
            for source in chosen if files else ():
                for file in store.catalog.under(source):
                    if cancel is not None and cancel.is_set():
                        return None
                    progress(packed, file.path)
                    relative = _below(file.path, source) or Path(file.path).name
                    try:
                        bundle.add_file(source, relative, Path(file.path))
                        packed += 1
                    except OSError as error:
                        if error.errno == errno.ENOSPC:
                            raise
                        missing.append(file.path)
            return Given(bundle.finish(), len(chosen), len(names), packed, tuple(missing))
        finally:
            bundle.give_up()


def take(
    store: Store,
    source: Path,
    passphrase: str,
    *,
    into: Path | None = None,
    cancel: threading.Event | None = None,
    progress: Progress = lambda done, path: None,
) -> Taken | None:
    """Add what a bundle holds to the profile; nothing that is there is changed. None when it was cancelled.

    into: the folder for the files of sources that this PC does not have; it becomes a source. Without it such files
    stay in the bundle. A file that is there already with other content is kept, and the new one gets a number.
    Raises WrongKey, Corrupt, NewerVersion, StoreError, DiskFull.
    """
    with room(source if into is None else into, _REFUSED):
        bundle = Bundle(source, passphrase)
        try:
            moved: dict[str, str] = {}
            absent = {path for path, _ in bundle.parts("source") if not Path(path).exists()}
            if into is not None:
                for number, file in enumerate(f for f in bundle.files() if f.source in absent):
                    if cancel is not None and cancel.is_set():
                        return None
                    progress(number, file.relative)
                    moved[_folded(f"{file.source}/{file.relative}")] = str(_unpack(bundle, file, into))
            return _adopt(store, bundle, into if moved else None, moved, absent)
        finally:
            bundle.close()


def _adopt(store: Store, bundle: Bundle, into: Path | None, moved: dict[str, str], absent: Collection[str]) -> Taken:
    renamed: list[str] = []
    given = [path for path, _ in bundle.parts("source")]
    here = [path for path in given if path not in absent] + ([str(into)] if into is not None else [])
    unpacked = {f.source for f in bundle.files()} if moved else set()
    with store.writing():
        for path in here:
            store.catalog.add_source(path)
        for pattern, _ in bundle.parts("exclusion"):
            store.catalog.exclude(pattern)
        own = store.grades.all()
        for path, grade in bundle.parts("grade"):
            place = _moved(path, moved) or (str(into) if into is not None and path in unpacked else path)
            # What was secret there is never less so here.
            if grade in ("C", "S", "O") and (place not in own or grade_rank(own[place]) < grade_rank(grade)):  # type: ignore[arg-type]
                store.grades.set(place, grade)  # type: ignore[arg-type]
        taken = {n for n, _, _ in store.conversations.all()}
        conversations = bundle.parts("conversation")
        for name, body in conversations:
            turns = _TURNS.decode(body)
            if name in taken and store.conversations.turns(name) == turns:
                continue  # the same bundle taken twice
            free = _free(name, taken)
            if free != name:
                renamed.append(free)
            taken.add(free)
            for turn in turns:
                cited = tuple(replace(c, path=_moved(c.path, moved) or c.path) for c in turn.citations)
                store.conversations.add(free, replace(turn, citations=cited))
    left = tuple(path for path in given if path in absent and path not in unpacked)
    return Taken(tuple(here), left, len(conversations), len(moved), tuple(renamed))


def _moved(path: str, moved: dict[str, str]) -> str | None:
    return moved.get(_folded(path))


def _free(name: str, taken: Collection[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold().replace("\\", "/").rstrip("/")


def _below(path: str, folder: str) -> str | None:
    """The path below a folder, its parts joined by "/"; None for one that is not below it."""
    own, above = _folded(path), _folded(folder)
    if own == above:
        return ""
    kind = PureWindowsPath if "\\" in folder else PurePosixPath
    return "/".join(kind(path).parts[len(kind(folder).parts) :]) if own.startswith(above + "/") else None


def _unpack(bundle: Bundle, file: BundledFile, into: Path) -> Path:
    """The file's place below `into`; written unless it is there already with the same content."""
    top = _safe(PureWindowsPath(file.source).name or "자료")
    parts = [_safe(p) for p in file.relative.split("/") if p not in ("", ".", "..")]
    wanted = into.joinpath(top, *parts) if parts[:-1] or parts != [top] else into / top
    target, number = wanted, 2
    while target.exists():
        if target.is_file() and _digest(target) == file.digest:
            return target
        target, number = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}"), number + 1
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".part")
    with beside.open("wb") as out:
        for piece in bundle.content(file):
            out.write(piece)
    os.utime(beside, ns=(file.mtime_ns, file.mtime_ns))
    beside.replace(target)
    return target


def _safe(name: str) -> str:
    """A name that every system takes, and that leads nowhere else."""
    plain = _FORBIDDEN.sub("_", name).rstrip(". ") or "_"
    return f"_{plain}" if plain.split(".")[0].casefold() in _RESERVED else plain


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
