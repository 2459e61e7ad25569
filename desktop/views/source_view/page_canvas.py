"""Pages one below the other, drawn only where they are seen, with the quote marked on them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.views.source_view import highlight
from desktop.views.source_view.page_images import PageImages
from desktop.views.source_view.page_layout import GAP, MARGIN, PageLayout
from indexer.requests import Mark, PageDrawn

MIN_ZOOM, MAX_ZOOM = 0.25, 4.0
ZOOM_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
KEPT_DRAWINGS = 24
SETTLE_MS = 80  # of quiet scrolling before pages passed by are asked for


class PageCanvas(QAbstractScrollArea):
    """The pages of one document.

    page_wanted(page, scale): the page comes into sight and is not there; answer with `supply` or `refuse`.
    page_dropped(page): a wanted page went out of sight before it came.
    page_changed(page): another page fills most of the view. zoom_changed(zoom): 1.0 is 100 %.
    """

    page_wanted = Signal(int, float)
    page_dropped = Signal(int)
    page_changed = Signal(int)
    zoom_changed = Signal(float)
    least_zoom = MIN_ZOOM

    def __init__(self, loading: Callable[[int], str], failed: Callable[[int], str], parent: QWidget | None = None):
        """`loading` and `failed` give the sentence for a page that is not there yet, or cannot be drawn."""
        super().__init__(parent)
        self._loading, self._failed = loading, failed
        self._layout = PageLayout()
        self._vector = True
        self.fit_width = True
        self._marks: tuple[Mark, ...] = ()
        self._current_mark = -1
        self._page = 1
        self._wanted: dict[int, float] = {}
        self._refused: set[int] = set()
        self._drawings: OrderedDict[int, PageDrawn] = OrderedDict()
        self._images = PageImages(self)
        self._images.ready.connect(self._image_ready)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._want_visible)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

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

    @property
    def page(self) -> int:
        return self._page

    @property
    def zoom(self) -> float:
        return self._layout.zoom

    def go_to(self, page: int, rects: Sequence[tuple[float, float, float, float]] = ()) -> None:
        """Show a page from its top, or so that the rectangles stand a third down the view."""
        if not 1 <= page <= len(self._layout.sizes):
            return
        bar = self.verticalScrollBar()
        top = self._layout.tops[page - 1] - GAP
        if rects:
            x0, y0 = min(r[0] for r in rects), min(r[1] for r in rects)
            x1, y1 = max(r[2] for r in rects), max(r[3] for r in rects)
            pixels = self._layout.pixels
            height = self.viewport().height()
            above = max(height / 3 if (y1 - y0) * pixels < height / 2 else 24, 24)
            top = self._layout.tops[page - 1] + y0 * pixels - above
            across = self.horizontalScrollBar()
            start = self._left(page) + across.value() + x0 * pixels
            room = max(24.0, (self.viewport().width() - (x1 - x0) * pixels) / 2)
            across.setValue(round(start - room))
        bar.setValue(round(top))
        self._set_page(page)
        self._want_visible()

    def set_zoom(self, zoom: float, fit_width: bool = False) -> None:
        """1.0 is 100 %; what stands in the middle of the view stays there."""
        self.fit_width = fit_width
        zoom = max(self.least_zoom, min(MAX_ZOOM, zoom))
        if abs(zoom - self._layout.zoom) < 1e-4:
            self.zoom_changed.emit(self._layout.zoom)
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = self._layout.page_at(middle)
        inside = (middle - self._layout.tops[page - 1]) / self._layout.zoom if self._layout.tops else 0.0
        self._layout.zoom = zoom
        self._relayout()
        if self._layout.tops:
            self.verticalScrollBar().setValue(
                round(self._layout.tops[page - 1] + inside * zoom - self.viewport().height() / 2)
            )
        self.zoom_changed.emit(zoom)
        self._settle.start()

    def zoom_step(self, direction: int) -> None:
        """The next larger (+1) or smaller (-1) step."""
        steps = [
            z
            for z in ZOOM_STEPS
            if (z > self._layout.zoom + 0.005 if direction > 0 else z < self._layout.zoom - 0.005)
        ]
        if steps:
            self.set_zoom(steps[0] if direction > 0 else steps[-1])

    def fit(self) -> None:
        """As wide as the view; stays so when the view is resized."""
        self.fit_width = True
        if widest := self._layout.widest:
            self.set_zoom((self.viewport().width() - 2 * MARGIN) / (widest * self._layout.unit), fit_width=True)

    def close_images(self) -> None:
        """Leave no thread behind."""
        self._images.close()

    # ---- layout

    def _scale(self) -> float:
        """Device pixels a page unit."""
        return self._layout.pixels * self.devicePixelRatioF()

    def _relayout(self) -> None:
        width, height = self._layout.lay_out()
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, height - view.height()))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(48)
        horizontal.setRange(0, max(0, width - view.width()))
        horizontal.setPageStep(view.width())
        self.viewport().update()

    def _resize_page(self, page: int, size: tuple[float, float]) -> None:
        """A page turned out to be of another size than was guessed: keep what is seen where it is."""
        bar = self.verticalScrollBar()
        seen = self._layout.page_at(bar.value() + 1.0)
        offset = bar.value() - self._layout.tops[seen - 1]
        self._layout.sizes[page - 1] = size
        self._relayout()
        bar.setValue(round(self._layout.tops[seen - 1] + offset))

    def _left(self, page: int) -> float:
        return self._layout.left(page, self.viewport().width()) - self.horizontalScrollBar().value()

    def _visible(self) -> list[int]:
        if not self._layout.sizes:
            return []
        top = self.verticalScrollBar().value()
        return list(range(self._layout.page_at(top), self._layout.page_at(top + self.viewport().height()) + 1))

    # ---- asking for pages

    def _scrolled(self) -> None:
        visible = self._visible()
        if visible:
            self._set_page(self._layout.page_at(self.verticalScrollBar().value() + self.viewport().height() / 3))
        self.viewport().update()
        self._settle.start()

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()
        if self.fit_width:
            self.fit()
        self._settle.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_Space):
            bar.setValue(bar.value() + round(bar.pageStep() * 0.9))
        elif key == Qt.Key.Key_PageUp:
            bar.setValue(bar.value() - round(bar.pageStep() * 0.9))
        else:
            super().keyPressEvent(event)
