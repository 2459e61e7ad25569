"""Bytes of one file in, a ParsedDocument or a DocumentError out.

A format's module is imported when its first file comes, so that a child reading DOCX never loads MuPDF.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from typing import cast

from indexer.errors import Damaged, Empty, TooLarge, Unsupported
from indexer.model import Block, ParsedDocument
from indexer.parsing import ocr, plugins
from indexer.parsing.archives import shared_bound
from indexer.parsing.facts import document_facts
from indexer.parsing.formats import SUFFIXES, detect
from indexer.parsing.limits import Limits

Parse = Callable[[bytes, Limits], ParsedDocument]

_PARSERS = {
    "hwp5": "hwp5:parse", "hwp3": "hwp3:parse", "hwpx": "hwpx:parse", "hml": "hml:parse", "pdf": "pdf:parse",
    "docx": "docx:parse", "text": "text:parse", "markdown": "text:parse_markdown", "pptx": "pptx:parse",
    "xlsx": "xlsx:parse", "xls": "xls:parse", "csv": "separated:parse", "rtf": "rtf:parse", "odf": "odf:parse",
    "html": "html:parse", "eml": "mail:parse", "mhtml": "mail:parse_page", "msg": "msg:parse", "zip": "bundle:parse",
    "image": "image:parse", "doc": "doc:parse", "ppt": "ppt:parse",
}  # fmt: skip


def supported_suffixes() -> frozenset[str]:
    """Suffixes worth trying, lower case with the dot: ours and those of installed plug-ins."""
    return SUFFIXES | plugins.suffixes()


def parse_bytes(data: bytes, name: str, limits: Limits, path: Path | None = None) -> ParsedDocument:
    """Parse the content of the file called `name`; `path` is where it lies, for plug-ins that read it themselves.

    Raises DocumentError; anything else is our bug. Text is valid Unicode: no lone surrogate is left in it.
    """
    suffix = PurePath(name).suffix.lower()
    try:
        format_name = detect(data, name, limits)
    except Unsupported:
        if suffix not in plugins.suffixes():
            raise
        return _checked(plugins.parse(data, name, path), name, limits)
    if format_name == "text" and suffix in plugins.suffixes():
        return _checked(plugins.parse(data, name, path), name, limits)
    try:
        with shared_bound():
            return _checked(_parser(format_name)(data, limits), name, limits)
    except Empty as error:
        if error.detail not in ("image", "ocr_needed"):
            raise
        raise Empty(error.message, ocr.next_step(), detail=error.detail) from error
    except RecursionError as error:
        raise Damaged(detail="nesting") from error
    except MemoryError as error:
        raise TooLarge(detail="memory") from error


@cache
def _parser(format_name: str) -> Parse:
    module, function = _PARSERS[format_name].split(":")
    name = f"indexer.parsing.{module}"
    try:
        return cast(Parse, getattr(import_module(name), function))
    except ModuleNotFoundError as error:
        if error.name != name:  # a library of the reader's is missing: a broken installation, not a missing format
            raise
        raise Unsupported(detail=format_name) from error


def _checked(document: ParsedDocument, name: str, limits: Limits) -> ParsedDocument:
    whole = "".join([block.text for block in document.blocks])
    if len(whole) > limits.characters:
        raise TooLarge(detail="characters")
    if not whole or whole.isspace():
        raise Empty
    facts = document_facts(document.blocks, document.title, name, document.metadata)
    document = replace(document, metadata=facts)
    try:
        whole.encode()
        "".join([block.marker for block in document.blocks]).encode()
        "".join([cell for block in document.blocks for row in block.rows for cell in row]).encode()
        f"{document.title}{document.metadata}".encode()
    except UnicodeEncodeError:
        return replace(
            document,
            title=_mended(document.title),
            metadata={_mended(k): _mended(v) for k, v in document.metadata.items()},
            blocks=tuple(map(_mended_block, document.blocks)),
        )
    return document


def _mended_block(block: Block) -> Block:
    rows = tuple(tuple(map(_mended, row)) for row in block.rows)
    return replace(block, text=_mended(block.text), marker=_mended(block.marker), rows=rows)


def _mended(text: str) -> str:
    """Surrogate pairs joined, lone surrogates replaced: they cannot be stored or sent."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
