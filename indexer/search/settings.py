"""What a power user may tune in the search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """lexical: share of the keyword score in a hybrid one, 0 to 1 (.6 was best on the questions with known passages).
    candidates: passages taken from each retriever before fusion. heading: added when all
    asked words stand in title and headings, in proportion. condition: added for each condition of the question
    that the document meets (its year, department, kind ...). expansion: weight in the keyword score of a word that
    the question does not have: another name, the year that 작년 is.
    """

    lexical: float = 0.6
    candidates: int = 200
    heading: float = 0.05
    condition: float = 0.08
    expansion: float = 0.3
