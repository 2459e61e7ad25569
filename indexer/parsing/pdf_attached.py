"""Files inside a PDF: embedded ones (portfolios, invoices) and those pinned to a page. Read like a mail's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pymupdf

from indexer.model import Block, ParseWarning
from indexer.parsing.collect import Collector
from indexer.parsing.limits import Limits
from indexer.parsing.nested import Part, add_parts
from indexer.parsing.pdf_page import BROKEN


def attached(document: Any) -> list[Part]:
    """All files inside an open document, in the order of its lists; each once."""
    parts: dict[str, Part] = {}
    for name, read in (*_embedded(document), *_pinned(document)):
        if name:
            parts.setdefault(name, Part(name, read))
    return list(parts.values())


def read_attached(
    parts: list[Part], characters: int, limits: Limits
) -> tuple[tuple[Block, ...], tuple[ParseWarning, ...], int]:
    """Blocks of all files (each begins with its name as a heading), what of them could not be read, and how many wait
    for the recognition of their text.

    characters: those of the document itself, which count against `limits`. Their pages are not the document's, so
    their locations have none; section is the number of the file from 1. Raises TooLarge.
    """
    out = Collector(limits, characters=characters)
    add_parts(out, parts, limits)
    return tuple(_unpaged(b) for b in out.blocks), tuple(out.warnings), out.waiting


def _unpaged(block: Block) -> Block:
    place = replace(block.location, page=None, page_exact=False, box=None)
    rows = tuple(replace(x, page=None, page_exact=False, box=None) for x in block.row_locations)
    return replace(block, location=place, row_locations=rows, turns=())


def _embedded(document: Any) -> Iterator[tuple[str, Callable[[], bytes]]]:
    try:
        found = [(n, document.embfile_info(n)) for n in document.embfile_names()]
    except BROKEN:
        return
    for key, info in found:
        name = cleaned(_utf8(info.get("ufilename") or info.get("filename") or info.get("name") or ""))
        yield name, partial(document.embfile_get, key)


def _pinned(document: Any) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Files behind the pins of pages (FileAttachment annotations)."""
    if not document.has_annots():
        return
    for page in document:
        try:
            for pin in page.annots(types=[pymupdf.PDF_ANNOT_FILE_ATTACHMENT]):
                yield cleaned(_utf8(pin.file_info.get("filename") or "")), partial(bytes, pin.get_file())
        except BROKEN:
            continue


def cleaned(text: str | None) -> str:
    """A name or a title without what cannot be shown; a broken encoding counts as nothing."""
    text = (text or "").replace("\0", "").strip()
    return "" if "\ufffd" in text else text


def _utf8(name: str) -> str:
    """A name whose UTF-8 bytes were taken for letters, mended."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name
