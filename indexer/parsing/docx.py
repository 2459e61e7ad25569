"""Word documents (.docx, Transitional and Strict), read from their XML.

python-docx passes over text boxes, notes, comments and content controls and inflates without bounds, so the
parts are walked here. Text deleted or moved away under change tracking (w:del, w:moveFrom) is left out.
"""

from __future__ import annotations

import posixpath

from indexer.errors import Damaged, Empty, TooLarge
from indexer.model import ParsedDocument, ParseWarning
from indexer.parsing.archives import open_zip
from indexer.parsing.docx_body import Body
from indexer.parsing.docx_parts import Package, W
from indexer.parsing.docx_pictures import page_area
from indexer.parsing.embedded import attach
from indexer.parsing.limits import Limits
from indexer.parsing.outline import title_from

_CHUNKS = 3  # documents within documents within documents


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """The document's blocks: header parts, body in order with notes after their paragraph, footer parts.

    Location: section 0, paragraph = number of the body-level paragraph or table; page is an estimate from the
    page breaks that Word left at its last layout, None without them. metadata["attachments"] names embedded files,
    one a line; their text stands at the end. Raises DocumentError.
    """
    reader, package = _read(data, limits, _CHUNKS)
    if not any(b.text.strip() for b in reader.blocks) and not reader.objects.more:
        raise Empty
    stated = package.properties()
    metadata = {
        ours: stated[theirs] for ours, theirs in (("author", "creator"), ("created", "created")) if theirs in stated
    }
    attached = package.embedded().values()
    if attached:
        metadata["attachments"] = "\n".join(posixpath.basename(name) for name in attached)
    blocks = tuple(reader.blocks)
    document = ParsedDocument(
        "docx", blocks, title_from(stated.get("title", ""), blocks), reader.page, metadata, _warnings(reader, package)
    )
    return attach(document, reader.objects)


def _read(data: bytes, limits: Limits, depth: int) -> tuple[Body, Package]:
    """Walk all parts that hold text. depth: how many documents within one another may still be opened."""
    package = Package(open_zip(data, limits), limits)
    root = package.part(package.main)
    body = root.find(W + "body") if root is not None else None
    if root is None or body is None:
        raise Damaged(detail="docx without body")
    has_pages = next(root.iter(W + "lastRenderedPageBreak"), None) is not None

    def chunk(inner: bytes) -> Body:
        if depth < 1:
            raise TooLarge(detail="depth")
        return _read(inner, limits, depth - 1)[0]

    reader = Body(package, limits, chunk, has_pages=has_pages)
    for part in package.optional("header"):
        reader.aside(part, "header")
    reader.objects.pictures.page = page_area(body)
    reader.container(body)
    reader.notes_left()
    reader.shown_left()
    for part in package.optional("footer"):
        reader.aside(part, "footer")
    return reader, package


def _warnings(reader: Body, package: Package) -> tuple[ParseWarning, ...]:
    out = []
    if reader.page is not None:
        out.append(ParseWarning("page_estimated", "쪽 번호는 마지막으로 저장한 화면 배치에서 어림한 값입니다."))
    if package.broken:
        named = ", ".join(dict.fromkeys(package.broken))
        out.append(ParseWarning("damaged_parts", f"문서의 일부가 손상되어 읽지 못했습니다: {named}"))
    if reader.unread:
        out.append(
            ParseWarning("unread_parts", f"문서에 끼워 넣은 파일을 읽지 못했습니다: {', '.join(reader.unread)}")
        )
    return tuple(out)
