"""What is derived from a document's text besides its passages: metadata to filter by, and its own abbreviations.

Documents of an earlier derivation are derived anew from their stored passages; no file is read again for it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from indexer.language.abbreviations import Abbreviation, find_abbreviations
from indexer.model import Block, Passage
from indexer.parsing.facts import FACTS_VERSION, document_facts
from indexer.parsing.password import READ_WITH
from indexer.store.database import Store

# Kept as it is: what the file's own properties say, and how it was read (`ocr_child`, `nested`, `password`).
_STATED = (
    "author", "created", "subject", "keywords", READ_WITH, "ocr_pages", "ocr_parts", "ocr_read", "ocr_confidence",
)  # fmt: skip


def abbreviations_of(passages: Sequence[Passage]) -> tuple[Abbreviation, ...]:
    """What a document defines, each pair once, in order."""
    return tuple(dict.fromkeys(pair for p in passages for pair in find_abbreviations(p.text)))


def blocks_of(passages: Sequence[Passage]) -> list[Block]:
    """Blocks enough for the metadata: the text of the passages with table borders as white space."""
    return [Block(p.kind, p.text.replace(" | ", "\t") if p.kind == "table" else p.text) for p in passages]


def derive_outdated(store: Store, cancel: threading.Event, version: int = FACTS_VERSION) -> int:
    """Bring all documents to this derivation, one a transaction; returns how many. Stops early once cancelled."""
    done = 0
    while not cancel.is_set():
        some = store.outdated(version)
        if not some:
            break
        for document_id, path in some:
            if cancel.is_set():
                break
            record = store.document(document_id)
            passages = [s.passage for s in store.passages.of_document(document_id)]
            if record is None:
                continue
            letter = record.metadata.get("kind") == "공문"  # whose 제목 stands in `subject`
            stated = {k: v for k, v in record.metadata.items() if k in _STATED and not (letter and k == "subject")}
            facts = document_facts(blocks_of(passages), record.title, Path(path).name, stated)
            store.derive(document_id, facts, abbreviations_of(passages), version)
            done += 1
    return done
