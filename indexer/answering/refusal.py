"""Whether the passages found can answer the question at all. Better no answer than one from nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from indexer.answering.words import Question, Terms, bigrams, coverage, rarity
from indexer.model import Hit
from indexer.passages.sentences import sentences

_CONSIDERED = 8


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a question and its passages, each 0 to 1.

    best: share of the question's words, rare ones counting more, in the passage that holds most; plain: the same
    with all words equal; union: in all passages together; sentence: in one sentence; wanted: the best passage holds
    the kind of thing that is asked for.
    """

    best: float
    plain: float
    union: float
    sentence: float
    wanted: float

    def values(self) -> tuple[float, ...]:
        return (self.best, self.plain, self.union, self.sentence, self.wanted)


# Logistic regression; see tests/benchmarks/quoting.py, which measures it and (--fit) fits it anew.
_COEFFICIENTS = (0.0, 0.0, 0.0, 0.0, 0.0)
_INTERCEPT = 0.0


def features(question: Question, hits: Sequence[Hit], terms: Terms = bigrams) -> Features:
    """The figures the decision rests on; all 0 without hits."""
    considered = hits[:_CONSIDERED]
    texts = [f"{h.title} {' '.join(h.heading_path)} {h.context} {h.text}" for h in considered]
    sets = [frozenset(terms(t)) for t in texts]
    if not sets or not question.terms:
        return Features(0.0, 0.0, 0.0, 0.0, 0.0)
    weights = rarity(question.terms, sets)
    shares = [coverage(weights, s) for s in sets]
    best = max(range(len(sets)), key=lambda i: shares[i])
    parts = [frozenset(terms(texts[best][a:b])) for a, b in sentences(texts[best])]
    wanted = all(sign.search(considered[best].text) for _, sign in question.wants)
    return Features(
        best=shares[best],
        plain=len(sets[best] & set(question.terms)) / len(question.terms),
        union=coverage(weights, frozenset().union(*sets)),
        sentence=max((coverage(weights, p) for p in parts), default=0.0),
        wanted=float(bool(wanted)),
    )


def chance(found: Features) -> float:
    """The chance, 0 to 1, that the passages answer the question."""
    x = _INTERCEPT + sum(c * v for c, v in zip(_COEFFICIENTS, found.values(), strict=True))
    return 1 / (1 + exp(-x))
