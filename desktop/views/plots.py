"""Figures drawn with the painter: scores with their intervals, and at which place the right document stood."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import SMALL

LINE, GAP = 22, 12  # of a bar and between two scores, at 100 %
RIGHT = 132  # room for the figures


@dataclass(frozen=True, slots=True)
class Bar:
    """A mean with its interval, 0 to 1; `words`: the figures as text."""

    mean: float
    low: float
    high: float
    words: str


class ScorePlot(QWidget):
    """One group a score, one bar a set of settings; a whisker is the 95 % interval. Screen readers get it as text."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._groups: list[tuple[str, list[Bar]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self._changed)

    def show_groups(self, groups: list[tuple[str, list[Bar]]]) -> None:
        self._groups = groups
        told = "; ".join(f"{title} {', '.join(bar.words for bar in bars)}" for title, bars in groups)
        self.setAccessibleDescription(told)
        self._changed()

    def _changed(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        px = self._theme.px
        height = sum(px(LINE) * len(bars) + px(GAP) for _title, bars in self._groups) + px(24)
        return QSize(px(420), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, px = self._theme.colours, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body, small = self._theme.font(SMALL + 1), self._theme.font(SMALL)
        metrics = QFontMetrics(body)
        left = max((metrics.horizontalAdvance(title) for title, _bars in self._groups), default=0) + px(16)
        left = min(left, max(self.width() // 3, self.width() - px(RIGHT) - px(64)))  # names before bars
        width = max(40, self.width() - left - px(RIGHT))
        bottom = self.height() - px(22)
        painter.setFont(small)
        for tick in range(5):
            x = left + width * tick / 4
            painter.setPen(QPen(QColor(c.line), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, bottom))
            painter.setPen(QColor(c.text_subtle))
            where = QRectF(x - 30, bottom + 2, 60, px(20))
            painter.drawText(where, int(Qt.AlignmentFlag.AlignHCenter), f"{tick / 4:g}")
        y = px(GAP) / 2
        for title, bars in self._groups:
            height = px(LINE) * len(bars)
            painter.setFont(body)
            painter.setPen(QColor(c.text))
            painter.drawText(
                QRectF(0, y, left - px(12), height), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                metrics.elidedText(title, Qt.TextElideMode.ElideRight, left - px(12)),
            )  # fmt: skip
            for number, bar in enumerate(bars):
                self._bar(painter, bar, number, left, y + px(LINE) * number, width)
            y += height + px(GAP)

    def _bar(self, painter: QPainter, bar: Bar, number: int, left: float, y: float, width: float) -> None:
        c, px = self._theme.colours, self._theme.px
        middle = y + px(LINE) / 2
        # The second is told by its outline, not by colour alone.
        body = QRectF(left, y + px(4), max(1.0, width * min(1.0, max(0.0, bar.mean))), px(LINE) - px(8))
        painter.setPen(QPen(QColor(c.primary_fill), 2))
        painter.setBrush(QColor(c.primary_fill) if number == 0 else QColor(c.primary_wash))
        painter.drawRoundedRect(body, 2, 2)
        painter.setPen(QPen(QColor(c.text_strong), 2))
        low, high = left + width * bar.low, left + width * bar.high
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for x in (low, high):
            painter.drawLine(QPointF(x, middle - 4), QPointF(x, middle + 4))
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(QColor(c.text))
        where = QRectF(left + width + px(10), y, px(RIGHT) - px(10), px(LINE))
        painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), bar.words)


class RankPlot(QWidget):
    """How often the right document stood first, second, …, or was not found."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._bars: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self._changed)
        self._changed()

    def show_counts(self, bars: list[tuple[str, int]]) -> None:
        self._bars = bars
        self.setAccessibleDescription("; ".join(f"{title}: {n}" for title, n in bars))
        self.update()

    def _changed(self) -> None:
        self.setFixedHeight(self._theme.px(168))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        c, px = self._theme.colours, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(SMALL))
        step = self.width() / len(self._bars)
        most = max(1, *(n for _title, n in self._bars))
        bottom, room = self.height() - px(24), self.height() - px(24) - px(22)
        painter.setPen(QPen(QColor(c.line_strong), 1))
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        for number, (title, count) in enumerate(self._bars):
            height = room * count / most
            last = number == len(self._bars) - 1
            painter.setPen(QPen(QColor(c.danger if last else c.primary_fill), 2))
            painter.setBrush(QColor(c.danger_wash if last else c.primary_fill))
            if count:
                painter.drawRect(QRectF(number * step + step * 0.2, bottom - height, step * 0.6, height))
            painter.setPen(QColor(c.text))
            if count:
                above = QRectF(number * step, bottom - height - px(20), step, px(18))
                painter.drawText(above, int(Qt.AlignmentFlag.AlignCenter), f"{count:,}")
            painter.setPen(QColor(c.text_subtle))
            painter.drawText(
                QRectF(number * step, bottom + 2, step, px(20)), int(Qt.AlignmentFlag.AlignHCenter), title
            )
