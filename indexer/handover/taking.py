"""Out of a bundle into a profile."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from connectors.ports import grade_rank
from indexer import requests
from indexer.evaluation.kept import QuestionSets
from indexer.handover.giving import Progress
from indexer.handover.looking import QUESTIONS, TURNS
from indexer.handover.places import REFUSED, folded, place, same
from indexer.handover.undoing import Added, digest, remember
from indexer.store.backup import room
from indexer.store.bundle import Bundle, BundledFile
from indexer.store.database import Store


def take(
    store: Store,
    source: Path,
    passphrase: str,
    *,
    into: Path | None = None,
    cancel: threading.Event | None = None,
    progress: Progress = lambda done, seen, path: None,
) -> requests.TakenOver | None:
    """Add what a bundle holds to the profile; nothing that is there is changed. None when it was cancelled.

    into: the folder for the files of sources that this PC does not have; it becomes a source. Without it such files
    stay in the bundle. A file that is there already with other content is kept, and the new one gets a number.
    What was added is remembered, for `take_back`. Raises WrongKey, Corrupt, NewerVersion, StoreError, DiskFull; then,
    as when cancelled, no file is left behind.
    """
    with room(source if into is None else into, REFUSED):
        bundle = Bundle(source, passphrase)
        added = Added(into=str(into or ""), made=into is not None and not into.exists())
        whole = False
        try:
            moved: dict[str, str] = {}
            absent = {path for path, _ in bundle.parts("source") if not Path(path).exists()}
            wanted = [f for f in bundle.files() if f.source in absent] if into is not None else []
            for number, file in enumerate(wanted):
                if cancel is not None and cancel.is_set():
                    return None
                progress(number, len(wanted), file.relative)
                moved[folded(f"{file.source}/{file.relative}")] = str(_unpack(bundle, file, into or Path(), added))
            done = _adopt(store, bundle, into if moved else None, moved, absent, added)
            whole = True
            return done
        finally:
            if not whole:
                added.remove_files()
            bundle.close()


def _adopt(
    store: Store, bundle: Bundle, into: Path | None, moved: dict[str, str], absent: Collection[str], added: Added
) -> requests.TakenOver:
    given = [path for path, _ in bundle.parts("source")]
    here = [path for path in given if path not in absent] + ([str(into)] if into is not None else [])
    unpacked = {f.source for f in bundle.files()} if moved else set()
    with store.writing():
        known = {s.path for s in store.catalog.sources()}
        added.sources = [path for path in here if path not in known]
        for path in here:
            store.catalog.add_source(path)
        excluded = set(store.catalog.exclusions())
        added.exclusions = [p for p, _ in bundle.parts("exclusion") if p not in excluded]
        for pattern in added.exclusions:
            store.catalog.exclude(pattern)
        own = store.grades.all()
        for path, grade in bundle.parts("grade"):
            to = _moved(path, moved) or (str(into) if into is not None and path in unpacked else path)
            # What was secret there is never less so here.
            if grade in ("C", "S", "O") and (to not in own or grade_rank(own[to]) < grade_rank(grade)):  # type: ignore[arg-type]
                store.grades.set(to, grade)  # type: ignore[arg-type]
                added.grades.append((to, own.get(to, ""), grade))
        conversations, renamed = _conversations(store, bundle, moved, added)
        questions, others = _questions(store, bundle, added)
        remember(store, added)
    left = tuple(path for path in given if path in absent and path not in unpacked)
    return requests.TakenOver(tuple(here), left, conversations, len(moved), (*renamed, *others), questions)


def _conversations(store: Store, bundle: Bundle, moved: dict[str, str], added: Added) -> tuple[int, list[str]]:
    """How many there are in the bundle, and the names of those that had to be renamed."""
    renamed: list[str] = []
    taken = {n for n, _, _ in store.conversations.all()}
    parts = bundle.parts("conversation")
    for name, body in parts:
        turns = TURNS.decode(body)
        if name in taken and store.conversations.turns(name) == turns:
            continue  # the same bundle taken twice
        free = _free(name, taken)
        if free != name:
            renamed.append(free)
        taken.add(free)
        for turn in turns:
            cited = tuple(replace(c, path=_moved(c.path, moved) or c.path) for c in turn.citations)
            store.conversations.add(free, replace(turn, citations=cited))
        added.conversations.append((free, digest(store.conversations.turns(free))))
    return len(parts), renamed


def _questions(store: Store, bundle: Bundle, added: Added) -> tuple[int, list[str]]:
    """The same of question sets."""
    renamed: list[str] = []
    sets = QuestionSets(store.settings)
    taken = set(sets.all())
    parts = bundle.parts("questions")
    for name, body in parts:
        rows = QUESTIONS.decode(body)
        if name in taken and sets.get(name) == rows:
            continue
        free = _free(name, taken)
        if free != name:
            renamed.append(free)
        taken.add(free)
        sets.put(free, rows)
        added.questions.append((free, digest(rows)))
    return len(parts), renamed


def _moved(path: str, moved: dict[str, str]) -> str | None:
    return moved.get(folded(path))


def _free(name: str, taken: Collection[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _unpack(bundle: Bundle, file: BundledFile, into: Path, added: Added) -> Path:
    """The file's place below `into`; written unless it is there already with the same content."""
    wanted = target = place(file, into)
    number = 2
    while target.exists():
        if same(target, file):
            return target
        target, number = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}"), number + 1
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".part")
    try:
        with beside.open("wb") as out:
            for piece in bundle.content(file):
                out.write(piece)
        os.utime(beside, ns=(file.mtime_ns, file.mtime_ns))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    now = target.stat()
    added.files.append((str(target), now.st_size, now.st_mtime_ns))
    return target
