"""Rich Text Format (.rtf, and .doc files that are RTF inside), as Word, Hancom Office and LibreOffice write it.

Rich Text Format Specification 1.9.1. Text comes as bytes of the current font's code page (\\'b0\\'a1) or as \\u with
a stand-in; the code page of a Korean run is told by its font's character set (129) more surely than by the file's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.errors import Damaged
from indexer.model import ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.limits import Limits
from indexer.parsing.rtf_fonts import Fonts
from indexer.parsing.rtf_stories import Stories
from indexer.parsing.rtf_words import CHARACTERS, KEPT, KINDS, SKIPPED, SYMBOLS

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\"
)
_DEEPEST = 2000  # groups within groups; nothing here recurses


@dataclass(slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    skip: bool = False
    where: str = ""  # "", fonts, styles, title, author, marker, property
    font: int = -1
    unicode_skip: int = 1
    hidden: bool = False
    deleted: bool = False


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Paragraphs, headings (outline level), tables, notes, headers, text boxes. Raises Damaged, Empty, TooLarge."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise Damaged(detail="rtf")
    stories = Stories(Collector(limits))
    reader = _Reader(stories)
    reader.read(data)
    stories.finish()
    metadata = {"author": reader.told["author"].strip()} if reader.told["author"].strip() else {}
    return stories.out.document("rtf", reader.told["title"], None, metadata)


class _Reader:
    """Follows the groups and control words; what is said goes to the story that is open."""

    def __init__(self, stories: Stories) -> None:
        self.told = {"title": "", "author": ""}
        self._state = _State()
        self._states: list[_State] = []
        self._stories = stories
        self._fonts = Fonts()
        self._levels: dict[int, int] = {}  # outline level of each style
        self._style = 0
        self._bytes = bytearray()
        self._ignore = 0  # stand-ins still to be passed over after \u
        self._starred = self._opened = False
        self._marker: list[str] = []

    def read(self, data: bytes) -> None:
        at, end = 0, len(data)
        while at < end:
            match = _TOKEN.match(data, at)
            if match is None:
                at += 1
                continue
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if brace:
                self._flush()
                if brace == b"{":
                    self._open()
                elif self._close():
                    break
                continue
            if word is not None:
                if word == b"bin" and number:
                    at += min(max(0, int(number)), end - at)
                    continue
                self._word(word, int(number) if number else None)
            elif code is not None:
                self._byte(bytes((int(code, 16),)))
            elif symbol is not None:
                self._symbol(symbol)
            elif text is not None:
                self._byte(text)
            self._opened = False
            if symbol != b"*":
                self._starred = False
        self._flush()

    # ---- groups

    def _open(self) -> None:
        if len(self._states) > _DEEPEST:
            raise Damaged(detail="rtf nesting")
        self._states.append(self._state)
        self._state = replace(self._state)
        self._opened, self._starred, self._ignore = True, False, 0

    def _close(self) -> bool:
        """True at the end of the document."""
        before = self._state
        self._stories.end_at(len(self._states))
        if before.where == "marker":
            self._stories.current.marker = " ".join("".join(self._marker).split())
            self._marker.clear()
        if self._states:
            self._state = self._states.pop()
        self._opened = False
        return not self._states

    # ---- words

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"u" and number is not None:
            if not self._state.skip:
                self._flush()
                self._say(chr(number & 0xFFFF))
            self._ignore = self._state.unicode_skip
            return
        if self._ignore:
            self._ignore -= 1
            return
        state = self._state
        if (self._opened or self._starred) and self._destination(word):
            return
        if state.skip:
            return
        if word in CHARACTERS:
            self._flush()
            self._say(CHARACTERS[word])
        elif word == b"f" and number is not None:
            self._flush()
            state.font = number
            self._fonts.reading = number
        elif word in (b"af", b"dbch", b"loch", b"hich"):
            return
        elif word == b"fcharset" and state.where == "fonts":
            self._fonts.charset(number or 0)
        elif word == b"ansicpg" and number:
            self._fonts.code_page(number)
        elif word == b"uc" and number is not None:
            state.unicode_skip = max(0, min(number, 10))
        elif word in (b"v", b"webhidden"):
            self._flush()
            state.hidden = number != 0
        elif word == b"deleted":
            self._flush()
            state.deleted = number != 0
        elif word == b"plain":
            self._flush()
            state.hidden = state.deleted = False
            state.font = -1
        elif word == b"s" and number is not None:
            self._style = number
            if state.where != "styles":
                self._stories.current.level = self._levels.get(number)
        elif word == b"outlinelevel" and number is not None and 0 <= number < 9:
            if state.where == "styles":
                self._levels[self._style] = number + 1
            else:
                self._stories.current.level = number + 1
        elif not state.where:
            self._flow(word)

    def _flow(self, word: bytes) -> None:
        if word in (b"par", b"sect", b"page", b"column"):
            self._flush()
            self._stories.end_paragraph()
        elif word in (b"cell", b"nestcell"):
            self._flush()
            self._stories.end_cell()
        elif word in (b"row", b"nestrow"):
            self._stories.end_row()
        elif word == b"pard":
            self._flush()
            self._stories.current.in_table, self._stories.current.level = False, None
        elif word == b"intbl":
            self._stories.current.in_table = True

    def _destination(self, word: bytes) -> bool:
        """Whether the word, first in its group, opened a place of its own."""
        state = self._state
        if word in SKIPPED or (self._starred and word not in KEPT and word not in KINDS):
            state.skip = word not in (b"ud",)
            return True
        if word == b"ud":
            state.skip = False
            return True
        if state.skip:
            return False
        if word in KINDS:
            self._stories.begin(KINDS[word], len(self._states))
        elif word in (b"fonttbl", b"stylesheet", b"title", b"author", b"listtext", b"pntext", b"sp", b"info"):
            state.where = {b"fonttbl": "fonts", b"stylesheet": "styles", b"title": "title", b"author": "author",
                           b"listtext": "marker", b"pntext": "marker"}.get(word, "property")  # fmt: skip
        else:
            return False
        return True

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = self._opened
        elif self._ignore:
            self._ignore -= 1
        elif symbol in (b"\n", b"\r"):
            self._word(b"par", None)
        elif symbol in SYMBOLS:
            self._flush()
            self._say(SYMBOLS[symbol])

    # ---- text

    def _byte(self, text: bytes) -> None:
        if self._ignore:
            passed = min(self._ignore, len(text))
            self._ignore -= passed
            text = text[passed:]
        if not self._state.skip:
            self._bytes += text

    def _flush(self) -> None:
        """The bytes gathered, as text of the current font's code page."""
        if not self._bytes:
            return
        raw = bytes(self._bytes)
        self._bytes.clear()
        self._say(self._fonts.decoded(raw, self._state.font))

    def _say(self, text: str) -> None:
        state, story = self._state, self._stories.current
        if state.skip or state.deleted or not text:
            return
        if state.where == "marker":
            self._marker.append(text)
        elif state.where in self.told:
            self.told[state.where] += text
        elif state.where:
            return
        elif state.hidden:
            story.hidden.append(text)
        else:
            story.text.append(text)
