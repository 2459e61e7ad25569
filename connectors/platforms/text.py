"""What models let slip into their answers: their thinking, and their stop tokens. Pure, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.ports import ChatDelta

OPEN, CLOSE = "<think>", "</think>"
LEAKED = ("<|im_end|>", "<|endofturn|>", "<|stop|>", "<|eot_id|>", "<end_of_turn>")
_MARKS = (OPEN, CLOSE, *LEAKED)


class DeltaFilter:
    """Takes the stream's text pieces; gives them back with thinking set apart and stop tokens removed.

    A mark may be cut across pieces: what could be its beginning is held back until it is known.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def feed(self, text: str) -> Iterator[ChatDelta]:
        buffer = self._held + text
        self._held = ""
        while buffer:
            at, mark = min(((i, m) for m in _MARKS if (i := buffer.find(m)) >= 0), default=(-1, ""))
            if at < 0:
                keep = max((n for m in _MARKS for n in range(1, len(m)) if buffer.endswith(m[:n])), default=0)
                self._held = buffer[len(buffer) - keep :] if keep else ""
                buffer = buffer[: len(buffer) - keep]
                if buffer:
                    yield ChatDelta(buffer, reasoning=self._thinking)
                return
            if at:
                yield ChatDelta(buffer[:at], reasoning=self._thinking)
            if mark in (OPEN, CLOSE):
                self._thinking = mark == OPEN
            buffer = buffer[at + len(mark) :]

    def end(self) -> Iterator[ChatDelta]:
        """What was held back and turned out to be plain text."""
        if self._held:
            yield ChatDelta(self._held, reasoning=self._thinking)
            self._held = ""
