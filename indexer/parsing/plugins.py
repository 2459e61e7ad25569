"""Readers of other formats: llama-index `BaseReader` classes announced by entry points.

Group "munseonaru.readers"; the entry point's name is the suffix without its dot, its value a BaseReader class.
They are imported in the parser's child only, under its limits.
"""

from __future__ import annotations

import tempfile
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path, PurePath
from typing import Any

from indexer.errors import DocumentError, Empty, Unsupported
from indexer.model import Block, Location, ParsedDocument
from indexer.parsing.outline import title_from

GROUP = "munseonaru.readers"


@cache
def _found() -> dict[str, EntryPoint]:
    return {"." + point.name.lower().lstrip("."): point for point in entry_points(group=GROUP)}


def suffixes() -> frozenset[str]:
    """Suffixes that plug-ins read, lower case with the dot."""
    return frozenset(_found())


@cache
def _reader(suffix: str) -> Any:
    return _found()[suffix].load()()


def parse(data: bytes, name: str, path: Path | None = None) -> ParsedDocument:
    """One paragraph block a paragraph of the reader's documents; page from their metadata (`page_label`).

    Raises DocumentError; Unsupported where the reader itself fails.
    """
    suffix = PurePath(name).suffix.lower()
    try:
        if path is not None:
            documents = list(_reader(suffix).load_data(path))
        else:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / ("document" + suffix)
                copy.write_bytes(data)
                documents = list(_reader(suffix).load_data(copy))
    except (DocumentError, MemoryError, RecursionError):
        raise
    except Exception as error:  # a stranger's code: whatever it raises is about this one file
        raise Unsupported(
            "확장 읽기 모듈이 이 파일을 읽지 못했습니다.", detail=f"plug-in: {type(error).__name__}"
        ) from error
    blocks: list[Block] = []
    for document in documents:
        label = str((document.metadata or {}).get("page_label", ""))
        page = int(label) if label.isdigit() else None
        for paragraph in str(document.text or "").split("\n\n"):
            if paragraph.strip():
                place = Location(page, page is not None, 0, len(blocks))
                blocks.append(Block("paragraph", paragraph.strip("\n"), place))
    if not blocks:
        raise Empty
    pages = [b.location.page for b in blocks if b.location.page is not None]
    return ParsedDocument(suffix.lstrip("."), tuple(blocks), title_from("", blocks), max(pages, default=None))
