"""The sentences and table rows of passages, and what is known of each as an answer to a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.answering.ranges import within
from indexer.answering.tables import Above, above, column_fits, header_rows, is_heading, is_label
from indexer.answering.words import Question, Terms, counted, coverage, rarity
from indexer.model import Hit
from indexer.passages.sentences import cut, sentences

_MEANT_PASSAGES, _MEANT_SENTENCES = 6, 60  # what is worth encoding while the user waits (about 0.2 s)
_NAMED = re.compile(r"([^|:：]{2,40}?)\s?[|:：]\s?(?=\S)")


# (question, texts) → how near each text's meaning is, higher is nearer; comparable only inside one call.
Similar = Callable[[str, Sequence[str]], Sequence[float]]


def _spans(hit: Hit, limit: int) -> list[tuple[int, int]]:
    """The sentences and table rows of a hit; one longer than `limit` in pieces."""
    out: list[tuple[int, int]] = []
    for start, end in sentences(hit.text, (p.start for p in hit.parts)):
        if end - start <= limit:
            out.append((start, end))
        else:
            out.extend((start + a, start + b) for a, b in cut(hit.text[start:end], limit * 2 // 3, limit))
    return out


class Signs(NamedTuple):
    """What is known of a sentence as an answer to a question, each about 0 to 1.

    own, passage, heading: how well it, its whole passage and the headings above cover the question; rank: what the
    search thought of the passage; wanted, figure: it holds the kind of thing, a number in the unit, asked for;
    meaning: nearness by an encoder; labelled: its label, or a row's first cell, is asked for; headed: so are the
    columns; column: one of them is named for the kind of thing asked for; within: a number of the question lies in
    its range; label: it only names what follows; repeated: the share of its words that the question has already;
    short: it is shorter than 40 characters; figured: `figure` times `own`.
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
    column: float
    within: float
    label: float
    repeated: float
    short: float
    figured: float


# Learnt by tests/benchmarks/train_quoting.py; its data card is in docs/developer-guide.md.
_WEIGHTS = Signs(0.98, 0.82, 1.57, 0.54, 1.44, 0.12, 1.39, 0.93, 0.17, 0.3, 0.67, -0.74, -0.17, -0.53, 0.45)


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
    around = [frozenset(terms(f"{h.title} {' '.join(h.heading_path)} {h.context}")) for h in hits]
    # Together the sentences are the passage: analysing it once more would double the wait.
    whole = list(around)
    for (rank, *_), words in zip(spans, found, strict=True):
        whole[rank] |= words
    top = max((h.score for h in hits), default=0.0)
    asked = frozenset(question.terms)
    meaning = _meaning(question, hits, limit, similar)
    figure = counted(question.text)
    headers = [header_rows(hit) for hit in hits]
    titled = [frozenset(terms(" ".join(texts))) if texts else frozenset() for texts in map(_headers, hits, headers)]
    out: list[Described] = []
    for (rank, hit, start, end), words in zip(spans, found, strict=True):
        text = hit.text[start:end]
        if not re.search(r"\w", text) or is_heading(hit, text) or start in headers[rank]:
            continue
        over = above(hit, start, headers[rank]) if "|" in text else Above()
        said = words
        if over.header or over.group:
            words = words | frozenset(terms(f"{over.header} {over.group}"))  # a row is read under its columns
        named = _NAMED.match(text)
        label = frozenset(terms(f"{over.group} {named.group(1)}")) if named else frozenset()
        signs = Signs(
            own=coverage(weights, words),
            passage=coverage(weights, whole[rank]),
            rank=hit.score / top if top > 0 else 1 / (rank + 1),
            wanted=sum(bool(sign.search(text)) for _, sign in question.wants) / max(1, len(question.wants)),
            figure=float(bool(figure and figure.search(text))),
            heading=coverage(weights, around[rank]),
            meaning=meaning.get((rank, start), 0.0),
            labelled=len(label & asked) / len(label) if label else 0.0,
            headed=coverage(weights, titled[rank]) if "|" in text else 0.0,
            column=float(bool(over.header) and column_fits(question.text, over.header)),
            within=float(within(question.text, text)),
            label=float(is_label(text)),
            repeated=len(said & asked) / len(said) if said else 1.0,
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


def _headers(hit: Hit, rows: dict[int, str]) -> list[str]:
    """The column headers of the hit's tables, its context's included."""
    return [*rows.values(), *([hit.context] if hit.context else [])]
