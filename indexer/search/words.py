"""The words of a query that stand in a passage, as the user wrote them: for showing, cheap enough for every hit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.language.terms import Term
from indexer.search.query import bare


def surfaces(terms: Sequence[Term], text: str) -> tuple[str, ...]:
    """Content words of the query, longest first, in their written form; single syllables only where alone."""
    plain = normalized(text)
    found = dict.fromkeys(plain[t.start : t.end].strip() for t in terms if t.kind in ("m", "c"))
    return tuple(sorted((w for w in found if len(w) > 1 or w.isdigit()), key=lambda w: (-len(w), w)))


_key = lru_cache(4096)(bare)


def matched(words: Sequence[str], inside: str) -> tuple[str, ...]:
    """Those words that stand in a bare text, whatever the spacing; a part of one already found is left out."""
    out: list[str] = []
    keys: list[str] = []
    for word in words:
        key = _key(word)
        if key and key in inside and not any(key in other for other in keys):
            out.append(word)
            keys.append(key)
    return tuple(out)


def contributions(analyzer: Analyzer, terms: Sequence[Term], text: str) -> dict[str, float]:
    """For --explain: each index term that query and passage share, with its weight in the query."""
    weights = analyzer.weigh(list(terms))
    here = set(analyzer.terms(text))
    return {key: round(weight, 3) for key, weight in weights.items() if key in here}
