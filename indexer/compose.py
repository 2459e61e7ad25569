"""The command line's and the engine's composition root: builds the real parts and hands them in."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from connectors import ledger, policy
from connectors.clock import SystemClock
from connectors.ledger import Ledger
from connectors.platforms.directory import Platforms
from connectors.ports import Secrets
from connectors.secrets import PASSPHRASE_VARIABLE, PassphraseSecrets, database_key, open_secrets
from indexer.embedding.encoder import LocalEncoder, find_model
from indexer.engine.core import Engine
from indexer.engine.parts import Parts
from indexer.errors import Locked, WrongKey
from indexer.language.analyzer import Analyzer
from indexer.parsing import child, ocr_child
from indexer.parsing.pool import ParserPool
from indexer.passages import split
from indexer.recognising import Recogniser
from indexer.rendering.renderer import Renderer
from indexer.search.searcher import Searcher
from indexer.store import backup, check
from indexer.store.cipher import StoreKey
from indexer.store.database import Store

LOCK_SECONDS = 5.0  # another process may be just ending
NEXT_KEY = "database.next"  # the new key in the credential store, while the database is being written under it


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
        store = Store.open(home, _settled_key(home, keys))
    except BaseException:
        lock.release()
        raise
    clock = SystemClock()
    analyzer = Analyzer()
    model = find_model()
    embedder = LocalEncoder(model) if model else None
    recognising = ParserPool(1, ocr_child.LIMITS, ocr_child.main)
    parts = Parts(
        home=home,
        store=store,
        pool=ParserPool(workers=workers, serve=child.main_behind),
        analyzer=analyzer,
        embedder=embedder,
        searcher=Searcher(store, analyzer, embedder, today=lambda: datetime.fromtimestamp(clock.now()).date()),
        renderer=Renderer(),
        placer=Renderer(background=True),
        recogniser=Recogniser(store, recognising.parse_many, split, analyzer.passage_terms, clock),
        recognising_pool=recognising,
        reading_pool=ParserPool(workers=2),
        platforms=Platforms(store.settings, keys, clock, policy=policy.load),
        clock=clock,
        ledger=Ledger(home / ledger.FILE, store.settings, clock, _lasting(keys)),
        policy=policy.load,
    )
    return OwnedEngine(parts, lock)


def _lasting(keys: Secrets) -> Secrets | None:
    """The account's credential store; a sealed file beside the ledger vouches for no more than the database."""
    return None if isinstance(keys, PassphraseSecrets) else keys


# ---- the profile's key and copies; no process may have the profile open


def _key(home: Path, keys: Secrets, anew: bool = False) -> StoreKey:
    passphrase, raw = database_key(home, keys, anew)
    return StoreKey(passphrase=passphrase, raw=raw)


def _settled_key(home: Path, keys: Secrets) -> StoreKey:
    """What opens the profile; ends a change of key that a killed process had begun."""
    key = _key(home, keys)
    if isinstance(keys, PassphraseSecrets):
        if (home / "secrets.next").exists():
            Store.open(home, key).close()  # raises WrongKey before anything is settled
            keys.settle()
        return key
    pending = keys.get(NEXT_KEY)
    if pending is None:
        return key
    try:
        Store.open(home, key).close()
    except WrongKey:
        key = StoreKey(raw=base64.b64decode(pending))
        Store.open(home, key).close()
        keys.set("database", pending)
    keys.delete(NEXT_KEY)
    return key


def rekey(home: Path, passphrase: str | None, at: backup.At = lambda _: None) -> None:
    """Change the profile's key: to `passphrase`, or with None to new random bytes in the credential store.

    Killed at any moment, one of the two keys opens all of it, and the next start ends what was begun. `at` is told
    each step. Raises StoreError, ConnectorError.
    """
    with lock_profile(home):
        keys = open_secrets(home)
        key = _settled_key(home, keys)
        if isinstance(keys, PassphraseSecrets):
            if passphrase is None:
                raise ValueError("a profile that a passphrase opens needs a new one")
            keys.begin_change(passphrase)
            at("begun")
            backup.change_key(home, key, StoreKey(passphrase=passphrase), at)
            PassphraseSecrets(home / "secrets.bin", passphrase).settle()
            return
        new = secrets.token_bytes(32)
        kept = base64.b64encode(new).decode("ascii")
        keys.set(NEXT_KEY, kept)
        at("begun")
        backup.change_key(home, key, StoreKey(raw=new), at)
        keys.set("database", kept)
        at("kept")
        keys.delete(NEXT_KEY)


def restore(home: Path, copy: Path, passphrase: str | None) -> Path | None:
    """Put a copy in the place of the profile; returns where the former database lies, None without one.

    passphrase: what locks the copy; None: the profile's own key. Raises StoreError, ConnectorError.
    """
    with lock_profile(home):
        keys = open_secrets(home)
        key = _key(home, keys, anew=True)
        aside = backup.restore(home, copy, StoreKey(passphrase=passphrase) if passphrase else key, key)
        with contextlib.closing(Store.open(home, key)) as store:
            Ledger(home / ledger.FILE, store.settings, SystemClock(), _lasting(keys)).adopt()
        return aside


def start_over(home: Path) -> Path | None:
    """Set a damaged database aside and begin an empty one; see store.check.start_over."""
    with lock_profile(home):
        return check.start_over(home, _key(home, open_secrets(home)))
