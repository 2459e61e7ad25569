"""The sentences of a document that stand for the rest: nothing is written that is not in it.

Sentences near the centroid of all (Radev et al., Centroid-based summarization of multiple documents, 2004), chosen
so that they do not repeat each other (Carbonell & Goldstein, maximal marginal relevance, 1998), each section in turn.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from indexer.answering.words import Terms
from indexer.model import Hit, Location
from indexer.passages.sentences import sentences
from indexer.search.query import bare

_SHORTEST, _LONGEST = 14, 260
_FIRST = 0.25  # what a section's first sentence gains: it says what the section is about
_FIGURES = 0.1
_REPEATS = 0.6
_SAME = 0.95
_TABLE_ROW = re.compile(r"\|.*\|")
_CONTACT = re.compile(r"☎|문의\s?[:：]|^\s*붙임|끝\.\s*$")
_SAYS = re.compile(r"[다요음함임됨것등까]\s?[.。]?[)\]」』”\"']*$|[.。]$|\d")


@dataclass(frozen=True, slots=True)
class Extract:
    """Exact words of a document. `section`: the heading they stand under, "" before the first."""

    hit: Hit
    start: int
    end: int
    location: Location
    section: str

    @property
    def text(self) -> str:
        return self.hit.text[self.start : self.end]


def _vector(words: Counter[str], weights: dict[str, float]) -> dict[str, float]:
    raw = {t: n * weights.get(t, 0.0) for t, n in words.items()}
    size = sqrt(sum(v * v for v in raw.values())) or 1.0
    return {t: v / size for t, v in raw.items()}


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    small, large = sorted((a, b), key=len)
    return sum(v * large.get(t, 0.0) for t, v in small.items())


def _place(hit: Hit, start: int) -> Location:
    return next((p.location for p in hit.parts if p.start <= start < p.end), hit.location)


def extracts(hits: Sequence[Hit], terms: Terms, most: int) -> list[Extract]:
    """At most `most` sentences of the document whose passages these are, in reading order, from all its sections."""
    found: list[Extract] = []
    opening: set[int] = set()
    seen_sections: set[str] = set()
    for hit in hits:
        section = hit.heading_path[0] if hit.heading_path else ""
        heads = {bare(h) for h in (hit.title, *hit.heading_path)}
        for start, end in sentences(hit.text, (p.start for p in hit.parts)):
            text = hit.text[start:end]
            fits = _SHORTEST <= len(text) <= _LONGEST and _SAYS.search(text) and not _TABLE_ROW.search(text)
            if not fits or bare(text) in heads or _CONTACT.search(text):
                continue
            if section not in seen_sections:
                seen_sections.add(section)
                opening.add(len(found))
            found.append(Extract(hit, start, end, _place(hit, start), section))
    if len(found) <= most:
        return found
    words = [Counter(terms(item.text)) for item in found]
    held = Counter(t for counted in words for t in counted)
    # A term in one sentence tells nothing of the whole; one in nearly all tells little.
    weights = {t: log(1 + len(found) / n) for t, n in held.items() if n > 1}
    vectors = [_vector(counted, weights) for counted in words]
    middle: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for t, v in vector.items():
            middle[t] += v / len(vectors)
    size = sqrt(sum(v * v for v in middle.values())) or 1.0
    scores = [
        _dot(vector, middle) / size + _FIRST * (at in opening) + _FIGURES * bool(re.search(r"\d", found[at].text))
        for at, vector in enumerate(vectors)
    ]
    return [found[at] for at in sorted(_chosen(found, scores, vectors, most))]


def _chosen(
    found: Sequence[Extract], scores: Sequence[float], vectors: Sequence[dict[str, float]], most: int
) -> list[int]:
    """The best of each section first, by turns, then the best of what is left; what repeats is passed over."""
    by_section: dict[str, list[int]] = defaultdict(list)
    for at in sorted(range(len(found)), key=lambda i: -scores[i]):
        by_section[found[at].section].append(at)
    leaders = sorted((ranks[0] for ranks in by_section.values()), key=lambda i: -scores[i])[: max(1, most * 2 // 3)]
    rest = [at for at in sorted(range(len(found)), key=lambda i: -scores[i]) if at not in leaders]
    chosen: list[int] = []
    for at in (*leaders, *rest):
        if len(chosen) == most:
            break
        # Two sections may well say the like of different things: their leaders stay unless they are the same.
        limit = _SAME if at in leaders else _REPEATS
        if all(_dot(vectors[at], vectors[c]) < limit for c in chosen):
            chosen.append(at)
    return chosen
