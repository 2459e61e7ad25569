"""Search one store: by words, by meaning, or both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from connectors.ports import Embedder
from indexer import requests
from indexer.embedding.centre import centre_of
from indexer.embedding.models import EncoderError
from indexer.errors import QueryError
from indexer.language.analyzer import Analyzer
from indexer.model import Hit
from indexer.search.arrange import arranged
from indexer.search.asked import Asked, brought, preferred_of
from indexer.search.away import Away
from indexer.search.candidates import Candidates
from indexer.search.companions import Companions
from indexer.search.fuse import Ranking, Scores, fuse, placed
from indexer.search.hits import explained, hit_of
from indexer.search.interpreting import as_read, interpreted
from indexer.search.meaning import Meaning
from indexer.search.query import Query, understand
from indexer.search.rank import learnt
from indexer.search.settings import SearchSettings
from indexer.search.words import surfaces
from indexer.store.database import Store

_WIDE = 120  # candidates whose windows are looked at: 1.3 kB each to read, no text
_BEYOND = 10  # more hits than are asked for, among which the version in force may stand
_STRICT = 10  # times as many candidates where phrases or exclusions take some away
_NOTHING: Ranking = (np.zeros(0, np.int64), np.zeros(0, np.float32))


class Searcher:
    """`search` may be called from several threads. Without an embedder or vectors, words alone decide.

    today: the day that 작년 and 최근 3개월 are counted from. away: another embedder's vectors in place of ours.
    """

    def __init__(
        self,
        store: Store,
        analyzer: Analyzer,
        embedder: Embedder | None = None,
        settings: SearchSettings = SearchSettings(),  # noqa: B008 - frozen
        today: Callable[[], date] = date.today,
        away: Away | None = None,
    ) -> None:
        self._store = store
        self._analyzer = analyzer
        self._embedder = embedder
        self._settings = settings
        self._today = today
        self._away = away

    def using(self, settings: SearchSettings, away: Away | None = None) -> Searcher:
        """The same searcher with other settings, and vectors from elsewhere."""
        return Searcher(self._store, self._analyzer, self._embedder, settings, self._today, away)

    def search(self, request: requests.Search) -> requests.Found:
        """The best passages, best first. Raises QueryError for an unknown filter, or vectors that are not there.

        A file type or folder that the question names narrows the search, unless nothing would be left.
        """
        began = time.perf_counter()
        today = self._today()
        query = understand(request.query, today)
        given = request.filters or {}
        narrowing: dict[str, str] = {}
        for condition in query.conditions:
            if condition.narrows and condition.key not in given:
                several = narrowing.get(condition.key)
                narrowing[condition.key] = f"{several}\n{condition.value}" if several else condition.value
        found, pending, asked = self._attempt(query, request, given, narrowing, today)
        if narrowing and not found:
            found, pending, asked = self._attempt(query, request, given, narrowing, today, dropped=True)
        ms = round((time.perf_counter() - began) * 1000, 2)
        return requests.Found(tuple(found), ms, pending, asked.understood)

    def _attempt(
        self,
        query: Query,
        request: requests.Search,
        given: Mapping[str, str],
        narrowing: Mapping[str, str],
        today: date,
        dropped: bool = False,
    ) -> tuple[list[Hit], int, Asked]:
        """The hits, how many vectors are pending, and how the question was read; dropped: without its narrowing."""
        text = as_read(query, dropped)
        meaning = None
        if request.mode != "lexical" and self._embedder is not None:
            meaning = Meaning(self._embedder, self._store.vectors)
        asked = interpreted(
            query, text, given, narrowing, today, self._store, self._analyzer, self._settings, dropped,
            meaning.likely if meaning else None,
        )  # fmt: skip
        filters = given if dropped else {**given, **narrowing}
        allowed = self._store.catalog.select(filters, today)
        found, pending = self._found(asked, request, allowed, meaning)
        return found, pending, asked

    def _found(
        self, asked: Asked, request: requests.Search, allowed: NDArray[np.int64] | None, meaning: Meaning | None
    ) -> tuple[list[Hit], int]:
        """The hits among `allowed`, and how many vectors are pending."""
        text = asked.meant
        strict = bool(asked.query.phrases or asked.query.excluded)
        k = max(self._settings.candidates * (_STRICT if strict else 1), request.top)
        words, near, pending = _NOTHING, _NOTHING, 0
        vector: NDArray[np.float32] | None = None
        more_words, more_near = _NOTHING, _NOTHING
        # Those that meet a condition have places among the candidates: a boost after the cut is too late.
        preferred = preferred_of(asked, allowed)
        awaited = self._away.ask(text) if self._away and request.mode != "lexical" and text else None
        nearest = meaning.near(text, k, allowed, preferred) if meaning is not None and text else None
        if request.mode != "vector":
            lexical = self._store.lexical
            words = lexical.search(asked.weights, k, allowed)
            if preferred is not None:
                more_words = lexical.search(asked.weights, k, preferred)
        if request.mode != "lexical" and text:
            if nearest is not None and meaning is not None:
                pending = self._store.vectors.count_pending(meaning.embedder.name)
                try:
                    vector, near, more_near = nearest.result()
                except EncoderError:
                    # A damaged encoder must not stop what words can find.
                    if request.mode == "vector":
                        raise
            elif request.mode == "vector" and awaited is None:
                raise QueryError(
                    "의미 검색에 쓸 인코더가 없습니다.", "낱말 검색(lexical)을 쓰거나 인코더를 준비하십시오."
                )
            if awaited is not None:
                near = awaited.instead(near, k, allowed)
                more_near = awaited.instead(more_near, k, preferred) if preferred is not None else more_near
        share = self._settings.lexical
        fused = fuse(words, near, share)
        brought(fused, words, more_words, share if len(near[0]) else 1.0, lexical=True)
        brought(fused, near, more_near, 1 - share if len(words[0]) else 1.0, lexical=False)
        order = sorted(fused, key=lambda i: (-fused[i].fused, i))
        windows: dict[int, float] = {}
        if vector is not None and meaning is not None and self._settings.ranking:
            wide = order if strict else order[: max(_WIDE, 3 * request.top)]
            name = meaning.embedder.name
            found = self._store.vectors.nearest_windows(name, vector, wide, centre_of(name))
            windows = placed(found, near, order)
            lift = self._settings.ranking * learnt().get("window", 0.0)
            order = sorted(fused, key=lambda i: (-fused[i].fused - lift * windows.get(i, 0.0), i))
        return self._as_they_are(self._ranked(asked, fused, order, windows, request, allowed), vector), pending

    def _as_they_are(self, hits: list[Hit], vector: NDArray[np.float32] | None) -> list[Hit]:
        """The hits with the cosines that stand in their vectors: whether there is an answer is judged by those."""
        if vector is None or self._embedder is None or centre_of(self._embedder.name) is None:
            return hits
        known = self._store.vectors.cosines(self._embedder.name, vector, [h.passage_id for h in hits])
        return [h if h.vector is None else replace(h, vector=known.get(h.passage_id, h.vector)) for h in hits]

    def _ranked(
        self,
        question: Asked,
        fused: dict[int, Scores],
        order: list[int],
        windows: dict[int, float],
        request: requests.Search,
        allowed: NDArray[np.int64] | None,
    ) -> list[Hit]:
        """order: the candidates, best first, before what costs a look into their texts; windows: as `placed`."""
        words = surfaces(question.terms, question.text)
        candidates = Candidates(self._store, self._settings, question, words, fused, order, windows)
        ranked = candidates.ranked(request.top, request.mode == "vector")
        scored, found = ranked.scored, ranked.found
        Companions(self._store, self._analyzer).bring(scored, found, fused, allowed)
        best = scored[: request.top + _BEYOND]
        scores = {number: score for score, number in scored}
        # Of passages with the same words the one in force may be among those that come after all others.
        there = {number for _, number in best}
        best += [(scores[t], t) for _, number in best for t in ranked.twins.get(number, ()) if t not in there]
        hits = []
        for score, number in best:
            stored, parts, why = found[number], fused[number], None
            if request.explain:
                bonus = question.bonus(stored, self._settings.condition)
                gained = ranked.added.get(number, 0.0)
                why = explained(stored, score, parts, question, bonus, gained, self._analyzer)
            hits.append(hit_of(stored, ranked.texts.get(number), score, parts, words, why))
        return arranged(question.query.text, hits, self._today())[: request.top]
