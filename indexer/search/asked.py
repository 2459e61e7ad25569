"""A question as it is searched: its terms, the conditions that documents meet, and what was understood of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer import requests
from indexer.language.terms import Term
from indexer.search.correcting import Correction
from indexer.search.expansion import Expansion
from indexer.search.filters import Condition
from indexer.search.fuse import Ranking, Scores
from indexer.search.query import Query, bare
from indexer.store.passages import StoredPassage

Effect = Literal["filter", "boost", "dropped", "added", "offered"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, ready to be searched for.

    weights: of its index terms; met: soft conditions with the ids of those that meet them, ascending; others: names
    searched for besides; dropped: nothing was left under the conditions that narrow, so they were not used.
    corrections: mistyped words that were put right; meant: the text whose meaning is searched for, the same however
    the question was spaced.
    """

    query: Query
    text: str
    terms: list[Term]
    weights: Mapping[str, float]
    met: tuple[tuple[Condition, NDArray[np.int64]], ...] = ()
    others: tuple[Expansion, ...] = ()
    narrowing: frozenset[str] = frozenset()
    dropped: bool = False
    corrections: tuple[Correction, ...] = ()
    meant: str = ""

    def bonus(self, stored: StoredPassage, each: float) -> float:
        """What the conditions that the passage meets add to its score."""
        share = 0.0
        for _, ids in self.met:
            share += each * among(ids, stored.id)
        articles = [c.value for c in self.query.conditions if c.key == "article"]
        if articles:
            # Where an article begins, not where one is referred to.
            lines = [bare(x[:20]) for x in (*stored.passage.heading_path, *stored.passage.text.split("\n"))]
            for name, number in map(_article, articles):
                if any(re.match(rf"{name}(?![의\d])", line) for line in lines):
                    share += each
                    # Of an article's passages, half as much more for the one that has the paragraph.
                    share += each / 2 * (0 < number <= 20 and chr(0x245F + number) in stored.passage.text)
        return share

    @property
    def understood(self) -> tuple[requests.Understood, ...]:
        """What was read in the question and what came of it, for showing."""
        out: list[requests.Understood] = []
        boosts = {id(c) for c, _ in self.met}
        for condition in self.query.conditions:
            key, value, words = condition.key, condition.value, condition.words
            if condition.narrows and key in self.narrowing:
                message = f"‘{words}’에 맞는 결과가 없어 이 조건 없이 찾았습니다." if self.dropped else ""
                effect: Effect = "dropped" if self.dropped else "filter"
                out.append(requests.Understood(key, value, words, effect, message))
            elif id(condition) in boosts or key == "article":
                out.append(requests.Understood(key, value, words, "boost"))
        out += [requests.Understood("phrase", p, p, "filter") for p in self.query.phrases]
        out += [requests.Understood("excluded", x, f"-{x}", "filter") for x in self.query.excluded]
        for c in self.corrections:
            if c.offered:
                message = f"‘{c.written}’(으)로 찾았습니다. 혹시 ‘{c.taken}’을(를) 찾으십니까?"
                out.append(requests.Understood("spelling", c.taken, c.written, "offered", message))
                continue
            message = f"‘{c.written}’을(를) ‘{c.taken}’(으)로 보고 찾았습니다."
            out.append(requests.Understood("spelling", c.taken, c.written, "added", message))
        out += [requests.Understood("abbreviation", o.other, o.words, "added") for o in self.others]
        return tuple(out)


def _article(value: str) -> tuple[str, int]:
    """제15조의2제3항 → (제15조의2, 3); without a paragraph 0."""
    match = re.fullmatch(r"(제\d+조(?:의\d+)?)(?:제(\d+)항)?", value)
    return (match[1], int(match[2] or 0)) if match else (value, 0)


def brought(fused: dict[int, Scores], base: Ranking, extra: Ranking, share: float, lexical: bool) -> None:
    """Add to `fused` those of `extra` that `base` does not have, on the scale of `base`: below its last, below 0.

    share: of this ranking in the fused score, 0 to 1; lexical: whether its scores are BM25, else cosines.
    """
    there = set(base[0].tolist())
    low, high = (float(base[1].min()), float(base[1].max())) if len(base[1]) else (0.0, 1.0)
    for number, score in zip(extra[0].tolist(), extra[1].tolist(), strict=True):
        if number in there:
            continue
        old = fused.get(number, Scores(0.0))
        part = share * (score - low) / (high - low) if high > low else 0.0
        fused[number] = Scores(old.fused + part, score if lexical else old.lexical, old.vector if lexical else score)


def among(ids: NDArray[np.int64], number: int) -> bool:
    place = int(np.searchsorted(ids, number))
    return place < len(ids) and int(ids[place]) == number


def preferred_of(asked: Asked, allowed: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
    """Who of `allowed` meets all soft conditions; any of them, where none meets all; None where that is no choice."""
    if not asked.met:
        return None
    together = asked.met[0][1]
    for _, ids in asked.met[1:]:
        together = np.intersect1d(together, ids, assume_unique=True)
    if not len(together):
        together = np.unique(np.concatenate([ids for _, ids in asked.met]))
    if allowed is None:
        return together
    together = np.intersect1d(together, allowed, assume_unique=True)
    return together if 0 < len(together) < len(allowed) else None
