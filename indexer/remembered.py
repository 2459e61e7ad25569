"""A document as the profile remembers it, for a file that cannot be opened now because it asks for its password."""

from __future__ import annotations

from indexer.model import Block, Location, ParsedDocument
from indexer.parsing.password import READ_WITH
from indexer.rendering.textmode import text_blocks
from indexer.requests import SourceOpened
from indexer.store.database import Store

NOTE = "암호가 걸린 파일이라 쪽 모양 대신 읽어 둔 글을 보여 드립니다."


def from_store(store: Store, path: str, quote: str, location: Location) -> SourceOpened | None:
    """The text that was read with a password, as text mode; None for a file that was not."""
    record = store.catalog.get(path)
    if record is None or record.document_id is None or not store.catalog.says(path, READ_WITH):
        return None
    stored = store.passages.of_document(record.document_id)
    blocks: list[Block] = []
    before: tuple[str, ...] = ()
    for passage in (s.passage for s in stored):
        above = passage.heading_path
        same = next((n for n, (a, b) in enumerate(zip(above, before, strict=False)) if a != b), len(before))
        new = above[min(same, len(above)) :]
        blocks += [
            Block("heading", h, passage.location, level=len(above) - len(new) + n) for n, h in enumerate(new, 1)
        ]
        blocks.append(Block(passage.kind, passage.text, passage.location))
        before = above
    document = ParsedDocument(stored[0].format if stored else "", tuple(blocks), stored[0].title if stored else "")
    shown, note = text_blocks(document, quote, location)
    return SourceOpened(path, "text", document.title, 0, text=shown, note=" ".join(filter(None, (NOTE, note))))
