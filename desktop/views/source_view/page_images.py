"""Turning drawings into images, off the window's thread, and keeping a few of them."""

from __future__ import annotations

import base64
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.views.source_view.svg_painter import BrokenPage, SvgPage
from indexer.requests import PageDrawn

KEPT_BYTES = 96 * 1024 * 1024  # of images; A4 at 100 % is 3.5 MB
MAX_PIXELS = 25_000_000  # of one image


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
    # Emitted in the worker thread, delivered in this object's own.
    _made = Signal(object, int, float, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._jobs: list[Future[None]] = []
        self._images: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._making: dict[int, float] = {}
        self._ticket = object()
        self.failed: set[int] = set()
        self._made.connect(self._arrived)

    def clear(self) -> None:
        """Forget everything; what is still being made is dropped when it arrives."""
        self._ticket = object()
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
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
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="page-images")
        self._jobs = [job for job in self._jobs if not job.done()]
        self._jobs.append(self._pool.submit(self._make, drawn, scale, self._ticket))

    def _make(self, drawn: PageDrawn, scale: float, ticket: object) -> None:
        """In the worker thread; the signal is delivered in this object's own."""
        image = QImage() if ticket is not self._ticket else image_of(drawn, scale)
        self._made.emit(ticket, drawn.page, scale, image)

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
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
