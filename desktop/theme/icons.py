"""Line icons (Lucide, ISC) from resources/icons, drawn in a colour of the theme at the screens' own densities."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.resources import resource


@cache
def _svg(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
    """One icon of `size` device-independent pixels. A name that does not exist raises FileNotFoundError."""
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(
    name: str, colour: str, on: str | None = None, disabled: str | None = None, size: int = 20,
    ratios: Collection[float] = (1.0,),
) -> QIcon:  # fmt: skip
    """An icon in `colour`, in `on` while checked, in `disabled` while it cannot be used.

    `ratios`: device pixels a pixel of every screen there is.
    """
    made = QIcon()
    for ratio in ratios:
        made.addPixmap(pixmap(name, colour, size, ratio))
        if on:
            checked = pixmap(name, on, size, ratio)
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Active):
                made.addPixmap(checked, mode, QIcon.State.On)
        if disabled:
            made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made
