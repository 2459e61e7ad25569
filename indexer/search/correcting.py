"""Mistyped words put right by the words of the documents.

A noisy channel (Kernighan, Church & Gale 1990): of the word that was typed and those one error away from it, the most
likely is taken. What speaks for a word: how often the documents have its syllable pairs and its nouns, how well it
reads (Kiwi's language model), in how many passages its noun stands together with the question's other nouns, and how
easily the hand errs that way. The weights are learnt (tests/benchmarks/train_spelling.py), those of a question's only
word apart. No vocabulary is kept: the bigrams, morphemes and compounds of the index are one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.language.terms import Term
from indexer.search.likely_words import NOUNS, Candidate, candidates, in_company
from indexer.search.near_misses import split_apart, whole
from indexer.settings import resources
from indexer.store.lexical import LexicalIndex

_WORD = re.compile("[가-힣\u1100-\u11ff]{2,}")  # syllables, and jamo as `normalized` leaves them
_RARE = 2  # passages: a noun in no more may be another one, mistyped
_WORDS = 2  # mistyped words of one question
_SHARE = 100  # the only word of a question is rare in a hundredth of all passages
_LONGEST = 14  # syllables of a word that is looked into
_OFTENER = 10  # times as many passages have what is offered instead of a word that some have
_PARTICLES = frozenset("은 는 을 를 이 가 의 에 도 만 과 와 로 으로 에서".split())
_LEAD = 2.5  # of what was typed that the other words of the question do not make up for (of 1,758 none)
_FIRM = 3  # syllables of a dictionary's word that no error makes of another one …
_ENOUGH = 4  # … and one less where so many other nouns of the question find what is meant


@dataclass(frozen=True, slots=True)
class Correction:
    """`written` stands in the question, `taken` is searched for; offered: it is not, but may have been meant."""

    written: str
    taken: str
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word that may be mistyped: where it stands, and the syllables of it that the error may be in.

    alone: the question has no other word.
    """

    match: re.Match[str]
    places: frozenset[int]
    alone: bool


@cache
def learnt() -> dict[str, dict[str, float]]:
    """`weights` and, of a question's only word, `alone`: feature → weight, from resources/spelling.json."""
    table = msgspec.json.decode((resources() / "spelling.json").read_bytes(), type=dict[str, object])
    return {name: msgspec.convert(table[name], type=dict[str, float]) for name in ("weights", "alone")}


def corrected(
    text: str, terms: Sequence[Term], analyzer: Analyzer, lexical: LexicalIndex
) -> tuple[str, tuple[Correction, ...]]:
    """The question with mistyped words put right, and what was changed. terms: of the text, as analysed."""
    plain = normalized(text)
    if (grown := _grown(plain.strip(), lexical)) is not None:
        return grown, (Correction(plain.strip(), grown),)
    made: list[Correction] = []
    for suspect in suspects(plain, terms, lexical):
        match = suspect.match
        some = candidates(plain, match, analyzer, lexical, suspect.places, suspect.alone)
        if not some:
            continue
        if suspect.alone and _nowhere(some[0], match.group(), lexical):
            some = [c for c in some[1:] if c.noun and lexical.document_frequency(c.noun)] or some
        elif suspect.alone and (noun := _literal(some[0], match.group())) and lexical.document_frequency(noun):
            better = _rarer(some, lexical)
            return text, ((Correction(match.group(), better, offered=True),) if better else ())
        elif lead(some, suspect.alone) >= _LEAD:
            continue
        best = max(in_company(some, match, terms, lexical), key=lambda c: score(c, suspect.alone))
        if best.word != match.group():
            # Loose jamo are shown as they were typed.
            made.append(Correction(match.group(), best.word))
            plain = plain[: match.start()] + best.word + plain[match.end() :]
        if len(made) == _WORDS:
            break
    return (plain, tuple(made)) if made else (text, ())


def score(candidate: Candidate, alone: bool) -> float:
    """How likely it was meant, as a logarithm, a constant apart."""
    weights = learnt()["alone" if alone else "weights"]
    return sum(weights.get(name, 0.0) * value for name, value in candidate.features.items())


def _grown(plain: str, lexical: LexicalIndex) -> str | None:
    """붐 → 부모: a question of one syllable that no document has as a word is two, with the key between left out."""
    if len(plain) != 1 or not whole(plain) or lexical.document_frequency(f"m:{plain}"):
        return None
    counts = lexical.document_frequencies([f"m:{two}" for two in split_apart(plain)])
    best = max(counts, key=lambda k: counts[k], default="")
    return best[2:] if best and counts[best] else None


def _literal(typed: Candidate, word: str) -> str | None:
    """The noun that was read in a word, if its syllables stand there (not 특보 in 특볼)."""
    return typed.noun if typed.noun and typed.noun[2:] in word else None


def _nowhere(typed: Candidate, word: str, lexical: LexicalIndex) -> bool:
    """Whether no document has the word nor a noun of it: then it cannot be what is looked for."""
    keys = [f"{kind}:{word}" for kind in ("m", "c", *("b" if len(word) == 2 else ""))]
    if noun := _literal(typed, word):
        keys.append(noun)
    return not any(lexical.document_frequencies(keys).values())


def _rarer(some: Sequence[Candidate], lexical: LexicalIndex) -> str | None:
    """What is offered beside a word that documents have, but far more seldom than one that is nearly the same."""
    counts = lexical.document_frequencies([c.noun for c in some if c.noun])
    best = max(some[1:], key=lambda c: score(c, alone=True))
    much = counts.get(best.noun or "", 0)
    return best.word if counts[some[0].noun or ""] * _OFTENER <= much else None


def lead(some: Sequence[Candidate], alone: bool) -> float:
    """By how much what was typed, which is the first, is likelier than the best of the others."""
    return score(some[0], alone) - max(score(c, alone) for c in some[1:])


def suspects(plain: str, terms: Sequence[Term], lexical: LexicalIndex, firm_from: int = _FIRM) -> list[Suspect]:
    """Words that may be mistyped, the last one first.

    Those with loose jamo, a morpheme that neither Kiwi's dictionary nor more than a few passages have, or two
    syllables that stand beside each other nowhere; not at the seams of a word that is firm,
    known to both (선언|된, 생물|다양), nor in endings (하|나요).
    The only word of a question is looked into more readily: nothing else makes up for it.
    firm_from: syllables of a dictionary's word that no document need have to be firm.
    """
    matches = [m for m in reversed(list(_WORD.finditer(plain))) if len(m.group()) <= _LONGEST]
    read = [t for t in terms if t.kind == "m"]
    inside = {m: [t for t in read if m.start() <= t.start and t.end <= m.end()] for m in matches}
    alone = len(matches) == 1
    wanted = {f"b:{p}" for m in matches for p in _pairs_of(m.group())}
    counts = lexical.document_frequencies(list(wanted.union(t.key for some in inside.values() for t in some)))
    there = {t.key for t in read if t.tag in NOUNS and len(t.text) > 1 and counts.get(t.key)}
    least = firm_from - (len(there) >= _ENOUGH)
    rare = max(_RARE, lexical.count() // _SHARE)
    out = []
    for match in matches:
        words, word = inside[match], match.group()
        nouns = [t for t in words if t.tag in NOUNS and len(t.text) > 1]
        if not all(map(whole, word)) or (
            alone and (any(counts[t.key] <= rare for t in nouns) or (not nouns and not _short(words, word, counts)))
        ):
            out.append(Suspect(match, frozenset(range(len(word))), alone))
            continue
        firm: set[int] = set()
        matter: set[int] = set()  # where an error would be one of nouns, or of what reads as nothing known
        places: set[int] = set()
        for t in words:
            syllables = range(t.start - match.start(), t.end - match.start())
            if not t.known or t.tag in NOUNS:
                matter.update(syllables)
            if not t.known and counts[t.key] <= _RARE:
                places.update(syllables)
            elif not alone and (
                t.text == "몇" or (len(syllables) > 1 and (counts[t.key] or (t.known and len(syllables) >= least)))
            ):
                firm.update(syllables)
        for i in range(len(word) - 1):
            if not counts[f"b:{word[i : i + 2]}"] and not {i, i + 1} & firm and (alone or {i, i + 1} & matter):
                places.update((i, i + 1))
        if places:
            out.append(Suspect(match, frozenset(places), alone))
    return out


def _short(words: Sequence[Term], word: str, counts: Mapping[str, int]) -> bool:
    """물은, 곳에: a noun of one syllable that the documents have, with its particle."""
    first = words[0] if words else None
    return (
        bool(first and first.tag in NOUNS and len(first.text) == 1 and counts[first.key]) and word[1:] in _PARTICLES
    )


def _pairs_of(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)]
