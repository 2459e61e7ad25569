"""Turning drawings into images, off the window's thread, and keeping a few of them."""

from __future__ import annotations

import base64
from collections import OrderedDict

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

from desktop.views.source_view.svg_painter import BrokenPage, SvgPage
from indexer.requests import PageDrawn

KEPT_BYTES = 96 * 1024 * 1024  # of images; A4 at 100 % is 3.5 MB
MAX_PIXELS = 25_000_000  # of one image


class _Said(QObject):
    ready = Signal(object, int, float, QImage)


class _Job(QRunnable):
    def __init__(self, drawn: PageDrawn, scale: float, ticket: object) -> None:
        super().__init__()
        self.said = _Said()
        self._drawn, self._scale, self._ticket = drawn, scale, ticket

    def run(self) -> None:
        self.said.ready.emit(self._ticket, self._drawn.page, self._scale, image_of(self._drawn, self._scale))


def image_of(drawn: PageDrawn, scale: float) -> QImage:
    """The page as an image, `scale` pixels a page unit (a PNG has its own); a null image where it is broken."""
    if drawn.png:
        return QImage.fromData(base64.b64decode(drawn.png)).convertToFormat(QImage.Format.Format_RGB32)
    scale = min(scale, (MAX_PIXELS / max(drawn.width * drawn.height, 1.0)) ** 0.5)
    try:
        return SvgPage(drawn.svg).image(scale)
    except BrokenPage:
        return QImage()


class PageImages(QObject):
    """Images of pages of one document, made one after the other in a worker thread.

    ready(page): a new image is there, or `failed` holds the page.
    """

    ready = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._images: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._making: dict[int, float] = {}
        self._ticket = object()
        self.failed: set[int] = set()

    def clear(self) -> None:
        """Forget everything; what is still being made is dropped when it arrives."""
        self._ticket = object()
        self._pool.clear()
        self._images.clear()
        self._making.clear()
        self.failed.clear()

    def get(self, page: int) -> tuple[float, QImage] | None:
        """Scale and image of a page, perhaps of another scale than now wanted."""
        known = self._images.get(page)
        if known is not None:
            self._images.move_to_end(page)
        return known

    def has(self, page: int, scale: float) -> bool:
        """Whether the page is there, or being made, at this scale."""
        known = self._images.get(page)
        return (known is not None and abs(known[0] - scale) < 1e-3) or self._making.get(page) == scale

    def make(self, drawn: PageDrawn, scale: float) -> None:
        """Begin to make the image of a page."""
        self._making[drawn.page] = scale
        job = _Job(drawn, scale, self._ticket)
        job.said.ready.connect(self._arrived)
        self._pool.start(job)

    def _arrived(self, ticket: object, page: int, scale: float, image: QImage) -> None:
        if ticket is not self._ticket:
            return
        if self._making.get(page) == scale:
            del self._making[page]
        if image.isNull():
            self.failed.add(page)
        else:
            self._images[page] = (scale, image)
            self._images.move_to_end(page)
            while len(self._images) > 2 and sum(i.sizeInBytes() for _, i in self._images.values()) > KEPT_BYTES:
                self._images.popitem(last=False)
        self.ready.emit(page)

    def close(self) -> None:
        """Wait for the page being made; no thread is left."""
        self.clear()
        self._pool.waitForDone()
