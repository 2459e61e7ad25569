"""The containers of a Word document, seen through content controls, insertions and alternate content."""

from __future__ import annotations

from lxml import etree

from indexer.parsing.docx_parts import W
from indexer.parsing.docx_text import MC, alternative

_SKIPPED = {W + "del", W + "moveFrom"}
_TRANSPARENT = {W + "ins", W + "moveTo", W + "customXml", W + "smartTag", W + "sdtContent", W + "txbxContent"}


def small(text: str) -> int:
    """A span or an offset in columns; a lying one must not fill the memory."""
    return min(int(text), 200) if text.isdigit() else 0


def wrapped(element: etree._Element, tag: str) -> list[etree._Element]:
    """Children of `tag`, also inside content controls, insertions and alternate content."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif (inner := _opened(child)) is not None:
            found.extend(wrapped(inner, tag))
    return found


def block_children(element: etree._Element) -> list[etree._Element]:
    """Paragraphs, tables and chunks directly inside, seen through wrappers."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag in (W + "p", W + "tbl", W + "altChunk"):
            found.append(child)
        elif (inner := _opened(child)) is not None:
            found.extend(block_children(inner))
    return found


def _opened(element: etree._Element) -> etree._Element | None:
    """What a wrapper wraps, or None for anything that is not a wrapper or was deleted."""
    if element.tag in _SKIPPED:
        return None
    if element.tag == W + "sdt":
        return element.find(W + "sdtContent")
    if element.tag == MC + "AlternateContent":
        return alternative(element)
    return element if element.tag in _TRANSPARENT else None
