"""Pages one below the other, drawn only where they are seen, with the quote marked on them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from desktop.views.source_view import highlight
from desktop.views.source_view.page_images import PageImages
from desktop.views.source_view.page_scroll import PageScroll
from indexer.requests import Mark, PageDrawn

KEPT_DRAWINGS = 24


class PageCanvas(PageScroll):
    """The pages of one document.

    page_wanted(page, scale): the page comes into sight and is not there; answer with `supply` or `refuse`.
    page_dropped(page): a wanted page went out of sight before it came.
    """

    page_wanted = Signal(int, float)
    page_dropped = Signal(int)

    def __init__(self, loading: Callable[[int], str], failed: Callable[[int], str], parent: QWidget | None = None):
        """`loading` and `failed` give the sentence for a page that is not there yet, or cannot be drawn."""
        super().__init__(parent)
        self._loading, self._failed = loading, failed
        self._vector = True
        self._marks: tuple[Mark, ...] = ()
        self._current_mark = -1
        self._wanted: dict[int, float] = {}
        self._refused: set[int] = set()
        self._drawings: OrderedDict[int, PageDrawn] = OrderedDict()
        self._images = PageImages(self)
        self._images.ready.connect(self._image_ready)

    # ---- what is shown

    def show_document(self, sizes: Sequence[tuple[float, float]], unit: float, vector: bool) -> None:
        """New pages. `unit`: pixels of one page unit at 100 %; `vector`: drawings can be redrawn at any scale."""
        self.clear()
        self._layout.set_pages(sizes, unit)
        self._vector = vector
        self._page = 1
        self._relayout()
        self.verticalScrollBar().setValue(0)
        self._want_visible()

    def clear(self) -> None:
        """No document."""
        self._layout.set_pages((), self._layout.unit)
        self._marks = ()
        self._current_mark = -1
        self._wanted.clear()
        self._refused.clear()
        self._drawings.clear()
        self._images.clear()
        self.viewport().update()

    def set_marks(self, marks: Sequence[Mark], current: int = 0) -> None:
        """Mark places; the one of index `current` strongly."""
        self._marks = tuple(marks)
        self._current_mark = current
        self.viewport().update()

    def supply(self, drawn: PageDrawn) -> None:
        """A page that was wanted."""
        scale = self._wanted.pop(drawn.page, None) or self._scale()
        if not 1 <= drawn.page <= len(self._layout.sizes):
            return
        if (drawn.width, drawn.height) != self._layout.sizes[drawn.page - 1]:
            self._resize_page(drawn.page, (drawn.width, drawn.height))
        if self._vector:
            self._drawings[drawn.page] = drawn
            while len(self._drawings) > KEPT_DRAWINGS:
                self._drawings.popitem(last=False)
        self._images.make(drawn, scale)

    def refuse(self, page: int) -> None:
        """A wanted page that cannot be drawn."""
        self._wanted.pop(page, None)
        self._refused.add(page)
        self.viewport().update()

    def is_drawn(self, page: int) -> bool:
        """Whether an image of the page is there."""
        return self._images.get(page) is not None

    def drawn_scale(self, page: int) -> float:
        """Device pixels a page unit of the page's image; 0 where there is none."""
        known = self._images.get(page)
        return known[0] if known is not None else 0.0

    def close_images(self) -> None:
        """Leave no thread behind."""
        self._images.close()

    # ---- asking for pages

    def _want_visible(self) -> None:
        visible = self._visible()
        if not visible or not self.isVisible():
            return
        scale = self._scale()
        around = [*visible, *(p for p in (visible[-1] + 1, visible[0] - 1) if 1 <= p <= len(self._layout.sizes))]
        for page in [p for p in self._wanted if p not in around]:
            del self._wanted[page]
            self.page_dropped.emit(page)
        for page in around:
            if page in self._refused or page in self._images.failed or self._images.has(page, scale):
                continue
            drawing = self._drawings.get(page)
            if drawing is not None:
                self._images.make(drawing, scale)
            elif page not in self._wanted:
                self._wanted[page] = scale
                self.page_wanted.emit(page, scale)

    def _image_ready(self, page: int) -> None:
        self.viewport().update()
        self._settle.start()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        # No role of the palette means the desk under the paper: a step away from the window's own colour. The
        # application's palette, since a style sheet makes a widget's own colours transparent.
        window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
        painter.fillRect(event.rect(), window.darker(108) if window.lightness() > 127 else window.lighter(125))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pixels = self._layout.pixels
        for page in self._visible():
            width, height = self._layout.sizes[page - 1]
            origin = QPointF(
                round(self._left(page)), round(self._layout.tops[page - 1] - self.verticalScrollBar().value())
            )
            area = QRectF(origin.x(), origin.y(), round(width * pixels), round(height * pixels))
            self._paint_page(painter, page, area)
            for index, mark in enumerate(self._marks):
                if mark.page == page:
                    highlight.paint(painter, mark.rects, pixels, origin, index == self._current_mark)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, area: QRectF) -> None:
        painter.fillRect(area, Qt.GlobalColor.white)
        known = self._images.get(page)
        if known is not None:
            painter.drawImage(area, known[1])
        else:
            lost = page in self._refused or page in self._images.failed
            painter.setPen(highlight.INK)
            painter.drawText(
                area,
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                (self._failed if lost else self._loading)(page),
            )
        painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
