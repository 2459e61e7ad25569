"""Word 97-2003 documents (.doc): all text of the piece table, tables, headings, notes ([MS-DOC]).

The piece table holds every letter of the document, whatever else is broken, so that none is lost. Numbers of
automatic lists are not read: a warning says so.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

import olefile

from indexer.errors import Damaged, DocumentError, Encrypted, Unsupported
from indexer.model import BlockKind, ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.doc_pieces import Pieces, long, word
from indexer.parsing.doc_shapes import Shape, Shapes
from indexer.parsing.drawings import CHART, Chart
from indexer.parsing.embedded import Objects, attach, opened_storage
from indexer.parsing.hwp5_storage import check_compound_header
from indexer.parsing.limits import Limits

_POOL = "ObjectPool"
_FAULTS = (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError, OverflowError)
_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COUNTS = 76  # in the file's header: lengths of the stories
_RUNS, _PARAGRAPHS, _HEADERS = 0xFA, 0x102, 0xF2  # where their place and length are told
_STORIES: tuple[BlockKind | None, ...] = (None, "footnote", "header", None, "memo", "endnote", "textbox", "textbox")
_NOTE_MARKS = {"footnote": "\x02", "endnote": "\x02", "memo": "\x05"}
_SEEN = {"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\t": "\t", "\n": "\n"}
_CONTROL = re.compile("[\0-\x08\x0b-\x1f]")
_FOOTERS = (2, 3, 5)  # of the six headers and footers of a section


class Paragraph(NamedTuple):
    """A paragraph, its shape, what of it is hidden, and the mark that ends it."""

    text: str
    shape: Shape
    hidden: str
    mark: str


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Headers, body, notes, comments and text boxes. Location: paragraph only; Word tells no pages.

    Raises Encrypted, Unsupported (before Word 97), Damaged, Empty, TooLarge.
    """
    check_compound_header(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            document = bytes(ole.openstream("WordDocument").read())
            if len(document) < 0x200 or document[:2] != b"\xec\xa5":
                raise Damaged(detail="no word document")
            version, flags = word(document, 2), word(document, 10)
            if flags & _ENCRYPTED:
                raise Encrypted(detail="doc password")
            if version < _WORD_97:
                raise Unsupported(
                    "아주 옛 워드(95 이전) 형식은 읽지 않습니다.", "DOCX 형식으로 저장한 뒤 다시 추가하십시오."
                )
            table = bytes(ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read())
            extra = bytes(ole.openstream("Data").read()) if ole.exists("Data") else b""
            title, metadata = _properties(ole)
            reader = _Reader(document, table, extra, limits)
            reader.read()
            objects = _objects(ole, reader.out)
    except _FAULTS as error:
        raise Damaged(detail=f"doc: {type(error).__name__}") from error
    except (RecursionError, MemoryError) as error:
        raise Damaged(detail=f"doc: {type(error).__name__}") from error
    if not reader.out.blocks and objects.inner:
        return attach(ParsedDocument("doc", (), title, None, metadata), objects)
    return attach(reader.out.document("doc", title, None, metadata), objects)


def _objects(ole: olefile.OleFileIO, out: Collector) -> Objects:
    """What is embedded: charts go to `out`, at its end; documents are kept."""
    objects = Objects(lambda _: None, out.limits)
    names = {parts[1] for parts in ole.listdir(streams=True, storages=False) if parts[0] == _POOL and len(parts) > 2}
    for name in sorted(names):
        try:
            found = opened_storage(ole, [_POOL, name], out.limits)
        except DocumentError:
            objects.unread += 1
            continue
        if isinstance(found, Chart):
            out.table(found.rows, marker=CHART)
        elif found is not None:
            objects.inner.append((found, out.here()))
    return objects


def _properties(ole: olefile.OleFileIO) -> tuple[str, dict[str, str]]:
    try:
        found = ole.get_metadata()
        codec = f"cp{(found.codepage or 949) & 0xFFFF}"
        told = [
            v.decode(codec, "replace").strip("\0 ") if isinstance(v, bytes) else ""
            for v in (found.title, found.author)
        ]
    except (*_FAULTS, LookupError):
        return "", {}
    return told[0], {"author": told[1]} if told[1] else {}


def _plain(text: str) -> str:
    """Without the characters that stand for notes, pictures and the like."""
    return _CONTROL.sub("", text)


class _Reader:
    """Reads the stories of one document, one after the other, as the piece table has them."""

    def __init__(self, document: bytes, table: bytes, data: bytes, limits: Limits) -> None:
        self.out = Collector(limits)
        self._table, self._document = table, document
        where = [(long(document, at), long(document, at + 4)) for at in (_RUNS, _PARAGRAPHS)]
        self._shapes = Shapes(document, table, data, where[0], where[1])
        self._pieces = Pieces(document, table, self.out.count)
        self.out.characters = 0  # of blocks from here on
        self._lists = 0

    def read(self) -> None:
        counts = [long(self._document, _COUNTS + 4 * n) for n in range(8)]
        begins = [sum(counts[:n]) for n in range(9)]
        if begins[1] > len(self._pieces.text):
            raise Damaged(detail="doc text cut short")
        self._head_and_foot(begins[2], begins[3], "header")
        self._body(begins[0], begins[1])
        for number, kind in enumerate(_STORIES):
            if kind is not None and number != 2:
                self._aside(begins[number], begins[number + 1], kind)
        self._head_and_foot(begins[2], begins[3], "footer")
        if self._lists:
            self.out.warn("list_numbers", f"자동 번호가 붙은 문단 {self._lists:,}개의 번호는 읽지 않았습니다.")

    def _paragraphs(self, begin: int, end: int) -> Iterator[Paragraph]:
        """Paragraphs and cells between two characters, without field codes, deleted and hidden text."""
        text = self._pieces.text
        unseen = self._pieces.marked(self._shapes.unseen, begin, end)  # True where deleted, False where hidden
        shown: list[str] = []
        hidden: list[str] = []
        codes: list[bool] = []  # of the fields around: whether still in its code
        for at in range(begin, min(end, len(text))):
            letter = text[at]
            state = unseen.get(at)
            if letter in "\r\x07\x0c":
                if letter != "\x0c" or shown:
                    yield Paragraph("".join(shown), self._shapes.at(self._pieces.place(at)), "".join(hidden), letter)
                shown, hidden = [], []
            elif letter == "\x13":
                codes.append(True)
            elif letter == "\x14":
                codes[-1:] = [False] if codes else []
            elif letter == "\x15":
                codes[-1:] = []
            elif not any(codes) and state is not True:
                if letter < " ":
                    letter = _SEEN.get(letter, letter if letter in "\x02\x05" else "")
                (hidden if state is False else shown).append(letter)
        if shown or hidden:
            yield Paragraph("".join(shown), Shape(), "".join(hidden), "")

    def _body(self, begin: int, end: int) -> None:
        rows: list[list[str]] = []
        cells: list[str] = []
        lines: list[str] = []
        for one in self._paragraphs(begin, end):
            text = _plain(one.text)
            self.out.add("hidden", one.hidden)
            if one.shape.in_table and one.mark:
                if one.shape.row_end and one.mark == "\x07":
                    rows.append(cells)
                    cells, lines = [], []
                    continue
                self._lists += bool(one.shape.listed and text.strip())
                if text.strip():
                    lines.append(text)
                if one.mark == "\x07":
                    cells.append("\n".join(lines))
                    lines = []
                continue
            rows, cells, lines = self._table_done(rows, cells, lines)
            if 1 <= one.shape.style <= 9:
                self.out.add("heading", text, level=one.shape.style)
            elif one.shape.listed:
                self._lists += bool(text.strip())
                self.out.add("list_item", text)
            else:
                self.out.paragraph(text)
        self._table_done(rows, cells, lines)

    def _table_done(
        self, rows: list[list[str]], cells: list[str], lines: list[str]
    ) -> tuple[list[list[str]], list[str], list[str]]:
        """The table so far, a row that no mark ended included."""
        left = [*cells, *(["\n".join(lines)] if lines else [])]
        if rows or left:
            self.out.table([*rows, left] if left else rows)
        return [], [], []

    def _aside(self, begin: int, end: int, kind: BlockKind) -> None:
        """Notes and comments, each one block; a paragraph of a text box each."""
        mark = _NOTE_MARKS.get(kind, "")
        held: list[str] = []
        for one in self._paragraphs(begin, end):
            if held and (not mark or mark in one.text):
                self.out.add(kind, "\n".join(held))
                held = []
            if text := _plain(one.text + one.hidden).strip():
                held.append(text)
        self.out.add(kind, "\n".join(held))

    def _head_and_foot(self, begin: int, end: int, kind: BlockKind) -> None:
        """Headers, or footers: six of each section, behind six lines that separate notes."""
        at, size = long(self._document, _HEADERS), long(self._document, _HEADERS + 4)
        bounds = [n for (n,) in struct.iter_unpack("<I", self._table[at : at + size // 4 * 4])]
        for number in range(6, len(bounds) - 1):
            if ((number - 6) % 6 in _FOOTERS) == (kind == "footer"):
                texts = [
                    p.text for p in self._paragraphs(begin + bounds[number], min(begin + bounds[number + 1], end))
                ]
                lines = [_plain(t) for t in texts]
                self.out.add(kind, "\n".join(line for line in lines if line.strip()))
