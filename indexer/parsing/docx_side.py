"""What a Word document shows from other parts of its package: charts, diagrams, chunks of other formats."""

from __future__ import annotations

import email
import email.policy

from lxml import etree

from indexer.errors import Unsupported
from indexer.model import Block, Location
from indexer.parsing.drawings import CHART, Chart, chart
from indexer.parsing.limits import Limits
from indexer.parsing.tables import text_of

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"


def chart_part_blocks(root: etree._Element, where: Location) -> list[Block]:
    """A chart's part (ECMA-376 part 1, 21.2) as `chart_blocks` has it."""
    return chart_blocks(chart(root), where)


def chart_blocks(found: Chart, where: Location) -> list[Block]:
    """A chart as its titles and a table: categories down, series across."""
    blocks = [Block("caption", title, where) for title in found.titles]
    if found.rows:
        blocks.append(Block("table", text_of(found.rows), where, marker=CHART, rows=found.rows))
    return blocks


def diagram_blocks(root: etree._Element, where: Location) -> list[Block]:
    """The texts of a diagram (SmartArt), one block a point (ECMA-376 part 1, 21.4)."""
    return [Block("textbox", text, where) for point in root.iter(_DGM + "pt") if (text := drawn_text(point))]


def drawn_text(element: etree._Element) -> str:
    """DrawingML text, its paragraphs on lines of their own."""
    paragraphs = ["".join(t.text or "" for t in p.iter(A + "t")) for p in element.iter(A + "p")]
    return "\n".join(p for p in paragraphs if p.strip())


def chunk_blocks(data: bytes, name: str, limits: Limits) -> tuple[Block, ...]:
    """The blocks of a chunk in HTML, MHTML, RTF, plain text or another format of ours (w:altChunk, 17.17.2.1).

    Raises DocumentError.
    """
    from indexer.parsing.dispatch import parse_bytes  # which knows the reader that called us

    if name.lower().endswith((".mht", ".mhtml")) or data[:200].lstrip().lower().startswith(b"mime-version"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("html", "plain"))
        if body is None:
            raise Unsupported(detail="mhtml without text")
        payload = body.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        name = "chunk.html" if body.get_content_subtype() == "html" else "chunk.txt"
    return parse_bytes(data, name, limits).blocks
