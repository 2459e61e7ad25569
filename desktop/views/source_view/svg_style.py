"""What attributes of SVG elements mean to Qt: numbers, colours, pens, gradients, outlines. Nothing is painted."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient, QPainterPath, QPen, QPolygonF, QRadialGradient

from desktop.views.source_view.svg_path import painter_path
from indexer.rendering.geometry import numbers

_RGB = re.compile(r"rgba?\(([^)]*)\)")


def tag_of(element: Any) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def number_of(element: Any, name: str, default: float = 0.0) -> float:
    """A number, or a share given in per cent; the default for anything else."""
    value = element.get(name)
    if not value:
        return default
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value.removesuffix("px"))
    except ValueError:
        return default


def colour_of(element: Any, name: str, default: str) -> QColor | None:
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
    share = number_of(element, f"{name}-opacity", 1) * number_of(element, "opacity", 1)
    colour.setAlphaF(max(0.0, min(1.0, colour.alphaF() * share)))
    return colour


def pen_of(element: Any) -> QPen:
    """How its outline is drawn; no pen where it has none."""
    colour = colour_of(element, "stroke", "none")
    if colour is None:
        return QPen(Qt.PenStyle.NoPen)
    width = number_of(element, "stroke-width", 1)
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


def gradient_of(source: Any) -> QBrush:
    """The brush of a linear or radial gradient; none for anything else."""
    gradient: QGradient
    if tag_of(source) == "radialGradient":
        centre = QPointF(number_of(source, "cx", 0.5), number_of(source, "cy", 0.5))
        focus = QPointF(number_of(source, "fx", centre.x()), number_of(source, "fy", centre.y()))
        gradient = QRadialGradient(centre, number_of(source, "r", 0.5), focus)
    elif tag_of(source) == "linearGradient":
        gradient = QLinearGradient(
            number_of(source, "x1"), number_of(source, "y1"), number_of(source, "x2", 1), number_of(source, "y2")
        )
    else:
        return QBrush(Qt.BrushStyle.NoBrush)
    if source.get("gradientUnits") != "userSpaceOnUse":
        gradient.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)
    for stop in source:
        if tag_of(stop) == "stop":
            colour = colour_of(stop, "stop-color", "#000000")
            if colour is not None:
                gradient.setColorAt(max(0.0, min(1.0, number_of(stop, "offset"))), colour)
    return QBrush(gradient)


def outline_of(element: Any) -> QPainterPath | None:
    """The path of a shape; None for what is no shape, or broken."""
    tag = tag_of(element)
    path = QPainterPath()
    if tag == "rect":
        area = QRectF(
            number_of(element, "x"),
            number_of(element, "y"),
            number_of(element, "width"),
            number_of(element, "height"),
        )
        rx = number_of(element, "rx", number_of(element, "ry"))
        if rx > 0:
            path.addRoundedRect(area, rx, number_of(element, "ry", rx))
        else:
            path.addRect(area)
    elif tag in ("circle", "ellipse"):
        rx, ry = (
            (number_of(element, "r"),) * 2
            if tag == "circle"
            else (number_of(element, "rx"), number_of(element, "ry"))
        )
        path.addEllipse(QPointF(number_of(element, "cx"), number_of(element, "cy")), rx, ry)
    elif tag == "line":
        path.moveTo(number_of(element, "x1"), number_of(element, "y1"))
        path.lineTo(number_of(element, "x2"), number_of(element, "y2"))
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
