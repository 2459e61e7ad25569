"""From what was typed to what is searched for: terms with weights, corrections, other names, conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from indexer.language.analyzer import Analyzer
from indexer.search import spelling
from indexer.search.asked import Asked
from indexer.search.correcting import Correction, corrected
from indexer.search.expansion import expansions
from indexer.search.query import Query
from indexer.search.settings import SearchSettings
from indexer.store.database import Store

_TYPED = 0.5  # share of an expansion's weight that a word keeps which was put right


def as_read(query: Query, dropped: bool = False) -> str:
    """The text that is analysed first; dropped: with the words of conditions that nothing was left under."""
    return spelling.joined_syllables(query.text if dropped else query.narrowed)


def interpreted(
    query: Query,
    text: str,
    given: Mapping[str, str],
    narrowing: Mapping[str, str],
    today: date,
    store: Store,
    analyzer: Analyzer,
    settings: SearchSettings,
    dropped: bool = False,
    likely: Callable[[str], None] | None = None,
) -> Asked:
    """text: as `as_read` gave it; given: the user's own filters, which leave nothing to a like condition.

    likely: called early with what the question will be searched as, unless a word of it is put right.
    """
    lexical = store.lexical
    corrections: tuple[Correction, ...] = ()
    if query.phrases:  # what stands between quotation marks is meant as it stands
        terms, meant = analyzer.analyze(text), text
    else:
        text, terms, meant = analyzer.asked(spelling.without_particle(text, lexical))
    alone = spelling.words_alone(text, terms, analyzer)
    if likely is not None:
        likely(meant if alone == text else alone)
    if not query.phrases:
        right, corrections = corrected(text, terms, analyzer, lexical)
        if right != text:
            text, terms, meant = analyzer.asked(right)
            alone = spelling.words_alone(text, terms, analyzer)
    if alone != text:
        text, terms, meant = alone, analyzer.analyze(alone), alone
    weights = dict(analyzer.weigh(terms))
    for key, weight in spelling.bridges(terms, text, lexical).items():
        weights.setdefault(key, weight)
    others = tuple(expansions(terms, text, store.abbreviations))
    more = [(o.other, o.share) for o in others] + ([(query.added, 1.0)] if query.added else [])
    for words, share in more:
        for key, weight in analyzer.query_terms(words).items():
            # What the question has already is not made heavier.
            weights.setdefault(key, weight * settings.expansion * share)
    for c in corrections:
        if not c.offered:
            # What was typed may have been meant after all: as a whole, not Kiwi's parts of it (시람: 시, 하).
            for key, weight in analyzer.query_terms(c.written).items():
                if key.startswith("b:") or key[2:] == c.written:
                    weights.setdefault(key, weight * settings.expansion * _TYPED)
    met = []
    for condition in query.conditions:
        if condition.narrows or condition.key == "article" or condition.key in given:
            continue
        ids = store.catalog.select({condition.key: condition.value}, today)
        if ids is not None and len(ids):
            met.append((condition, ids))
    narrow = frozenset(narrowing)
    return Asked(query, text, terms, weights, tuple(met), others, narrow, dropped, corrections, meant)
