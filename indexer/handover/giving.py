"""Out of a profile into a bundle."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Collection
from pathlib import Path

import msgspec

from indexer import requests
from indexer.evaluation.kept import QuestionSets
from indexer.handover.places import REFUSED, below
from indexer.store.backup import room
from indexer.store.bundle import BundleWriter
from indexer.store.database import Store

Progress = Callable[[int, int, str], None]  # files done, of how many, the path that is next


def offer(store: Store) -> requests.HandoverOffer:
    """What there is to hand over, with its size."""
    return requests.HandoverOffer(
        tuple(requests.OfferedSource(s.path, *store.catalog.extent(s.path)) for s in store.catalog.sources()),
        tuple(requests.OfferedName(name, turns) for name, turns, _ in store.conversations.all()),
        tuple(requests.OfferedName(name, count) for name, count in QuestionSets(store.settings).all().items()),
    )


def give(
    store: Store,
    target: Path,
    passphrase: str,
    *,
    sources: Collection[str] | None = None,
    conversations: Collection[str] | None = None,
    questions: Collection[str] | None = None,
    files: bool = False,
    cancel: threading.Event | None = None,
    progress: Progress = lambda done, seen, path: None,
) -> requests.HandedOver | None:
    """Write a bundle; None for sources, conversations, question sets: all of them. None comes back when it was
    cancelled.

    Raises StoreError, DiskFull; then there is no new file at `target`, and an old one is as it was.
    """
    chosen = [s.path for s in store.catalog.sources() if sources is None or s.path in sources]
    names = [n for n, _, _ in store.conversations.all() if conversations is None or n in conversations]
    sets = QuestionSets(store.settings)
    asked = [n for n in sets.all() if questions is None or n in questions]
    with room(target, REFUSED):
        bundle = BundleWriter(target, passphrase)
        try:
            for path in chosen:
                bundle.add("source", path, "")
            for pattern in store.catalog.exclusions():
                bundle.add("exclusion", pattern, "")
            for path, grade in store.grades.all().items():
                if any(below(path, s) is not None for s in chosen):
                    bundle.add("grade", path, grade)
            for name in reversed(names):  # the oldest first: the next owner's list then has the order of this one
                bundle.add("conversation", name, msgspec.json.encode(store.conversations.turns(name)).decode())
            for name in asked:
                bundle.add("questions", name, msgspec.json.encode(sets.get(name) or ()).decode())
            missing: list[str] = []
            wanted = [(s, f.path) for s in chosen for f in store.catalog.under(s)] if files else []
            for number, (source, path) in enumerate(wanted):
                if cancel is not None and cancel.is_set():
                    return None
                progress(number, len(wanted), path)
                try:
                    bundle.add_file(source, below(path, source) or Path(path).name, Path(path))
                except OSError as error:
                    if error.errno == errno.ENOSPC:
                        raise
                    missing.append(path)
            packed = len(wanted) - len(missing)
            size = bundle.finish()
            return requests.HandedOver(str(target), size, len(chosen), len(names), packed, tuple(missing), len(asked))
        finally:
            bundle.give_up()
