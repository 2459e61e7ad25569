"""What a passage has of a question besides its BM25 and its cosine, each figure 0 to 1.

Presence of terms comes from the postings (title, headings and context count as much as the text); nearness, order and
runs of characters from the text as it is written, without morphological analysis: 0.1 ms a passage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.language.normal import normalized
from indexer.language.terms import Kind, Term
from indexer.model import Passage
from indexer.search.query import bare, folded

FULL: dict[Kind, float] = {
    "m": 0.99,
    "b": 0.7,
}  # from this weight in the question on, a term is no mere question word
_NAMES: dict[Kind, str] = {"m": "morphemes", "b": "bigrams"}
_SENTENCE_END = re.compile(r"[.!?다]\s|\n")
_CHARACTERS = re.compile(r"\W+")
_GAP = 4  # characters between two words that still follow each other
RUN = 15  # characters in a row that leave nothing to wish
_PLACES = 30  # occurrences of a word that are looked at
_QUESTION = 400  # characters of a question whose runs are looked for


@dataclass(frozen=True, slots=True)
class Words:
    """A question as passages are compared with it. words: (bare form, idf), in its order; text: its characters.

    triples: its groups of three characters, in its order; different: how many different ones there are.
    """

    words: tuple[tuple[str, float], ...]
    text: str
    triples: tuple[str, ...] = ()
    different: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as questions are compared with it, made once for all that look at it.

    plain: its text, folded; text: the same without white space; above: title, headings and context, bare.
    """

    plain: str
    text: str
    above: str


def read(passage: Passage, title: str) -> Read:
    plain = folded(passage.text)
    above = bare("\n".join((title, *passage.heading_path, passage.context)))
    return Read(plain, "".join(plain.split()), above)


def of_question(terms: Sequence[Term], text: str, weights: Mapping[str, float], idf: Mapping[str, float]) -> Words:
    """The question's content words with what their rarity makes them weigh."""
    plain = normalized(text)
    words: dict[str, tuple[str, float]] = {}
    for term in terms:
        written = bare(plain[term.start : term.end])
        asked = term.kind == "m" and weights.get(term.key, 0.0) >= FULL["m"]
        # A single syllable stands in too many words to say where it is.
        if asked and term.key not in words and (len(written) > 1 or written.isdigit()):
            words[term.key] = (written, idf.get(term.key, 0.0))
    characters = _CHARACTERS.sub("", bare(text))[:_QUESTION]
    triples = tuple(characters[i : i + 3] for i in range(len(characters) - 2))
    return Words(tuple(words.values()), characters, triples, len(set(triples)))


def presence(
    weights: Mapping[str, float], idf: Mapping[str, float], there: NDArray[np.bool_]
) -> dict[str, list[float]]:
    """Of each kind of term, which share of the question's rarity stands in each passage.

    there: which of the terms stand in which passages, shape (len(weights), passages).
    """
    out = {}
    for kind, full in FULL.items():
        asked = [(row, idf[t]) for row, (t, w) in enumerate(weights.items()) if t[0] == kind and w >= full]
        total = sum(rarity for _, rarity in asked)
        # Added in the order of the terms: a matrix product would round otherwise.
        share = np.zeros(there.shape[1])
        for row, rarity in asked:
            share += there[row] * rarity
        out[_NAMES[kind]] = (share / total if total else share).tolist()
    return out


def nearness(asked: Words, passage: Read) -> dict[str, float]:
    """How the question's words stand together in the passage.

    sentence: the best share of their rarity in one sentence; order: pairs of neighbours that follow each other as in
    the question; run: the longest run of the question's characters; triples: its groups of three that occur.
    """
    # Loops, not comprehensions: this runs fifty times a search, and the call of each costs more than its work.
    text, above = passage.text, passage.above
    total = 0.0
    here: list[bool] = []
    present: list[tuple[str, float]] = []
    for pair in asked.words:
        total += pair[1]
        inside = pair[0] in text
        here.append(inside)
        if inside:
            present.append(pair)
    follows = 0
    for at in range(1, len(here)):
        if here[at - 1] and here[at] and _follow(asked.words[at - 1][0], asked.words[at][0], text):
            follows += 1
    stand = [triple in text for triple in asked.triples]
    found = {
        triple for triple, there in zip(asked.triples, stand, strict=True) if there or (above and triple in above)
    }
    return {
        "sentence": _in_a_sentence(present, passage.plain) / total if total else 0.0,
        "order": follows / (len(here) - 1) if len(here) > 1 else 0.0,
        "run": _longest_run(asked.text, stand, text) / RUN,
        "triples": len(found) / asked.different if asked.different else 0.0,
    }


def _in_a_sentence(present: Sequence[tuple[str, float]], plain: str) -> float:
    """The most that those of the words weigh together that stand in one sentence."""
    if not present:
        return 0.0
    # A sentence ends at white space: what is written without any is in one.
    if len(present) == 1 and present[0][0] in plain:
        return present[0][1]
    most = 0.0
    for _, weight in present:
        most += weight
    best, at = 0.0, 0
    ends = [match.end() for match in _SENTENCE_END.finditer(plain)]
    ends.append(len(plain))
    for end in ends:
        inside = "".join(plain[at:end].split())
        at = end
        found = 0.0
        for word, weight in present:
            if word in inside:
                found += weight
        if found > best:
            best = found
            if best >= most:
                break
    return best


def _follow(first: str, second: str, text: str) -> bool:
    """Whether `second` comes right after `first` somewhere."""
    reach = _GAP + len(second)
    at = text.find(first)
    for _ in range(_PLACES):
        if at < 0:
            return False
        end = at + len(first)
        if text.find(second, end, end + reach) >= 0:
            return True
        at = text.find(first, at + 1)
    return False


def _longest_run(asked: str, inside: Sequence[bool], text: str) -> int:
    """Characters in a row of the question that stand in the text, up to `RUN`.

    inside: which of its triples stand there: a longer run is made of triples that do.
    """
    longest = 0
    start = 0
    while start < len(inside):
        if not inside[start]:
            start += 1
            continue
        end = start + 1
        while end < len(inside) and inside[end]:
            end += 1
        last = end + 2  # of the characters that these triples cover
        for first in range(start, last):
            if longest < 3:
                longest = 3
            while first + longest < last and asked[first : first + longest + 1] in text:
                longest += 1
                if longest == RUN:
                    return longest
            if last - first <= longest:
                break
        start = end
    if not longest:
        for size in (2, 1):
            for first in range(len(asked) - size + 1):
                if asked[first : first + size] in text:
                    return size
    return longest
