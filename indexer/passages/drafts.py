"""Passages in the making: headings go to what stands below them, tiny sections join, and each becomes a passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.model import Block, BlockKind, Passage
from indexer.passages.pieces import Piece, compose, length
from indexer.passages.settings import PassageSettings
from indexer.passages.structure import Mark


@dataclass(slots=True)
class Draft:
    """A passage in the making. `path` as Passage.heading_path; `section` its marks; `whole`: all of its section."""

    pieces: list[Piece]
    path: tuple[str, ...]
    section: tuple[Mark, ...] = ()
    serial: int = 0  # which section of the document
    whole: bool = False
    table: bool = False
    alone: bool = False
    context: str = ""

    @property
    def only_heading(self) -> bool:
        """Whether nothing stands here but headings; an article's text is on the line of its mark."""
        return not self.table and all(
            p.mark is not None
            and p.mark.section
            and (p.mark.key != "조" or len(p.text.split()) <= len(p.mark.label.split()))
            for p in self.pieces
        )


def attach_headings(drafts: list[Draft], settings: PassageSettings) -> list[Draft]:
    """A heading with nothing of its own goes to the front of what stands below it."""
    out: list[Draft] = []
    waiting: list[Draft] = []
    for draft in drafts:
        if waiting:
            above = waiting[-1]
            below = draft.section[: len(above.section)] == above.section and not draft.alone
            room = length(draft.pieces) + sum(length(w.pieces) for w in waiting) <= settings.article
            if not (below and room):
                out.extend(waiting)
                waiting = []
        if draft.only_heading and not draft.alone:
            waiting.append(draft)
            continue
        if waiting:
            draft.pieces[:0] = [p for w in waiting for p in w.pieces]
            waiting = []
        out.append(draft)
    return out + waiting


def join_tiny(drafts: list[Draft], settings: PassageSettings) -> list[Draft]:
    """Join whole neighbouring sections under one heading while one of the two is tiny."""
    out: list[Draft] = []
    for draft in drafts:
        last = out[-1] if out else None
        if last and not (last.table or last.alone or draft.table or draft.alone):
            a, b = length(last.pieces), length(draft.pieces)
            siblings = last.whole and draft.whole and last.section[:-1] == draft.section[:-1]
            if siblings and min(a, b) < settings.minimum and a + b <= settings.target:
                last.pieces.extend(draft.pieces)
                last.path = tuple(m.label for m in last.section[:-1])
                continue
        out.append(draft)
    return out


def running_heads(pieces: list[Piece], settings: PassageSettings) -> Iterator[Draft]:
    run: list[Piece] = []
    for piece in pieces:
        if run and (length(run) + len(piece.text) > settings.maximum or piece.kind != run[0].kind):
            yield Draft(run, (), alone=True)
            run = []
        run.append(piece)
    if run:
        yield Draft(run, (), alone=True)


def finished(draft: Draft, blocks: Sequence[Block]) -> Passage:
    text, parts = compose(draft.pieces, blocks)
    sizes: dict[BlockKind, int] = {}
    for piece in draft.pieces:
        sizes[piece.kind] = sizes.get(piece.kind, 0) + len(piece.text)
    kind: BlockKind = "table" if draft.table else max(sizes, key=lambda k: sizes[k])
    if kind in ("heading", "textbox") and "paragraph" in sizes:
        kind = "paragraph"
    return Passage(text, kind, draft.path, draft.context, parts)
