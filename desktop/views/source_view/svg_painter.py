"""Paint a page that rhwp laid out (SVG) with QPainter, on any paint device and in any thread.

QSvgRenderer ignores font lists, `textLength`, clips and gradients in per cent, all of which these pages use.
Nothing outside the SVG is ever loaded: images are `data:` only.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from defusedxml import ElementTree
from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGradient,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRadialGradient,
    QTransform,
)
from PySide6.QtSvg import QSvgRenderer

from desktop.views.source_view.fonts import family_for
from desktop.views.source_view.svg_path import painter_path
from indexer.rendering.geometry import numbers, parse_transform

_REFERENCE = re.compile(r"url\(\s*#([^)\s]+)\s*\)")
_RGB = re.compile(r"rgba?\(([^)]*)\)")
_OUTSIDE = re.compile(rb"""href\s*=\s*(?:"(?!data:|#)[^"]*"|'(?!data:|#)[^']*')""")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
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
        self.width = _number(self._root, "width", 793.7)
        self.height = _number(self._root, "height", 1122.5)
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
        tag = _tag(element)
        if tag in ("defs", "clipPath", "filter", "pattern", "marker", "symbol") or depth > _MAX_DEPTH:
            return
        painter.save()
        if transform := element.get("transform"):
            painter.setTransform(QTransform(*parse_transform(transform)), True)
        self._clip(painter, element)
        if tag in ("g", "a"):
            painter.setOpacity(painter.opacity() * _number(element, "opacity", 1))
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
            outline = _outline(child)
            if outline is not None:
                area.addPath(outline)
        painter.setClipPath(area, Qt.ClipOperation.IntersectClip)

    def _viewport(self, painter: QPainter, element: Any) -> None:
        """A nested <svg>: its own clip and its own units."""
        try:
            left, top, width, height = numbers(element.get("viewBox", ""))
        except ValueError:
            left = top = 0.0
            width, height = _number(element, "width", 1), _number(element, "height", 1)
        area = QRectF(
            _number(element, "x"), _number(element, "y"), _number(element, "width", width),
            _number(element, "height", height),
        )  # fmt: skip
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.translate(area.topLeft())
        if width > 0 and height > 0:
            painter.scale(area.width() / width, area.height() / height)
        painter.translate(-left, -top)

    # ---- text

    def _text(self, painter: QPainter, element: Any) -> None:
        text = "".join(element.itertext())
        colour = _colour(element, "fill", "#000000")
        if not text.strip() or colour is None:
            return
        font, metrics = self._font(element)
        size = _number(element, "font-size", 10) / _FONT_PIXELS
        width = metrics.horizontalAdvance(text) * size
        stretch = 1.0
        wanted = _number(element, "textLength", 0)
        if wanted > 0 and width > 0:
            stretch, width = wanted / width, wanted
        x, y = _number(element, "x"), _number(element, "y")
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
        address = next((element.get(name) for name in _HREFS if element.get(name)), "")
        head, _, body = address.partition(",")
        if not head.startswith("data:"):
            return
        try:
            data = base64.b64decode(body)
        except (binascii.Error, ValueError):
            return
        area = QRectF(
            _number(element, "x"), _number(element, "y"), _number(element, "width"), _number(element, "height")
        )
        if "svg" in head:
            QSvgRenderer(QByteArray(_OUTSIDE.sub(b"", data))).render(painter, area)
            return
        picture = QImage.fromData(data)
        if picture.isNull() or area.isEmpty():
            return
        if "none" not in element.get("preserveAspectRatio", "xMidYMid"):
            size = picture.size().toSizeF().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
            middle = area.center()
            area = QRectF(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height())
        painter.setOpacity(painter.opacity() * _number(element, "opacity", 1))
        painter.drawImage(area, self._filtered(picture, element))

    def _filtered(self, picture: QImage, element: Any) -> QImage:
        """Brightness and contrast of Hancom's pictures: feFuncR/G/B of type linear (SVG 1.1, 15.11)."""
        effect = self._referred(element, "filter") or self._filter_above(element)
        if effect is None:
            return picture
        picture = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        data = bytearray(picture.constBits())
        for function in effect.iter():
            channel = {"feFuncR": 0, "feFuncG": 1, "feFuncB": 2}.get(_tag(function))
            if channel is None or function.get("type") != "linear":
                continue
            slope, add = _number(function, "slope", 1), 255 * _number(function, "intercept", 0)
            table = bytes(min(255, max(0, round(slope * value + add))) for value in range(256))
            data[channel::4] = data[channel::4].translate(table)
        return QImage(
            bytes(data), picture.width(), picture.height(), picture.bytesPerLine(), QImage.Format.Format_RGBA8888
        ).copy()

    def _filter_above(self, element: Any) -> Any | None:
        """The filter of the <g> around the image, which is where rhwp puts it."""
        for group in self._root.iter():
            if group.get("filter") and element in list(group):
                return self._referred(group, "filter")
        return None

    # ---- shapes

    def _shape(self, painter: QPainter, element: Any) -> None:
        outline = _outline(element)
        if outline is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush if _tag(element) == "line" else self._fill(element))
        painter.setPen(_pen(element))
        painter.drawPath(outline)

    def _fill(self, element: Any) -> QBrush:
        source = self._referred(element, "fill")
        if source is None:
            colour = _colour(element, "fill", "#000000")
            return QBrush(Qt.BrushStyle.NoBrush) if colour is None else QBrush(colour)
        if _tag(source) == "pattern":
            return self._pattern(source)
        return _gradient(source)

    def _pattern(self, source: Any) -> QBrush:
        """A tile drawn four times as fine as the page's unit, so that hatching stays sharp when enlarged."""
        fine = 4
        width, height = _number(source, "width", 1), _number(source, "height", 1)
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


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _number(element: Any, name: str, default: float = 0.0) -> float:
    """A number, or a share given in per cent; the default for anything else."""
    value = element.get(name)
    if not value:
        return default
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value.removesuffix("px"))
    except ValueError:
        return default


def _colour(element: Any, name: str, default: str) -> QColor | None:
    """The colour with its opacity; None where nothing is to be painted."""
    value = element.get(name, default).strip()
    if value in ("none", "transparent") or value.startswith("url"):
        return None
    match = _RGB.match(value)
    if match:
        parts = numbers(match.group(1))
        colour = QColor(*(max(0, min(255, int(part))) for part in parts[:3]))
        if len(parts) > 3:
            colour.setAlphaF(max(0.0, min(1.0, parts[3])))
    else:
        colour = QColor(value)
    if not colour.isValid():
        return QColor("black")
    share = _number(element, f"{name}-opacity", 1) * _number(element, "opacity", 1)
    colour.setAlphaF(max(0.0, min(1.0, colour.alphaF() * share)))
    return colour


def _pen(element: Any) -> QPen:
    colour = _colour(element, "stroke", "none")
    if colour is None:
        return QPen(Qt.PenStyle.NoPen)
    width = _number(element, "stroke-width", 1)
    pen = QPen(colour, width)
    pen.setCapStyle(
        {"round": Qt.PenCapStyle.RoundCap, "square": Qt.PenCapStyle.SquareCap}.get(
            element.get("stroke-linecap", ""), Qt.PenCapStyle.FlatCap
        )
    )
    pen.setJoinStyle(
        {"round": Qt.PenJoinStyle.RoundJoin, "bevel": Qt.PenJoinStyle.BevelJoin}.get(
            element.get("stroke-linejoin", ""), Qt.PenJoinStyle.MiterJoin
        )
    )
    dashes = element.get("stroke-dasharray", "none")
    if dashes != "none" and width > 0:
        try:
            lengths = [max(0.01, length / width) for length in numbers(dashes)]  # Qt counts in pen widths
        except ValueError:
            lengths = []
        if lengths:
            pen.setDashPattern(lengths * (2 if len(lengths) % 2 else 1))
    return pen


def _gradient(source: Any) -> QBrush:
    gradient: QGradient
    if _tag(source) == "radialGradient":
        centre = QPointF(_number(source, "cx", 0.5), _number(source, "cy", 0.5))
        focus = QPointF(_number(source, "fx", centre.x()), _number(source, "fy", centre.y()))
        gradient = QRadialGradient(centre, _number(source, "r", 0.5), focus)
    elif _tag(source) == "linearGradient":
        gradient = QLinearGradient(
            _number(source, "x1"), _number(source, "y1"), _number(source, "x2", 1), _number(source, "y2")
        )
    else:
        return QBrush(Qt.BrushStyle.NoBrush)
    if source.get("gradientUnits") != "userSpaceOnUse":
        gradient.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)
    for stop in source:
        if _tag(stop) == "stop":
            colour = _colour(stop, "stop-color", "#000000")
            if colour is not None:
                gradient.setColorAt(max(0.0, min(1.0, _number(stop, "offset"))), colour)
    return QBrush(gradient)


def _outline(element: Any) -> QPainterPath | None:
    tag = _tag(element)
    path = QPainterPath()
    if tag == "rect":
        area = QRectF(
            _number(element, "x"), _number(element, "y"), _number(element, "width"), _number(element, "height")
        )
        rx = _number(element, "rx", _number(element, "ry"))
        if rx > 0:
            path.addRoundedRect(area, rx, _number(element, "ry", rx))
        else:
            path.addRect(area)
    elif tag in ("circle", "ellipse"):
        rx, ry = (_number(element, "r"),) * 2 if tag == "circle" else (_number(element, "rx"), _number(element, "ry"))
        path.addEllipse(QPointF(_number(element, "cx"), _number(element, "cy")), rx, ry)
    elif tag == "line":
        path.moveTo(_number(element, "x1"), _number(element, "y1"))
        path.lineTo(_number(element, "x2"), _number(element, "y2"))
    elif tag in ("polygon", "polyline"):
        try:
            values = numbers(element.get("points", ""))
        except ValueError:
            return None
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in zip(values[::2], values[1::2], strict=False)]))
        if tag == "polygon":
            path.closeSubpath()
    elif tag == "path":
        path = painter_path(element.get("d", ""))
    else:
        return None
    if element.get("fill-rule", "nonzero") == "nonzero":
        path.setFillRule(Qt.FillRule.WindingFill)
    return path
