"""Whether the passages found can answer the question at all. Better no answer than one from nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from indexer.answering.words import Question, Terms, bigrams, content, coverage, rarity, telling_words
from indexer.model import Hit
from indexer.passages.sentences import sentences

_CONSIDERED = 8
_LONG_MATCH = 20  # characters of matched words that leave no doubt
_LONG_RUN = 12


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a question and its passages, each 0 to 1.

    plain: share of the question's terms in the passage that holds most of them; sentence: the same in its best
    sentence, rare terms counting more; matched: characters of the question's telling words that stand whole in one
    passage; words: their share; run: the longest stretch of the question that a passage repeats, blanks apart.
    """

    plain: float
    sentence: float
    matched: float
    words: float
    run: float

    def values(self) -> tuple[float, ...]:
        return (self.plain, self.sentence, self.matched, self.words, self.run)


# Logistic regression on the odd half of two question sets (400 questions each, asked of their own passages and of the
# other set's), fitted and measured on the even half by `tests/benchmarks/quoting.py --fit`.
_COEFFICIENTS = (5.73, 3.03, 3.81, 2.62, 2.80)
_INTERCEPT = -6.18


def features(question: Question, hits: Sequence[Hit], terms: Terms = bigrams) -> Features:
    """The figures the decision rests on; all 0 without hits."""
    considered = hits[:_CONSIDERED]
    texts = [f"{h.title} {' '.join(h.heading_path)} {h.context} {h.text}" for h in considered]
    sets = [frozenset(terms(t)) for t in texts]
    if not sets or not question.terms:
        return Features(0.0, 0.0, 0.0, 0.0, 0.0)
    weights = rarity(question.terms, sets)
    best = max(range(len(sets)), key=lambda i: coverage(weights, sets[i]))
    parts = [frozenset(terms(texts[best][a:b])) for a, b in sentences(texts[best])]
    words = telling_words(question.text)
    total = sum(map(len, words))
    pairs = [frozenset(bigrams(t)) for t in texts]
    matched = max(sum(len(w) for w in words if frozenset(bigrams(w)) <= p) for p in pairs)
    return Features(
        plain=max(len(s & set(question.terms)) for s in sets) / len(question.terms),
        sentence=max((coverage(weights, p) for p in parts), default=0.0),
        matched=min(matched, _LONG_MATCH) / _LONG_MATCH,
        words=matched / total if total else 0.0,
        run=min(_longest_run(content(question.text), texts), _LONG_RUN) / _LONG_RUN,
    )


def _longest_run(question: str, texts: Sequence[str]) -> int:
    """Characters of the longest stretch of the question that stands in a text, blanks apart."""
    asked = "".join(question.split())
    longest = 0
    for text in texts:
        bare = "".join(text.split())
        for start in range(len(asked)):
            while start + longest < len(asked) and asked[start : start + longest + 1] in bare:
                longest += 1
    return longest


def chance(found: Features) -> float:
    """The chance, 0 to 1, that the passages answer the question."""
    x = _INTERCEPT + sum(c * v for c, v in zip(_COEFFICIENTS, found.values(), strict=True))
    return 1 / (1 + exp(-x))
