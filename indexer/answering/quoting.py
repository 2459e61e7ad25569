"""Answers made of the sources' own sentences and table rows: nothing is written that is not in a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.answering.words import Question, Terms, bigrams, counted, coverage, rarity
from indexer.model import Hit, Location
from indexer.passages.sentences import cut, sentences

# Weights of a sentence's score, chosen by tests/benchmarks/quoting.py on half of the questions it reads.
_PASSAGE = 0.6  # how well the sentence's whole passage covers the question
_RANK = 1.2  # what the search thought of the passage
_WANTED = 0.25  # the sentence holds the kind of thing that is asked for
_FIGURE = 0.8  # it holds a number in the unit that is asked for
_HEADING = 0.15  # the headings above it speak of what is asked
_SAME = 0.1  # each sentence already taken from a passage makes its next one yield to another passage
_ENOUGH = 0.6  # a further sentence must score this much of the best one
_MEANING = 2.0  # nearness in meaning, where an encoder is at hand
_MEANT_PASSAGES, _MEANT_SENTENCES = 6, 60  # what is worth encoding while the user waits (about 0.2 s)
_LABEL = 24  # a line this short, without a verb, is a label of the lines below it


# (question, texts) → how near each text's meaning is, higher is nearer; comparable only inside one call.
Similar = Callable[[str, Sequence[str]], Sequence[float]]


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


def _spans(hit: Hit, limit: int) -> list[tuple[int, int]]:
    """The sentences and table rows of a hit; one longer than `limit` in pieces."""
    out: list[tuple[int, int]] = []
    for start, end in sentences(hit.text, (p.start for p in hit.parts)):
        if end - start <= limit:
            out.append((start, end))
        else:
            out.extend((start + a, start + b) for a, b in cut(hit.text[start:end], limit * 2 // 3, limit))
    return out


def _location(hit: Hit, start: int, end: int) -> Location:
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
    spans = [(rank, hit, start, end) for rank, hit in enumerate(hits) for start, end in _spans(hit, limit)]
    found = [frozenset(terms(hit.text[start:end])) for _, hit, start, end in spans]
    known = rarity(question.terms, found)
    weights = {t: w for t, w in known.items() if any(t in f for f in found)}
    above = [frozenset(terms(f"{h.title} {' '.join(h.heading_path)} {h.context}")) for h in hits]
    # Together the sentences are the passage: analysing it once more would double the wait.
    whole = list(above)
    for (rank, *_), words in zip(spans, found, strict=True):
        whole[rank] |= words
    top = max((h.score for h in hits), default=0.0)
    meaning = _meaning(question, spans, similar)
    figure = counted(question.text)
    out: list[Quote] = []
    for index, ((rank, hit, start, end), words) in enumerate(zip(spans, found, strict=True)):
        text = hit.text[start:end]
        if not re.search(r"\w", text):
            continue
        own = coverage(weights, words)
        wanted = sum(bool(sign.search(text)) for _, sign in question.wants) / max(1, len(question.wants))
        standing = hit.score / top if top > 0 else 1 / (rank + 1)
        score = (
            own
            + _PASSAGE * coverage(weights, whole[rank])
            + _RANK * standing
            + _WANTED * wanted
            + _FIGURE * bool(figure and figure.search(text))
            + _HEADING * coverage(weights, above[rank])
            + _MEANING * meaning.get(index, 0.0)
        )
        if _is_label(text):
            score -= 0.3
        out.append(Quote(hit, rank, start, end, _location(hit, start, end), score))
    return sorted(out, key=lambda q: (-q.score, q.rank, q.start))


def _meaning(
    question: Question, spans: Sequence[tuple[int, Hit, int, int]], similar: Similar | None
) -> dict[int, float]:
    """Nearness in meaning, 0 to 1, of the sentences of the best passages, each read under its own heading."""
    if similar is None:
        return {}
    chosen = [i for i, (rank, *_) in enumerate(spans) if rank < _MEANT_PASSAGES][:_MEANT_SENTENCES]
    texts = []
    for _, hit, start, end in (spans[i] for i in chosen):
        above = hit.context or (hit.heading_path[-1] if hit.heading_path else hit.title)
        texts.append(f"{above}\n{hit.text[start:end]}")
    near = list(similar(question.text, texts))
    if not near:
        return {}
    low, high = min(near), max(near)
    return {i: (n - low) / (high - low) if high > low else 1.0 for i, n in zip(chosen, near, strict=True)}


def _is_label(text: str) -> bool:
    """Whether the line only names what stands below it."""
    return len(text) <= _LABEL and "|" not in text and not re.search(r"[다요]\.?$|\d{2,}|원$", text)


def quote(
    question: Question,
    hits: Sequence[Hit],
    terms: Terms = bigrams,
    length: int = 300,
    similar: Similar | None = None,
    most: int = 4,
) -> list[Quote]:
    """The few sentences that answer, best passage first and in reading order inside it.

    At most `length` characters and `most` sentences in all. A sentence is added while it scores near the best one,
    so the answer is as short as the question allows; words that stand in several files are quoted once.
    """
    waiting = candidates(question, hits, terms, length, similar)
    chosen: list[Quote] = []
    seen: set[str] = set()
    left = length
    taken: dict[int, int] = {}
    while waiting and len(chosen) < most:
        item = max(waiting, key=lambda q: q.score - _SAME * taken.get(q.rank, 0))
        waiting.remove(item)
        bare = "".join(item.text.split())
        if chosen and item.score < _ENOUGH * chosen[0].score:
            continue
        if bare in seen or item.end - item.start > left:
            continue
        seen.add(bare)
        chosen.append(item)
        taken[item.rank] = taken.get(item.rank, 0) + 1
        left -= item.end - item.start
    order: dict[int, int] = {}
    for item in chosen:
        order.setdefault(item.rank, len(order))
    chosen.sort(key=lambda q: (order[q.rank], q.start))
    return _joined(chosen)


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
