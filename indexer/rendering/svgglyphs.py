"""The glyphs of a page that rhwp drew as SVG, with their rectangles in page units (CSS pixels, 96 an inch)."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

from indexer.rendering.geometry import IDENTITY, Matrix, Rect, mapped, multiply, parse_transform

# Control characters that XML 1.0 (2.2) forbids; a document may hold them, and one would lose the page.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')

ASCENT, DESCENT = 0.86, 0.16  # of the font size; Hangul faces agree on it to a few hundredths


def clean(svg: str) -> str:
    """The SVG without characters that no XML parser accepts."""
    return _FORBIDDEN.sub("", svg)


def run_of_text(svg: str) -> str:
    """All the text drawn, in drawing order, without reading the XML: ten times as fast as `glyphs`."""
    return html.unescape("".join(_TEXT.findall(svg)))


def page_size(svg: str) -> tuple[float, float]:
    """Width and height of the page. Raises ValueError where the SVG does not tell."""
    match = _SIZE.search(svg, 0, 2000)
    if match is None:
        raise ValueError("the svg has no size")
    return float(match.group(1)), float(match.group(2))


def glyphs(svg: str) -> Iterator[tuple[str, Rect]]:
    """Every character drawn, in drawing order, with its rectangle. Raises ValueError for broken XML."""
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError("the svg is not XML") from error
    yield from _walk(root, IDENTITY)


def _walk(element: Any, matrix: Matrix) -> Iterator[tuple[str, Rect]]:
    transform = element.get("transform")
    if transform:
        matrix = multiply(matrix, parse_transform(transform))
    tag = element.tag.rsplit("}", 1)[-1]
    if tag in ("defs", "clipPath"):
        return
    if tag == "text":
        yield from _text(element, matrix)
        return
    for child in element:
        yield from _walk(child, matrix)


def _text(element: Any, matrix: Matrix) -> Iterator[tuple[str, Rect]]:
    text = "".join(element.itertext())
    if not text.strip():
        return
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    size = float(element.get("font-size", 10))
    widths = [size * (1.0 if unicodedata.east_asian_width(c) in "WF" else 0.55) for c in text]
    length = element.get("textLength")
    total = sum(widths)
    if length and total:
        factor = float(length) / total
        widths = [w * factor for w in widths]
        total = float(length)
    anchor = element.get("text-anchor")
    if anchor == "middle":
        x -= total / 2
    elif anchor == "end":
        x -= total
    for character, width in zip(text, widths, strict=True):
        yield character, mapped(matrix, (x, y - ASCENT * size, x + width, y + DESCENT * size))
        x += width
