"""Searching: the question as understood and its hits, what there is to filter by, files by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.model import Hit

SearchMode = Literal["hybrid", "lexical", "vector"]


@dataclass(frozen=True, slots=True)
class Search:
    """`settings`: values by name (search.lexical: 0.5) that hold for this request instead of the profile's."""

    query: str
    top: int = 10
    mode: SearchMode = "hybrid"
    filters: dict[str, str] | None = None
    explain: bool = False
    settings: dict[str, float | str] | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A condition or a wish that was read in the question, for showing.

    key: a filter's key, or article, phrase, excluded, abbreviation, spelling; words: as the user wrote them.
    effect: filter (others are left out), boost (these rank higher), dropped (nothing was left, so it was not
    used), added (searched for besides, or instead), offered (may have been meant; not searched for). message: a
    Korean sentence for what was dropped, put right or offered.
    """

    key: str
    value: str
    words: str
    effect: Literal["filter", "boost", "dropped", "added", "offered"]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`vectors_pending` > 0: a hybrid answer used only the vectors that exist.

    `notices`: Korean sentences on what a platform should have done for the search and did not.
    """

    hits: tuple[Hit, ...]
    ms: float
    vectors_pending: int = 0
    understood: tuple[Understood, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListFacets:
    """Answered by `Facets`."""


@dataclass(frozen=True, slots=True)
class Facets:
    """(value for the filter of that key, number of documents), the most frequent first."""

    types: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    departments: tuple[tuple[str, int], ...] = ()
    years: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FindNames:
    """Files whose names hold what was typed, read or not, the best `limit` of them first. Answered by `Files`."""

    query: str
    limit: int = 50
