"""Words that may have been meant instead of one, and what speaks for each: for correcting.py to choose among."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.language.analyzer import Analyzer
from indexer.language.terms import Term
from indexer.search.near_misses import NearMiss, near_misses
from indexer.store.lexical import LexicalIndex

NOUNS = frozenset({"NNG", "NNP", "XR", "NR"})
_FAMILY = frozenset(  # family names of one syllable
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함"
    "변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국은편용"
)
_LOOKED = 12  # candidates of one word whose nouns are looked up
_READ = 4  # of them read by the language model
_ALONE = 3  # times as many of both, of a question's only word: nothing else tells which was meant
# What the likeliest word must promise before Kiwi reads any, and where the dictionary has what was typed: of 1,780
# words put right 1 in 100 promised less, of sound ones 3 in 4.
_LEAST, _LEAST_SOUND = 4.5, 7.0
_SMALL = 1000  # passages: of fewer nothing promises much, and all is cheap
_OTHERS = 4  # other nouns of the question that are looked at
_NEVER = 0.3  # passages that what stands nowhere is held to have
_USUAL = 1.5  # logarithm of the passages that a pair of syllables has
_FIRST = {"beside": 0.0, "other": -2.0, "missing": -1.0, "extra": -1.0, "added": -2.0, "exchanged": -1.0}

Span = tuple[str, int, int]  # a word and its syllables [start, end) that are in question


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been meant (that which was typed is one of them), and what speaks for it.

    noun: the term of its rarest noun that the error may be in.
    """

    word: str
    features: Mapping[str, float]
    noun: str | None


def candidates(
    plain: str,
    match: re.Match[str],
    analyzer: Analyzer,
    lexical: LexicalIndex,
    places: Collection[int] | None = None,
    alone: bool = False,
) -> list[Candidate]:
    """What was typed, first, and the likeliest words that may have been meant instead; none where nothing is near.

    places: syllables of the word that the error may be in (None: all); alone: the question has no other word.
    """
    typed = match.group()
    misses = near_misses(typed, range(len(typed)) if places is None else places)
    pairs = {m: _pairs(m.word, m.start, m.end) for m in misses}
    wanted = {p for some in pairs.values() for p in some}.union(_pairs(typed, 0, len(typed)))
    logs = _logs([f"b:{p}" for p in wanted], lexical)
    gains: dict[NearMiss, float] = {}
    for near, new in pairs.items():
        if any(logs[f"b:{p}"] > 0 for p in new):  # one of its pairs stands somewhere
            old = _pairs(typed, near.start, near.end + len(typed) - len(near.word))
            gains[near] = sum(logs[f"b:{p}"] - _USUAL for p in new) - sum(logs[f"b:{p}"] - _USUAL for p in old)
    more = _ALONE if alone else 1
    looked = sorted(gains, key=lambda m: (-gains[m] - _FIRST[m.way], m.word))[: _LOOKED * more]
    spans = [(typed, p, p + 1) for p in range(len(typed))]
    known = _known([*spans, *((m.word, m.start, m.end) for m in looked)], lexical)

    def promising(miss: NearMiss) -> float:
        length, often = known[miss.word, miss.start, miss.end]
        return gains[miss] + _FIRST[miss.way] + length + 0.3 * often

    best = sorted(looked, key=lambda m: (-promising(m), m.word))[: _READ * more]
    gated = not alone and lexical.count() >= _SMALL
    if not best or (gated and promising(best[0]) < _LEAST):
        return []
    around = (plain[: match.start()].split()[-1:], plain[match.end() :].split()[:1])
    own_reading = _read(typed, 0, len(typed), around, analyzer)
    if gated and own_reading.sound and promising(best[0]) < _LEAST_SOUND:
        return []
    words = [(typed, 0, len(typed)), *((m.word, m.start, m.end) for m in best)]
    readings = [own_reading, *(_read(*word, around, analyzer) for word in words[1:])]
    nouns = [{t.key: t for t in reading.nouns} for reading in readings]
    found = _logs(list({t.key for reading in readings for t in reading.content}), lexical)
    rarest = [min(some, key=lambda k: found[k], default=None) for some in nouns]
    out = []
    for miss, (word, start, end), reading, key in zip((None, *best), words, readings, rarest, strict=True):
        pairs_ = _pairs(word, 0, len(word))
        features = {
            "typed": float(miss is None),
            "all": sum(logs.get(f"b:{p}", 0.0) for p in pairs_),
            "missing": float(sum(logs.get(f"b:{p}", 1.0) < 0 for p in pairs_)),
            "likely": reading.likely,
            "nouns": math.log(_NEVER) if key is None else found[key],
            "unknown": float(any(not t.known and found[t.key] < 0 for t in reading.content)),
            "morphemes": float(len(reading.content)),
        }
        if miss is None:
            features |= {"sound": float(reading.sound), "name": float(reading.name)}
        else:
            last = miss.end + len(typed) - len(word)
            own = min(known[span] for span in spans[start : max(start + 1, last)] or spans[-1:])
            length, often = known[word, start, end]
            features |= {
                f"way_{miss.way}": 1.0,
                "gain": gains[miss],
                "length": length - own[0],
                "often": often - own[1],
                "own_length": own[0],
                "own_often": own[1],
            }
        out.append(Candidate(word, features, key))
    return out


def in_company(
    some: Sequence[Candidate], match: re.Match[str], terms: Sequence[Term], lexical: LexicalIndex
) -> list[Candidate]:
    """The candidates with how much oftener than by chance each stands beside the question's other nouns."""
    others = dict.fromkeys(
        t.key
        for t in terms
        if t.kind == "m" and t.tag in NOUNS and len(t.text) > 1 and not match.start() <= t.start < match.end()
    )
    if not others:
        return list(some)
    beside = _together([c.noun for c in some if c.noun], list(others)[:_OTHERS], lexical)
    return [
        replace(c, features={**c.features, "together": beside.get(c.noun, 0.0) if c.noun else -1.0}) for c in some
    ]


def _pairs(word: str, start: int, end: int) -> list[str]:
    """Syllable pairs that [start, end) has a part in."""
    return [word[i : i + 2] for i in range(max(0, start - 1), min(len(word) - 1, end))]


def _logs(terms: Sequence[str], lexical: LexicalIndex) -> dict[str, float]:
    """Logarithms of how many passages have each term; below 0 for none."""
    return {t: math.log(n + _NEVER) for t, n in lexical.document_frequencies(terms).items()}


def _known(spans: Iterable[Span], lexical: LexicalIndex) -> dict[Span, tuple[float, float]]:
    """Of each word the longest noun or compound of the documents with those syllables: (syllables, log frequency)."""
    inside = {
        (word, start, end): [
            (b - a, f"{kind}:{word[a:b]}")
            for a in range(max(0, start - 5), start + 1)
            for b in range(max(end, a + 2), min(len(word), a + 8) + 1)
            for kind in "mc"
        ]
        for word, start, end in spans
    }
    logs = _logs(list({t for some in inside.values() for _, t in some}), lexical)
    nothing = (0.0, math.log(_NEVER))
    return {
        span: max(((float(n), logs[t]) for n, t in some if logs[t] > 0), default=nothing)
        for span, some in inside.items()
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a word reads: its morphemes that carry meaning, the nouns among them that the error may be in.

    sound: the dictionary has all of it and it holds a noun; name: a family name and two syllables that nothing knows.
    """

    content: list[Term]
    nouns: list[Term]
    likely: float

    @property
    def sound(self) -> bool:
        return bool(self.nouns) and all(t.known for t in self.content)

    @property
    def name(self) -> bool:
        return any(t.tag == "NNP" and not t.known and len(t.text) == 3 and t.text[0] in _FAMILY for t in self.content)


def _read(
    word: str, start: int, end: int, around: tuple[Sequence[str], Sequence[str]], analyzer: Analyzer
) -> _Reading:
    """By Kiwi, between its neighbours."""
    before, after = around
    morphemes, likely = analyzer.read(" ".join([*before, word, *after]))
    at = sum(len(w) + 1 for w in before)
    own = [t for t in morphemes if at <= t.start and t.end <= at + len(word)]
    nouns = [t for t in own if t.tag in NOUNS and len(t.text) > 1 and t.start < at + end and at + start < t.end]
    return _Reading(own, nouns, likely)


def _together(keys: Sequence[str], others: Sequence[str], lexical: LexicalIndex) -> dict[str, float]:
    """How much oftener than by chance each noun stands in one passage with the others: mean logarithm."""
    size = lexical.count() + 1
    out = {}
    for key, (own, found) in lexical.together(keys, others).items() if keys and others else ():
        some = [math.log((both + 0.05) / (own * there / size + 0.05)) for there, both in found.values() if there]
        out[key] = sum(some) / len(some) if some else 0.0
    return out
