"""A question as it is searched: its terms, the conditions that documents meet, and what was understood of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import requests
from indexer.language.analyzer import Term
from indexer.search.expansion import Expansion
from indexer.search.filters import Condition
from indexer.search.fuse import Ranking
from indexer.search.query import Query, bare
from indexer.store.passages import StoredPassage


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, ready to be searched for. weights: of its index terms; met: soft conditions and who meets them."""

    query: Query
    text: str
    terms: list[Term]
    weights: Mapping[str, float]
    met: tuple[tuple[Condition, NDArray[np.int64]], ...] = ()
    others: tuple[Expansion, ...] = ()

    def bonus(self, stored: StoredPassage, each: float) -> float:
        """What the conditions that the passage meets add to its score."""
        share = 0.0
        for _, ids in self.met:
            place = int(np.searchsorted(ids, stored.id))
            share += each * (place < len(ids) and int(ids[place]) == stored.id)
        articles = [c.value for c in self.query.conditions if c.key == "article"]
        if articles:
            above = bare("\n".join((*stored.passage.heading_path, stored.passage.text[:40])))
            share += each * any(re.search(rf"{a}(?![의\d])", above) is not None for a in articles)
        return share


def union(one: Ranking, other: Ranking) -> Ranking:
    """Two rankings of the same scores as one; a passage of both once."""
    ids, first = np.unique(np.concatenate([one[0], other[0]]), return_index=True)
    scores = np.concatenate([one[1], other[1]])[first]
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def among(ids: NDArray[np.int64], number: int) -> bool:
    place = int(np.searchsorted(ids, number))
    return place < len(ids) and int(ids[place]) == number


def preferred_of(asked: Asked, allowed: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
    """Who meets all soft conditions; who meets any, where none meets all; None where that is no choice."""
    if not asked.met:
        return None
    together = asked.met[0][1]
    for _, ids in asked.met[1:]:
        together = np.intersect1d(together, ids, assume_unique=True)
    if not len(together):
        together = np.unique(np.concatenate([ids for _, ids in asked.met]))
    return None if allowed is not None and len(together) >= len(allowed) else together


def understood(asked: Asked, narrowing: Mapping[str, str], dropped: bool) -> tuple[requests.Understood, ...]:
    """What was read in the question and what came of it, for showing."""
    out: list[requests.Understood] = []
    boosts = {id(c) for c, _ in asked.met}
    for condition in asked.query.conditions:
        key, value, words = condition.key, condition.value, condition.words
        if condition.narrows and key in narrowing:
            message = f"‘{words}’에 맞는 결과가 없어 이 조건 없이 찾았습니다." if dropped else ""
            out.append(requests.Understood(key, value, words, "dropped" if dropped else "filter", message))
        elif id(condition) in boosts or key == "article":
            out.append(requests.Understood(key, value, words, "boost"))
    out += [requests.Understood("phrase", p, p, "filter") for p in asked.query.phrases]
    out += [requests.Understood("excluded", x, f"-{x}", "filter") for x in asked.query.excluded]
    out += [requests.Understood("abbreviation", o.other, o.words, "added") for o in asked.others]
    return tuple(out)
