"""How a quote is marked: a warm yellow wash that leaves the letters readable, and a primary edge.

The edge carries the mark where colours are not seen. Pages are white paper in both themes, so one pair serves
both; these are the only colours of this view that do not come from the palette.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

WASH = QColor("#ffe48a")
EDGE = QColor("#256ef4")
INK = QColor("#1e2124")  # text on the wash, 13 : 1
EDGE_WIDTH = 2.0  # device-independent pixels
_ROOM = 1.5  # around the letters

Rect = tuple[float, float, float, float]


def outline(rects: Sequence[Rect], scale: float, origin: QPointF) -> QPainterPath:
    """One outline around the rectangles (page units), in the widget's pixels."""
    path = QPainterPath()
    for x0, y0, x1, y1 in rects:
        area = QRectF(QPointF(x0, y0) * scale + origin, QPointF(x1, y1) * scale + origin)
        box = QPainterPath()
        box.addRect(area.adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM))
        path = path.united(box)
    return path.simplified()


def paint(painter: QPainter, rects: Sequence[Rect], scale: float, origin: QPointF, strong: bool = True) -> None:
    """Mark the rectangles on a page already painted. `strong` False: another place, wash and thin edge."""
    if not rects:
        return
    path = outline(rects, scale, origin)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillPath(path, WASH)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    pen = QPen(EDGE, EDGE_WIDTH if strong else 1.0)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.restore()
