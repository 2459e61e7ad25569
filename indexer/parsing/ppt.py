"""PowerPoint 97-2003 presentations (.ppt): slides, tables, notes, comments, documents within ([MS-PPT], [MS-ODRAW]).

The newest edit's persist directory says where each slide lies; what older edits left in the file is no slide.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from functools import partial

import olefile

from indexer.errors import Damaged
from indexer.model import ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.drawings import CHART
from indexer.parsing.embedded import Objects, attach
from indexer.parsing.hwp5_storage import check_compound_header
from indexer.parsing.limits import Limits
from indexer.parsing.ppt_records import DEEPEST, Record, Stream

_FAULTS = (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError, OverflowError, KeyError)
_SLIDE_LIST, _PERSIST, _SLIDE_ATOM, _DRAWING, _MASTER_SLIDES, _NOTES = 0x0FF0, 0x03F3, 0x03EF, 0x040C, 1, 2
_TEXT_HEADER, _CHARACTERS, _BYTES, _OUTLINE_REF, _STRING = 0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E, 0x0FBA
_GROUP, _SHAPE, _TEXT_BOX, _CLIENT_DATA, _PLACEHOLDER = 0xF003, 0xF004, 0xF00D, 0xF011, 0x0BC3
_CHILD_ANCHOR, _OPTIONS, _TABLE_PROPERTY = 0xF00F, (0xF00B, 0xF121, 0xF122), 0x039F
_COMMENT, _HEADERS, _OLE_ATOM, _OLE_REF = 0x2EE0, 0x0FD9, 0x0FC3, 0x0BC1
_FIELDS = (0x0FD8, 0x0FF7, 0x0FF8, 0x0FF9, 0x0FFA, 0x1015)
_TITLES, _LISTS = (0, 6), (1, 5, 7, 8)  # kinds of text, of its TextHeaderAtom


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Slides in their order, hidden ones too. Location: page = slide (exact), section = slide from 0.

    Raises Encrypted, Damaged, Empty, TooLarge.
    """
    check_compound_header(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            stream = bytes(ole.openstream("PowerPoint Document").read())
            user = bytes(ole.openstream("Current User").read())
        reader = _Reader(stream, user, limits)
        slides = reader.read()
    except _FAULTS as error:
        raise Damaged(detail=f"ppt: {type(error).__name__}") from error
    except (RecursionError, MemoryError) as error:
        raise Damaged(detail=f"ppt: {type(error).__name__}") from error
    if not reader.out.blocks and reader.objects.inner:
        return attach(ParsedDocument("ppt", (), "", slides), reader.objects)
    return attach(reader.out.document("ppt", "", slides), reader.objects)


class _Reader:
    def __init__(self, stream: bytes, user: bytes, limits: Limits) -> None:
        self.out = Collector(limits)
        self._file = Stream(stream, user)
        self._limits = limits
        self._embedded: dict[int, int] = {}  # by an object's number: where it lies, by the persist directory
        self._document = self._file.document
        self.objects = Objects(self._storage, limits)

    def read(self) -> int:
        """All slides; returns how many there are."""
        lists = {r.instance: r for r in self._file.children(self._document) if r.kind == _SLIDE_LIST}
        notes = {self._file.long(r.begin + 12): self._file.long(r.begin) for r, _ in self._listed(lists.get(_NOTES))}
        atoms = [r for r in self._file.below(self._document) if r.kind == _OLE_ATOM]
        self._embedded = {self._file.long(r.begin + 8): self._file.long(r.begin + 16) for r in atoms}
        number = 0
        for number, (slide, outline) in enumerate(self._listed(lists.get(0)), start=1):
            self.out.page, self.out.section = number, number - 1
            place = self._file.persist.get(self._file.long(slide.begin))
            if place is None:
                self.out.warn("part_missing", f"{number}번째 슬라이드가 파일에 들어 있지 않습니다.")
                continue
            self._slide(self._file.record(place, len(self._file.data)), outline, notes)
        self.out.page, self.out.section = None, 0
        for master, _ in self._listed(lists.get(_MASTER_SLIDES)):
            place = self._file.persist.get(self._file.long(master.begin))
            if place is not None:  # what it says in placeholders is what slides write over
                for text in self._boxes(self._file.record(place, len(self._file.data)), [], placeholders=False):
                    self.out.add("header", text)
        for ident in list(self._embedded):
            self._object(ident)
        return number

    def _object(self, ident: int) -> None:
        """An embedded object by its number, where it stands, once."""
        place = self._embedded.pop(ident, None)
        found = self.objects.keep(str(place), self.out.here()) if place is not None else None
        if found is not None:
            for title in found.titles:
                self.out.add("caption", title)
            self.out.table(found.rows, marker=CHART)

    def _listed(self, listed: Record | None) -> Iterator[tuple[Record, list[tuple[int, str]]]]:
        """The slides of a list, each with its texts: (kind, text)."""
        current: Record | None = None
        texts: list[tuple[int, str]] = []
        kind = 4
        for record in self._file.children(listed) if listed is not None else ():
            if record.kind == _PERSIST:
                if current is not None:
                    yield current, texts
                current, texts = record, []
            elif record.kind == _TEXT_HEADER:
                kind = self._file.long(record.begin)
                texts.append((kind, ""))
            elif record.kind in (_CHARACTERS, _BYTES) and texts:
                texts[-1] = (kind, self._words(record))
        if current is not None:
            yield current, texts

    def _words(self, record: Record) -> str:
        raw = self._file.data[record.begin : record.end]
        text = raw.decode("latin-1" if record.kind == _BYTES else "utf-16-le", "replace")
        return text.replace("\r", "\n").replace("\x0b", "\n")

    def _slide(self, slide: Record, outline: list[tuple[int, str]], notes: dict[int, int]) -> None:
        left = dict(enumerate(outline))
        for text in self._boxes(slide, outline, left=left):
            self.out.paragraph(text)
        for kind, text in left.values():  # of the outline, what no box refers to
            self._text(kind, text)
        for record in self._file.below(slide):
            if record.kind == _COMMENT:
                told = [self._words(r) for r in self._file.children(record) if r.kind == _STRING and r.instance == 1]
                self.out.add("memo", "\n".join(told))
            elif record.kind == _OLE_REF:
                self._object(self._file.long(record.begin))
            elif record.kind == _HEADERS:
                for string in (r for r in self._file.children(record) if r.kind == _STRING and r.instance == 2):
                    self.out.add("footer", self._words(string))
            elif record.kind == _SLIDE_ATOM:
                place = self._file.persist.get(notes.get(self._file.long(record.begin + 16), 0))
                if place is not None:
                    for text in self._boxes(self._file.record(place, len(self._file.data)), []):
                        self.out.add("memo", text)

    def _text(self, kind: int, text: str) -> None:
        if kind in _TITLES:
            self.out.add("heading", text, level=1)
        else:
            for line in text.split("\n"):
                if kind in _LISTS:
                    self.out.add("list_item", line, level=1)
                else:
                    self.out.paragraph(line)

    def _boxes(
        self,
        slide: Record,
        outline: list[tuple[int, str]],
        *,
        placeholders: bool = True,
        left: dict[int, tuple[int, str]] | None = None,
    ) -> Iterator[str]:
        """Texts of the shapes of no special kind. With `left`, titles, lists and tables go to `out` themselves."""
        for drawing in (r for r in self._file.children(slide) if r.kind == _DRAWING):
            yield from self._shapes(drawing, outline, placeholders, left, 0)

    def _shapes(
        self,
        parent: Record,
        outline: list[tuple[int, str]],
        placeholders: bool,
        left: dict[int, tuple[int, str]] | None,
        depth: int,
    ) -> Iterator[str]:
        for record in self._file.children(parent):
            if record.kind == _SHAPE:
                kind, text, ref = self._shape(record, outline)
                if ref is not None and left is not None:
                    left.pop(ref, None)
                if not placeholders and self._is_placeholder(record):
                    continue
                if left is not None and (kind in _TITLES or kind in _LISTS):
                    self._text(kind, text)
                else:
                    yield from (line for line in text.split("\n") if line.strip())
            elif record.container and depth < DEEPEST:
                if record.kind == _GROUP and left is not None and self._is_table(record):
                    self.out.table(self._table(record))
                else:
                    yield from self._shapes(record, outline, placeholders, left, depth + 1)

    def _shape(self, shape: Record, outline: list[tuple[int, str]]) -> tuple[int, str, int | None]:
        """Kind and text of one shape, and the number of the outline's text that it shows."""
        kind, text = 4, ""
        fields: list[int] = []
        for box in (r for r in self._file.children(shape) if r.kind == _TEXT_BOX):
            for record in self._file.children(box):
                if record.kind == _OUTLINE_REF:
                    ref = self._file.long(record.begin)
                    return (*outline[ref], ref) if ref < len(outline) else (kind, "", None)
                if record.kind == _TEXT_HEADER:
                    kind = self._file.long(record.begin)
                elif record.kind in (_CHARACTERS, _BYTES):
                    text = self._words(record)
                elif record.kind in _FIELDS:
                    fields.append(self._file.long(record.begin))
        for at in sorted(fields, reverse=True):  # numbers of slides and dates stand as a * in the text
            text = text[:at] + text[at + 1 :]
        return kind, text, None

    def _is_placeholder(self, shape: Record) -> bool:
        data = (r for r in self._file.children(shape) if r.kind == _CLIENT_DATA)
        return any(r.kind == _PLACEHOLDER for record in data for r in self._file.children(record))

    def _is_table(self, group: Record) -> bool:
        first = next((r for r in self._file.children(group) if r.kind == _SHAPE), None)
        options = [r for r in self._file.children(first) if r.kind in _OPTIONS] if first is not None else []
        return any(
            int.from_bytes(self._file.data[r.begin + 6 * n : r.begin + 6 * n + 2], "little") & 0x3FFF
            == _TABLE_PROPERTY
            for r in options
            for n in range(r.instance)
        )

    def _table(self, group: Record) -> list[list[str]]:
        """A table is a group of boxes: rows by where they begin from the top, cells by where from the left."""
        cells: dict[int, dict[int, str]] = {}
        for shape in (r for r in self._file.children(group) if r.kind == _SHAPE):
            anchor = next((r for r in self._file.children(shape) if r.kind == _CHILD_ANCHOR), None)
            _, text, _ = self._shape(shape, [])
            if anchor is not None and text.strip():
                x, y = struct.unpack_from("<ii", self._file.data, anchor.begin)
                row = cells.setdefault(y, {})
                row[x] = f"{row[x]}\n{text}" if x in row else text
        columns = sorted({x for row in cells.values() for x in row})
        return [[cells[y].get(x, "") for x in columns] for y in sorted(cells)]

    def _storage(self, ident: str) -> bytes | None:
        """An embedded object by its number in the persist directory: as it is, or deflated behind its size."""
        place = self._file.persist.get(int(ident))
        if place is None:
            return None
        record = self._file.record(place, len(self._file.data))
        raw = self._file.data[record.begin : record.end]
        if record.instance != 1:
            return raw
        inflate = partial(zlib.decompressobj().decompress, max_length=self._limits.file_size)
        try:
            return inflate(raw[4:])
        except zlib.error as error:
            raise Damaged(detail="ppt object") from error
