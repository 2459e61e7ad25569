"""The engine: requests in, events out. It is handed every part; it builds none."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from connectors.errors import ConnectorError
from connectors.ports import ChatModel
from indexer import requests
from indexer.engine.asking import Asking
from indexer.engine.connecting import ConnectingRequests
from indexer.engine.evaluating import EvaluationRequests
from indexer.engine.indexing import IndexRequests
from indexer.engine.library import LibraryRequests
from indexer.engine.parts import Parts
from indexer.engine.platforms import PlatformRequests
from indexer.engine.profile import ProfileRequests
from indexer.engine.prompts import PromptRequests
from indexer.engine.record import RecordRequests
from indexer.engine.remote import RemoteModels
from indexer.engine.tasks import TaskRequests
from indexer.errors import Encrypted, IndexerError
from indexer.memory import give_back
from indexer.remembered import from_store

log = logging.getLogger(__name__)

LOOKING = (requests.Ask, requests.Search)


def failed(error: BaseException) -> requests.Failed:
    """The world's fault in its own words; a bug of ours as such, without a word of any document."""
    if isinstance(error, IndexerError | ConnectorError):
        return requests.Failed(error.kind, error.message, error.next_step)
    # The class and the place, never the message: it could quote a document.
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    log.error("bug: %s at %s", type(error).__name__, where)
    return requests.Failed(
        "bug",
        f"프로그램 오류가 났습니다({type(error).__name__}, {where}).",
        "다시 시도하고, 계속되면 이 문구를 관리자에게 알려 주십시오.",
    )


class Engine:
    """Answers requests for one profile. `handle` may be called from several threads at once."""

    def __init__(self, parts: Parts) -> None:
        self._p = parts
        self._profile_requests = ProfileRequests(
            parts.store,
            lambda: parts.policy().locked(),
            lambda name, value: self._remote.check(name, value),
            lambda: self._settled(),
        )
        self._out = PlatformRequests(
            parts.store,
            parts.platforms,
            parts.ledger,
            parts.policy,
            parts.clock,
            lambda: self._profile_requests.privacy().kinds(),
            lambda: self._settled(),
        )
        self._remote = RemoteModels(
            parts.store,
            parts.platforms,
            self._out,
            parts.embedder,
            parts.clock,
            self._profile_requests.search,
            lambda: self._profile_requests.privacy().kinds(),
        )
        self._asking = Asking(parts, self._out, self._profile_requests, self._remote)
        self._tasks = TaskRequests(parts, self._asking, self._profile_requests)
        self._index = IndexRequests(parts, self._profile_requests, self._remote)
        library = LibraryRequests(parts, self._out, self._remote, self._index.alone, self._settled)
        prompts = PromptRequests(parts.store.settings)
        self._handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.OpenSource: self._open_source,
            requests.DrawPage: self._draw_page,
            requests.Warm: self._warm,
            **self._index.handlers,
            **library.handlers,
            **self._profile_requests.handlers,
            **self._out.handlers,
            **self._remote.spaces.handlers,
            **RecordRequests(parts.store, parts.ledger).handlers,
            **EvaluationRequests(parts.store, self._asking.find, self._asking.ask).handlers,
            **self._asking.handlers,
            **self._tasks.handlers,
            **prompts.handlers,
            **ConnectingRequests(prompts).handlers,
        }

    def handle(self, request: Any, cancel: threading.Event) -> Iterator[Any]:
        """The events of one request. Raises IndexerError or ConnectorError when it cannot be done."""
        if isinstance(request, LOOKING) and getattr(request, "mode", "") != "lexical":
            # What is found is opened next: the child that draws it is there by then, made beside the search.
            threading.Thread(target=self._p.renderer.prepare, name="pages-ahead", daemon=True).start()
        return self._handlers[type(request)](request, cancel)

    def resume(self) -> None:
        """This process stays: go on with what is made in the background."""
        self._remote.spaces.resume()

    def _settled(self) -> None:
        """Settings or platforms changed: another vector space may serve now, or has to be made."""
        self._remote.spaces.settle()
        self._remote.spaces.start()

    def chat(self, name: str) -> ChatModel:
        """The platform `name` as a chat model, for those who build on us (indexer/llama.py). Raises NotConfigured.

        Masked, checked and recorded as every question is.
        """
        return self._out.chat(name)

    @property
    def loaded(self) -> bool:
        """Whether one of the models is in memory."""
        return self._p.analyzer.loaded or bool(getattr(self._p.embedder, "loaded", False))

    def rest_seconds(self) -> float:
        """How long nothing must have happened before this engine rests."""
        return float(self._profile_requests.engine().rest)

    def rest(self) -> bool:
        """Give back all that can be made again, and the memory to the system. False: something is being made now.

        The next request loads what it needs; `Warm` loads it before one is made.
        """
        if self._index.busy or self._remote.spaces.making():
            return False
        self.release()
        if self._p.recognising_pool is not None:
            self._p.recognising_pool.close()
        give_back()
        return True

    def release(self) -> None:
        """Give back what can be loaded again: models, indexes in memory, children."""
        self._p.analyzer.release()
        self._p.store.release()
        release = getattr(self._p.embedder, "release", None)
        if release:
            release()
        self._p.renderer.close()
        if self._p.placer is not None:
            self._p.placer.close()
        self._p.pool.close()
        self._tasks.release()

    def close(self) -> None:
        self._remote.spaces.close()
        self._index.close()
        if self._p.recognising_pool is not None:
            self._p.recognising_pool.close()
        self.release()
        self._out.close()
        self._p.store.close()

    def _warm(self, request: requests.Warm, cancel: threading.Event) -> Iterator[Any]:
        """In the order in which a search that is typed, and the page that is opened then, need it."""
        p = self._p
        steps: list[Callable[[], object]] = [p.analyzer.warm, p.store.lexical.warm, p.store.catalog.warm]
        if p.embedder is not None:
            space, warm = p.embedder.name, getattr(p.embedder, "warm", None)
            steps += [warm] if warm else []
            steps.append(lambda: p.store.vectors.warm(space))
        steps.append(p.renderer.prepare)
        for step in steps:
            if cancel.is_set():
                return
            step()
        yield from ()

    # ---- showing

    def _open_source(self, request: requests.OpenSource, cancel: threading.Event) -> Iterator[Any]:
        try:
            yield self._p.renderer.open(Path(request.path), request.location, request.quote)
        except Encrypted:
            opened = from_store(self._p.store, request.path, request.quote, request.location)
            if opened is None:
                raise
            yield opened

    def _draw_page(self, request: requests.DrawPage, cancel: threading.Event) -> Iterator[Any]:
        yield self._p.renderer.draw(Path(request.path), request.page, request.scale)
