"""What a screen reader, a keyboard and weak eyes find in a window as it stands now."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

CONTROLS = QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit
INSIDE = ("QLineEditIconButton", "QTableCornerButton", "QComboBoxListView")  # parts of a control that Qt made
DENSITY = 3  # pixels a point: thin strokes have their full colour then
INK = 6  # pixels of a colour that make it one of the text's
MOST_LINKS = 12
LOWEST = 4.4  # KRDS's own white on its primary is published at 4.49


def controls(root: QWidget) -> Iterator[QWidget]:
    """All that is pressed, chosen or written in."""
    for widget in root.findChildren(QWidget):
        kind = widget.metaObject().className()
        focusable = bool(widget.focusPolicy().value & 1)  # reached by Tab
        if isinstance(widget, QHeaderView) and not widget.sectionsClickable():
            continue
        if kind in INSIDE or not (isinstance(widget, CONTROLS) or focusable):
            continue
        if widget.parent() is not None and kind == "QComboBoxPrivateContainer":
            continue
        yield widget


def unnamed(root: QWidget) -> list[str]:
    """Controls that a screen reader cannot name or tell the role of, hidden ones too."""
    out = []
    for widget in controls(root):
        face = QAccessible.queryAccessibleInterface(widget)
        hidden_for_now = isinstance(widget, QAbstractButton) and widget.isHidden() and not widget.text()
        role = face.role() if face else QAccessible.Role.NoRole
        if role == QAccessible.Role.NoRole or not (face.text(QAccessible.Text.Name) or hidden_for_now):
            out.append(told(widget))
    return out


def stateless(root: QWidget) -> list[str]:
    """Visible controls whose state a screen reader hears otherwise than it is: disabled, ticked, focusable."""
    out = []
    for widget in controls(root):
        face = QAccessible.queryAccessibleInterface(widget)
        if face is None or not widget.isVisible():
            continue
        state = face.state()
        checked = (
            isinstance(widget, QAbstractButton) and widget.isCheckable() and bool(state.checked) != widget.isChecked()
        )
        if bool(state.disabled) == widget.isEnabled() or checked:
            out.append(told(widget))
    return out


def unreached(root: QWidget) -> list[str]:
    """Visible, enabled controls that pressing Tab, round the whole window, never comes to. Of a group of which one is
    chosen one is enough, the arrow keys walk the rest; a list that is walked from a field has that as its proxy."""
    root.activateWindow()
    wanted = {w for w in controls(root) if w.isVisible() and w.isEnabled() and not _inner(w)}
    seen: set[QWidget] = set()
    start, stays = QApplication.focusWidget(), 0
    for _ in range(len(wanted) * 2 + 60):
        now = QApplication.focusWidget()
        if now is None or not _left(wanted, seen):
            break
        seen.add(now)
        seen.update(p for p in _above(now) if isinstance(p, CONTROLS))
        QTest.keyClick(now, Qt.Key.Key_Tab)
        stays = stays + 1 if QApplication.focusWidget() is now else 0
        if stays > MOST_LINKS:  # Tab walks the links of a text before it leaves it
            return [f"Tab ends in {told(now)}"]
    if start is not None:
        start.setFocus()
    return sorted(told(w) for w in _left(wanted, seen))


def _left(wanted: set[QWidget], seen: set[QWidget]) -> set[QWidget]:
    groups = {g for w in seen if isinstance(w, QAbstractButton) and (g := w.group()) is not None and g.exclusive()}
    return {
        w for w in wanted - seen
        if w.focusProxy() not in seen and not (isinstance(w, QAbstractButton) and w.group() in groups)
    }  # fmt: skip


def cut(root: QWidget) -> list[str]:
    """Visible buttons and boxes that are too narrow for their words, and controls that stand out of the window with
    nothing to scroll them by."""
    out = []
    for _ in range(3):  # what was just written has its place
        QApplication.sendPostedEvents()
    whole = QRect(QPoint(0, 0), root.size())
    for widget in root.findChildren(QPushButton) + root.findChildren(QCheckBox):
        if not widget.isVisible() or not widget.text() or widget.property("kind") == "citation":
            continue
        if widget.width() < widget.sizeHint().width() - 1:
            out.append(f"cut: {told(widget)}")
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
        if not whole.contains(place) and not any(isinstance(p, QAbstractScrollArea) for p in _above(widget)):
            out.append(f"outside: {told(widget)}")
    return out


def faint(root: QWidget) -> list[str]:
    """Words whose colour is too near to what is behind them, by their pixels."""
    size = root.size()
    image = QImage(size * DENSITY, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(DENSITY)
    painter = QPainter(image)
    root.render(painter, QPoint(0, 0))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)[
        ..., 2::-1
    ]
    out = []
    for widget in root.findChildren(QWidget):
        if (
            not isinstance(widget, QLabel | QAbstractButton | QLineEdit)
            or not widget.isVisible()
            or not widget.isEnabled()
        ):
            continue
        words = widget.text() or (widget.placeholderText() if isinstance(widget, QLineEdit) else "")
        seen = widget.visibleRegion().boundingRect()
        if not any(map(str.isalnum, words)) or seen.size() != widget.size() or seen.size() == QSize(0, 0):
            continue  # half scrolled out
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size()).adjusted(3, 3, -3, -3)
        part = pixels[
            place.top() * DENSITY : (place.bottom() + 1) * DENSITY,
            place.left() * DENSITY : (place.right() + 1) * DENSITY,
        ].reshape(-1, 3)
        if not len(part):
            continue
        packed = (part.astype(np.uint32) * np.array([65536, 256, 1], np.uint32)).sum(1)
        colours, counts = np.unique(packed, return_counts=True)
        ground = colours[counts.argmax()]
        best = max((_contrast(int(c), int(ground)) for c in colours[counts >= INK]), default=1.0)
        if best < LOWEST:
            out.append(f"{best:.2f}: {told(widget)}")
    return out


def told(widget: QWidget) -> str:
    """Which one it is."""
    text = getattr(widget, "text", str)()
    text = text if isinstance(text, str) else ""
    return f"{type(widget).__name__} ‘{(widget.accessibleName() or text)[:40]}’ in {type(widget.parent()).__name__}"


def _above(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _inner(widget: QWidget) -> bool:
    """A part of another control: the field of a number, the list of a box."""
    return any(isinstance(p, QAbstractSpinBox | QComboBox | QLineEdit) for p in _above(widget))


def _luminance(colour: int) -> float:
    channels = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: int, other: int) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
