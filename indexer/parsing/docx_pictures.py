"""Pictures that stand in a paragraph of a Word document, with their sizes."""

from __future__ import annotations

import re

from lxml import etree

from indexer.parsing.docx_parts import W

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_EMU, _TWIPS = 12_700, 20  # of a point
_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]{1,12})(pt|in|cm|mm|px)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}
A4 = 595.0 * 842.0


def pictures_in(element: etree._Element) -> list[tuple[str, float, float]]:
    """(relationship id, width, height in points) of a w:drawing or w:pict; not of what stands in its text boxes.

    ECMA-376 part 1, 20.4.2.7 (extent) and 20.1.8.13 (blip); part 4, 14.1.2.11 (imagedata).
    """
    found: list[tuple[str, float, float]] = []
    for part in element:
        extent = part.find(_WP + "extent")
        if extent is not None:
            width, height = _number(extent.get("cx")) / _EMU, _number(extent.get("cy")) / _EMU
            found += [(b.get(_R + "embed") or "", width, height) for b in part.iter(A + "blip") if _outside(b, part)]
            continue
        sizes = {name: float(_points(n, unit)) for name, n, unit in _SIZE.findall(part.get("style") or "")}
        for image in part.iter(_V + "imagedata"):
            if _outside(image, part):
                found.append((image.get(_R + "id") or "", sizes.get("width", 0.0), sizes.get("height", 0.0)))
    return found


def page_area(body: etree._Element) -> float:
    """Area of the first section's paper, in points squared."""
    size = next(body.iter(W + "pgSz"), None)
    area = _number(size.get(W + "w")) * _number(size.get(W + "h")) / _TWIPS**2 if size is not None else 0.0
    return area or A4


def _outside(part: etree._Element, top: etree._Element) -> bool:
    at = part.getparent()
    while at is not None and at is not top:
        if at.tag == W + "txbxContent":
            return False
        at = at.getparent()
    return True


def _number(text: str | None) -> int:
    return int(text) if text and len(text) < 12 and text.isdecimal() else 0


def _points(number: str, unit: str) -> float:
    try:
        return float(number) * _POINTS[unit]
    except ValueError:
        return 0.0
