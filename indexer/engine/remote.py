"""Searching with a platform's models: its vectors, its reranking, and what the user is told of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from connectors.errors import NotConfigured
from connectors.platform_ports import PlatformDirectory
from connectors.ports import Clock, Embedder
from indexer import requests
from indexer.answers import AnswerEvent, DoneEvent, NoticeEvent
from indexer.engine.platforms import PlatformRequests
from indexer.engine.reranking import Reranking
from indexer.engine.spaces import LOCAL, VectorSpaces
from indexer.search.searcher import Searcher
from indexer.search.settings import SearchSettings
from indexer.store.database import Store


class RemoteModels:
    """Everything that platforms do for the search. One an engine; safe from any thread."""

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
        """`settings`, `kinds`: as they are now: the search's, and the personal data that is masked."""
        self.spaces = VectorSpaces(store, platforms, out, local, clock, settings, kinds)
        self._reranking = Reranking(platforms, out, clock, kinds, store.settings)
        self._local = local
        self._clock = clock

    def find(
        self, searcher: Searcher, request: requests.Search, settings: SearchSettings, ask: bool = True
    ) -> requests.Found:
        """Search with what the settings ask for. `ask` False: no platform is asked."""
        if not ask or request.mode == "lexical":
            return searcher.using(settings).search(request)
        told: list[str] = []
        away = self.spaces.away(settings, told.append)
        reranker = self.spaces.profile(settings.reranker) if settings.reranker and request.mode == "hybrid" else None
        if reranker is None or not reranker.rerank_model:
            found = searcher.using(settings, away).search(request)
        else:
            began = self._clock.monotonic()
            more = replace(request, top=max(request.top, settings.reranked))
            found = searcher.using(settings, away).search(more)
            hits = self._reranking.apply(reranker, request.query, found.hits, settings, told.append)
            ms = round((self._clock.monotonic() - began) * 1000, 2)
            found = replace(found, hits=hits[: request.top], ms=max(ms, found.ms))
        if away is not None and self._local is None:
            # How near is near is known of our own encoder's cosines only.
            found = replace(found, hits=tuple(replace(h, vector=None) for h in found.hits))
        return replace(found, notices=tuple(dict.fromkeys(told))) if told else found

    def check(self, name: str, value: str | None) -> None:
        """Raises NotConfigured for a setting that names a platform which is not there, or has no such model."""
        options = {"search.embedder": "--embedding-model", "search.reranker": "--rerank-model"}
        if name not in options or value in (None, "", LOCAL):
            return
        profile = self.spaces.profile(str(value))
        if profile is None:
            raise NotConfigured(f"‘{value}’ 플랫폼이 등록되어 있지 않습니다.")
        if not (profile.embedding_model if name == "search.embedder" else profile.rerank_model):
            raise NotConfigured(
                f"‘{value}’ 플랫폼에 쓸 모델이 정해져 있지 않습니다.",
                f"`munseo platform set {value} {options[name]} 모델`로 모델을 정하십시오.",
            )


def noticed(events: Iterable[AnswerEvent], told: Iterable[str]) -> Iterator[AnswerEvent]:
    """The events, and before their end what the search had to tell, as notices of kind `search`."""
    for event in events:
        if isinstance(event, DoneEvent):
            for sentence in dict.fromkeys(told):
                yield NoticeEvent("search", sentence)
        yield event
