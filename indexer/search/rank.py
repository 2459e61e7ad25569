"""From retrieved to ranked: the fused score and what a passage has of the question, added with learnt weights.

A sum with weights that are never negative, learnt on several sets of questions at once and kept only where it also
helps sets it was not learnt on; trees learnt more and carried less over (docs/decisions/0007-learnt-ranking.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.language.terms import Term
from indexer.search.features import FULL, Read, Words, nearness, of_question, presence
from indexer.search.reach import most, reach
from indexer.settings import resources
from indexer.store.lexical import LexicalIndex


@cache
def learnt(alone: bool = False) -> dict[str, float]:
    """Feature → weight beside a fused score of 0 to 1, from resources/ranking.json.

    alone: those learnt on what words find without vectors; the others lean on a cosine that is not there then.
    """
    table = msgspec.json.decode((resources() / "ranking.json").read_bytes(), type=dict[str, object])
    return msgspec.convert(table["words_alone" if alone else "weights"], type=dict[str, float])


class Ranker:
    """Adds to the scores of one question's candidates.

    windows: what `fuse.placed` made of their nearest windows; alone: no vectors had a part in the fused scores.
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        terms: Sequence[Term],
        text: str,
        weights: Mapping[str, float],
        candidates: Sequence[int],
        windows: Mapping[int, float] = MappingProxyType({}),
        alone: bool = False,
    ) -> None:
        self._windows = windows
        self._learnt = learnt(alone)
        telling = {t: w for t, w in weights.items() if t[0] == "b" or (t[0] == "m" and w >= FULL["m"])}
        self._terms = list(telling)
        self._text = text
        idf, self._there = lexical.standing(self._terms, candidates)
        self._presence = presence(telling, idf, self._there)
        self._rows = {number: row for row, number in enumerate(candidates)}
        self._asked: Words = of_question(terms, text, weights, idf)

    def features(self, number: int, passage: Read) -> dict[str, float]:
        """Every feature of one candidate, by name, 0 to 1; a window may come out a little above."""
        found = nearness(self._asked, passage)
        found["window"] = self._windows.get(number, 0.0)
        for name, shares in self._presence.items():
            found[name] = shares[self._rows[number]]
        return found

    def added(self, number: int, passage: Read) -> float:
        """What the candidate's features add to its fused score."""
        found = self.features(number, passage)
        return sum([weight * found[name] for name, weight in self._learnt.items()])

    def most(self) -> NDArray[np.float64]:
        """What `added` can be at most of each candidate, in their order, before their texts are read."""
        near = reach(self._asked, self._text, self._terms, self._there)
        return most(self._learnt, near, {**self._presence, "window": [self._windows.get(i, 0.0) for i in self._rows]})
