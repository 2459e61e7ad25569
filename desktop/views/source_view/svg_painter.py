"""Paint a page that rhwp laid out (SVG) with QPainter, on any paint device and in any thread.

QSvgRenderer ignores font lists, `textLength`, clips and gradients in per cent, all of which these pages use.
Nothing outside the SVG is ever loaded: images are `data:` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from defusedxml import ElementTree
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QTransform,
)

from desktop.views.source_view import svg_picture
from desktop.views.source_view.fonts import family_for
from desktop.views.source_view.svg_style import colour_of, gradient_of, number_of, outline_of, pen_of, tag_of
from indexer.rendering.geometry import numbers, parse_transform

_REFERENCE = re.compile(r"url\(\s*#([^)\s]+)\s*\)")
_FONT_PIXELS = 100  # text is set once at this size and scaled: no hinting, one metric for every zoom
_MIDDLE = 0.36  # of the ascent: from a line's middle down to its baseline
_MAX_DEPTH = 64


class BrokenPage(ValueError):
    """The SVG is not XML."""


class SvgPage:
    """One page, parsed once and painted at any scale. Raises BrokenPage."""

    def __init__(self, svg: str) -> None:
        try:
            self._root = ElementTree.fromstring(svg)
        except (ElementTree.ParseError, ValueError) as error:
            raise BrokenPage from error
        self.width = number_of(self._root, "width", 793.7)
        self.height = number_of(self._root, "height", 1122.5)
        self._named = {e.get("id"): e for e in self._root.iter() if e.get("id")}
        self._fonts: dict[tuple[str, ...], tuple[QFont, QFontMetricsF]] = {}
        self._draw: dict[str, Callable[[QPainter, Any], None]] = {"text": self._text, "image": self._image}

    def image(self, scale: float) -> QImage:
        """The page as an image of `scale` pixels a page unit, on white paper."""
        picture = QImage(
            max(1, round(self.width * scale)), max(1, round(self.height * scale)), QImage.Format.Format_RGB32
        )
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.scale(scale, scale)
        self.paint(painter)
        painter.end()
        return picture

    def paint(self, painter: QPainter) -> None:
        """Paint in page units, from the painter's origin."""
        for child in self._root:
            self._element(painter, child, 0)

    def _element(self, painter: QPainter, element: Any, depth: int) -> None:
        tag = tag_of(element)
        if tag in ("defs", "clipPath", "filter", "pattern", "marker", "symbol") or depth > _MAX_DEPTH:
            return
        painter.save()
        if transform := element.get("transform"):
            painter.setTransform(QTransform(*parse_transform(transform)), True)
        self._clip(painter, element)
        if tag in ("g", "a"):
            painter.setOpacity(painter.opacity() * number_of(element, "opacity", 1))
            for child in element:
                self._element(painter, child, depth + 1)
        elif tag == "svg":
            self._viewport(painter, element)
            for child in element:
                self._element(painter, child, depth + 1)
        else:
            self._draw.get(tag, self._shape)(painter, element)
        painter.restore()

    def _referred(self, element: Any, attribute: str) -> Any | None:
        match = _REFERENCE.match(element.get(attribute, ""))
        return self._named.get(match.group(1)) if match else None

    def _clip(self, painter: QPainter, element: Any) -> None:
        clip = self._referred(element, "clip-path")
        if clip is None:
            return
        area = QPainterPath()
        for child in clip:
            outline = outline_of(child)
            if outline is not None:
                area.addPath(outline)
        painter.setClipPath(area, Qt.ClipOperation.IntersectClip)

    def _viewport(self, painter: QPainter, element: Any) -> None:
        """A nested <svg>: its own clip and its own units."""
        try:
            left, top, width, height = numbers(element.get("viewBox", ""))
        except ValueError:
            left = top = 0.0
            width, height = number_of(element, "width", 1), number_of(element, "height", 1)
        area = QRectF(
            number_of(element, "x"), number_of(element, "y"), number_of(element, "width", width),
            number_of(element, "height", height),
        )  # fmt: skip
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.translate(area.topLeft())
        if width > 0 and height > 0:
            painter.scale(area.width() / width, area.height() / height)
        painter.translate(-left, -top)

    # ---- text

    def _text(self, painter: QPainter, element: Any) -> None:
        text = "".join(element.itertext())
        colour = colour_of(element, "fill", "#000000")
        if not text.strip() or colour is None:
            return
        font, metrics = self._font(element)
        size = number_of(element, "font-size", 10) / _FONT_PIXELS
        width = metrics.horizontalAdvance(text) * size
        stretch = 1.0
        wanted = number_of(element, "textLength", 0)
        if wanted > 0 and width > 0:
            stretch, width = wanted / width, wanted
        x, y = number_of(element, "x"), number_of(element, "y")
        x -= {"middle": width / 2, "end": width}.get(element.get("text-anchor", ""), 0.0)
        if element.get("dominant-baseline") in ("central", "middle"):
            y += metrics.ascent() * size * _MIDDLE
        painter.translate(x, y)
        painter.scale(size * stretch, size)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QPointF(0, 0), text)

    def _font(self, element: Any) -> tuple[QFont, QFontMetricsF]:
        get = element.get
        key = (get("font-family", ""), get("font-weight", ""), get("font-style", ""), get("text-decoration", ""))
        known = self._fonts.get(key)
        if known is None:
            font = QFont(family_for(key[0] or "sans-serif"))
            font.setPixelSize(_FONT_PIXELS)
            font.setBold(key[1] in ("bold", "bolder") or (key[1].isdigit() and int(key[1]) >= 600))
            font.setItalic(key[2] in ("italic", "oblique"))
            font.setUnderline("underline" in key[3])
            font.setStrikeOut("line-through" in key[3])
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            known = self._fonts[key] = (font, QFontMetricsF(font))
        return known

    # ---- images

    def _image(self, painter: QPainter, element: Any) -> None:
        effect = self._referred(element, "filter") or self._filter_above(element)
        svg_picture.paint(painter, element, effect)

    def _filter_above(self, element: Any) -> Any | None:
        """The filter of the <g> around the image, which is where rhwp puts it."""
        for group in self._root.iter():
            if group.get("filter") and element in list(group):
                return self._referred(group, "filter")
        return None

    # ---- shapes

    def _shape(self, painter: QPainter, element: Any) -> None:
        outline = outline_of(element)
        if outline is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush if tag_of(element) == "line" else self._fill(element))
        painter.setPen(pen_of(element))
        painter.drawPath(outline)

    def _fill(self, element: Any) -> QBrush:
        source = self._referred(element, "fill")
        if source is None:
            colour = colour_of(element, "fill", "#000000")
            return QBrush(Qt.BrushStyle.NoBrush) if colour is None else QBrush(colour)
        if tag_of(source) == "pattern":
            return self._pattern(source)
        return gradient_of(source)

    def _pattern(self, source: Any) -> QBrush:
        """A tile drawn four times as fine as the page's unit, so that hatching stays sharp when enlarged."""
        fine = 4
        width, height = number_of(source, "width", 1), number_of(source, "height", 1)
        tile = QImage(
            min(1024, max(1, round(width * fine))), min(1024, max(1, round(height * fine))),
            QImage.Format.Format_ARGB32_Premultiplied,
        )  # fmt: skip
        tile.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tile)
        painter.scale(fine, fine)
        for child in source:
            self._element(painter, child, 1)
        painter.end()
        brush = QBrush(tile)
        brush.setTransform(QTransform.fromScale(1 / fine, 1 / fine))
        return brush
