"""The candidates of a question in their order: what their texts add to the scores that retrieval gave them.

Texts are read of those only that may still come among the shown ones (`reach`), the most promising first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from indexer.search.asked import Asked, among
from indexer.search.features import Read, read
from indexer.search.fuse import Scores
from indexer.search.query import Query, bare
from indexer.search.rank import Ranker, learnt
from indexer.search.settings import SearchSettings
from indexer.store.database import Store
from indexer.store.passages import StoredPassage

_SAME = 10.0  # taken from the score of a passage that another file has word for word
_LOOK = 50  # candidates that may be looked at; what texts add is small and lifts what is among the best few dozen
_SPARE = 5  # more than are shown whose places are certain: versions of one document change places among the shown
_FIRST = 6  # candidates read beyond those, at first
_NEXT = 16  # candidates read at a time after that

Added = Callable[[int, Read], float]


@dataclass(frozen=True, slots=True)
class Ranked:
    """scored: (score, passage), best first; found, texts, added: what each is that was read, and what it gained.

    twins: of a passage the others with the same words, which come after all.
    """

    scored: list[tuple[float, int]]
    found: dict[int, StoredPassage]
    texts: dict[int, Read]
    added: dict[int, float]
    twins: dict[int, list[int]] = field(default_factory=dict)


class Candidates:
    """Of one question. fused: their scores; order: all of them, best first; windows: as `fuse.placed`."""

    def __init__(
        self,
        store: Store,
        settings: SearchSettings,
        question: Asked,
        words: Sequence[str],
        fused: Mapping[int, Scores],
        order: Sequence[int],
        windows: Mapping[int, float],
    ) -> None:
        """words: the question's, as `words.surfaces` gives them."""
        self._store = store
        self._settings = settings
        self._question = question
        self._words = words
        self._fused = fused
        self._order = order
        self._windows = windows

    def ranked(self, top: int, meaning_only: bool) -> Ranked:
        """meaning_only: words have no part in the search, so the learnt figures of words have none."""
        query = self._question.query
        strict = bool(query.phrases or query.excluded)
        look = self._looked_at(max(_LOOK, 3 * top), strict)
        added, most = self._learnt(look, meaning_only)
        out = Ranked([], {}, {}, {})
        finals: dict[int, float] = {}
        reachable = self._reachable(look, most)
        wanted = sorted(range(len(look)), key=lambda at: (-reachable[at], at))
        enough = top + _SPARE
        at, size = 0, len(look) if strict else enough + _FIRST
        while at < len(wanted):
            edge = -np.inf if strict else self._edge(finals, out.texts, enough)
            some = [look[i] for i in wanted[at : at + size] if reachable[i] >= edge]
            if not some:
                break
            for number, stored in self._store.passages.get(some).items():
                out.found[number] = stored
                text = out.texts[number] = read(stored.passage, stored.title)
                out.added[number] = added(number, text)
                finals[number] = self._final(number, stored, out.added[number])
            at, size = at + size, _NEXT
        self._score(out, [n for n in look if n in finals], finals, strict)
        return out

    def _looked_at(self, count: int, strict: bool) -> list[int]:
        if strict:
            return list(self._order)
        look = list(self._order[:count])
        if self._question.met:
            some = np.unique(np.concatenate([ids for _, ids in self._question.met]))
            look = list(dict.fromkeys([*look, *[i for i in self._order if among(some, i)][:count]]))
        return look

    def _learnt(self, look: Sequence[int], meaning_only: bool) -> tuple[Added, NDArray[np.float64]]:
        """What the learnt ranking adds to a candidate that was read, and the most that it can add to each."""
        share = self._settings.ranking
        if not share:
            return lambda _number, _text: 0.0, np.zeros(len(look))
        if meaning_only:
            gained = [share * learnt().get("window", 0.0) * self._windows.get(i, 0.0) for i in look]
            known = dict(zip(look, gained, strict=True))
            return lambda number, _text: known[number], np.array(gained)
        asked = self._question
        alone = all(scores.vector is None for scores in self._fused.values())
        ranker = Ranker(self._store.lexical, asked.terms, asked.text, asked.weights, look, self._windows, alone=alone)
        return partial(_shared, ranker, share), share * ranker.most()

    def _reachable(self, look: Sequence[int], most: NDArray[np.float64]) -> list[float]:
        """The best score that each can come to."""
        settings, question = self._settings, self._question
        # An article named in the question counts half as much again where its paragraph is named too.
        articles = 1.5 * settings.condition * sum(c.key == "article" for c in question.query.conditions)
        out = []
        for number, gained in zip(look, most.tolist(), strict=True):
            met = sum(among(ids, number) for _, ids in question.met)
            out.append(self._fused[number].fused + gained + settings.heading + settings.condition * met + articles)
        return out

    def _edge(self, finals: Mapping[int, float], texts: Mapping[int, Read], enough: int) -> float:
        """The score of the last of those that are shown, among what was read; nothing is shown twice."""
        least: dict[str, float] = {}
        for number, final in finals.items():
            same = texts[number].text
            least[same] = min(final, least.get(same, final))
        return sorted(least.values(), reverse=True)[enough - 1] if len(least) >= enough else -np.inf

    def _final(self, number: int, stored: StoredPassage, gained: float) -> float:
        score = self._fused[number].fused + gained
        if self._settings.heading:
            score += self._settings.heading * _heading_share(self._words, stored)
        return score + self._question.bonus(stored, self._settings.condition)

    def _score(self, out: Ranked, look: Sequence[int], finals: Mapping[int, float], strict: bool) -> None:
        seen: dict[str, int] = {}
        for number in look:
            if strict and not _allowed(self._question.query, out.found[number]):
                continue
            score = finals[number]
            same = out.texts[number].text
            if same in seen and not strict:
                # The same words in another file answer nothing more; they come after all others.
                score -= _SAME
                out.twins.setdefault(seen[same], []).append(number)
            seen.setdefault(same, number)
            out.scored.append((score, number))
        out.scored.sort(key=lambda item: (-item[0], item[1]))


def _shared(ranker: Ranker, share: float, number: int, text: Read) -> float:
    return share * ranker.added(number, text)


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
