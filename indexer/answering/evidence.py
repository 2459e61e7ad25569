"""Which passages a model is given, numbered, within a budget."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from indexer.answering.settings import AnswerSettings
from indexer.answers import CitationEvent
from indexer.model import Hit


@dataclass(frozen=True, slots=True)
class Source:
    """Passage `number` of the evidence, from 1: the [n] of the answer; `before` and `after` it in its document."""

    number: int
    hit: Hit
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """All that the source says, its context included: what sentences are checked against."""
        return "\n".join(
            filter(
                None,
                (
                    self.hit.title,
                    " > ".join(self.hit.heading_path),
                    self.before,
                    self.hit.context,
                    self.hit.text,
                    self.after,
                ),
            )
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


# The id of a passage → the texts of the passages before and after it in its document, "" where there is none.
Around = Callable[[int], tuple[str, str]]

_INSTRUCTIONS = 900  # tokens of the prompt besides evidence and question
_CHARACTERS = 1.2  # of Korean text a token, the fewest of the tokenizers looked at
_LEAST = 1200
_WHOLE = 3  # of the best sources are read with what stands around them
_BEFORE, _AFTER = 250, 450


def length(settings: AnswerSettings, window: int | None) -> int:
    """Characters of evidence that fit into a model's `window` of tokens, beside its answer."""
    if window is None:
        return settings.evidence_length
    room = int((window - settings.max_tokens - _INSTRUCTIONS) * _CHARACTERS)
    return min(settings.evidence_length, max(room, _LEAST))


def choose(hits: Sequence[Hit], length: int, passages: int, around: Around | None = None) -> list[Source]:
    """The best hits until `length` characters or `passages` are reached; the same words are taken once.

    The first is taken however long it is: a model without evidence cannot answer. What is left of the length goes to
    the text around the best of them, so that a sentence which a passage's edge has cut is whole.
    """
    out: list[Source] = []
    seen: set[str] = set()
    used = 0
    for hit in hits:
        bare = "".join(hit.text.split())
        cost = len(hit.text) + len(hit.context) + len(hit.title) + sum(map(len, hit.heading_path))
        if bare in seen or (out and used + cost > length):
            continue
        seen.add(bare)
        out.append(Source(len(out) + 1, hit))
        used += cost
        if len(out) == passages:
            break
    if around is not None:
        for at, source in enumerate(out[:_WHOLE]):
            before, after = around(source.hit.passage_id)
            before = "" if "".join(before.split()) in seen else _tail(before)
            after = "" if "".join(after.split()) in seen else _head(after)
            if used + len(before) + len(after) <= length:
                out[at] = replace(source, before=before, after=after)
                used += len(before) + len(after)
    return out


# Where a text is cut, half a number could be left that nobody would know, and mask, for what it is.
_CUT_HEAD = re.compile(r"^\S*[\d\s|.\-]*")
_CUT_TAIL = re.compile(r"[\d\s|.\-]*\S*$")


def _tail(text: str) -> str:
    return text if len(text) <= _BEFORE else _CUT_HEAD.sub("", text[-_BEFORE:])


def _head(text: str) -> str:
    return text if len(text) <= _AFTER else text[:_AFTER][: _CUT_TAIL.search(text[:_AFTER]).start()]  # type: ignore[union-attr]
