"""Rich Text Format (.rtf, and .doc files that are RTF inside), as Word, Hancom Office and LibreOffice write it.

Rich Text Format Specification 1.9.1. Text comes as bytes of the current font's code page (\\'b0\\'a1) or as \\u with
a stand-in; the code page of a Korean run is told by its font's character set (129) more surely than by the file's.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from indexer.errors import Damaged
from indexer.model import Block, BlockKind, ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.limits import Limits
from indexer.parsing.rtf_words import CHARACTERS, CHARSETS, KEPT, KINDS, SKIPPED, SYMBOLS

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


@dataclass(slots=True)
class _Story:
    """A stream of paragraphs: the body, or a note, a header, a text box inside it."""

    kind: BlockKind | None
    depth: int
    text: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    marker: str = ""
    level: int | None = None
    in_table: bool = False
    cells: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)  # of the cell that is open
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes_at: int | None = None  # where blocks of notes began that hang on what is being gathered


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Paragraphs, headings (outline level), tables, notes, headers, text boxes. Raises Damaged, Empty, TooLarge."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise Damaged(detail="rtf")
    reader = _Reader(Collector(limits))
    reader.read(data)
    metadata = {"author": reader.told["author"].strip()} if reader.told["author"].strip() else {}
    return reader.out.document("rtf", reader.told["title"], None, metadata)


class _Reader:
    def __init__(self, out: Collector) -> None:
        self.out = out
        self.told = {"title": "", "author": ""}
        self._state = _State()
        self._states: list[_State] = []
        self._stories = [_Story(None, 0)]
        self._page = "cp1252"
        self._charsets: dict[int, int] = {}
        self._font_read = -1
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
        while len(self._stories) > 1:
            self._end_story()
        self._paragraph()
        self._end_table()

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
        while len(self._stories) > 1 and self._stories[-1].depth == len(self._states):
            self._end_story()
        if before.where == "marker":
            self._stories[-1].marker = " ".join("".join(self._marker).split())
            self._marker.clear()
        if self._states:
            self._state = self._states.pop()
        self._opened = False
        return not self._states

    def _end_story(self) -> None:
        self._paragraph()
        self._end_table()
        self._stories.pop()

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
            self._font_read = number
        elif word in (b"af", b"dbch", b"loch", b"hich"):
            return
        elif word == b"fcharset" and state.where == "fonts":
            self._charsets[self._font_read] = number or 0
        elif word == b"ansicpg" and number:
            self._page = _codec(f"cp{number}") or self._page
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
                self._stories[-1].level = self._levels.get(number)
        elif word == b"outlinelevel" and number is not None and 0 <= number < 9:
            if state.where == "styles":
                self._levels[self._style] = number + 1
            else:
                self._stories[-1].level = number + 1
        elif not state.where:
            self._flow(word)

    def _flow(self, word: bytes) -> None:
        story = self._stories[-1]
        if word in (b"par", b"sect", b"page", b"column"):
            self._flush()
            self._paragraph()
        elif word in (b"cell", b"nestcell"):
            self._flush()
            self._paragraph(inside=True)
            story.cells.append("\n".join(story.paragraphs))
            story.paragraphs = []
        elif word in (b"row", b"nestrow"):
            if story.cells:
                story.rows.append(tuple(story.cells))
            story.cells = []
        elif word == b"pard":
            self._flush()
            story.in_table, story.level = False, None
        elif word == b"intbl":
            story.in_table = True

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
            above = self._stories[-1]
            if above.notes_at is None and (above.text or above.paragraphs or above.cells or above.rows):
                above.notes_at = len(self.out.blocks)
            self._stories.append(_Story(KINDS[word], len(self._states)))
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
        self._say(raw.decode("ascii") if raw.isascii() else self._decoded(raw))

    def _decoded(self, raw: bytes) -> str:
        own = CHARSETS.get(self._charsets.get(self._state.font, 0), "")
        for codec in (own, self._page, "cp949"):
            try:
                return raw.decode(codec) if codec else raw.decode("ascii")
            except UnicodeDecodeError:
                continue
        return raw.decode(own or self._page, "replace")

    def _say(self, text: str) -> None:
        state, story = self._state, self._stories[-1]
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

    def _paragraph(self, *, inside: bool = False) -> None:
        """The paragraph that ends here: into the open cell, or a block."""
        story = self._stories[-1]
        text, hidden = "".join(story.text), "".join(story.hidden)
        story.text, story.hidden = [], []
        marker, story.marker = story.marker, ""
        if (inside or story.in_table) and story.kind is None:
            if text.strip():
                story.paragraphs.append(f"{marker} {text}".strip() if marker else text)
            self.out.add("hidden", hidden)
            return
        if not text.strip() and not hidden.strip() and not story.rows:
            return
        if story.kind is None and story.rows:
            self._end_table()
        notes = self._notes(story)
        if story.kind is not None:
            self.out.add(story.kind, text, marker=marker)
        elif story.level is not None:
            self.out.add("heading", text, level=story.level, marker=marker)
        elif marker:
            self.out.add("list_item", text, level=1, marker=marker)
        else:
            self.out.paragraph(text)
        self.out.add("hidden", hidden)
        self.out.blocks.extend(notes)

    def _notes(self, story: _Story) -> list[Block]:
        """Takes back the blocks of the notes that hang on what is about to be added: they follow it."""
        at, story.notes_at = story.notes_at, None
        if at is None:
            return []
        notes = self.out.blocks[at:]
        del self.out.blocks[at:]
        return notes

    def _end_table(self) -> None:
        story = self._stories[-1]
        if story.paragraphs:
            story.cells.append("\n".join(story.paragraphs))
        if story.cells:
            story.rows.append(tuple(story.cells))
        rows = [row for row in story.rows if any(c.strip() for c in row)]
        story.rows, story.cells, story.paragraphs = [], [], []
        if not rows:
            return
        if story.kind is not None:
            self.out.add(story.kind, "\n".join("\t".join(c for c in row if c.strip()) for row in rows))
        else:
            notes = self._notes(story)
            self.out.table(rows)
            self.out.blocks.extend(notes)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
