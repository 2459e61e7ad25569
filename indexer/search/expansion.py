"""Other names for what a question speaks of, as the documents define them: 공단 for 국민건강보험공단, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.language.normal import normalized
from indexer.language.terms import Term
from indexer.store.abbreviations import Abbreviations

_SPAN = 8  # morphemes in a long form
_LENGTH = 40  # characters of it
_OTHERS = 3  # other names taken of one
_MOST = 200  # spans of a question that are looked up


@dataclass(frozen=True, slots=True)
class Expansion:
    """`words` of the question are also called `other`; share: of the documents that define it, 0 to 1."""

    words: str
    other: str
    share: float


def expansions(terms: Sequence[Term], text: str, table: Abbreviations) -> list[Expansion]:
    """Other names of the question's words and word groups; of many meanings the most usual ones."""
    plain = normalized(text)
    morphemes = sorted({(t.start, t.end) for t in terms if t.kind == "m"})
    spans: dict[str, None] = {}
    for i, (start, _) in enumerate(morphemes):
        for _, end in morphemes[i : i + _SPAN]:
            if end - start > _LENGTH or len(spans) >= _MOST:
                break
            spans[plain[start:end].strip()] = None
    found = table.find([s for s in spans if len(s) > 1])
    out = []
    for words, others in found.items():
        total = sum(n for _, n in others)
        out += [Expansion(words, other, n / total) for other, n in others[:_OTHERS]]
    return out
