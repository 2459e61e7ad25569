"""A picture inside a page that rhwp laid out: `data:` only, with the brightness and contrast that Hancom gave it."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from desktop.views.source_view.svg_style import number_of, tag_of

_OUTSIDE = re.compile(rb"""href\s*=\s*(?:"(?!data:|#)[^"]*"|'(?!data:|#)[^']*')""")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


def paint(painter: QPainter, element: Any, effect: Any | None) -> None:
    """An <image> at its place, through `effect`, its <filter>. What is no picture leaves its place empty."""
    address = next((element.get(name) for name in _HREFS if element.get(name)), "")
    head, _, body = address.partition(",")
    if not head.startswith("data:"):
        return
    try:
        data = base64.b64decode(body)
    except (binascii.Error, ValueError):
        return
    area = QRectF(*(number_of(element, name) for name in ("x", "y", "width", "height")))
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
    painter.setOpacity(painter.opacity() * number_of(element, "opacity", 1))
    painter.drawImage(area, picture if effect is None else _filtered(picture, effect))


def _filtered(picture: QImage, effect: Any) -> QImage:
    """Brightness and contrast of Hancom's pictures: feFuncR/G/B of type linear (SVG 1.1, 15.11)."""
    picture = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    data = bytearray(picture.constBits())
    for function in effect.iter():
        channel = {"feFuncR": 0, "feFuncG": 1, "feFuncB": 2}.get(tag_of(function))
        if channel is None or function.get("type") != "linear":
            continue
        slope, add = number_of(function, "slope", 1), 255 * number_of(function, "intercept", 0)
        table = bytes(min(255, max(0, round(slope * value + add))) for value in range(256))
        data[channel::4] = data[channel::4].translate(table)
    return QImage(
        bytes(data), picture.width(), picture.height(), picture.bytesPerLine(), QImage.Format.Format_RGBA8888
    ).copy()
