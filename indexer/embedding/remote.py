"""A platform's vectors behind all that guards the way out: policy, grade, day's limit, masking, the record."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from connectors.platform_ports import PlatformDirectory, PlatformProfile
from connectors.ports import Cancelled, Clock, Embedder
from indexer.embedding.spaces import RemoteSpace
from indexer.privacy.guarding import Guard
from indexer.privacy.masking import Masker
from indexer.requests import IndexProgress
from indexer.store.database import Store
from indexer.store.passages import StoredPassage
from indexer.vectorising import text_to_embed

RECORDED = 1024  # passages of one line in the record of AI use
BATCH = 32  # passages of one request, and of one transaction
SHARE = 0.5  # of a day's requests that an indexing run may use up: the rest is for questions
_REMEMBERED = 256  # questions

Kinds = Callable[[], frozenset[str]]


class RemoteVectors:
    """One platform's embedding model. `guard` gives the way out with the policy in force now."""

    def __init__(
        self,
        platforms: PlatformDirectory,
        profile: PlatformProfile,
        guard: Callable[[], Guard],
        kinds: Kinds,
        take: Callable[[PlatformProfile, float], None],
    ) -> None:
        self._platforms = platforms
        self.profile = profile
        self._guard = guard
        self._kinds = kinds
        self._take = take
        self._known: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def query(self, text: str, space: RemoteSpace, seconds: float) -> NDArray[np.float32]:
        """The question's unit vector in `space`, shape (dimensions,); asked for once. Raises ConnectorError."""
        masker = Masker(self._kinds())
        masked = masker.mask(text)
        known = (space.name, masked)
        with self._lock:
            if known in self._known:
                self._known.move_to_end(known)
                return self._known[known]
        embedder = self._platforms.embedder(self.profile.name, threading.Event(), seconds, space.model)
        with self._guard().recorded(self.profile, space.model, "embedding", (), masker.counts, questions=1):
            vector = embedder.embed_query(masked)
        with self._lock:
            self._known[known] = vector
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return vector

    def fill(
        self, store: Store, space: RemoteSpace, withheld: frozenset[int], cancel: threading.Event, clock: Clock
    ) -> Iterator[IndexProgress]:
        """Give every passage that may be sent its vector, a batch a transaction; yields progress.

        withheld: documents that may not be sent. Stops quietly once `cancel` is set. Raises ConnectorError,
        StoreError; what is stored stays, and the next run goes on from there.
        """
        embedder = self._platforms.embedder(self.profile.name, cancel, None, space.model)
        left = pending(store, space.name, withheld)
        after, done, started = 0, 0, clock.monotonic()
        while left and not cancel.is_set():
            some = store.vectors.pending(space.name, RECORDED, after)
            if not some:
                break
            after = some[-1].id
            sent = [p for p in some if p.document_id not in withheld]
            for batch in self._stopping(self._sent(store, space, embedder, sent, cancel)):
                done += len(batch)
                left = max(0, left - len(batch))
                spent = clock.monotonic() - started
                yield IndexProgress(
                    "vectors",
                    seen=done + left,
                    done=done,
                    vectors_pending=left,
                    seconds_left=spent / done * left if spent > 0.5 else None,
                    path=batch[-1].path,
                )
        if done:
            store.vectors.save_cache()

    @staticmethod
    def _stopping(batches: Iterator[Sequence[StoredPassage]]) -> Iterator[Sequence[StoredPassage]]:
        """Until cancelled, which is no error here."""
        try:
            yield from batches
        except Cancelled:
            return

    def _sent(
        self,
        store: Store,
        space: RemoteSpace,
        embedder: Embedder,
        passages: Sequence[StoredPassage],
        cancel: threading.Event,
    ) -> Iterator[Sequence[StoredPassage]]:
        """Send these in batches under one entry of the record; yields each batch that is stored."""
        if not passages or cancel.is_set():
            return
        counts: Counter[str] = Counter()
        texts = []
        for passage in passages:
            masker = Masker(self._kinds())  # one a text: the same text always has the same vector
            texts.append(masker.mask(_text(passage)))
            counts.update(masker.counts)
        paths = tuple(dict.fromkeys(p.path for p in passages))
        with self._guard().recorded(
            self.profile, space.model, "embedding", paths, dict(counts), take=False, passages=len(passages)
        ) as more:
            more["stored"] = 0
            for start in range(0, len(passages), BATCH):
                if cancel.is_set():
                    more["outcome"] = "cancelled"
                    return
                batch = passages[start : start + BATCH]
                self._take(self.profile, SHARE)
                vectors = embedder.embed_passages(texts[start : start + BATCH])
                store.vectors.add(space.name, [p.id for p in batch], vectors)
                more["stored"] += len(batch)
                yield batch


def _text(passage: StoredPassage) -> str:
    return text_to_embed(passage)


def pending(store: Store, space: str, withheld: frozenset[int]) -> int:
    """Passages that may be sent and have no vector in the space."""
    return max(0, store.vectors.count_pending(space) - store.vectors.count_lacking(space, withheld))
