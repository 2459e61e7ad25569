"""Where the checks of an answer belong in its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.answers import CheckEvent

_SPACES = re.compile(r"\s+")


def placed(text: str, checks: Sequence[CheckEvent]) -> list[tuple[int, CheckEvent]]:
    """Where each checked sentence ends in the text, its citation numbers included; in order, none overlapping."""
    out: list[tuple[int, CheckEvent]] = []
    at = 0
    for check in checks:
        words = [re.escape(w) for w in _SPACES.split(check.sentence.strip()) if w]
        if not words:
            continue
        found = re.compile(r"\s*".join(words) + r"(?:\s*\[\d{1,3}\])*[.!?]?").search(text, at)
        if found:
            at = found.end()
            out.append((at, check))
    return out
