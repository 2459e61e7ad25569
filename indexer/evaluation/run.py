"""Every question searched and asked under one set of settings, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from indexer.evaluation.metrics import Interval, interval, ndcg, recall, reciprocal_rank
from indexer.evaluation.questions import Question, matching
from indexer.model import Hit
from indexer.search.query import bare

TOP = 10  # hits of a question
RETRIEVAL = ("ndcg@10", "recall@3", "recall@10", "mrr")
ANSWERS = ("cited", "answer_shown", "answered", "refused_rightly")
SCORES = (*RETRIEVAL, *ANSWERS)


class Asking(Protocol):
    """How questions reach an engine: hits, and the finished answer (see commands/asking.py)."""

    def search(self, text: str) -> Sequence[Hit]: ...
    def ask(self, text: str) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question under one set of settings.

    scores: those of SCORES that apply to it, 0 to 1. rank: of the first relevant hit, from 1.
    hits: (path, page, first words, whether relevant).
    """

    question: Question
    scores: Mapping[str, float]
    rank: int | None
    hits: tuple[tuple[str, int | None, str, bool], ...]
    answer: str = ""
    refused: bool = False


def evaluate(questions: Sequence[Question], asking: Asking, answers: bool = True) -> Iterator[Outcome]:
    """Outcomes in the order of the questions; without `answers` nothing is asked, only searched."""
    for question in questions:
        yield _outcome(question, asking, answers)


def _outcome(question: Question, asking: Asking, answers: bool) -> Outcome:
    hits = asking.search(question.text)
    # A document, or the page asked for, counts once, at its best place.
    names: list[str] = []
    shown = []
    for hit in hits:
        entry = matching(question, hit.path, hit.page)
        names.append(entry if entry is not None else f"\0{hit.path}")
        shown.append((hit.path, hit.page, " ".join(hit.text.split())[:80], entry is not None))
    ranked = list(dict.fromkeys(names))
    scores: dict[str, float] = {}
    if question.relevant and not question.unanswerable:
        wanted = set(question.relevant)
        scores = {
            "ndcg@10": ndcg(ranked, wanted, TOP),
            "recall@3": recall(ranked, wanted, 3),
            "recall@10": recall(ranked, wanted, TOP),
            "mrr": reciprocal_rank(ranked, wanted),
        }
    rank = next((place for place, name in enumerate(ranked, 1) if not name.startswith("\0")), None)
    if not answers:
        return Outcome(question, scores, rank, tuple(shown))
    answer = asking.ask(question.text)
    refused = bool(answer["refused"])
    if question.unanswerable:
        scores["refused_rightly"] = float(refused)
    else:
        scores["answered"] = float(not refused)
        if question.relevant:
            scores["cited"] = float(any(matching(question, c["path"], c["page"]) for c in answer["citations"]))
        if question.answer:
            scores["answer_shown"] = float(bare(question.answer) in bare(str(answer["answer"])))
    return Outcome(question, scores, rank, tuple(shown), str(answer["answer"]), refused)


def summary(outcomes: Sequence[Outcome]) -> dict[str, Interval]:
    """Each score that applies to any question: mean and 95 % interval."""
    out = {}
    for name in SCORES:
        found = interval([o.scores[name] for o in outcomes if name in o.scores])
        if found is not None:
            out[name] = found
    return out


def differences(first: Sequence[Outcome], second: Sequence[Outcome]) -> dict[str, Interval]:
    """Paired: what the second settings add to each score, with its interval. Both in one order."""
    out = {}
    for name in SCORES:
        pairs = [
            b.scores[name] - a.scores[name]
            for a, b in zip(first, second, strict=True)
            if name in a.scores and name in b.scores
        ]
        found = interval(pairs)
        if found is not None:
            out[name] = found
    return out


def worst(outcomes: Sequence[Outcome], count: int = 20) -> list[Outcome]:
    """Questions with a score below 1, the lowest nDCG first, then those not cited or wrongly refused."""

    def key(outcome: Outcome) -> tuple[float, float]:
        return outcome.scores.get("ndcg@10", 1.0), sum(outcome.scores.values()) / max(1, len(outcome.scores))

    return sorted((o for o in outcomes if any(v < 1 for v in o.scores.values())), key=key)[:count]
