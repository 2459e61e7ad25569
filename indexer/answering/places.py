"""Where in a source a claim's numbers stand: the right number of the wrong row is a wrong number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from indexer.answering.differing import missing
from indexer.answering.evidence import Source
from indexer.answering.numbers import Facts, facts
from indexer.answering.tables import column_headers
from indexer.answering.words import Terms
from indexer.passages.sentences import sentences
from indexer.search.query import bare

# So much more of the claim's telling words must another place know than any that has its number; less where it is
# that place's own sentence.
MARGIN, MARGIN_VERBATIM, VERBATIM = 0.2, 0.05, 0.9
CLAUSE = 0.1  # the same between the clauses of one sentence
FIGURE = 0.5  # what another figure of the claim weighs beside a word
_FEW = 2  # claims of fewer words say too little of where they belong
_MANY = 4  # words that a claim taken to the letter has at least
_OUTLINE = re.compile(r"^\s*\d{1,2}[.)]\s+(?!\d)", re.MULTILINE)  # the 8 of "8. 위반에 대한 조치" is no 8일
_CLAUSE = re.compile(r",\s+|;\s*|\s/\s|(?<=[가-힣])(?:이고|이며|하고|하며)[,\s]+")
_TOPIC = re.compile(r"^.*?[가-힣](?:은|는)\s")


@dataclass(frozen=True, slots=True)
class Window:
    """A sentence or table row of a source under its headings: its numbers, its words, all as `bare` text.

    `own`: its numbers without those above it. `pair`: two neighbouring sentences, for a claim made of both; `rows`:
    the pair is of rows, which lends no number. `clauses`: of a sentence that gives several figures.
    """

    facts: Facts
    own: Facts
    words: frozenset[str]
    text: str
    pair: bool = False
    rows: bool = False
    clauses: tuple[Window, ...] = ()


def windows_of(source: Source, terms: Terms) -> list[Window]:
    """The places of a source, each read with its headings and its table's header."""
    hit = source.hit
    above = "\n".join((hit.title, *hit.heading_path, hit.context))
    shared = frozenset(terms(above))
    headed = frozenset(terms("\n".join(column_headers(hit))))
    scales = facts(source.text).scales

    def window(text: str, words: frozenset[str], pair: bool = False, clauses: tuple[Window, ...] = ()) -> Window:
        plain = _OUTLINE.sub("", text)
        found = replace(facts(f"{above}\n{plain}"), scales=scales)
        own = replace(facts(plain), scales=scales)
        row = "|" in text
        known = words | shared | (headed if row else frozenset())
        return Window(found, own, known, bare(f"{above}\n{text}"), pair, pair and row, clauses)

    out = []
    last: tuple[str, frozenset[str]] | None = None
    for start, end in sentences(hit.text, (p.start for p in hit.parts)):
        text = hit.text[start:end]
        words = frozenset(terms(text))
        out.append(window(text, words, clauses=tuple(window(c, frozenset(terms(c))) for c in _clauses(text))))
        if last:
            out.append(window(f"{last[0]}\n{text}", last[1] | words, pair=True))
        last = text, words
    return out


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence that each give a figure, between its topic and its end; [] where it has but one."""
    if "|" in sentence:
        return []
    parts: list[str] = []
    for part in _CLAUSE.split(sentence):
        if parts and not (re.search(r"\d", part) and re.search(r"\d", parts[-1])):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    if len(parts) < 2:
        return []
    topic = found.group() if (found := _TOPIC.match(parts[0])) else ""
    topic, end = re.sub(r"\d", "", topic), re.sub(r"^.*\d\S*", "", parts[-1], flags=re.DOTALL)
    return [f"{topic if n else ''}{part}{end if part is not parts[-1] else ''}" for n, part in enumerate(parts)]


def followed(source: Source) -> list[str]:
    """The sentences and rows of a source that an answer may copy, and neighbouring two as one."""
    hit = source.hit
    own = [hit.text[a:b] for a, b in sentences(hit.text, (p.start for p in hit.parts))]
    beside = [text[a:b] for text in (source.before, source.after) for a, b in sentences(text)]
    pairs = [f"{a}\n{b}" for a, b in pairwise(own) if "|" not in a and "|" not in b]
    return [*own, *pairs, *beside]


def _alone(claim: Facts) -> list[Facts]:
    """Each fact of the claim by itself."""
    shown = {n.shown for n in claim.numbers}  # 3/10 is one, not two
    return [
        *(replace(_NONE, numbers=frozenset({n}), falls=claim.falls) for n in claim.numbers if not n.idiom),
        *(replace(_NONE, dates=frozenset({d})) for d in claim.dates if f"{d[1]}/{d[2]}" not in shown),
        *(replace(_NONE, articles=frozenset({a})) for a in claim.articles),
    ]


_NONE = Facts(frozenset(), frozenset(), frozenset())


def misplaced(claim: Facts, names: Sequence[str], wanted: frozenset[str], windows: Sequence[Window]) -> list[str]:
    """The facts and names of a claim that the source has only where it speaks of something else.

    A word weighs what it tells: one that every place has says nothing of where the claim belongs.
    """
    found = _Places(claim, wanted, windows)
    if len(found.weights) < _FEW:
        return []
    out: list[str] = []
    for number, one in enumerate(found.alone):
        holding = [not w.rows and not missing(one, w.facts) for w in windows]
        rivals = [found.rival(one, w) for w in windows]
        if found.elsewhere(number, holding, rivals) or found.other_clause(number, one):
            out += missing(one, _NONE)
    for name in names:
        if found.elsewhere(-1, [bare(name) in w.text for w in windows], [True] * len(windows)):
            out.append(name)
    return sorted(set(out))


class _Places:
    """A claim beside the places of its source: how much of it each of them knows."""

    def __init__(self, claim: Facts, wanted: frozenset[str], windows: Sequence[Window]) -> None:
        self.claim = claim
        self.windows = windows
        self.alone = _alone(claim)
        single = [w for w in windows if not w.pair]
        many = len(single)
        counts = {t: sum(t in w.words for w in single) for t in wanted}
        self.weights = {t: log((many + 1) / (n + 0.5)) for t, n in counts.items() if n}
        held = [sum(not missing(one, w.facts) for w in single) for one in self.alone]
        self._figures = [FIGURE * log((many + 1) / (n + 0.5)) if n else 0.0 for n in held]

    def share(self, window: Window, without: int) -> float:
        """Of the claim's words, and its figures but for one, how much that window knows."""
        total = sum(self.weights.values())
        got = sum(x for t, x in self.weights.items() if t in window.words)
        for n, (one, weight) in enumerate(zip(self.alone, self._figures, strict=True)):
            if n != without and weight:
                total += weight
                got += weight * (not missing(one, window.facts))
        return got / total if total else 0.0

    def rival(self, one: Facts, window: Window) -> bool:
        """Whether the window gives another figure of that kind, and one that the claim does not give as well."""
        own = window.own
        if not missing(one, own):
            return False
        for fact in one.numbers:
            for other in own.numbers:
                like = other.unit == fact.unit or (not other.unit and "|" in window.text)
                if like and missing(replace(_NONE, numbers=frozenset({other})), self.claim):
                    return True
            return False
        if one.dates:
            return any(missing(replace(_NONE, dates=frozenset({d})), self.claim) for d in own.dates)
        return bool(own.articles - self.claim.articles)

    def elsewhere(self, number: int, holding: Sequence[bool], rivals: Sequence[bool]) -> bool:
        """Whether the places that hold a fact know much less of the claim than one with a rival does."""
        shares = [self.share(w, number) for w in self.windows]
        verbatim = len(self.weights) >= _MANY and max(shares) >= VERBATIM
        margin = MARGIN_VERBATIM if verbatim else MARGIN
        looked = [n for n, w in enumerate(self.windows) if not (verbatim and w.pair)]
        mine = [shares[n] for n in looked if holding[n]]
        theirs = [shares[n] for n in looked if rivals[n] and not self.windows[n].pair]
        return bool(mine and theirs) and max(theirs) - max(mine) > margin

    def other_clause(self, number: int, one: Facts) -> bool:
        """Whether, wherever a sentence of several clauses holds a fact, it is another's clause that has it."""
        found = False
        for window in self.windows:
            if window.pair or missing(one, window.own):
                continue
            if not window.clauses:
                return False
            shares = [(self.share(c, number), c) for c in window.clauses]
            mine = max((s for s, c in shares if not missing(one, c.own)), default=1.0)
            if max((s for s, c in shares if self.rival(one, c)), default=0.0) - mine <= CLAUSE:
                return False
            found = True
        return found
