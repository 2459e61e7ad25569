"""Where in a source a claim's numbers stand: the right number of the wrong row is a wrong number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.answering.evidence import Source
from indexer.answering.numbers import Facts, facts, missing
from indexer.answering.words import Terms
from indexer.passages.sentences import sentences
from indexer.search.query import bare

# So much better must another place of the source know the claim's words than any that has its number; less where the
# claim is that place's own sentence.
_MARGIN, _MARGIN_VERBATIM, _VERBATIM = 0.34, 0.05, 0.9
_OUTLINE = re.compile(r"^\s*\d{1,2}[.)]\s+(?!\d)", re.MULTILINE)  # the 8 of "8. 위반에 대한 조치" is no 8일
_FEW = 3  # claims of fewer words say too little of where they belong


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence or table row of a source under its headings: its numbers, its words, all as `bare` text.

    `pair`: two neighbouring sentences, for a claim made of both; `rows`: the pair is of rows, which lends no number.
    """

    facts: Facts
    words: frozenset[str]
    text: str
    pair: bool = False
    rows: bool = False


def windows_of(source: Source, terms: Terms) -> list[Window]:
    """The places of a source, each read with its headings and its table's header."""
    hit = source.hit
    above = "\n".join((hit.title, *hit.heading_path, hit.context))
    shared = frozenset(terms(above))
    scales = facts(source.text).scales

    def window(text: str, words: frozenset[str], pair: bool) -> Window:
        found = facts(_OUTLINE.sub("", f"{above}\n{text}"))
        scaled = Facts(found.numbers, found.dates, found.articles, scales)
        return Window(scaled, words | shared, bare(f"{above}\n{text}"), pair, pair and "|" in text)

    out = []
    last: tuple[str, frozenset[str]] | None = None
    for start, end in sentences(hit.text, (p.start for p in hit.parts)):
        text = hit.text[start:end]
        words = frozenset(terms(text))
        out.append(window(text, words, False))
        if last:
            out.append(window(f"{last[0]}\n{text}", last[1] | words, True))
        last = text, words
    return out


def followed(source: Source) -> list[str]:
    """The sentences and rows of a source that an answer may copy, and neighbouring two as one."""
    hit = source.hit
    own = [hit.text[a:b] for a, b in sentences(hit.text, (p.start for p in hit.parts))]
    beside = [text[a:b] for text in (source.before, source.after) for a, b in sentences(text)]
    pairs = [f"{a}\n{b}" for a, b in pairwise(own) if "|" not in a and "|" not in b]
    return [*own, *pairs, *beside]


def _alone(claim: Facts) -> list[Facts]:
    """Each fact of the claim by itself."""
    return [
        *(Facts(frozenset({n}), frozenset(), frozenset()) for n in claim.numbers if not n.idiom),
        *(Facts(frozenset(), frozenset({d}), frozenset()) for d in claim.dates),
        *(Facts(frozenset(), frozenset(), frozenset({a})) for a in claim.articles),
    ]


def misplaced(claim: Facts, names: Sequence[str], wanted: frozenset[str], windows: Sequence[Window]) -> list[str]:
    """The facts and names of a claim that the source has only where it speaks of something else."""
    if len(wanted) < _FEW or not windows:
        return []
    best = max(len(wanted & w.words) for w in windows if not w.pair) / len(wanted)
    margin = _MARGIN_VERBATIM if best >= _VERBATIM else _MARGIN
    if best >= _VERBATIM:
        windows = [w for w in windows if not w.pair]
    shares = [len(wanted & w.words) / len(wanted) for w in windows]
    best = max(shares)
    out: list[str] = []
    for one in _alone(claim):
        holding = [s for s, w in zip(shares, windows, strict=True) if not w.rows and not missing(one, w.facts)]
        # Held by no place: an outline's number, or of several rows at once.
        if best - max(holding, default=0.0) > margin:
            out += missing(one, Facts(frozenset(), frozenset(), frozenset()))
    for name in names:
        holding = [s for s, w in zip(shares, windows, strict=True) if bare(name) in w.text]
        if holding and best - max(holding) > margin:
            out.append(name)
    return sorted(set(out))
