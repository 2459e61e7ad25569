"""Another embedder's vectors, made in the background while those that are there serve; status and removal."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from connectors.errors import ConnectorError, PlatformError
from connectors.platform_ports import PlatformDirectory, PlatformProfile
from connectors.ports import Clock, Embedder
from indexer import requests
from indexer.breaker import Breaker
from indexer.embedding.remote import RemoteVectors, pending
from indexer.embedding.spaces import RemoteSpace, Spaces, space_of
from indexer.engine.either import Either
from indexer.engine.platforms import PlatformRequests
from indexer.engine.space_rows import rows_of
from indexer.errors import IndexerError, QueryError
from indexer.priority import thread_gives_way
from indexer.search.away import Away
from indexer.search.settings import SearchSettings
from indexer.store.database import Store

LOCAL = "local"
_HOUR = 3600.0

log = logging.getLogger(__name__)


class VectorSpaces:
    """Which vectors serve, and the making of others. Safe from any thread."""

    def __init__(
        self,
        store: Store,
        platforms: PlatformDirectory,
        out: PlatformRequests,
        local: Embedder | None,
        clock: Clock,
        settings: Callable[[], SearchSettings],
        kinds: Callable[[], frozenset[str]],
    ) -> None:
        self._store, self._platforms, self._out, self._local = store, platforms, out, local
        self._clock, self._settings, self._kinds = clock, settings, kinds
        self._spaces = Spaces(store.settings)
        self._made: dict[str, RemoteVectors] = {}
        self._breakers: dict[str, Breaker] = {}
        self._guard = threading.Lock()  # of the thread
        self._filling = threading.Lock()
        self._closing = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._lasting = False
        self._left: float | None = None  # seconds
        self._note = ""  # why the making stands still
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListSpaces: lambda _request, _cancel: iter((requests.SpacesListed(self.rows()),)),
            requests.RemoveSpaces: self._remove,
        }

    # ---- which

    def profile(self, name: str) -> PlatformProfile | None:
        return next((p for p in self._platforms.profiles() if p.name == name), None)

    def _remote(self, profile: PlatformProfile) -> RemoteVectors:
        found = self._made.get(profile.name)
        if found is None or found.profile != profile:
            found = RemoteVectors(self._platforms, profile, self._out.guard, self._kinds, self._out.take)
            self._made[profile.name] = found
        return found

    def _wanted(self) -> tuple[RemoteSpace, PlatformProfile] | None:
        """What the settings ask for; None: this PC's, also where the platform or its model is gone."""
        name = self._settings().embedder
        profile = self.profile(name) if name not in ("", LOCAL) else None
        if profile is None or not profile.embedding_model:
            return None
        return space_of(profile, self._kinds()), profile

    def settle(self) -> int:
        """Let what is wanted serve, if it may; how many passages it still lacks."""
        wanted = self._wanted()
        if wanted is None:
            self._spaces.settle(None)
            return 0
        space, profile = wanted
        left = pending(self._store, space.name, self._out.withheld(profile))
        # A space of nothing (all is withheld, or nothing was read yet) has nothing to serve with.
        self._spaces.settle(space, left if self._store.vectors.count(space.name) else 1)
        return left

    def away(self, settings: SearchSettings, told: Callable[[str], None]) -> Away | None:
        """The serving platform's vectors for one search; None: this PC's, told why where it is out of need."""
        space = self._spaces.serving()
        if settings.embedder != self._settings().embedder:  # another for this request: to compare them
            space = self._complete(settings.embedder)
        if settings.embedder in ("", LOCAL) or space is None or (profile := self.profile(space.platform)) is None:
            return None
        breaker = self._breakers.setdefault(space.platform, Breaker(self._clock))
        if not breaker.closed():
            told(f"‘{space.platform}’의 임베딩이 응답하지 않아 잠시 쉽니다. 이 PC의 색인으로 찾았습니다.")
            return None
        remote, seconds = self._remote(profile), settings.query_wait / 1000

        gone = threading.Event()  # nobody waits any more: that counted as the failure

        def late() -> None:
            gone.set()
            breaker.failed()

        def embed(text: str) -> NDArray[np.float32]:
            try:
                vector = remote.query(text, space, seconds)
            except ConnectorError as error:
                if not gone.is_set():
                    breaker.failed(getattr(error, "retry_after", None) or 0.0)
                raise
            if not gone.is_set():
                breaker.worked()
            return vector

        return Away(self._store.vectors, space.name, embed, seconds, late, told)

    def _complete(self, name: str) -> RemoteSpace | None:
        """The platform's space, if it was complete once."""
        profile = self.profile(name)
        space = space_of(profile, self._kinds()) if profile else None
        return space if space is not None and self._spaces.complete(space.name) else None

    # ---- making

    def fill(self, cancel: threading.Event) -> Iterator[requests.IndexProgress]:
        """Make what is wanted and lacking, then let it serve. A platform's fault is kept as the note, not raised."""
        while not self._filling.acquire(timeout=0.2):
            if cancel.is_set():
                return
        try:
            wanted = self._wanted()
            if wanted is not None and self.settle():
                space, profile = wanted
                made = self._remote(profile).fill(
                    self._store, space, self._out.withheld(profile), cancel, self._clock
                )
                for event in made:
                    self._left, self._note = event.seconds_left, ""
                    yield event
            self.settle()
        except ConnectorError as error:
            self._note = f"{error.message} {error.next_step}"
            raise
        finally:
            self._left = None
            self._filling.release()

    def resume(self) -> None:
        """From now on make in the background what is wanted: this process stays."""
        self._lasting = True
        self.start()

    def start(self) -> None:
        """Look whether there is something to make, in a thread of its own, unless it is running or this ends soon."""
        with self._guard:
            if not self._lasting or self._closing.is_set():
                return
            if self._thread and self._thread.is_alive():
                self._wake.set()  # what made it pause may be put right by now
                return
            self._thread = threading.Thread(target=self._work, name="vectors", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        thread_gives_way()
        breaker = Breaker(self._clock)
        while not self._closing.is_set():
            begun = self._wanted()
            try:
                for _ in self.fill(self._changed(begun)):
                    pass
                if self._wanted() == begun:
                    return
            except PlatformError as error:
                self._rest(breaker.failed(getattr(error, "retry_after", None) or 0.0))
            except (ConnectorError, IndexerError) as error:  # the policy, the day's limit, a full disk
                log.warning("vectors are not made: %s", error.kind)
                self._rest(_HOUR)
            except Exception as error:
                log.error("vectors are not made: %s", type(error).__name__)
                return

    def _rest(self, seconds: float) -> None:
        """Wait so long, or until `start` or `close` is called."""
        self._wake.wait(seconds)
        self._wake.clear()

    def _changed(self, begun: tuple[RemoteSpace, PlatformProfile] | None) -> threading.Event:
        """Set when the engine closes, or when something else is wanted by now."""
        return Either(self._closing, lambda: self._wanted() != begun, self._clock)

    def making(self) -> bool:
        """Whether vectors are being made at this moment; a thread that waits for its platform makes none."""
        return self._left is not None or self._filling.locked()

    def close(self) -> None:
        self._closing.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    # ---- showing and removing

    def rows(self) -> tuple[requests.SpaceRow, ...]:
        """Every space, this PC's first."""
        wanted, serving = self._wanted(), self._spaces.serving()
        return rows_of(self._store, self._local, wanted, serving, self._out.withheld, self._left, self._note)

    def shown(self) -> tuple[requests.SpaceRow, ...]:
        """The same for the status; none where this PC's space is all there is."""
        rows = self.rows()
        return rows if len(rows) > 1 or any(r.state != "serving" for r in rows) else ()

    def _remove(self, request: requests.RemoveSpaces, cancel: threading.Event) -> Iterator[Any]:
        rows = self.rows()
        if request.name is not None and request.name not in {r.name for r in rows}:
            raise QueryError(f"‘{request.name}’이라는 벡터는 없습니다.", "`munseo vectors list`로 확인하십시오.")
        for row in rows:
            if request.name not in (None, row.name):
                continue
            if row.state != "unused":
                if request.name is not None:
                    raise QueryError(
                        f"‘{row.name}’은(는) 지금 쓰이고 있어 지우지 않습니다.",
                        "`munseo settings set search.embedder local`로 바꾼 뒤 다시 지우십시오.",
                    )
                continue
            self._spaces.forget(row.name)
            self._store.vectors.remove(row.name)
        yield requests.SpacesListed(self.rows())
