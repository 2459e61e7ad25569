"""What is in a bundle, told before anything is done with it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from indexer import requests
from indexer.answers import Turn
from indexer.evaluation.kept import QuestionSets
from indexer.handover.places import REFUSED, place, same
from indexer.requests import Standing
from indexer.store.backup import room
from indexer.store.bundle import Bundle
from indexer.store.database import Store

TURNS = msgspec.json.Decoder(tuple[Turn, ...])
QUESTIONS = msgspec.json.Decoder(tuple[requests.QuestionRow, ...])


def look(store: Store, source: Path, passphrase: str, into: Path | None = None) -> requests.BundleContents:
    """Nothing is changed. `into`: as for `take`; names of files that are there with other content are told.

    Raises WrongKey, Corrupt, NewerVersion, StoreError.
    """
    with room(source, REFUSED):
        bundle = Bundle(source, passphrase)
        try:
            return _contents(store, bundle, source, into)
        finally:
            bundle.close()


def _contents(store: Store, bundle: Bundle, source: Path, into: Path | None) -> requests.BundleContents:
    known = {s.path for s in store.catalog.sources()}
    extent = {path: [0, 0] for path, _ in bundle.parts("source")}
    away, clashes = {path for path in extent if not Path(path).exists()}, []
    for file in bundle.files():
        sums = extent.setdefault(file.source, [0, 0])
        sums[0] += 1
        sums[1] += file.size
        if into is not None and file.source in away:
            wanted = place(file, into)
            if wanted.exists() and not same(wanted, file):
                clashes.append(wanted.name)
    sources = (
        requests.BundledSource(path, files, size, path not in away, path in known)
        for path, (files, size) in extent.items()
    )
    conversations = []
    for name, body in bundle.parts("conversation"):
        theirs, mine = TURNS.decode(body), store.conversations.turns(name)
        conversations.append(requests.BundledName(name, len(theirs), _standing(theirs, mine or None)))
    sets, questions = QuestionSets(store.settings), []
    for name, body in bundle.parts("questions"):
        rows = QUESTIONS.decode(body)
        questions.append(requests.BundledName(name, len(rows), _standing(rows, sets.get(name))))
    return requests.BundleContents(
        str(source), tuple(sources), tuple(conversations), tuple(questions),
        len(bundle.parts("exclusion")), len(bundle.parts("grade")), tuple(clashes),
    )  # fmt: skip


def _standing(theirs: object, mine: object | None) -> Standing:
    if mine is None:
        return "new"
    return "same" if mine == theirs else "other"
