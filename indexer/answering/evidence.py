"""Which passages a model is given, numbered, within a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.model import CitationEvent, Hit


@dataclass(frozen=True, slots=True)
class Source:
    """Passage `number` of the evidence, from 1: the [n] of the answer."""

    number: int
    hit: Hit

    @property
    def text(self) -> str:
        """All that the source says, its context included: what sentences are checked against."""
        return "\n".join(
            filter(None, (self.hit.title, " > ".join(self.hit.heading_path), self.hit.context, self.hit.text))
        )

    def citation(self, quote: str = "") -> CitationEvent:
        """The source as a citation; without a quote, all of the passage."""
        hit = self.hit
        return CitationEvent(
            self.number,
            hit.path,
            hit.page,
            hit.page_exact,
            hit.location,
            quote or hit.text,
            hit.title,
            hit.heading_path,
            hit.passage_id,
        )


def choose(hits: Sequence[Hit], length: int, passages: int) -> list[Source]:
    """The best hits until `length` characters or `passages` are reached; the same words are taken once.

    The first is taken however long it is: a model without evidence cannot answer.
    """
    out: list[Source] = []
    seen: set[str] = set()
    used = 0
    for hit in hits:
        bare = "".join(hit.text.split())
        cost = len(hit.text) + len(hit.context) + sum(map(len, hit.heading_path))
        if bare in seen or (out and used + cost > length):
            continue
        seen.add(bare)
        out.append(Source(len(out) + 1, hit))
        used += cost
        if len(out) == passages:
            break
    return out
