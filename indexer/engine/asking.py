"""Searching and asking: what an answer is made with, taken from the profile anew for every question."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from connectors.platform_ports import PlatformProfile
from connectors.ports import ChatModel
from indexer import requests
from indexer.answering import conversation, prompt, refusal
from indexer.answering.answer import answered
from indexer.answering.following import following
from indexer.answering.run import Run, retrieve
from indexer.answering.subject import Nouns
from indexer.answering.words import understand
from indexer.answers import AnswerEvent, DoneEvent, NoticeEvent, Turn
from indexer.engine.parts import Parts
from indexer.engine.platforms import PlatformRequests
from indexer.engine.profile import ProfileRequests
from indexer.engine.remote import RemoteModels, noticed
from indexer.privacy.guarding import Guard
from indexer.search.references import References
from indexer.tasks.deep import deep_answered

_FOLLOWED, _AHEAD = 3, 6  # passages cited that are looked at, and how many behind each


@dataclass(frozen=True, slots=True)
class WayOut:
    """The platform that one request goes to; `chat` None: none, the sources are quoted."""

    guard: Guard
    chat: ChatModel | None = None
    model: str = ""
    profile: PlatformProfile | None = None

    @property
    def sendable(self) -> Callable[[str], bool] | None:
        return self.guard.sendable(self.profile) if self.profile else None

    @property
    def window(self) -> int | None:
        return self.profile.context_tokens if self.profile else None

    @property
    def place(self) -> tuple[str, str]:
        """Name and host, for showing."""
        return (self.profile.name, urlsplit(self.profile.url).hostname or "") if self.profile else ("", "")


class Asking:
    """Handlers for the engine. Tasks that ask (indexer/engine/tasks.py) make their runs here too."""

    def __init__(self, parts: Parts, out: PlatformRequests, profile: ProfileRequests, remote: RemoteModels) -> None:
        self._remote = remote
        self._p = parts
        self._out = out
        self._profile = profile
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.Search: self._search,
            requests.Ask: self.ask,
            requests.SuggestNext: self._suggest,
        }

    def way_out(self, platform: str | None, model: str | None, quote: bool) -> WayOut:
        """The platform asked for, or the current one. Raises NotConfigured for a name that is not registered."""
        guard = self._out.guard()
        name = None if quote else platform or self._p.platforms.current()
        if not name:
            return WayOut(guard, None, model or "")
        profile = self._out.profile(name)
        return WayOut(guard, guard.chat(self._p.platforms.chat(name), profile), model or profile.model, profile)

    def run(
        self,
        question: str,
        scope: tuple[str, ...],
        out: WayOut,
        cancel: threading.Event,
        instead: Mapping[str, float | str] | None = None,
        told: list[str] | None = None,
        ask: bool = True,
        filters: Mapping[str, str] | None = None,
    ) -> Run:
        """What an answer to the question is made with. `instead`: settings for this request.

        told: takes what the search has to tell; ask: whether it may ask a platform; filters: as in Search.
        """
        p = self._p

        def find(asked: requests.Search) -> requests.Found:
            asked = replace(asked, settings=dict(instead) if instead else None)
            if filters:
                asked = replace(asked, filters={**filters, **(asked.filters or {})})
            found = self.find(asked, ask)
            if told is not None:
                told.extend(found.notices)
            return found

        return Run(
            question,
            find,
            scope,
            self._missing(scope),
            cancel,
            self._profile.answering(instead),
            p.analyzer.terms,
            self._similar if p.embedder else None,
            self._nouns,
            p.analyzer.names,
            around=self._around,
            window=out.window,
            sendable=out.sendable,
            followed=partial(References(p.store).followed, paths=scope),
        )

    def now(self) -> str:
        """The time, ISO 8601 with zone."""
        return datetime.fromtimestamp(self._p.clock.now(), UTC).isoformat(timespec="seconds")

    def _search(self, request: requests.Search, cancel: threading.Event) -> Iterator[Any]:
        yield self.find(request)

    def find(self, request: requests.Search, ask: bool = True) -> requests.Found:
        """`ask` False: no platform is asked for its vectors or its order."""
        return self._remote.find(self._p.searcher, request, self._profile.search(request.settings), ask)

    def ask(self, request: requests.Ask, cancel: threading.Event) -> Iterator[Any]:
        conversations = self._p.store.conversations
        out = self.way_out(request.platform, request.model, request.quote)
        former = list(request.former)
        if request.conversation:
            former = [t.whole for t in conversations.turns(request.conversation) if not t.task]
        question = self._understood(request, former, None if request.show_prompt else out.chat, out.model, cancel)
        told: list[str] = []
        run = self.run(
            question, request.scope, out, cancel, request.settings, told, not request.show_prompt, request.filters
        )
        if request.show_prompt:
            yield self._preview(run, request, former, out)
            return
        if question != request.question:
            yield NoticeEvent("understood", f"이렇게 이해하고 찾습니다: {question}")
        how = deep_answered if request.deep else answered
        events: Iterator[AnswerEvent] = how(run, chat=out.chat, model=out.model)
        events = out.guard.judged(noticed(events, told))
        if question != request.question:
            events = understood(events, question)
        if request.conversation and not self._profile.answering().history:
            yield NoticeEvent("history", "설정에 따라 이 대화를 보관하지 않습니다.")
        elif request.conversation:
            name, of = request.conversation, dict(request.filters or {})

            def keep(turn: Turn) -> object:
                return conversations.add(name, replace(turn, scope=request.scope, filters=of))

            events = conversation.remembered(events, request.question, question, self.now(), keep)
        yield from events

    def _suggest(self, request: requests.SuggestNext, cancel: threading.Event) -> Iterator[Any]:
        cited: list[str] = []
        near: list[str] = []
        for passage in dict.fromkeys(request.passages[:_FOLLOWED]):
            for stored in self._p.store.passages.neighbours(passage, 1, _AHEAD):
                headings = stored.passage.heading_path[-1:]
                (cited if stored.id == passage else near).extend(headings)
        yield requests.NextQuestions(following(request.asked, cited, near))

    def _preview(self, run: Run, request: requests.Ask, former: list[str], out: WayOut) -> requests.Prompt:
        """Exactly what would leave."""
        hits = run.sent(retrieve(run.question, run.search, run.scope, run.settings))
        sources = run.evidence(hits, run.settings.evidence_passages)
        built = prompt.build(run.question, sources, out.model, run.settings)
        first = conversation.rewriting(request.question, former, out.model) if former and out.chat else None
        if first is not None:
            first = out.guard.masker.request(first)
        text = prompt.preview(out.guard.masker.request(built))
        if first is not None:
            # A follow-up is sent twice: to be made whole, and to be answered.
            text = f"{prompt.preview(first)}\n\n{text}"
        name, host = out.place
        return requests.Prompt(platform=name, host=host, text=text)

    def _understood(
        self, request: requests.Ask, former: list[str], chat: ChatModel | None, model: str, cancel: threading.Event
    ) -> str:
        """The question as a whole one: by the platform that answers, else by rule."""
        if not former:
            return request.question
        if chat is not None:
            found = conversation.rewritten_by(chat, model or chat.name, request.question, former, cancel)
            if found is not None:
                return found
        terms, settings = self._p.analyzer.terms, self._profile.answering()

        def search(asked: requests.Search) -> requests.Found:
            return self.find(replace(asked, filters={**(request.filters or {}), **(asked.filters or {})}), ask=False)

        def chance(question: str) -> float:
            hits = retrieve(question, search, request.scope, settings)
            return refusal.chance(refusal.features(understand(question, terms), hits, self._nouns))

        return conversation.made_whole(request.question, former, chance)

    def _similar(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Cosines of the question with short texts, for choosing what to quote."""
        embedder = self._p.embedder
        assert embedder is not None
        near: list[float] = (embedder.embed_passages(texts) @ embedder.embed_query(question)).tolist()
        return near

    def _around(self, passage: int) -> tuple[str, str]:
        """The texts before and after a passage in its document."""
        near = self._p.store.passages.neighbours(passage)
        here = next((i for i, p in enumerate(near) if p.id == passage), 0)
        before = "\n".join(p.passage.text for p in near[:here])
        return before, "\n".join(p.passage.text for p in near[here + 1 :])

    def _nouns(self, text: str) -> Nouns:
        """The text's nouns with their frequencies in the whole index."""
        p = self._p
        frequencies = {t.text: p.store.lexical.document_frequency(t.key) for t in p.analyzer.nouns(text)}
        return Nouns(frequencies, p.store.lexical.count())

    def _missing(self, scope: tuple[str, ...]) -> dict[str, int]:
        """Files in scope that no answer can rest on, by the reason why they could not be read."""
        catalog = self._p.store.catalog
        rows = {row.path: row.kind for path in (scope or (None,)) for row in catalog.failures(path)}
        out = dict(sorted(Counter(rows.values()).items()))
        pending = sum(catalog.counts(path)["pending"] for path in (scope or (None,)))
        return {**out, "pending": pending} if pending else out


def understood(events: Iterator[AnswerEvent], whole: str) -> Iterator[AnswerEvent]:
    """Tell at the end how the question was understood, for who asks the next one."""
    for event in events:
        yield replace(event, whole=whole) if isinstance(event, DoneEvent) else event
