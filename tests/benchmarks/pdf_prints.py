"""HWP and HWPX documents laid out by rhwp and written as PDF: far more pages with a known truth than were printed.

The letters are written one by one, without spaces, as drawing programs do: a harder hand than Hancom's own printer,
which writes whole runs. What stands outside of the body's clipping rectangle is a running head or a page number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymupdf
from defusedxml import ElementTree

from indexer.rendering.geometry import IDENTITY, Matrix, multiply, parse_transform
from indexer.rendering.layout import HwpLayout
from indexer.rendering.svgglyphs import clean, page_size

_PIXEL = 0.75  # points
_BODY = re.compile(
    r'<clipPath id="body-clip[^"]*"><rect x="[\d.-]+" y="([\d.-]+)" width="[\d.-]+" height="([\d.-]+)"'
)
_FONTS = [
    Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf"),
    Path("C:/Windows/Fonts/malgun.ttf"),
]
Band = tuple[float, float]


@dataclass
class Print:
    """A PDF, and for each page the texts of the lines outside of its body."""

    data: bytes
    running: list[list[str]] = field(default_factory=list)


def body_band(svg: str) -> Band | None:
    """Top and bottom of the page's body in points."""
    match = _BODY.search(svg)
    return None if match is None else (
        float(match[1]) * _PIXEL, (float(match[1]) + float(match[2])) * _PIXEL,
    )  # fmt: skip


def bands(data: bytes, most: int = 400) -> list[Band | None]:
    """The body of each page as rhwp lays the document out."""
    layout = HwpLayout(data)
    return [body_band(layout.draw(n, 1.0)[2]) for n in range(1, min(layout.pages, most) + 1)]


def printed(data: bytes, most: int = 60) -> Print:
    """The first pages of an HWP or HWPX document as a PDF. Raises ValueError, DocumentError."""
    layout = HwpLayout(data)
    document = pymupdf.open()
    out = Print(b"")
    fonts = [(f"F{n}", pymupdf.Font(fontfile=str(p)), str(p)) for n, p in enumerate(p for p in _FONTS if p.exists())]
    fonts.append(("K", pymupdf.Font("korea"), ""))
    for number in range(1, min(layout.pages, most) + 1):
        svg = clean(layout.draw(number, 1.0)[2])
        width, height = page_size(svg)
        page = document.new_page(width=width * _PIXEL, height=height * _PIXEL)
        heads: list[tuple[float, float, str]] = []
        ops = _operators(ElementTree.fromstring(svg), height * _PIXEL, fonts, heads)
        if number == 1:  # the font files are put in once; the other pages refer to them
            for name, font, file in fonts:
                page.insert_font(name, fontfile=file or None, fontbuffer=None if file else font.buffer)
            shared = document.xref_get_key(page.xref, "Resources/Font")[1]
        else:
            document.xref_set_key(page.xref, "Resources", f"<</Font {shared}>>")
        pymupdf.TOOLS._insert_contents(page, "\n".join(ops).encode(), True)
        out.running.append(_rows(heads))
    out.data = document.tobytes(deflate=False)
    return out


def _rows(glyphs: list[tuple[float, float, str]]) -> list[str]:
    rows: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for x, y, char in glyphs:
        rows[round(y)].append((x, char))
    return ["".join(c for _, c in sorted(row)) for _, row in sorted(rows.items())]


def _operators(root: Any, height: float, fonts: list[tuple[str, Any, str]],
               heads: list[tuple[float, float, str]]) -> list[str]:  # fmt: skip
    ops: list[str] = []
    for element, matrix, in_body in _leaves(root, IDENTITY, False):
        a, b, c, d, e, f = (v * _PIXEL for v in matrix)
        tag = element.tag.rsplit("}", 1)[-1]
        if tag == "text":
            text = "".join(element.itertext())
            x, y = float(element.get("x", 0)), float(element.get("y", 0))
            size = float(element.get("font-size", 10))
            name, font = next(((n, o) for n, o, _ in fonts if all(o.has_glyph(ord(ch)) for ch in text)), ("", None))
            if font is None:
                continue  # neither the reader nor MuPDF gets it
            natural = font.text_length(text, size) or size
            scale = float(element.get("textLength", natural)) / natural
            x -= {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", ""), 0) * natural * scale
            px, py = a * x + c * y + e, b * x + d * y + f
            glyphs = "".join(f"{font.has_glyph(ord(ch)):04x}" for ch in text)
            ops.append(
                f"BT /{name} {size:.3f} Tf {a * scale:.4f} {-b * scale:.4f} {-c:.4f} {d:.4f} {px:.3f}"
                f" {height - py:.3f} Tm <{glyphs}> Tj ET"
            )
            if not in_body and text.strip():
                heads.append((px, py, text))
        elif tag == "line":
            x1, y1, x2, y2 = (float(element.get(k, 0)) for k in ("x1", "y1", "x2", "y2"))
            ops.append(
                f"{max(float(element.get('stroke-width', 1)), 0.1) * _PIXEL:.3f} w {a * x1 + c * y1 + e:.3f}"
                f" {height - (b * x1 + d * y1 + f):.3f} m {a * x2 + c * y2 + e:.3f}"
                f" {height - (b * x2 + d * y2 + f):.3f} l S"
            )
        elif tag == "rect" and element.get("fill") not in ("#ffffff", "white"):
            x, y, w, h = (float(element.get(k, 0)) for k in ("x", "y", "width", "height"))
            stroked = element.get("stroke") not in (None, "none")
            filled = element.get("fill") not in (None, "none")
            ops.append(
                f"0.9 g {a * x + c * y + e:.3f} {height - (b * x + d * y + f) - d * h:.3f} {a * w:.3f} {d * h:.3f} re"
                f" {'B' if stroked and filled else 'S' if stroked else 'f' if filled else 'n'} 0 g"
            )
    return ops


def _leaves(element: Any, matrix: Matrix, in_body: bool) -> Iterator[tuple[Any, Matrix, bool]]:
    tag = element.tag.rsplit("}", 1)[-1]
    if tag in ("defs", "clipPath"):
        return
    if element.get("transform"):
        matrix = multiply(matrix, parse_transform(element.get("transform")))
    in_body = in_body or "body-clip" in (element.get("clip-path") or "")
    if tag in ("text", "line", "rect"):
        yield element, matrix, in_body
        return
    for child in element:
        yield from _leaves(child, matrix, in_body)
