"""What a passage has of a question besides its BM25 and its cosine, each figure 0 to 1.

Presence of terms comes from the postings (title, headings and context count as much as the text); nearness, order and
runs of characters from the text as it is written, without morphological analysis: 0.1 ms a passage.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.language.analyzer import Kind, Term
from indexer.language.normal import normalized
from indexer.model import Passage
from indexer.search.query import bare

_FULL: dict[Kind, float] = {
    "m": 0.99,
    "b": 0.7,
}  # from this weight in the question on, a term is no mere question word
_NAMES: dict[Kind, str] = {"m": "morphemes", "b": "bigrams"}
_SENTENCE = re.compile(r"(?<=[.!?다])\s+|\n")
_CHARACTERS = re.compile(r"\W+")
_GAP = 4  # characters between two words that still follow each other
_RUN = 15  # characters in a row that leave nothing to wish
_PLACES = 30  # occurrences of a word that are looked at
_QUESTION = 400  # characters of a question whose runs are looked for


@dataclass(frozen=True, slots=True)
class Words:
    """A question as passages are compared with it. words: (bare form, idf), in its order; text: its characters."""

    words: tuple[tuple[str, float], ...]
    text: str
    triples: frozenset[str] = field(default_factory=frozenset)


def of_question(terms: Sequence[Term], text: str, weights: Mapping[str, float], idf: Mapping[str, float]) -> Words:
    """The question's content words with what their rarity makes them weigh."""
    plain = normalized(text)
    words: dict[str, tuple[str, float]] = {}
    for term in terms:
        written = bare(plain[term.start : term.end])
        asked = term.kind == "m" and weights.get(term.key, 0.0) >= _FULL["m"]
        # A single syllable stands in too many words to say where it is.
        if asked and term.key not in words and (len(written) > 1 or written.isdigit()):
            words[term.key] = (written, idf.get(term.key, 0.0))
    characters = _CHARACTERS.sub("", bare(text))[:_QUESTION]
    triples = frozenset(characters[i : i + 3] for i in range(len(characters) - 2))
    return Words(tuple(words.values()), characters, triples)


def presence(weights: Mapping[str, float], idf: Mapping[str, float], here: Mapping[str, int]) -> dict[str, float]:
    """Of each kind of term, which share of the question's rarity stands in the passage; `here`: its frequencies."""
    out = {}
    for kind, full in _FULL.items():
        asked = [t for t, w in weights.items() if t[0] == kind and w >= full]
        total = sum(idf[t] for t in asked)
        out[_NAMES[kind]] = sum(idf[t] for t in asked if t in here) / total if total else 0.0
    return out


def nearness(asked: Words, passage: Passage, title: str) -> dict[str, float]:
    """How the question's words stand together in the passage.

    sentence: the best share of their rarity in one sentence; order: pairs of neighbours that follow each other as in
    the question; run: the longest run of the question's characters; triples: its groups of three that occur.
    """
    plain = unicodedata.normalize("NFKC", passage.text).casefold()
    text = "".join(plain.split())  # as `bare` makes it
    above = bare("\n".join((title, *passage.heading_path, passage.context)))
    total = sum(weight for _, weight in asked.words)
    present = [(word, weight) for word, weight in asked.words if word in text]
    sentence = 0.0
    if present:
        most = sum(weight for _, weight in present)
        for piece in _SENTENCE.split(plain):
            inside = "".join(piece.split())
            sentence = max(sentence, sum(weight for word, weight in present if word in inside))
            if sentence >= most:
                break
    pairs = list(pairwise(word for word, _ in asked.words))
    return {
        "sentence": sentence / total if total else 0.0,
        "order": sum(_follow(a, b, text) for a, b in pairs) / len(pairs) if pairs else 0.0,
        "run": min(_longest_run(asked.text, text), _RUN) / _RUN,
        "triples": sum(t in text or t in above for t in asked.triples) / len(asked.triples) if asked.triples else 0.0,
    }


def _follow(first: str, second: str, text: str) -> bool:
    """Whether `second` comes right after `first` somewhere."""
    for start in _places(first, text):
        end = start + len(first)
        if second in text[end : end + _GAP + len(second)]:
            return True
    return False


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    for _ in range(_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(word, at + 1)


def _longest_run(asked: str, text: str) -> int:
    longest = 0
    for start in range(len(asked)):
        while start + longest < len(asked) and asked[start : start + longest + 1] in text:
            longest += 1
    return longest
