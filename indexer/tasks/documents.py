"""A whole document as the numbered sources of an answer, and as parts that fit a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.answering.evidence import Source
from indexer.answering.prompt import source_text
from indexer.model import Hit, Passage
from indexer.store.passages import StoredPassage

_CHARACTERS = 1.2  # of Korean text a token, the fewest of the tokenizers looked at
_INSTRUCTIONS = 900  # tokens of a prompt besides its evidence
_MOST = 16_000  # characters a model sums up at once and still reads to the end
_LEAST = 1_200


def hit_of(path: str, title: str, passage: Passage, number: int = 0, document: int = 0, modified: str = "") -> Hit:
    """A passage as if it had been found."""
    at = passage.location
    return Hit(
        path, number, title, passage.heading_path, at.page, at.page_exact, at, passage.text, 1.0, None, None, (),
        modified, passage.kind, passage.context, passage.parts, document,
    )  # fmt: skip


def stored_hits(passages: Iterable[StoredPassage]) -> list[Hit]:
    """The passages of an indexed document as hits, in its order."""
    return [hit_of(p.path, p.title, p.passage, p.id, p.document_id, p.modified) for p in passages]


def numbered(hits: Sequence[Hit]) -> list[Source]:
    """The hits as sources 1, 2, 3."""
    return [Source(number, hit) for number, hit in enumerate(hits, 1)]


def room(window: int, max_tokens: int) -> int:
    """Characters of evidence that a model of this window takes beside its answer."""
    return min(_MOST, max(_LEAST, int((window - max_tokens - _INSTRUCTIONS) * _CHARACTERS)))


def parts(sources: Sequence[Source], characters: int) -> list[list[Source]]:
    """Sources in order, in groups that fit; one that is longer than that stands alone."""
    out: list[list[Source]] = []
    used = characters
    for source in sources:
        cost = len(source_text(source))
        if used + cost > characters:
            out.append([])
            used = 0
        out[-1].append(source)
        used += cost
    return out
