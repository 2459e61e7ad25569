"""Pages one below the other, to be scrolled and enlarged: where each stands and which are seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.views.source_view.page_layout import GAP, MARGIN, PageLayout

MIN_ZOOM, MAX_ZOOM = 0.25, 4.0
ZOOM_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
SETTLE_MS = 80  # of quiet scrolling before pages passed by are asked for


class PageScroll(QAbstractScrollArea):
    """page_changed(page): another page fills most of the view. zoom_changed(zoom): 1.0 is 100 %.

    Who inherits paints the pages, and gets those that are seen in `_want_visible`.
    """

    page_changed = Signal(int)
    zoom_changed = Signal(float)
    least_zoom = MIN_ZOOM

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = PageLayout()
        self.fit_width = True
        self._page = 1
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._want_visible)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    def _want_visible(self) -> None:
        """The view stands still: these pages are looked at."""
        raise NotImplementedError

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

    # ---- Qt

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
