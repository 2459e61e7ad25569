"""The command line's and the engine's composition root: builds the real parts and hands them in."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from connectors.clock import SystemClock
from connectors.platforms.directory import Platforms
from connectors.secrets import PASSPHRASE_VARIABLE, database_key, open_secrets
from indexer.embedding.encoder import LocalEncoder, find_model
from indexer.engine.core import Engine, Parts
from indexer.errors import Locked
from indexer.language.analyzer import Analyzer
from indexer.parsing.pool import ParserPool
from indexer.rendering.renderer import Renderer
from indexer.search.searcher import Searcher
from indexer.store.cipher import StoreKey
from indexer.store.database import Store

LOCK_SECONDS = 5.0  # another process may be just ending


def lock_profile(home: Path, wait: float = LOCK_SECONDS) -> FileLock:
    """One process owns a profile; the lock goes with the process, however it ends. Raises Locked."""
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "profile.lock", is_singleton=False, thread_local=False)
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise Locked() from error
    return lock


def use_throwaway_key() -> None:
    """Give this process, and those it starts, a passphrase of their own: for a profile that is thrown away."""
    os.environ[PASSPHRASE_VARIABLE] = secrets.token_hex(16)


class OwnedEngine(Engine):
    """An engine that holds its profile's lock for as long as it is open."""

    def __init__(self, parts: Parts, lock: FileLock) -> None:
        super().__init__(parts)
        self._lock = lock

    def close(self) -> None:
        super().close()
        self._lock.release()


def open_engine(home: Path, workers: int = 2) -> OwnedEngine:
    """The engine of the profile at `home`, made if new. Raises StoreError or ConnectorError."""
    lock = lock_profile(home)
    try:
        keys = open_secrets(home)
        passphrase, raw = database_key(home, keys)
        store = Store.open(home, StoreKey(passphrase=passphrase, raw=raw))
    except BaseException:
        lock.release()
        raise
    clock = SystemClock()
    analyzer = Analyzer()
    model = find_model()
    embedder = LocalEncoder(model) if model else None
    parts = Parts(
        home=home,
        store=store,
        pool=ParserPool(workers=workers),
        analyzer=analyzer,
        embedder=embedder,
        searcher=Searcher(store, analyzer, embedder, today=lambda: datetime.fromtimestamp(clock.now()).date()),
        renderer=Renderer(),
        platforms=Platforms(store.settings, keys, clock),
        clock=clock,
    )
    return OwnedEngine(parts, lock)
