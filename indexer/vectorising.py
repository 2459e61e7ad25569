"""Vectors behind the index: every passage its own, then those of its windows, a batch a transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np

from connectors.ports import Clock, Embedder
from indexer.passages.windows import windows
from indexer.requests import IndexProgress
from indexer.store.database import Store
from indexer.store.passages import StoredPassage

_RECOUNT = 2_048  # passages embedded between two counts of what is left; others may add some meanwhile
_BATCH = 64  # passages embedded at a time


def text_to_embed(stored: StoredPassage) -> str:
    """What stands for a passage in the vector space: title, headings, what must be read with it, the text."""
    passage = stored.passage
    above = " > ".join(h for h in (stored.title, *passage.heading_path) if h)
    return "\n".join(part for part in (above, passage.context, passage.text) if part)


def embed_pending(
    store: Store,
    embedder: Embedder,
    cancel: threading.Event,
    clock: Clock,
    *,
    text_of: Callable[[StoredPassage], str] = text_to_embed,
    batch: int = _BATCH,
) -> Iterator[IndexProgress]:
    """Give every passage its vector, a batch a transaction; yields progress with stage `vectors`, at least once.

    Then, where the embedder asks for it, those of its windows, of passages of an older version too: all are found by
    their vectors meanwhile. Stops quietly once `cancel` is set; raises what the embedder raises, and StoreError. What
    is stored stays.
    """
    started, done, after = clock.monotonic(), 0, 0
    space, held = embedder.name, store.vectors

    def count() -> tuple[int, int]:
        """Passages without a vector, and pieces of work left: a passage without a vector lacks its windows too."""
        pending = held.count_pending(space)
        lacking = pending + held.count_lacking_windows(space) if embedder.windowed else 0
        return pending, pending + lacking

    pending, left = count()
    yield IndexProgress("vectors", seen=left, vectors_pending=pending)
    while not cancel.is_set():
        passages = held.pending(space, batch)
        if passages:
            held.add(space, [p.id for p in passages], embedder.embed_passages([text_of(p) for p in passages]))
        elif embedder.windowed and (
            passages := held.lacking_windows(space, batch, after) or held.lacking_windows(space, batch)
        ):
            texts = [windows(p.passage, p.title) for p in passages]
            rows = embedder.embed_passages([text for some in texts for text in some])
            ends = np.cumsum([len(some) for some in texts])
            held.add_windows(space, [p.id for p in passages], np.split(rows, ends[:-1]))
            after = passages[-1].id
        else:
            break
        done += len(passages)
        if done % _RECOUNT < batch or left <= len(passages):
            pending, left = count()  # others may have added some meanwhile
        else:
            pending, left = max(0, pending - len(passages)), left - len(passages)
        spent = clock.monotonic() - started
        seconds = spent / done * left if spent > 0.5 else None
        yield IndexProgress(
            "vectors", seen=done + left, done=done, vectors_pending=pending, seconds_left=seconds,
            path=passages[-1].path, speed=done / spent if spent > 0.5 else 0.0,
        )  # fmt: skip
    if done:
        store.vectors.save_cache()
