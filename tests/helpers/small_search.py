"""A real, small searcher for tests: BM25 over passages in memory, speaking the requests of the engine."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from math import log

from indexer.answering.words import bigrams
from indexer.model import Hit, Passage
from indexer.requests import Found, Search


class SmallSearch:
    """Add passages, then search. Scores are BM25 (k1 1.2, b 0.75) over `terms`."""

    def __init__(self, terms: Callable[[str], list[str]] = bigrams) -> None:
        self._terms = terms
        self._rows: list[tuple[str, str, Passage]] = []
        self._lengths: list[int] = []
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, path: str, passages: Iterable[Passage], title: str = "") -> None:
        for passage in passages:
            counts = Counter(self._terms(" ".join((title, *passage.heading_path, passage.context, passage.text))))
            for term, count in counts.items():
                self._postings[term].append((len(self._rows), count))
            self._rows.append((path, title, passage))
            self._lengths.append(sum(counts.values()))

    def search(self, request: Search) -> Found:
        started = time.monotonic()
        scores: dict[int, float] = defaultdict(float)
        mean = sum(self._lengths) / max(1, len(self._lengths))
        query = set(self._terms(request.query))
        for term in query:
            rows = self._postings.get(term, [])
            idf = log(1 + (len(self._rows) - len(rows) + 0.5) / (len(rows) + 0.5))
            for row, tf in rows:
                scores[row] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * self._lengths[row] / mean))
        wanted = (request.filters or {}).get("path", "")
        best = sorted((r for r in scores if self._rows[r][0].startswith(wanted)), key=lambda r: (-scores[r], r))
        hits = tuple(self._hit(row, scores[row], query) for row in best[: request.top])
        return Found(hits, (time.monotonic() - started) * 1000)

    def _hit(self, row: int, score: float, query: set[str]) -> Hit:
        path, title, passage = self._rows[row]
        at = passage.location
        return Hit(
            path, row, title, passage.heading_path, at.page, at.page_exact, at, passage.text, score, score, None,
            tuple(sorted(query & set(self._terms(passage.text)))), "2026-01-01T00:00:00+09:00", passage.kind,
            passage.context, passage.parts,
        )  # fmt: skip
