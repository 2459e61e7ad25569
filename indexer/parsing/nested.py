"""Documents inside a document: the attachments of a mail, the members of an archive.

The whole stays one document. Each part begins with its file's name as a heading of level 1, so that a passage's
heading path says in which part it stands; Location.section is the number of the part from 1, page the part's own.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import PurePath

from indexer.errors import DocumentError, Empty, TimedOut, TooLarge
from indexer.model import Block, Location, ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.limits import Limits

MAX_DEPTH = 3  # an archive in a mail in a mail; deeper parts are named, not read
MAX_PARTS = 1_000
PARTS = "ocr_parts"  # metadata of the whole: how many parts wait for their pictures' text to be recognised
LEAST_PICTURE = 10_000  # bytes; a smaller one in a mail is a logo or a line
_SHARE = 0.6  # of the wall time: then what was read is given and the rest is named
_NOISE = frozenset({"page_estimated"})

Reader = Callable[[bytes, str, Limits], ParsedDocument]
recognising: ContextVar[Reader | None] = ContextVar("reader of parts that recognises their pictures", default=None)
_depth: ContextVar[int] = ContextVar("depth of nesting", default=0)
_began: ContextVar[float] = ContextVar("when the outermost container was begun", default=0.0)


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside another: its name, and how to get its bytes (which may raise DocumentError).

    `document`, where there are no bytes of its own: how to read it within the limits given.
    """

    name: str
    read: Callable[[], bytes]
    document: Callable[[Limits], ParsedDocument] | None = None


def add_parts(out: Collector, parts: Iterable[Part], limits: Limits) -> list[DocumentError]:
    """Read every part into `out`, bounded in depth, number, text and time; what is not read is in its warnings.

    Pictures and scanned parts are counted in `out.waiting`, for the queue of `ocr_child`, which reads them, too.

    Returns why parts could not be read. Raises TooLarge where the text of all parts is over the limit.
    """
    depth = _depth.get()
    entered = _depth.set(depth + 1)
    started = _began.set(_began.get() or time.monotonic())
    failed: list[DocumentError] = []
    try:
        for number, part in enumerate(parts, start=1):
            name = unicodedata.normalize("NFC", part.name)
            try:
                if depth >= MAX_DEPTH:
                    raise TooLarge("다른 파일 안에 너무 깊이 들어 있어 읽지 않았습니다.", detail="depth")
                if number > MAX_PARTS:
                    raise TooLarge("묶인 파일이 너무 많아 읽지 않았습니다.", detail="parts")
                if time.monotonic() - _began.get() > limits.wall * _SHARE:
                    raise TimedOut(detail="container")
                if PurePath(name).suffix.lower() in IMAGE_SUFFIXES and recognising.get() is None:
                    out.waiting += 1
                    continue
                document = _parsed(part, name, limits, out)
            except TooLarge as error:
                if error.detail == "characters":
                    raise
                _not_read(out, failed, name, error)
            except DocumentError as error:
                _not_read(out, failed, name, error)
            else:
                _merge(out, name, number, document)
    finally:
        _depth.reset(entered)
        _began.reset(started)
    return failed


def _parsed(part: Part, name: str, limits: Limits, out: Collector) -> ParsedDocument:
    from indexer.parsing.dispatch import parse_bytes  # which knows the reader that called us

    left = replace(limits, characters=limits.characters - out.characters)
    if part.document is not None:
        return part.document(left)
    return (recognising.get() or parse_bytes)(part.read(), name, left)


def _not_read(out: Collector, failed: list[DocumentError], name: str, error: DocumentError) -> None:
    failed.append(error)
    out.waiting += error.detail == "ocr_needed"
    # An empty part loses nothing; the others are told.
    if not isinstance(error, Empty) or error.message != Empty.message:
        out.warn("part_unread", error.told(name))


def _merge(out: Collector, name: str, number: int, document: ParsedDocument) -> None:
    out.page, out.section = None, number
    out.waiting += "ocr_pages" in document.metadata or PARTS in document.metadata
    out.add("heading", name, level=1)
    for block in document.blocks:
        out.count(len(block.text))
        place = out.here()
        out.blocks.append(_moved(block, place))
    for warning in document.warnings:
        if warning.kind not in _NOISE:
            kind = "part_unread" if warning.kind == "ocr_needed" else warning.kind
            out.warn(kind, f"‘{PurePath(name).name}’: {warning.message}")


def _moved(block: Block, place: Location) -> Block:
    """The block at its place in the whole; its page, its cells and its box stay the part's own."""

    def at(location: Location) -> Location:
        return replace(location, section=place.section, paragraph=place.paragraph)

    level = block.level + 1 if block.kind == "heading" and block.level is not None else block.level
    return replace(
        block, level=level, location=at(block.location), row_locations=tuple(at(x) for x in block.row_locations)
    )
