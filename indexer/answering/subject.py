"""What a question is about: its nouns, how rare each is in all of the index, and how much of that passages hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from indexer.answering.everyday import written
from indexer.answering.words import telling_words
from indexer.model import Hit
from indexer.search.query import bare


@dataclass(frozen=True, slots=True)
class Nouns:
    """The content nouns of a text, each with the number of passages of the whole index that hold it, and how many
    passages there are."""

    frequencies: Mapping[str, int]
    passages: int


# A text → its nouns, from the analyser and the statistics of the index.
NounsOf = Callable[[str], Nouns]


@dataclass(frozen=True, slots=True)
class Subject:
    """`weights`: the rarity of each noun, Lucene's BM25 idf. `unknown`: the share of the weight whose nouns stand
    nowhere, 0 to 1. `forms`: what offices write for a noun, where they write another word."""

    weights: Mapping[str, float]
    unknown: float
    forms: Mapping[str, tuple[str, ...]]

    def held(self, text: str) -> float:
        """The share of the weight whose nouns stand in a `bare` text; a half where the question has no noun."""
        total = sum(self.weights.values())
        if not total:
            return 0.5
        return sum(w for n, w in self.weights.items() if any(f in text for f in (n, *self.forms.get(n, ())))) / total


def passage_text(hit: Hit) -> str:
    """All that is said in and around a passage, its document's name included, as `bare` text."""
    name = hit.path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return bare(f"{hit.title} {name} {' '.join(hit.heading_path)} {hit.context} {hit.text}")


def subject(question: str, hits: Sequence[Hit], nouns_of: NounsOf | None = None) -> Subject:
    """The question's subject. Without `nouns_of`, its telling words stand for nouns, and the hits for the index."""
    texts = [passage_text(hit) for hit in hits]
    if nouns_of is None:
        known = {bare(w): 0 for w in telling_words(question)}
        found = Nouns({w: sum(w in t for t in texts) for w in known}, len(texts))
    else:
        found = nouns_of(question)
    # A noun that the index lacks as a word may still stand inside a compound of a passage that was found.
    frequencies = {bare(n): f or sum(bare(n) in t for t in texts) for n, f in found.frequencies.items()}
    forms = {n: written(bare(n)) for n in frequencies}
    others = {n: [f for f in forms[n] if any(f in t for t in texts)] for n in frequencies}
    if nouns_of is not None and any(others.values()):
        found = nouns_of(f"{question} {' '.join(o for of in others.values() for o in of)}")
    known = {bare(n): f for n, f in found.frequencies.items()}
    frequencies = {
        n: max(f, *(known.get(o) or sum(o in t for t in texts) for o in others[n]), 0) for n, f in frequencies.items()
    }
    size = max(found.passages, *frequencies.values(), 1) if frequencies else 1
    weights = {n: log(1 + (size - f + 0.5) / (f + 0.5)) for n, f in frequencies.items()}
    total = sum(weights.values())
    unknown = sum(w for n, w in weights.items() if not frequencies[n]) / total if total else 0.0
    return Subject(weights, unknown, forms)
