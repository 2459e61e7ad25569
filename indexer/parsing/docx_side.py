"""What a Word document shows from other parts of its package: charts, diagrams, chunks of other formats."""

from __future__ import annotations

import email
import email.policy

from lxml import etree

from indexer.errors import Unsupported
from indexer.model import Block, Location
from indexer.parsing.limits import Limits

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MOST_POINTS = 20_000


def chart_blocks(root: etree._Element, where: Location) -> list[Block]:
    """A chart as its titles and a table: categories down, series across (ECMA-376 part 1, 21.2)."""
    blocks = []
    for title in root.iter(_C + "title"):
        if text := drawn_text(title):
            blocks.append(Block("caption", text, where))
    series: list[tuple[str, dict[int, str]]] = []
    categories: dict[int, str] = {}
    for element in root.iter(_C + "ser"):
        name = " ".join(_points(element, "tx").values())
        values = _points(element, "val") or _points(element, "yVal")
        for number, text in (_points(element, "cat") or _points(element, "xVal")).items():
            categories.setdefault(number, text)
        series.append((name, values))
    numbers = sorted({*categories, *(n for _, values in series for n in values)})[:_MOST_POINTS]
    if numbers:
        rows = (
            ("", *(name for name, _ in series)),
            *((categories.get(n, ""), *(values.get(n, "") for _, values in series)) for n in numbers),
        )
        text = "\n".join("\t".join(c for c in row if c) for row in rows if any(row))
        blocks.append(Block("table", text, where, rows=rows))
    return blocks


def _points(series: etree._Element, name: str) -> dict[int, str]:
    """The cached points of a part of a series, by their index."""
    found: dict[int, str] = {}
    part = series.find(_C + name)
    for point in part.iter(_C + "pt") if part is not None else ():
        index = point.get("idx") or ""
        text = (point.findtext(_C + "v") or "").strip()
        if text and index.isdigit():
            found[int(index)] = text
    if part is not None and not found and (text := (part.findtext(_C + "v") or "").strip()):
        found[0] = text
    return found


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
