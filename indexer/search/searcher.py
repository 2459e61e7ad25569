"""Search one store: by words, by meaning, or both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from connectors.ports import Embedder
from indexer import requests
from indexer.beside import Beside
from indexer.embedding.models import EncoderError
from indexer.errors import QueryError
from indexer.language.analyzer import Analyzer
from indexer.model import Hit
from indexer.search import spelling
from indexer.search.arrange import arranged
from indexer.search.asked import Asked, among, brought, preferred_of
from indexer.search.away import Away
from indexer.search.companions import Companions
from indexer.search.correcting import Correction, corrected
from indexer.search.expansion import expansions
from indexer.search.features import Read, read
from indexer.search.fuse import Ranking, Scores, fuse, placed
from indexer.search.query import Query, bare, understand
from indexer.search.rank import Ranker, learnt
from indexer.search.settings import SearchSettings
from indexer.search.words import contributions, matched, surfaces
from indexer.store.database import Store
from indexer.store.passages import StoredPassage

_SAME = 10.0  # taken from the score of a passage that another file has word for word
_WIDE = 120  # candidates whose windows are looked at: 1.3 kB each to read, no text
_BEYOND = 10  # more hits than are asked for, among which the version in force may stand
_TYPED = 0.5  # share of an expansion's weight that a word keeps which was put right
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
        asked = self._asked(query, given, narrowing, today)
        found, pending = self._attempt(asked, request, {**given, **narrowing}, today)
        if narrowing and not found:
            asked = self._asked(query, given, narrowing, today, dropped=True)
            found, pending = self._attempt(asked, request, given, today)
        ms = round((time.perf_counter() - began) * 1000, 2)
        return requests.Found(tuple(found), ms, pending, asked.understood)

    def _attempt(
        self, asked: Asked, request: requests.Search, filters: Mapping[str, str], today: date
    ) -> tuple[list[Hit], int]:
        """The hits under these filters, and how many vectors are pending."""
        allowed = self._store.catalog.select(filters, today)
        text = asked.meant
        strict = bool(asked.query.phrases or asked.query.excluded)
        k = max(self._settings.candidates * (_STRICT if strict else 1), request.top)
        words, near, pending = _NOTHING, _NOTHING, 0
        vector: NDArray[np.float32] | None = None
        more_words, more_near = _NOTHING, _NOTHING
        # Those that meet a condition have places among the candidates: a boost after the cut is too late.
        preferred = preferred_of(asked, allowed)
        # The encoder and the vectors work beside the words: half of their time is theirs.
        meaning = None
        awaited = self._away.ask(text) if self._away and request.mode != "lexical" and text else None
        if request.mode != "lexical" and text and self._embedder is not None:
            meaning = Beside(partial(self._near, self._embedder, text, k, allowed, preferred))
        if request.mode != "vector":
            lexical = self._store.lexical
            words = lexical.search(asked.weights, k, allowed)
            if preferred is not None:
                more_words = lexical.search(asked.weights, k, preferred)
        if request.mode != "lexical" and text:
            if meaning is not None and self._embedder is not None:
                pending = self._store.vectors.count_pending(self._embedder.name)
                try:
                    vector, near, more_near = meaning.result()
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
        if vector is not None and self._embedder is not None and self._settings.ranking:
            wide = order if strict else order[: max(_WIDE, 3 * request.top)]
            found = self._store.vectors.nearest_windows(self._embedder.name, vector, wide)
            windows = placed(found, near, order)
            lift = self._settings.ranking * learnt().get("window", 0.0)
            order = sorted(fused, key=lambda i: (-fused[i].fused - lift * windows.get(i, 0.0), i))
        return self._ranked(asked, fused, order, windows, request, allowed), pending

    def _near(
        self,
        embedder: Embedder,
        text: str,
        k: int,
        allowed: NDArray[np.int64] | None,
        preferred: NDArray[np.int64] | None,
    ) -> tuple[NDArray[np.float32], Ranking, Ranking]:
        """The question's vector, the k nearest of all that are allowed, and of those that meet its conditions."""
        vector = embedder.embed_query(text)
        search = partial(self._store.vectors.search, embedder.name, vector, k)
        return vector, search(allowed), search(preferred) if preferred is not None else _NOTHING

    def _asked(
        self,
        query: Query,
        given: Mapping[str, str],
        narrowing: Mapping[str, str],
        today: date,
        dropped: bool = False,
    ) -> Asked:
        """given: the user's own filters, which leave nothing to a like condition of the question."""
        lexical = self._store.lexical
        text = spelling.joined_syllables(query.text if dropped else query.narrowed)
        corrections: tuple[Correction, ...] = ()
        if query.phrases:  # what stands between quotation marks is meant as it stands
            terms, meant = self._analyzer.analyze(text), text
        else:
            text, terms, meant = self._analyzer.asked(spelling.without_particle(text, lexical))
            right, corrections = corrected(text, terms, self._analyzer, lexical)
            if right != text:
                text, terms, meant = self._analyzer.asked(right)
        alone = spelling.words_alone(text, terms, self._analyzer)
        if alone != text:
            text, terms, meant = alone, self._analyzer.analyze(alone), alone
        weights = dict(self._analyzer.weigh(terms))
        for key, weight in spelling.bridges(terms, text, lexical).items():
            weights.setdefault(key, weight)
        others = tuple(expansions(terms, text, self._store.abbreviations))
        more = [(o.other, o.share) for o in others] + ([(query.added, 1.0)] if query.added else [])
        # What was typed may have been meant after all.
        more += [(c.written, _TYPED) for c in corrections if not c.offered]
        for words, share in more:
            added = self._analyzer.query_terms(words)
            for key, weight in added.items():
                # What the question has already is not made heavier.
                if key not in weights:
                    weights[key] = weight * self._settings.expansion * share
        met = []
        for condition in query.conditions:
            if condition.narrows or condition.key == "article" or condition.key in given:
                continue
            ids = self._store.catalog.select({condition.key: condition.value}, today)
            if ids is not None and len(ids):
                met.append((condition, ids))
        narrow = frozenset(narrowing)
        return Asked(query, text, terms, weights, tuple(met), others, narrow, dropped, corrections, meant)

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
        query, terms = question.query, question.terms
        asked = surfaces(terms, question.text)
        # What is added is small: it can only lift what is among the best few dozen already.
        strict = bool(query.phrases or query.excluded)
        look = order if strict else order[: max(50, 3 * request.top)]
        if question.met and not strict:
            some = np.unique(np.concatenate([ids for _, ids in question.met]))
            look = list(dict.fromkeys([*look, *[i for i in order if among(some, i)][: max(50, 3 * request.top)]]))
        found = self._store.passages.get(look)
        texts = {number: read(stored.passage, stored.title) for number, stored in found.items()}
        alone = all(scores.vector is None for scores in fused.values())
        added = self._added(question, texts, windows, request, alone)
        scored: list[tuple[float, int]] = []
        seen: dict[str, int] = {}
        twins: dict[int, list[int]] = {}
        for number in look:
            stored = found.get(number)
            if stored is None or (strict and not _allowed(query, stored)):
                continue
            score = fused[number].fused + added.get(number, 0.0)
            if self._settings.heading:
                score += self._settings.heading * _heading_share(asked, stored)
            score += question.bonus(stored, self._settings.condition)
            same = texts[number].text
            if same in seen and not strict:
                # The same words in another file answer nothing more; they come after all others.
                score -= _SAME
                twins.setdefault(seen[same], []).append(number)
            seen.setdefault(same, number)
            scored.append((score, number))
        scored.sort(key=lambda item: (-item[0], item[1]))
        Companions(self._store, self._analyzer).bring(scored, found, fused, allowed)
        best = scored[: request.top + _BEYOND]
        scores = {number: score for score, number in scored}
        # Of passages with the same words the one in force may be among those that come after all others.
        there = {number for _, number in best}
        best += [(scores[t], t) for _, number in best for t in twins.get(number, ()) if t not in there]
        hits = [
            self._hit(found[number], texts.get(number), score, fused[number], asked, question, request.explain, added)
            for score, number in best
        ]
        return arranged(question.query.text, hits, self._today())[: request.top]

    def _added(
        self,
        question: Asked,
        texts: Mapping[int, Read],
        windows: dict[int, float],
        request: requests.Search,
        alone: bool,
    ) -> dict[int, float]:
        """What the learnt ranking adds to each candidate; windows only where only the meaning was asked for.

        alone: words found them, no vectors.
        """
        share = self._settings.ranking
        if not share:
            return {}
        if request.mode == "vector":
            return {i: share * learnt().get("window", 0.0) * windows.get(i, 0.0) for i in texts}
        asked = question.terms, question.text, question.weights
        ranker = Ranker(self._store.lexical, *asked, list(texts), windows, alone)
        return {number: share * ranker.added(number, text) for number, text in texts.items()}

    def _hit(
        self,
        stored: StoredPassage,
        text: Read | None,
        score: float,
        parts: Scores,
        asked: Sequence[str],
        question: Asked,
        explain: bool,
        added: Mapping[int, float],
    ) -> Hit:
        passage = stored.passage
        place = passage.location
        text = text or read(passage, stored.title)
        why = None
        if explain:
            learnt = added.get(stored.id, 0.0)
            headings = " ".join((stored.title, *passage.heading_path))
            terms, bonus = question.terms, question.bonus(stored, self._settings.condition)
            why = {
                "words": contributions(self._analyzer, terms, passage.text),
                "fields": contributions(self._analyzer, terms, f"{headings}\n{passage.context}"),
                "lexical": parts.lexical,
                "vector": parts.vector,
                "ranking": round(learnt, 4),
                "heading": round(score - parts.fused - bonus - learnt, 4),
                "conditions": round(bonus, 4),
                "understood": [{"key": u.key, "value": u.value, "effect": u.effect} for u in question.understood],
            }
        return Hit(
            path=stored.path,
            passage_id=stored.id,
            title=stored.title,
            heading_path=passage.heading_path,
            page=place.page,
            page_exact=place.page_exact,
            location=place,
            text=passage.text,
            score=round(score, 6),
            lexical=parts.lexical,
            vector=parts.vector,
            matched_terms=matched(asked, text.text + text.above),
            modified=stored.modified,
            kind=passage.kind,
            context=passage.context,
            parts=passage.parts,
            document_id=stored.document_id,
            explain=why,
        )


def _heading_share(asked: Sequence[str], stored: StoredPassage) -> float:
    """What share of the asked words stands in title and headings, 0 to 1."""
    if not asked:
        return 0.0
    inside = bare(" ".join((stored.title, *stored.passage.heading_path)))
    return sum(bare(word) in inside for word in asked) / len(asked)


def _allowed(query: Query, stored: StoredPassage) -> bool:
    passage = stored.passage
    inside = bare("\n".join((stored.title, *passage.heading_path, passage.context, passage.text)))
    return all(p in inside for p in query.phrases) and not any(x in inside for x in query.excluded)
