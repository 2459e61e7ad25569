"""What a power user may tune in the search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """lexical: share of the keyword score in a hybrid one, 0 to 1. candidates: passages taken from each retriever
    before fusion. ranking: how much of the learnt ranking is added, 1 as it was learnt (with lexical at .55), 0
    nothing. heading: added when all asked words stand in title and headings, in proportion; the learnt ranking
    counts them already. condition: added for each condition of the question that the document meets (its year,
    department, kind ...). expansion: weight in the keyword score of a word that the question does not have: another
    name, the year that 작년 is.

    embedder: whose vectors are searched, local or a platform's name; query_wait: how many milliseconds a platform's
    vector of the question is waited for. reranker: the platform that reranks, "" for none; reranked: how many of the
    best it is sent; rerank_wait: milliseconds; rerank_weight: its share against ours.
    """

    lexical: float = 0.55
    candidates: int = 200
    ranking: float = 1.0
    heading: float = 0.0
    condition: float = 0.08
    expansion: float = 0.3
    embedder: str = "local"
    query_wait: int = 300
    reranker: str = ""
    reranked: int = 30
    rerank_wait: int = 1500
    rerank_weight: float = 0.6
