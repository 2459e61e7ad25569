"""Draws a hit: name, page, headings, and the passage with the words that matched."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import formats
from desktop.faults import told
from desktop.models.hits import HIT_ROLE, OPEN_ROLE, UNDER_ROLE, VERSIONS_ROLE
from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.theme.tokens import BODY, RADIUS, SECONDARY, SMALL
from indexer.model import Hit

PADDING = 12
LINES = 2
UNDER = 24  # how far another version stands in
KEPT = 120  # passages laid out: four lists of results
WINDOW = 180  # characters of the passage shown around the first match


def excerpt(text: str, terms: tuple[str, ...]) -> tuple[str, list[tuple[int, int]]]:
    """The part of a passage around its first match, on one line, and where the terms stand in it."""
    flat = re.sub(r"\s+", " ", text).strip()
    words = sorted((t for t in terms if t.strip()), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(w) for w in words), re.IGNORECASE) if words else None
    first = pattern.search(flat) if pattern else None
    start = max(0, first.start() - 40) if first else 0
    shown = flat[start : start + WINDOW]
    if start:
        shown = "… " + shown
    return shown, [(m.start(), m.end()) for m in pattern.finditer(shown)] if pattern else []


class HitDelegate(QStyledItemDelegate):
    """Rows of one height; colours and fonts from the theme."""

    def __init__(self, theme: Theme, strings: Strings) -> None:
        super().__init__()
        self._theme, self._strings = theme, strings
        self.laid_out = 0  # passages so far
        self._remake()
        theme.changed.connect(self._remake)

    def _remake(self) -> None:
        self._laid: dict[tuple[str, tuple[str, ...], int], tuple[QTextLayout, list[QTextLayout.FormatRange]]] = {}
        self._name = self._theme.font(BODY, QFont.Weight.DemiBold)
        self._small = self._theme.font(SMALL)
        self._body = self._theme.font(SECONDARY)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        name, small, body = (QFontMetrics(f).lineSpacing() for f in (self._name, self._small, self._body))
        height = PADDING * 2 + name + small + int(body * 1.35) * LINES + 12
        return QSize(200, (height + 3) // 4 * 4)

    @told()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit = index.data(HIT_ROLE)
        c = self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(4, 2, -4, -2)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(c.primary_wash_strong))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(c.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.left() + 12, rect.bottom(), rect.right() - 12, rect.bottom())
        inset = UNDER if index.data(UNDER_ROLE) else 0
        versions = index.data(VERSIONS_ROLE) or 0
        if versions:
            name = "search.versions_open" if index.data(OPEN_ROLE) else "search.versions"
            more = self._strings(name, n=versions)
        else:
            more = self._strings("search.other_version") if inset else ""
        self._draw(painter, rect.adjusted(PADDING + 4 + inset, PADDING, -PADDING - 4, -PADDING), hit, more)
        painter.restore()

    def _draw(self, painter: QPainter, room: QRect, hit: Hit, more: str) -> None:
        c = self._theme.colours
        y = room.top()
        page = formats.page(hit.page, hit.page_exact, self._strings)
        facts = " · ".join(p for p in (formats.kind(hit.path), page, formats.date(hit.modified)) if p)
        small, name = QFontMetrics(self._small), QFontMetrics(self._name)
        width = small.horizontalAdvance(facts)
        painter.setFont(self._small)
        painter.setPen(QColor(c.text_subtle))
        line = QRect(room.left(), y, room.width(), name.lineSpacing())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), facts)
        painter.setFont(self._name)
        painter.setPen(QColor(c.text_strong))
        line.setWidth(room.width() - width - 16)
        title = name.elidedText(formats.name(hit.path), Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        y += name.lineSpacing() + 4
        painter.setFont(self._small)
        painter.setPen(QColor(c.primary))
        path = " › ".join(hit.heading_path) or hit.title
        line = QRect(room.left(), y, room.width(), small.lineSpacing())
        if more:
            painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), more)
            line.setWidth(line.width() - small.horizontalAdvance(more) - 16)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
                         small.elidedText(path, Qt.TextElideMode.ElideMiddle, line.width()))  # fmt: skip
        y += small.lineSpacing() + 6
        self._passage(painter, QRect(room.left(), y, room.width(), room.bottom() - y), hit)

    def _passage(self, painter: QPainter, room: QRect, hit: Hit) -> None:
        key = (hit.text, hit.matched_terms, room.width())
        layout, marked = self._laid.get(key) or self._lay_out(key)
        painter.setPen(QColor(self._theme.colours.text))
        layout.draw(painter, QPointF(room.topLeft()), marked)

    def _lay_out(self, key: tuple[str, tuple[str, ...], int]) -> tuple[QTextLayout, list[QTextLayout.FormatRange]]:
        """Remembered: one list of results is painted several times, as it comes, as one looks at it and scrolls."""
        if len(self._laid) >= KEPT:
            self._laid.clear()
        self.laid_out += 1
        c = self._theme.colours
        text, marks = excerpt(key[0], key[1])
        layout = QTextLayout(text, self._body)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout.setTextOption(option)
        marked = []
        for start, end in marks:
            one = QTextLayout.FormatRange()
            one.start, one.length = start, end - start  # type: ignore[attr-defined]
            look = QTextCharFormat()
            look.setFontWeight(QFont.Weight.Bold)
            look.setBackground(QColor(c.mark))
            look.setForeground(QColor(c.text_strong))
            one.format = look  # type: ignore[attr-defined]
            marked.append(one)
        step = QFontMetrics(self._body).lineSpacing() * 1.35
        layout.beginLayout()
        for number in range(LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(key[2])
            line.setPosition(QPointF(0, number * step))
        layout.endLayout()
        made = self._laid[key] = (layout, marked)
        return made
