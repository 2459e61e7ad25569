"""Whether what was found answers the question, or only speaks of the same things.

Refusal (refusal.py) turns away what the files do not know by their words. This looks closer, at sentences: a
question whose own passage is missing finds its neighbours, which share its words and its topic. What tells them
apart is that no sentence stands out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from indexer.answering.sentence_signs import Similar, meant
from indexer.answering.subject import NounsOf, passage_text, subject
from indexer.answering.tables import column_headers
from indexer.answering.words import Question, counted, telling_words
from indexer.model import Hit
from indexer.search.query import bare

LOOKED = 30  # hits against which the best must stand out
_CONSIDERED = 8
_FIRST = 3  # documents that may all answer


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of the best sentences and of how far they stand out; all about 0 to 1.

    sentence: the best of a sentence's nearness in meaning, the question's nouns in it and a figure of the unit asked
    for together; apart, ahead: by how much the best document's cosine and BM25 exceed the others'; held: the
    question's nouns in one passage; near: the best cosine of a passage; telling: its telling words in one passage.
    """

    sentence: float
    apart: float
    ahead: float
    held: float
    near: float
    telling: float

    def values(self) -> tuple[float, ...]:
        return (self.sentence, self.apart, self.ahead, self.held, self.near, self.telling)


# Logistic regressions (intercept first), fitted by tests/benchmarks/answers.py --fit on half of the topics. _TOLD:
# questions against such as the files know nothing of; _ANSWERED: against these, the same with their passage removed,
# and questions of ours on the same topics that nothing answers. There `apart` was raised by hand from 0.85: in the
# larger collections it told more.
_TOLD = (-8.58, 5.03, 1.85, 0.03, 2.37, 2.7, 2.77)
_ANSWERED = (-7.6, 3.7, 3.0, 1.79, 1.52, 1.77, 1.11)


def signs(
    question: Question, hits: Sequence[Hit], similar: Similar, nouns_of: NounsOf | None = None, limit: int = 300
) -> Signs | None:
    """The signs; None where there is nothing to look at: no hit with a vector, no sentence."""
    cosines = _by_document(hits, [h.vector for h in hits])
    scores = _by_document(hits, [h.lexical for h in hits])
    spans = meant(hits, limit)
    if not cosines or not spans:
        return None
    asked = subject(question.text, hits, nouns_of)
    figure = counted(question.text)
    above = [f"{h.title} {' '.join(h.heading_path)} {h.context}" for h in hits]
    columns = [" ".join(column_headers(h)) for h in hits[: spans[-1][0] + 1]]
    best = 0.0
    near = list(similar(question.text, [text for *_, text in spans]))
    for (rank, hit, start, end, _), cosine in zip(spans, near, strict=True):
        said = hit.text[start:end]
        kind = float(bool(figure.search(said))) if figure else 0.5
        held = asked.held(bare(f"{above[rank]} {columns[rank] if '|' in said else ''} {said}"))
        best = max(best, (cosine - 0.8) * 5 + 0.5 * held + 0.2 * kind)
    others = cosines[_FIRST:]
    words = [bare(w) for w in telling_words(question.text)]
    texts = [passage_text(h) for h in hits[:_CONSIDERED]]
    told = max(sum(len(w) for w in words if w in t) for t in texts)
    return Signs(
        sentence=best,
        apart=(cosines[0] - sum(others) / len(others)) * 10 if others else 0.4,
        ahead=(scores[0] - scores[1]) / scores[0] if len(scores) > 1 and scores[0] > 0 else 0.3,
        held=max(map(asked.held, texts)),
        near=(cosines[0] - 0.7) * 5,
        telling=told / sum(map(len, words)) if words else 0.5,
    )


def _by_document(hits: Sequence[Hit], values: Sequence[float | None]) -> list[float]:
    """The best value of each document, best first."""
    out: dict[str, float] = {}
    for hit, value in zip(hits, values, strict=True):
        if value is not None:
            out[hit.path] = max(value, out.get(hit.path, value))
    return sorted(out.values(), reverse=True)


def told(found: Signs) -> float:
    """The chance, 0 to 1, that the files speak of what is asked at all."""
    return _chance(_TOLD, found)


def chance(found: Signs) -> float:
    """The chance, 0 to 1, that the best passage answers rather than only speaks of the same topic."""
    return _chance(_ANSWERED, found)


def _chance(weights: Sequence[float], found: Signs) -> float:
    x = weights[0] + sum(c * v for c, v in zip(weights[1:], found.values(), strict=True))
    return 1 / (1 + exp(-x))
