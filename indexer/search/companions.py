"""What a passage announces comes right after it: “다음 표와 같다” the table, “별표 1에 따른다” that annex."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.language.analyzer import Analyzer
from indexer.search.fuse import Scores
from indexer.store.database import Store
from indexer.store.passages import StoredPassage

# "다음 표와 같다", "다음과 같이 준다", "아래의 표에 따른다": what is announced stands in the next passage.
_ANNOUNCES = re.compile(r"(?:다음|아래)(?:의)?\s?(?:표|과 같|와 같)")
_TAIL = 160  # characters at a passage's end where it may announce
_BEST = 5  # of the best passages are looked at
_BEHIND = 0.001  # what is brought ranks just behind its announcement
# 별표 1, [별표 제2호], 별지 제3호의2 서식, 붙임 4: with its number, or the only one of its kind.
_ANNEX = re.compile(
    r"[\[〈<「(]?\s?(?P<kind>별표|별지|붙임|첨부|부록)\s?(?:제\s?)?"
    r"(?:(?P<number>\d{1,3})\s?호?(?:\s?의\s?(?P<sub>\d{1,2}))?)?(?:\s?서식)?\s?[\]〉>」)]?"
)
# What follows where the annex holds what the passage speaks of, not a mere mention.
_REFERS = re.compile(
    r"\s?(?:와|과|으?로|에|의|을|를)?\s?(?:같|따르|따른|따라|정하|정한|규정|기준|참조|참고|의한|의하|준하)"
)
_CANDIDATES = 20
_ANNEXES = 2  # of one passage


class Companions:
    """Reads the store; safe from any thread."""

    def __init__(self, store: Store, analyzer: Analyzer) -> None:
        self._store = store
        self._analyzer = analyzer

    def bring(
        self,
        scored: list[tuple[float, int]],
        found: dict[int, StoredPassage],
        fused: dict[int, Scores],
        allowed: NDArray[np.int64] | None,
    ) -> None:
        """After a passage among the best put what it announces, wherever that ranked itself.

        scored: (score, passage), best first; changed in place, as are the others.
        """
        for place in range(min(_BEST, len(scored)) - 1, -1, -1):
            score, number = scored[place]
            ahead = {n for _, n in scored[: place + 1]}
            brought = [o for o in self._announced(found[number]) if o.id not in ahead]
            for behind, other in enumerate(brought, 1):
                if allowed is not None and other.id not in allowed:
                    continue
                found[other.id] = other
                fused.setdefault(other.id, Scores(0.0))
                own = next((s for s, n in scored if n == other.id), 0.0)
                scored[:] = [item for item in scored if item[1] != other.id]
                scored.insert(place + behind, (max(own, score - _BEHIND * behind), other.id))

    def _announced(self, stored: StoredPassage) -> Iterator[StoredPassage]:
        text = stored.passage.text
        if _ANNOUNCES.search(text[-_TAIL:]):
            after = [p for p in self._store.passages.neighbours(stored.id, 0, 1) if p.id != stored.id]
            if after and after[0].passage.kind == "table":
                yield after[0]
        for annex in annexes(text)[:_ANNEXES]:
            there = self._annex(stored, annex)
            if there is not None:
                yield there

    def _annex(self, stored: StoredPassage, annex: str) -> StoredPassage | None:
        """The passage of the same document that begins the annex."""
        ids = self._store.passages.ids_of_document(stored.document_id)
        wanted = re.sub(r"(\d)", r" \1", annex, count=1)
        near = self._store.lexical.search(self._analyzer.query_terms(wanted), _CANDIDATES, ids)[0].tolist()
        candidates = [p for p in self._store.passages.get(sorted(near)).values() if begins(p, annex)]
        own = begins(stored, annex)
        return candidates[0] if candidates and not own and candidates[0].id != stored.id else None


def annexes(text: str) -> list[str]:
    """The annexes that a passage refers to for what it says, as 별표1 or 별지3의2, in order, each once."""
    out = []
    for match in _ANNEX.finditer(text):
        if _REFERS.match(text, match.end()):
            out.append(_name(match))
    return list(dict.fromkeys(out))


def _name(match: re.Match[str]) -> str:
    return match["kind"] + (match["number"] or "") + (f"의{match['sub']}" if match["sub"] else "")


def begins(stored: StoredPassage, annex: str) -> bool:
    """Whether the passage, or the part that it stands in, is headed by the annex."""
    heads = [*stored.passage.heading_path, *stored.passage.text.split("\n", 2)[:2]]
    for head in heads:
        match = _ANNEX.match(head.strip())
        if match is not None and _name(match) == annex:
            return _REFERS.match(head.strip(), match.end()) is None
    return False
