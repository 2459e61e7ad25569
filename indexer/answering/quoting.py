"""Answers made of the sources' own sentences and table rows: nothing is written that is not in a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.answering.sentence_signs import Similar, described, score
from indexer.answering.tables import above, column_fits, header_rows, rows_of
from indexer.answering.words import Question, Terms, bigrams, content
from indexer.model import Hit, Location
from indexer.search.query import bare
from indexer.search.versions import superseded

_ENOUGH = 0.8  # a further sentence of the best passage must score this much of its best
# Another passage is quoted where its best sentence scores this much of the best one: below, the first passage was the
# right one for 98 % of 500 welfare questions.
_NEAR = 0.74
_OTHERS = 2


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a hit: characters [start, end) of its text, at `location`."""

    hit: Hit
    rank: int
    start: int
    end: int
    location: Location
    score: float

    @property
    def text(self) -> str:
        return self.hit.text[self.start : self.end]


def location(hit: Hit, start: int, end: int) -> Location:
    """Where the words stand: the part that holds most of them, else the hit's own place."""
    best, most = hit.location, 0
    for part in hit.parts:
        shared = min(end, part.end) - max(start, part.start)
        if shared > most:
            best, most = part.location, shared
    return best


def candidates(
    question: Question, hits: Sequence[Hit], terms: Terms, limit: int, similar: Similar | None = None
) -> list[Quote]:
    """Every sentence of the hits with its score, best first."""
    out = [
        Quote(d.hit, d.rank, d.start, d.end, location(d.hit, d.start, d.end), score(d.signs))
        for d in described(question, hits, terms, limit, similar)
    ]
    return sorted(out, key=lambda q: (-q.score, q.rank, q.start))


def quote(
    question: Question,
    hits: Sequence[Hit],
    terms: Terms = bigrams,
    length: int = 300,
    similar: Similar | None = None,
    most: int = 4,
) -> list[Quote]:
    """The few sentences that answer, best passage first and in reading order inside it.

    At most `length` characters and `most` sentences in all. Where one passage stands out, only its own sentences are
    quoted; else the best sentence of each that comes near it. Words that stand in several files are quoted once, and
    of several versions of a document only the one in force, or the one that the question names.
    """
    return select(question, hits, candidates(question, hits, terms, length, similar), length, most)


def select(question: Question, hits: Sequence[Hit], scored: Sequence[Quote], length: int, most: int) -> list[Quote]:
    """Those of the scored sentences that `quote` gives."""
    replaced = superseded(question.text, hits)
    waiting = [c for c in scored if c.rank not in replaced]
    if not waiting:
        return []
    first = waiting[0]
    chosen = [first]
    rows = next(filter(None, (_table(question, c, length) for c in waiting if c.score >= _NEAR * first.score)), [])
    others = _OTHERS if rows else 0
    if rows:
        chosen = rows
    for item in waiting:
        if item.score < _NEAR * first.score or others == _OTHERS:
            break
        if all(item.rank != c.rank for c in chosen) and _fits(item, chosen, length, most):
            chosen.append(item)
            others += 1
    more = 0 if rows else max(0, most - 1 if not others else 2 - others)
    for item in waiting:
        if not more or item.score < _ENOUGH * first.score:
            break
        if item.rank == first.rank and item is not first and _fits(item, chosen, length, most):
            chosen.append(item)
            more -= 1
    chosen = _named(question, chosen)
    order = {rank: place for place, rank in enumerate(dict.fromkeys(c.rank for c in chosen))}
    chosen.sort(key=lambda q: (order[q.rank], q.start))
    return _joined(chosen)


def _table(question: Question, row: Quote, length: int) -> list[Quote]:
    """Every row of the small table around a row, where the question asks for a column of it and names no row;
    else nothing. 연가는 며칠인가요? is answered by all rows of years of service and days."""
    if "|" not in row.text or re.search(r"\d", question.text):
        return []
    headers = header_rows(row.hit)
    header = above(row.hit, row.start, headers).header
    if not header or not column_fits(question.text, header):
        return []
    over = bare(f"{row.hit.title} {' '.join(row.hit.heading_path)} {row.hit.context} {header}")
    words = [bare(w) for w in content(question.text).split() if len(w) > 1]
    spans = rows_of(row.hit, row.start, headers)
    if not words or any(w not in over for w in words) or len(spans) < 2 or sum(b - a for a, b in spans) > length:
        return []
    if _telling(question, [row.hit.text[a:b] for a, b in spans]):
        return []
    return [Quote(row.hit, row.rank, a, b, location(row.hit, a, b), row.score) for a, b in spans]


def _telling(question: Question, rows: Sequence[str]) -> set[str]:
    """Pieces, of two letters, of the question's words that some of the rows have and others not."""
    words = [bare(w) for w in content(question.text).split()]
    pieces = {w[i : i + 2] for w in words for i in range(len(w) - 1)}
    texts = [bare(r) for r in rows]
    return {p for p in pieces if 0 < sum(p in t for t in texts) < len(texts)}


def _named(question: Question, chosen: Sequence[Quote]) -> list[Quote]:
    """The quotes without rows of a table that name less of what is asked than its best row: 도쿄 is one row."""
    out: list[Quote] = []
    best: dict[tuple[int, int], tuple[set[str], int]] = {}
    for item in chosen:
        spans = rows_of(item.hit, item.start, header_rows(item.hit)) if "|" in item.text else []
        if spans:
            table = item.rank, spans[0][0]
            if table not in best:
                telling = _telling(question, [item.hit.text[a:b] for a, b in spans])
                best[table] = telling, sum(t in bare(item.text) for t in telling)
            telling, most = best[table]
            if sum(t in bare(item.text) for t in telling) < most:
                continue
        out.append(item)
    return out


def _fits(item: Quote, chosen: Sequence[Quote], length: int, most: int) -> bool:
    """Whether there is room for one more sentence, and its words are not there yet."""
    used = sum(c.end - c.start for c in chosen)
    words = bare(item.text)
    return len(chosen) < most and used + len(item.text) <= length and all(words != bare(c.text) for c in chosen)


def _joined(quotes: Sequence[Quote]) -> list[Quote]:
    """Neighbouring sentences of one place become one quote."""
    out: list[Quote] = []
    for item in quotes:
        last = out[-1] if out else None
        if (
            last
            and last.rank == item.rank
            and last.location == item.location
            and not last.hit.text[last.end : item.start].strip()
        ):
            out[-1] = Quote(last.hit, last.rank, last.start, item.end, last.location, max(last.score, item.score))
        else:
            out.append(item)
    return out
