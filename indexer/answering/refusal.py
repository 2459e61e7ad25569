"""Whether the passages found can answer the question at all. Better no answer than one from nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from indexer.answering.words import Question, bigrams, telling_words
from indexer.model import Hit

_CONSIDERED = 8
_LONG_MATCH = 20  # characters of matched words that leave no doubt
_EVERYWHERE = 4  # documents: a word in every passage from this many is in all of them
_STRONG = 1.5  # BM25 for each term of the question that leaves no doubt
_NEAR, _FAR = 0.9, 0.7  # cosines of the local encoder: its answers lie between them


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a question and its passages, each about 0 to 1.

    matched: characters of the question's telling words that stand whole in one passage; words: their share; known:
    their share in all passages together; lexical: the best BM25 for each term asked; near: the best cosine, None
    where no passage has a vector.
    """

    matched: float
    words: float
    known: float
    lexical: float
    near: float | None

    def values(self) -> tuple[float, ...]:
        """As the regression takes them, `near` left out where it is not known."""
        found = (self.matched, self.words, self.known, self.lexical)
        return found if self.near is None else (*found, self.near)


# Logistic regression (intercept first); see tests/benchmarks/refusal.py, which measures it and (--fit) fits it anew.
_WITH_VECTORS = (-16.24, 2.27, 2.46, 0.86, 4.5, 17.32)
_WORDS_ALONE = (-3.84, 4.09, 3.97, -0.88, 8.47)


def features(question: Question, hits: Sequence[Hit]) -> Features:
    """The figures the decision rests on; all 0 without hits."""
    considered = hits[:_CONSIDERED]
    if not considered:
        return Features(0.0, 0.0, 0.0, 0.0, None)
    pairs = [frozenset(bigrams(f"{h.title} {' '.join(h.heading_path)} {h.context} {h.text}")) for h in considered]
    asked = [(len(w), frozenset(bigrams(w))) for w in telling_words(question.text)]
    if len({h.path for h in considered}) >= _EVERYWHERE:
        # A word that every document has, such as the agency's own name, tells nothing.
        asked = [(n, w) for n, w in asked if not all(w <= p for p in pairs)] or asked
    total = sum(n for n, _ in asked)
    matched = max(sum(n for n, w in asked if w <= p) for p in pairs)
    known = sum(n for n, w in asked if any(w <= p for p in pairs))
    lexical = max((h.lexical or 0.0 for h in hits), default=0.0) / max(1, len(question.terms))
    cosines = [h.vector for h in hits if h.vector is not None]
    return Features(
        matched=min(matched, _LONG_MATCH) / _LONG_MATCH,
        words=matched / total if total else 0.0,
        known=known / total if total else 0.0,
        lexical=min(lexical, _STRONG) / _STRONG,
        near=(max(cosines) - _FAR) / (_NEAR - _FAR) if cosines else None,
    )


def chance(found: Features) -> float:
    """The chance, 0 to 1, that the passages answer the question."""
    weights = _WORDS_ALONE if found.near is None else _WITH_VECTORS
    x = weights[0] + sum(c * v for c, v in zip(weights[1:], found.values(), strict=True))
    return 1 / (1 + exp(-x))
