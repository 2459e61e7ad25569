"""Making estimated pages exact: documents are laid out in a child process and their texts found on the pages.

Slower than reading by an order, so it follows it: what is indexed can be searched and cited at once, its pages said
to be estimates where they are. A document is stored in one transaction, and one that was stopped in is begun anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from connectors.ports import Clock
from indexer.errors import DocumentError
from indexer.model import Block, Location, ParsedDocument, Passage, PassagePart
from indexer.requests import IndexProgress
from indexer.store.database import Store
from indexer.store.pages import LAID_OUT

LETTERS = 96  # characters of a text that are sent along: enough for the letters by which it is looked for
ESTIMATED = "page_estimated"

Text = tuple[str, int | None, bool]  # its beginning, the parser's page, whether that is exact
Told = tuple[int | None, bool]  # the page, whether it is exact


class Placer(Protocol):
    """Lays a document out and finds texts on its pages: indexer.rendering.Renderer, in a child process."""

    def place(self, path: Path, texts: Sequence[Text]) -> tuple[tuple[Told, ...], int]:
        """The page of each text, in reading order, and how many pages there are. Raises DocumentError."""
        ...

    def close(self) -> None: ...


def is_open(document: ParsedDocument) -> bool:
    """Whether some page of the document is not exact and could be."""
    return document.format in LAID_OUT and any(
        not at.page_exact for b in document.blocks for at in (b.location, *b.row_locations)
    )


def texts_of(block: Block) -> Iterator[tuple[int, str]]:
    """The texts of a block that have pages of their own, with their first character: its lines and cells."""
    at = 0
    for line in block.text.split("\n"):
        for cell in line.split("\t") if block.rows else (line,):
            if cell.strip():
                yield at, cell
            at += len(cell) + 1


def place_document(document: ParsedDocument, path: Path, placer: Placer) -> ParsedDocument:
    """The document with the pages that can be made exact. Raises DocumentError."""
    if not is_open(document):
        return document
    texts: list[Text] = []
    spans: list[list[tuple[int, str]]] = []
    for block in document.blocks:
        spans.append(list(texts_of(block)))
        for start, text in spans[-1]:
            at = block.at(start)
            texts.append((text[:LETTERS], at.page, at.page_exact))
    told, pages = placer.place(path, texts)
    remaining = iter(told)
    blocks = tuple(
        _placed(block, [(start, *next(remaining)) for start, _ in mine])
        for block, mine in zip(document.blocks, spans, strict=True)
    )
    warnings = document.warnings
    if all(b.location.page_exact and all(t[2] for t in b.turns) for b in blocks):
        warnings = tuple(w for w in warnings if w.kind != ESTIMATED)
    return replace(document, blocks=blocks, pages=pages, warnings=warnings)


def _placed(block: Block, spots: list[tuple[int, int | None, bool]]) -> Block:
    """The block with the pages of its texts: (first character, page, exact)."""
    if not spots:
        return block
    _, page, exact = spots[0]
    location = replace(block.location, page=page, page_exact=exact)
    turns: list[tuple[int, int, bool]] = []
    for start, here, sure in spots:
        if here is not None and (here, sure) != (turns[-1][1:] if turns else (page, exact)):
            turns.append((start, here, sure))
    placed = replace(block, location=location, turns=tuple(turns))
    rows: list[Location] = []
    at = 0
    for number, row in enumerate(block.rows if block.row_locations else ()):
        there = placed.at(at)
        rows.append(replace(block.row_locations[number], page=there.page, page_exact=there.page_exact))
        at += sum(len(cell) + 1 for cell in row if cell)
    return replace(placed, row_locations=tuple(rows))


def place_passages(passages: Sequence[Passage], told: Sequence[Told]) -> list[Passage]:
    """The passages with the pages of their parts, told in their order."""
    remaining = iter(told)
    out = []
    for passage in passages:
        parts = []
        for part in passage.parts:
            page, exact = next(remaining)
            parts.append(replace(part, location=replace(part.location, page=page, page_exact=exact)))
        out.append(replace(passage, parts=tuple(parts)))
    return out


def _texts(passage: Passage) -> Iterator[Text]:
    for part in passage.parts:
        yield _beginning(passage, part), part.location.page, part.location.page_exact


def _beginning(passage: Passage, part: PassagePart) -> str:
    return passage.text[part.start : min(part.end, part.start + LETTERS)]


def place_pending(store: Store, placer: Placer, cancel: threading.Event, clock: Clock) -> Iterator[IndexProgress]:
    """Make the pages of every stored document exact where they can be; yields progress with stage `pages`.

    Stops quietly once `cancel` is set; what is stored stays, the rest is done the next time. A document that cannot
    be laid out keeps its estimates and is not tried again until it changes. Raises StoreError.
    """
    todo = store.pages.pending()
    if not todo:
        return
    started = clock.monotonic()
    yield IndexProgress("pages", seen=len(todo))
    for done, document in enumerate(todo, 1):
        if cancel.is_set():
            return
        path = store.pages.path_if_unchanged(document)
        if path is None:  # moved, edited or away: indexing will see to it first
            continue
        stored = store.passages.of_document(document)
        passages = [s.passage for s in stored]
        texts = [text for passage in passages for text in _texts(passage)]
        try:
            told, pages = placer.place(path, texts)
        except DocumentError:
            store.pages.settle(document)
        else:
            store.pages.put(document, [s.id for s in stored], place_passages(passages, told), pages)
        spent = clock.monotonic() - started
        left = spent / done * (len(todo) - done) if spent > 0.5 else None
        yield IndexProgress("pages", seen=len(todo), done=done, seconds_left=left, path=str(path))
