"""A ranked passage as it is shown, and for --explain what put it there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.language.analyzer import Analyzer
from indexer.model import Hit
from indexer.search.asked import Asked
from indexer.search.features import Read, read
from indexer.search.fuse import Scores
from indexer.search.words import contributions, matched
from indexer.store.passages import StoredPassage


def hit_of(
    stored: StoredPassage,
    text: Read | None,
    score: float,
    parts: Scores,
    asked: Sequence[str],
    why: dict[str, Any] | None = None,
) -> Hit:
    """asked: the question's words, as `words.surfaces` gives them; why: as `explained` gives it."""
    passage = stored.passage
    place = passage.location
    text = text or read(passage, stored.title)
    return Hit(
        path=stored.path,
        passage_id=stored.id,
        title=stored.title,
        heading_path=passage.heading_path,
        page=place.page,
        page_exact=place.page_exact,
        location=place,
        text=passage.text,
        score=round(score, 6),
        lexical=parts.lexical,
        vector=parts.vector,
        matched_terms=matched(asked, text.text + text.above),
        modified=stored.modified,
        kind=passage.kind,
        context=passage.context,
        parts=passage.parts,
        document_id=stored.document_id,
        explain=why,
    )


def explained(
    stored: StoredPassage,
    score: float,
    parts: Scores,
    question: Asked,
    bonus: float,
    learnt: float,
    analyzer: Analyzer,
) -> dict[str, Any]:
    """bonus: for the conditions that it meets; learnt: what the learnt ranking added."""
    headings = " ".join((stored.title, *stored.passage.heading_path))
    return {
        "words": contributions(analyzer, question.terms, stored.passage.text),
        "fields": contributions(analyzer, question.terms, f"{headings}\n{stored.passage.context}"),
        "lexical": parts.lexical,
        "vector": parts.vector,
        "ranking": round(learnt, 4),
        "heading": round(score - parts.fused - bonus - learnt, 4),
        "conditions": round(bonus, 4),
        "understood": [{"key": u.key, "value": u.value, "effect": u.effect} for u in question.understood],
    }
