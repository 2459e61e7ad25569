"""What a power user may tune in the search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """lexical: share of the keyword score in a hybrid one, 0 to 1 (.6 was best on the questions with known passages).
    candidates: passages taken from each retriever before fusion. heading: added when all
    asked words stand in title and headings, in proportion.
    """

    lexical: float = 0.6
    candidates: int = 200
    heading: float = 0.05
