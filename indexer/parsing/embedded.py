"""What is embedded in a document as an object: a chart, or a document of its own, whose text is read as well.

[MS-OLEDS] 2.3 (streams of an embedded object), [MS-CFB]. Pictures, formulas and players are not documents: nothing of
them is text.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath, PureWindowsPath

import olefile

from indexer.errors import Damaged, DocumentError, Empty, Unsupported
from indexer.model import Block, Location, ParsedDocument, ParseWarning
from indexer.parsing.bodypictures import Pictures, nothing, with_pictures
from indexer.parsing.collect import Collector
from indexer.parsing.drawings import CHART, Chart, chart
from indexer.parsing.formats import SUFFIXES, detect
from indexer.parsing.hwp5_storage import check_compound_header
from indexer.parsing.limits import Limits
from indexer.parsing.msgraph import is_graph, read_graph
from indexer.parsing.nested import PARTS, Part, add_parts
from indexer.parsing.safexml import parse_xml
from indexer.parsing.sinks import Sink
from indexer.parsing.vtchart import looks_like_chart, read_chart

NAME = "끼워 넣은 문서"
_OLE = b"\xd0\xcf\x11\xe0"
_FAULTS = (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError, OverflowError, MemoryError)
_FAULTS_DEEP = (*_FAULTS, RecursionError)
# Streams that hold the document itself: of Office Open XML, of OpenDocument, of PDF.
_WHOLE = ("Package", "EmbeddedOdf", "CONTENTS")
_NATIVE = "\x01Ole10Native"
_SUFFIX = {"docx": ".docx", "xlsx": ".xlsx", "pptx": ".pptx", "hwp5": ".hwp", "hwpx": ".hwpx", "xls": ".xls",
           "pdf": ".pdf", "rtf": ".rtf", "odf": ".odt"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inner:
    """A document inside the document; `name` is its file's name where the object tells one."""

    name: str
    data: bytes


def opened(data: bytes, limits: Limits, name: str = "") -> Chart | Inner | None:
    """What an embedded object is; None where nothing in it is text. Raises DocumentError for a broken one."""
    if data[4:8] == _OLE:  # Hancom writes the size before it
        data = data[4:]
    if not data.startswith(_OLE):
        return _document(data, name)
    check_compound_header(data)
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _inside(ole, data, limits, name)
    except _FAULTS_DEEP as error:
        raise Damaged(detail=f"object: {type(error).__name__}") from error


def opened_storage(ole: olefile.OleFileIO, storage: list[str], limits: Limits) -> Chart | Inner | None:
    """The same for an object that is a storage of the document's own file. Raises DocumentError."""
    try:
        return _inside(ole, b"", limits, "", storage)
    except _FAULTS_DEEP as error:
        raise Damaged(detail=f"object: {type(error).__name__}") from error


def _inside(
    ole: olefile.OleFileIO, data: bytes, limits: Limits, name: str, storage: Sequence[str] = ()
) -> Chart | Inner | None:
    """`data`: the object's file as a whole, empty where it has none of its own."""
    listed = ole.listdir(streams=True, storages=False)
    streams = {p[-1] for p in listed if p[:-1] == list(storage)}

    def read(stream: str) -> bytes:
        return bytes(ole.openstream([*storage, stream]).read())

    if "OOXMLChartContents" in streams:
        return chart(parse_xml(read("OOXMLChartContents"), limits))
    if "Contents" in streams and looks_like_chart(contents := read("Contents")):
        return read_chart(contents)
    if "Workbook" in streams and is_graph(workbook := read("Workbook")):
        return read_graph(workbook)
    for stream in _WHOLE:
        if stream in streams and (found := _document(read(stream), name)) is not None:
            return found
    if "Equation Native" in streams:  # MathType's own form; a formula is text, but nobody here can read it
        raise Unsupported(detail="equation object")
    if _NATIVE in streams:
        return _packed_file(read(_NATIVE))
    if not data and streams & {"Workbook", "Book", "WordDocument", "PowerPoint Document", "FileHeader"}:
        raise Unsupported(detail="object without a file of its own")
    return _document(data, name) if data else None


def _document(data: bytes, name: str) -> Inner | None:
    """The bytes as a document, where they are one, readable or not: its reader says why."""
    suffix = PurePath(name).suffix.lower()
    try:
        kind = detect(data, name)
    except Unsupported as error:
        return None if error.message == Unsupported.message else Inner(name or NAME, data)
    except DocumentError:
        return Inner(name or NAME, data) if suffix in SUFFIXES else None
    if kind == "image" or (kind in ("text", "csv", "markdown") and suffix not in SUFFIXES):
        return None
    return Inner(name or NAME + _SUFFIX.get(kind, ""), data)


def _packed_file(native: bytes) -> Inner | None:
    """A file put in by the Packager: label, name, path, then its bytes; other programs put in something else."""
    parts = native[6:].split(b"\0", 2)
    if len(parts) < 3 or native[4:6] != b"\2\0":
        return None
    names = [part.decode("cp949", "replace") for part in parts[:2]]
    rest = parts[2]
    length = int.from_bytes(rest[4:8], "little")  # of the path, behind a mark of four bytes
    at = 8 + length
    size = int.from_bytes(rest[at : at + 4], "little")
    name = next((PureWindowsPath(n).name for n in reversed(names) if PurePath(n).suffix), "")
    data = rest[at + 4 : at + 4 + size]
    return _document(data, name) if name and data else None


@dataclass(slots=True)
class Objects:
    """The objects of one document in reading order. `load` gives an object's bytes by what the document calls it."""

    load: Callable[[str], bytes | None]
    limits: Limits
    inner: list[tuple[Inner, Location]] = field(default_factory=list)
    unread: int = 0
    pictures: Pictures = field(default_factory=Pictures)

    @property
    def more(self) -> bool:
        """Whether a document without text of its own may have some here."""
        return bool(self.inner) or bool(self.pictures)

    def show(self, ref: str, location: Location, sink: Sink) -> None:
        """Put a chart where it stands, remember a document for `attach`."""
        found = self.keep(ref, location)
        if found is not None:
            show_chart(found, location, sink)

    def keep(self, ref: str, location: Location) -> Chart | None:
        """Remember a document for `attach`; a chart is handed back."""
        name = PurePath(ref.replace("\\", "/")).name
        try:
            data = self.load(ref)
            found = (
                opened(data, self.limits, name if PurePath(name).suffix.lower() in SUFFIXES else "") if data else None
            )
        except DocumentError:
            self.unread += 1
            return None
        if isinstance(found, Inner):
            self.inner.append((found, location))
            return None
        return found


def show_chart(found: Chart, location: Location, sink: Sink) -> None:
    """A chart's titles as captions, its data as a table whose marker says what it is."""
    for title in found.titles:
        sink.add("caption", title, location)
    cells = [(row, column, text, ()) for row, line in enumerate(found.rows) for column, text in enumerate(line)]
    sink.table(cells, location, (), marker=CHART)


def attach(document: ParsedDocument, objects: Objects) -> ParsedDocument:
    """The document with the text of those inside it at its end, as a mail has its attachments: each under its name.

    The text of pictures in its body stands where they do.

    What they say stands, for the reader of the whole, where the object stands: on that page, in that paragraph.
    Raises Empty where neither it nor any of them has text.
    """
    found, limits = objects.inner, objects.limits
    document = with_pictures(document, objects.pictures, objects.load, limits)
    warnings = list(document.warnings)
    if objects.unread:
        told = f"문서에 끼워 넣은 개체 {objects.unread:,}개를 읽지 못했습니다."
        warnings.append(ParseWarning("unread_parts", told))
    if not found:
        if not document.blocks:
            raise nothing(PARTS in document.metadata)
        return replace(document, warnings=tuple(warnings)) if objects.unread else document
    out = Collector(limits, characters=sum(len(block.text) for block in document.blocks))
    add_parts(out, [Part(inner.name, lambda inner=inner: inner.data) for inner, _ in found], limits)  # type: ignore[misc]
    if not document.blocks and not out.blocks:
        if out.waiting or PARTS in document.metadata:
            raise nothing(waiting=True)
        raise Empty("문서에 글자가 없고, 끼워 넣은 문서는 읽지 못했습니다.")
    blocks = [_placed(block, found[(block.location.section or 1) - 1][1]) for block in out.blocks]
    waiting = out.waiting + int(document.metadata.get(PARTS, "0"))
    metadata = {**document.metadata, PARTS: str(waiting)} if waiting else document.metadata
    return replace(
        document, blocks=(*document.blocks, *blocks), warnings=(*warnings, *out.warnings), metadata=metadata
    )


def _placed(block: Block, host: Location) -> Block:
    return replace(block, location=replace(host, cell=None, span=None, box=None), row_locations=(), turns=())
