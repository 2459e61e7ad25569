"""Whether the passages found can answer the question at all. Better no answer than one from nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from indexer.answering.subject import NounsOf, passage_text, subject
from indexer.answering.words import Question
from indexer.model import Hit

_CONSIDERED = 8
_STRONG = 1.5  # BM25 for each term of the question that leaves no doubt
_NEAR, _FAR = 0.9, 0.7  # cosines of the local encoder: its answers lie between them


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a question and its passages, each about 0 to 1.

    held: how much of the question's nouns, each weighing what its rarity in the whole index makes it weigh, stands in
    one passage; unknown: how much of them stands nowhere in the index; lexical: the best BM25 for each term asked;
    near: the best cosine, None where no passage has a vector.
    """

    held: float
    unknown: float
    lexical: float
    near: float | None

    def values(self) -> tuple[float, ...]:
        """As the regression takes them: BM25 counts only where no cosine is known."""
        return (self.held, self.unknown, self.lexical if self.near is None else self.near)


# Logistic regression (intercept first); see tests/benchmarks/refusal.py, which measures it and (--fit) fits it anew.
_WITH_VECTORS = (-16.91, 6.97, 0.31, 17.37)
_WORDS_ALONE = (-4.31, 6.71, -0.42, 5.5)


def features(question: Question, hits: Sequence[Hit], nouns_of: NounsOf | None = None) -> Features:
    """The figures the decision rests on; all 0 without hits."""
    if not hits:
        return Features(0.0, 1.0, 0.0, None)
    asked = subject(question.text, hits, nouns_of)
    lexical = max((h.lexical or 0.0 for h in hits), default=0.0) / max(1, len(question.terms))
    cosines = [h.vector for h in hits if h.vector is not None]
    return Features(
        held=max(asked.held(passage_text(h)) for h in hits[:_CONSIDERED]),
        unknown=asked.unknown,
        lexical=min(lexical, _STRONG) / _STRONG,
        near=(max(cosines) - _FAR) / (_NEAR - _FAR) if cosines else None,
    )


def chance(found: Features) -> float:
    """The chance, 0 to 1, that the passages answer the question."""
    weights = _WORDS_ALONE if found.near is None else _WITH_VECTORS
    x = weights[0] + sum(c * v for c, v in zip(weights[1:], found.values(), strict=True))
    return 1 / (1 + exp(-x))
