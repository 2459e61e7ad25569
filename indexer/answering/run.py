"""One answer in the making: what it was asked, what it works with, and the passages found for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indexer.answering.coverage import coverage_sentence
from indexer.answering.evidence import Around, Source, choose, length
from indexer.answering.names import NamesOf
from indexer.answering.sentence_signs import Similar
from indexer.answering.settings import AnswerSettings
from indexer.answering.subject import NounsOf
from indexer.answering.words import Terms, bigrams
from indexer.answers import AnswerEvent, DoneEvent, NoticeEvent
from indexer.model import Hit
from indexer.requests import Found, Search, Understood

Searcher = Callable[[Search], Found]


@dataclass(slots=True)
class Run:
    """`window`: tokens that the model reads. `sendable`: whether a document, by its path, may go to the model.
    `followed`: the hits with the articles that the best of them refer to."""

    question: str
    search: Searcher
    scope: Sequence[str] = ()
    coverage: dict[str, int] = field(default_factory=dict)
    cancel: threading.Event = field(default_factory=threading.Event)
    settings: AnswerSettings = field(default_factory=AnswerSettings)
    terms: Terms = bigrams
    similar: Similar | None = None
    nouns_of: NounsOf | None = None
    names_of: NamesOf | None = None
    today: date = field(default_factory=date.today)
    around: Around | None = None
    window: int | None = None
    sendable: Callable[[str], bool] | None = None
    followed: Callable[[Sequence[Hit]], Sequence[Hit]] | None = None
    started: float = field(default_factory=time.monotonic)
    times: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str) -> None:
        """Note the seconds since the start."""
        self.times[name] = round(time.monotonic() - self.started, 4)

    def done(
        self, answered_by: str, *, refused: bool, usage: Mapping[str, int] | None = None
    ) -> Iterator[AnswerEvent]:
        """What ends every answer: the files that could not be read, then the end."""
        if text := coverage_sentence(self.coverage):
            yield NoticeEvent("coverage", text)
        self.lap("total")
        yield DoneEvent(refused, answered_by, self.coverage, dict(usage or {}), self.times)

    def sent(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those of the hits that may go to the model."""
        return [hit for hit in hits if self.sendable is None or self.sendable(hit.path)]

    def evidence(self, hits: Sequence[Hit], passages: int) -> list[Source]:
        """What the model is given of the hits and of the articles that they refer to."""
        whole = self.sent(self.followed(hits)) if self.followed else hits
        return choose(whole, length(self.settings, self.window), passages, self.around)


def look(
    question: str, search: Searcher, scope: Sequence[str], settings: AnswerSettings, top: int | None = None
) -> tuple[list[Hit], tuple[Understood, ...]]:
    """The passages found for the question, best first, of each path of `scope` where there is one; and what was
    read in the question. `top`: how many."""
    top = top or settings.candidates
    if not scope:
        found = search(Search(question, top=top))
        return list(found.hits), found.understood
    hits: dict[tuple[str, int], Hit] = {}
    understood: dict[Understood, None] = {}
    for path in scope:
        found = search(Search(question, top=top, filters={"path": path}))
        understood.update(dict.fromkeys(found.understood))
        for hit in found.hits:
            hits.setdefault((hit.path, hit.passage_id), hit)
    return sorted(hits.values(), key=lambda h: -h.score)[:top], tuple(understood)


def retrieve(
    question: str, search: Searcher, scope: Sequence[str], settings: AnswerSettings, top: int | None = None
) -> list[Hit]:
    """The hits of `look`."""
    return look(question, search, scope, settings, top)[0]
