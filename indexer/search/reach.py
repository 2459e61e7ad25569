"""The most that a candidate's text can add to its score, told by the postings, before the text is read.

Reading, decrypting and comparing texts is half of a search, and most candidates could not come among those shown
whatever their texts said. A word, a group of three characters, a run of them can stand in a passage only where the
syllable pairs stand that they are made of. What documents write apart and the question writes as one word (사회 복지)
is the exception: such a text may have a little more than is told here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.search.features import RUN, Words
from indexer.search.query import folded

Shares = NDArray[np.float64]


def reach(asked: Words, question: str, terms: Sequence[str], there: NDArray[np.bool_]) -> dict[str, Shares]:
    """The figures of `features.nearness`, each at the most that it can be, shape (passages,).

    terms, there: which index terms stand in which passages, shape (len(terms), passages).
    """
    count = there.shape[1]
    rows = {term: row for row, term in enumerate(terms) if term[0] == "b"}
    # One row more for what the index cannot tell: it may stand anywhere.
    known = np.vstack([there, np.ones((1, count), np.bool_)])
    unknown = len(terms)

    def may_stand(word: str) -> NDArray[np.bool_]:
        pairs = [rows.get(f"b:{word[i : i + 2]}", unknown) for i in range(len(word) - 1)]
        standing: NDArray[np.bool_] = known[pairs].all(0) if pairs else known[unknown]
        return standing

    words = [(may_stand(word), rarity) for word, rarity in asked.words]
    total = sum(rarity for _, rarity in words)
    sentence, order = np.zeros(count), np.zeros(count)
    for standing, rarity in words:
        sentence += standing * rarity
    for (first, _), (second, _) in pairwise(words):
        order += first & second
    pairs = known[_pairs(asked.text, question, rows, unknown)]
    triples = pairs[:-1] & pairs[1:]
    return {
        "sentence": sentence / total if total else sentence,
        "order": order / max(1, len(words) - 1),
        "run": _runs(triples, min(2, len(asked.text))) / RUN,
        "triples": triples.mean(0) if len(triples) else np.zeros(count),
    }


def most(
    weights: Mapping[str, float], nearness: Mapping[str, Shares], others: Mapping[str, Sequence[float]]
) -> Shares:
    """The weighted sum of what may be (nearness) and what is (others), shape (passages,)."""
    out = np.zeros(len(nearness["run"]))
    for name, weight in weights.items():
        out += weight * (nearness[name] if name in nearness else np.asarray(others[name]))
    return out


def _pairs(characters: str, question: str, rows: Mapping[str, int], unknown: int) -> NDArray[np.int64]:
    """The row of each pair of neighbours among the question's characters; those over a blank are not known."""
    beside: list[bool] = []
    last = -2
    for at, character in enumerate(folded(question)):
        if character.isalnum() or character == "_":
            beside.append(at == last + 1)
            last = at
    found = np.full(max(0, len(characters) - 1), unknown, np.int64)
    if len(beside) >= len(characters):
        for i in range(len(found)):
            if beside[i + 1]:
                found[i] = rows.get(f"b:{characters[i : i + 2]}", unknown)
    return found


def _runs(triples: NDArray[np.bool_], shortest: int) -> Shares:
    """Characters of the longest run that may stand in each passage, up to `RUN`."""
    longest = np.full(triples.shape[1], float(shortest))
    current = np.full(triples.shape[1], 2.0)
    for row in triples:
        current = np.where(row, current + 1, 2.0)
        longest = np.maximum(longest, current)
    return np.minimum(longest, RUN)
