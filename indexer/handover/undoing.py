"""What a bundle added to a profile, remembered in it, so that it can be taken out again."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from indexer import requests
from indexer.errors import QueryError
from indexer.evaluation.kept import QuestionSets
from indexer.store.database import Store

KEPT = "handover.added"  # in the profile's store: what the last bundle added


@dataclass(slots=True)
class Added:
    """`grades`: path, the grade that was there ("" for none), the grade that was given. `conversations`, `questions`:
    name and digest. `files`: path, size in bytes, modification time in ns. `into`: the folder they lie in;
    `made`: it was not there before."""

    sources: list[str] = field(default_factory=list)
    exclusions: list[str] = field(default_factory=list)
    grades: list[tuple[str, str, str]] = field(default_factory=list)
    conversations: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, int, int]] = field(default_factory=list)
    into: str = ""
    made: bool = False

    def remove_files(self) -> list[str]:
        """Delete what was unpacked and nobody has changed since, and folders then empty. The paths of the others."""
        kept = []
        for path, size, mtime_ns in self.files:
            file = Path(path)
            with contextlib.suppress(OSError):  # gone, or in use: it stays
                now = file.stat()
                if (now.st_size, now.st_mtime_ns) == (size, mtime_ns):
                    file.unlink()
                    self._prune(file.parent)
            if file.exists():
                kept.append(path)
        return kept

    def _prune(self, folder: Path) -> None:
        into = Path(self.into)
        with contextlib.suppress(OSError):  # not empty
            while folder.is_relative_to(into) and (folder != into or self.made):
                folder.rmdir()
                folder = folder.parent


def digest(parts: Iterable[object]) -> str:
    """Tells whether a conversation or a question set is still what was added."""
    return hashlib.sha256(msgspec.json.encode(list(parts))).hexdigest()


def remember(store: Store, added: Added) -> None:
    store.settings.set(KEPT, msgspec.to_builtins(added))


def take_back(store: Store) -> requests.TakenBack:
    """Take out what the last bundle added, once. What was changed since stays: a conversation that went on, a grade
    that was given anew, a file that was edited. Raises QueryError where there is nothing to take back."""
    kept = store.settings.get(KEPT)
    if kept is None:
        raise QueryError("되돌릴 인수인계가 없습니다.", "받아들인 인수인계는 한 번만 되돌릴 수 있습니다.")
    added = msgspec.convert(kept, Added)
    sets = QuestionSets(store.settings)
    with store.writing():
        for path in added.sources:
            store.remove_source(path)
        for pattern in added.exclusions:
            store.catalog.include(pattern)
        now = store.grades.all()
        for path, before, given in added.grades:
            if now.get(path) == given:
                store.grades.set(path, before or None)  # type: ignore[arg-type]
        conversations = [n for n, d in added.conversations if digest(store.conversations.turns(n)) == d]
        for name in conversations:
            store.conversations.delete(name)
        questions = [n for n, d in added.questions if digest(sets.get(n) or ()) == d]
        for name in questions:
            sets.delete(name)
        store.settings.set(KEPT, None)
    left = added.remove_files()
    files = len(added.files) - len(left)
    return requests.TakenBack(len(added.sources), len(conversations), len(questions), files, tuple(left))
