"""A model's stream turned into plain text while it comes: nothing is shown that may still become markup."""

from __future__ import annotations

import re

from indexer.answering import grounding

_UNDECIDED = 60  # characters held back that may be the beginning of a link, a tag or a citation


class Plain:
    """Turns a stream of a model's text into plain text, holding back what may be the start of markup."""

    def __init__(self, sources: int) -> None:
        self._sources = sources
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certain so far."""
        self._held += text
        edge = self._edge()
        certain, self._held = self._held[:edge], self._held[edge:]
        return self._clean(certain)

    def rest(self) -> str:
        """What was held back, at the end of the stream."""
        held, self._held = self._held, ""
        return self._clean(held)

    def _clean(self, text: str) -> str:
        return grounding.known_citations(grounding.plain(text), self._sources)

    def _edge(self) -> int:
        """Up to where the held text cannot be part of markup any more."""
        text = self._held
        edge = len(text)
        for opener, closers in (("[", "]"), ("<", ">"), ("&", ";"), ("(", ")")):
            at = text.rfind(opener)
            if at < 0:
                continue
            if opener == "(" and (at == 0 or text[at - 1] != "]"):
                continue
            if closers not in text[at:] and len(text) - at < _UNDECIDED * 40:
                start = text.rfind("[", 0, at) if opener == "(" else at
                edge = min(edge, start)
        # "[이름]" may be followed by "(주소)": wait for one more character. "*", "#" and "`" may double.
        if match := re.search(r"(?:!?\[[^\]\n]{0,200}\]|[!*_#`]+|\s)$", text[:edge]):
            edge = min(edge, match.start())
        if match := re.search(r"(?:https?|ftp|file|javascript|data):?[^\s)\]<>]*$", text[:edge], re.IGNORECASE):
            edge = min(edge, match.start())
        elif match := re.search(r"[A-Za-z]{1,10}$", text[:edge]):
            edge = min(edge, match.start())
        return edge
