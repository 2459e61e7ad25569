"""Bytes of a `text/event-stream` to the data of its events. Pure: no clock, no socket.

Source: WHATWG HTML, section 9.2 "Server-sent events": LF, CR or CRLF end a line, one BOM may come first, lines
that begin with a colon are comments, several data lines join with LF, an empty line ends the event.
"""

from __future__ import annotations

import codecs

from connectors.errors import Malformed

MAX_LINE = 1024 * 1024  # characters; no honest event of a chat stream comes near it


class EventDecoder:
    """Feed it bytes as they come, cut anywhere, inside a three-byte Hangul too."""

    def __init__(self) -> None:
        self._text = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._line: list[str] = []
        self._length = 0
        self._data: list[str] = []
        self._after_cr = False
        self._first = True

    def feed(self, chunk: bytes) -> list[str]:
        """The data of every event that this chunk completes. Raises Malformed for an endless line."""
        text = self._text.decode(chunk)
        if text and self._first:
            text = text.removeprefix("\ufeff")
            self._first = False
        out: list[str] = []
        start = 0
        for index, char in enumerate(text):
            if char not in "\r\n":
                continue
            if char == "\n" and self._after_cr and index == start and not self._line:
                # The second half of a CRLF: that line has ended already.
                start = index + 1
                self._after_cr = False
                continue
            self._line.append(text[start:index])
            self._end_line(out)
            self._after_cr = char == "\r"
            start = index + 1
        rest = text[start:]
        if rest:
            self._line.append(rest)
            self._length += len(rest)
            self._after_cr = False
            if self._length > MAX_LINE:
                raise Malformed(detail="line too long")
        return out

    def end(self) -> list[str]:
        """The data of a last event that was not closed by an empty line: some servers end so."""
        out: list[str] = []
        if self._line:
            self._end_line(out)
        self._dispatch(out)
        return out

    def _end_line(self, out: list[str]) -> None:
        line = "".join(self._line)
        self._line.clear()
        self._length = 0
        if not line:
            self._dispatch(out)
        elif line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        elif line == "data":
            self._data.append("")

    def _dispatch(self, out: list[str]) -> None:
        if self._data:
            out.append("\n".join(self._data))
            self._data.clear()
