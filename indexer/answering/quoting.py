"""Answers made of the sources' own sentences and table rows: nothing is written that is not in a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.answering.ranges import within
from indexer.answering.words import Question, Terms, bigrams, counted, coverage, rarity
from indexer.model import Hit, Location
from indexer.passages.sentences import cut, sentences
from indexer.search.query import bare
from indexer.search.versions import superseded

_ENOUGH = 0.8  # a further sentence of the best passage must score this much of its best
# Another passage is quoted where its best sentence scores this much of the best one: below, the first passage was the
# right one for 98 % of 500 welfare questions.
_NEAR = 0.74
_OTHERS = 2
_MEANT_PASSAGES, _MEANT_SENTENCES = 6, 60  # what is worth encoding while the user waits (about 0.2 s)
_HEADER_CELL = 24  # longer cells are content
_LABEL = 24  # a line this short, without a verb, is a label of the lines below it
_NAMED = re.compile(r"([^|:：]{2,40}?)\s?[|:：]\s?(?=\S)")


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
    out = [
        Quote(d.hit, d.rank, d.start, d.end, _location(d.hit, d.start, d.end), score(d.signs))
        for d in described(question, hits, terms, limit, similar)
    ]
    return sorted(out, key=lambda q: (-q.score, q.rank, q.start))


class Signs(NamedTuple):
    """What is known of a sentence as an answer to a question, each about 0 to 1.

    own, passage, heading: how well it, its whole passage and the headings above cover the question; rank: what the
    search thought of the passage; wanted, figure: it holds the kind of thing, a number in the unit, asked for;
    meaning: nearness by an encoder; labelled: its label, or a row's first cell, is asked for; headed: so are the
    columns; within: a number of the question lies in its range; label: it only names what follows; repeated: the
    share of its words that the question has already; short: it is shorter than 40 characters; figured: `figure`
    times `own`.
    """

    own: float
    passage: float
    rank: float
    wanted: float
    figure: float
    heading: float
    meaning: float
    labelled: float
    headed: float
    within: float
    label: float
    repeated: float
    short: float
    figured: float


# Learnt by tests/benchmarks/train_quoting.py; its data card is in docs/developer-guide.md.
_WEIGHTS = Signs(0.98, 0.82, 1.57, 0.54, 1.44, 0.12, 1.39, 0.93, 0.17, 0.67, -0.74, -0.17, -0.53, 0.45)


def score(signs: Signs) -> float:
    return sum(w * s for w, s in zip(_WEIGHTS, signs, strict=True))


@dataclass(frozen=True, slots=True)
class Described:
    """Characters [start, end) of a hit with their signs."""

    rank: int
    hit: Hit
    start: int
    end: int
    signs: Signs


def described(
    question: Question, hits: Sequence[Hit], terms: Terms, limit: int, similar: Similar | None = None
) -> list[Described]:
    """Every sentence of the hits with what is known of it, in reading order."""
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
    asked = frozenset(question.terms)
    meaning = _meaning(question, hits, limit, similar)
    figure = counted(question.text)
    headers = [_header_rows(hit) for hit in hits]
    titled = [frozenset(terms(" ".join(texts))) if texts else frozenset() for texts in map(_headers, hits, headers)]
    out: list[Described] = []
    for (rank, hit, start, end), words in zip(spans, found, strict=True):
        text = hit.text[start:end]
        if not re.search(r"\w", text) or _is_heading(hit, text) or start in headers[rank]:
            continue
        named = _NAMED.match(text)
        label = frozenset(terms(named.group(1))) if named else frozenset()
        signs = Signs(
            own=coverage(weights, words),
            passage=coverage(weights, whole[rank]),
            rank=hit.score / top if top > 0 else 1 / (rank + 1),
            wanted=sum(bool(sign.search(text)) for _, sign in question.wants) / max(1, len(question.wants)),
            figure=float(bool(figure and figure.search(text))),
            heading=coverage(weights, above[rank]),
            meaning=meaning.get((rank, start), 0.0),
            labelled=len(label & asked) / len(label) if label else 0.0,
            headed=coverage(weights, titled[rank]) if "|" in text else 0.0,
            within=float(within(question.text, text)),
            label=float(_is_label(text)),
            repeated=len(words & asked) / len(words) if words else 1.0,
            short=max(0.0, 1 - len(text) / 40),
            figured=float(bool(figure and figure.search(text))) * coverage(weights, words),
        )
        out.append(Described(rank, hit, start, end, signs))
    return out


def meant(hits: Sequence[Hit], limit: int) -> list[tuple[int, Hit, int, int, str]]:
    """(rank, hit, start, end, text to encode) of the sentences of the best passages, each read under its heading."""
    out = []
    for rank, hit in enumerate(hits[:_MEANT_PASSAGES]):
        above = hit.context or (hit.heading_path[-1] if hit.heading_path else hit.title)
        for start, end in _spans(hit, limit):
            out.append((rank, hit, start, end, f"{above}\n{hit.text[start:end]}"))
    return out[:_MEANT_SENTENCES]


def _meaning(
    question: Question, hits: Sequence[Hit], limit: int, similar: Similar | None
) -> dict[tuple[int, int], float]:
    """Nearness in meaning, 0 to 1, of the sentences of the best passages, by (rank, start)."""
    chosen = meant(hits, limit) if similar else []
    if similar is None or not chosen:
        return {}
    near = list(similar(question.text, [text for *_, text in chosen]))
    low, high = min(near), max(near)
    return {
        (rank, start): (n - low) / (high - low) if high > low else 1.0
        for (rank, _, start, _, _), n in zip(chosen, near, strict=True)
    }


def _is_heading(hit: Hit, text: str) -> bool:
    """Whether the line is one of the headings it stands under, or the title: a name, not an answer."""
    line = bare(text)
    return any(line == bare(name) for name in (hit.title, *hit.heading_path))


def _header_rows(hit: Hit) -> dict[int, str]:
    """Start and text of the rows of the hit's tables that are column headers."""
    out: dict[int, str] = {}
    before = ""
    at = 0
    for line in hit.text.split("\n"):
        # A header row opens a table, and has no figure where the row below it has one.
        if "|" in line and "|" not in before and not hit.context.strip().endswith(line.strip()):
            below = hit.text[at + len(line) + 1 :].split("\n", 1)[0]
            cells = [c.strip() for c in line.split("|")]
            if (
                below.count("|") >= 1
                and all(len(c) <= _HEADER_CELL for c in cells)
                and not any(re.match(r"[\d△▲(-]", c) for c in cells[1:])
                and below.count("|") <= line.count("|") + 1
                and len(cells) > 1
                and (len(cells) > 2 or (not re.search(r"\d", line) and re.search(r"\d", below)))
            ):
                out[at] = line
        before = line
        at += len(line) + 1
    return out


def _headers(hit: Hit, rows: dict[int, str]) -> list[str]:
    """The column headers of the hit's tables, its context's included."""
    return [*rows.values(), *([hit.context] if hit.context else [])]


def column_headers(hit: Hit) -> list[str]:
    """The column headers of the hit's tables, cells divided by |, those that stand in its context first."""
    return [*(hit.context.strip().splitlines()[-1:] if "|" in hit.context else []), *_header_rows(hit).values()]


def _is_label(text: str) -> bool:
    """Whether the line only names what stands below it."""
    if len(text) > _LABEL or re.search(r"[|:：]", text):
        return False
    return not re.search(r"[다요음함임됨]\.?$|원$|\d", re.sub(r"^\s*(?:제?\d+[장절관조.)]?|[가-하][.)])", "", text))


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
    others = 0
    for item in waiting:
        if item.score < _NEAR * first.score or others == _OTHERS:
            break
        if all(item.rank != c.rank for c in chosen) and _fits(item, chosen, length, most):
            chosen.append(item)
            others += 1
    more = max(0, most - 1 if not others else 2 - others)
    for item in waiting:
        if not more or item.score < _ENOUGH * first.score:
            break
        if item.rank == first.rank and item is not first and _fits(item, chosen, length, most):
            chosen.append(item)
            more -= 1
    order = {rank: place for place, rank in enumerate(dict.fromkeys(c.rank for c in chosen))}
    chosen.sort(key=lambda q: (order[q.rank], q.start))
    return _joined(chosen)


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
