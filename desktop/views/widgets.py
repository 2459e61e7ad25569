"""Small pieces every screen is built of. They say what they are; the style sheet says how they look."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.theme.theme import Theme


def label(text: str = "", role: str = "", wrap: bool = False, tone: str = "") -> QLabel:
    """Plain text, never interpreted."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def frame(role: str) -> QFrame:
    made = QFrame()
    made.setProperty("role", role)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet see them."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Button(QPushButton):
    """A button with a word, and an icon that follows the theme. `kind`: "", primary, quiet, chip, citation."""

    def __init__(
        self, theme: Theme, text: str, icon: str = "", kind: str = "", tip: str = "",
        clicked: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme, self._icon_name, self._kind = theme, icon, kind
        if kind:
            self.setProperty("kind", kind)
        if tip:
            self.setToolTip(tip)
        self.setText(text)
        self.setAccessibleName(text or tip)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if clicked:
            self.clicked.connect(lambda _checked=False: clicked())
        if icon:
            self._draw()
            theme.changed.connect(self._draw)

    def setText(self, text: str) -> None:
        """The word, a little apart from the icon: a style sheet cannot set that space."""
        self.words = text
        super().setText(f"\u2002{text}" if self._icon_name and text else text)

    def _draw(self) -> None:
        colour = self._theme.colours.on_primary if self._kind == "primary" else None
        self.setIcon(self._theme.icon(self._icon_name, colour))
        side = self._theme.px(16)
        self.setIconSize(QSize(side, side))


class Elided(QLabel):
    """One line of plain text, shortened in the middle (names) or at the end; the whole is the tooltip."""

    def __init__(self, text: str = "", role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self._whole = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self.set(text)

    def set(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = QFontMetrics(self.font()).elidedText(self._whole, self._mode, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class CitationButton(QPushButton):
    """A line that opens a source: as wide as there is room, shortened in the middle."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = text
        self.setProperty("kind", "citation")
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 24
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room))


class EmptyState(QWidget):
    """Teaches one next step: an icon, a sentence or two, at most one button."""

    pressed = Signal()

    def __init__(
        self, theme: Theme, icon: str, title: str, text: str, button: str = "", button_icon: str = ""
    ) -> None:
        super().__init__()
        self._theme, self._icon_name = theme, icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label(title, "empty-title", wrap=True)
        self._text = label(text, "secondary", wrap=True)
        for one in (self._title, self._text):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # The words wrap in a column of their own: a wrapping label that is aligned in a wide one is cut off.
        inside = QWidget()
        self._inside = inside
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(inside, 1000)
        outer.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.button: Button | None = None
        if button:
            column.addSpacing(4)
            self.button = Button(theme, button, button_icon, "primary", clicked=self.pressed.emit)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._draw)
        self._draw()

    def say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))

    def _draw(self) -> None:
        self._inside.setMaximumWidth(self._theme.px(440))
        colour = self._theme.colours.text_disabled
        self._picture.setPixmap(self._theme.icon(self._icon_name, colour, size=40).pixmap(QSize(40, 40)))


class Banner(QFrame):
    """A line that stays until it is dealt with: information, warning or danger, with at most one action."""

    def __init__(self, theme: Theme, close_word: str) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._action: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        self._text = label(wrap=True)
        self._button = Button(theme, "", clicked=self._pressed)
        self._button.hide()
        close = Button(theme, "", "x", "quiet", tip=close_word, clicked=self.hide)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(close)
        self.hide()

    def say(
        self, text: str, tone: str = "information", action: str = "", do: Callable[[], object] | None = None
    ) -> None:
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self._action = do
        restyle(self, tone=tone)
        self.show()

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def offers(self) -> bool:
        """Whether there is something to press for."""
        return self._action is not None

    def press(self) -> None:
        """What its button does."""
        self._pressed()

    def _pressed(self) -> None:
        do, self._action = self._action, None
        self.hide()
        if do:
            do()


def line() -> QFrame:
    """A divider."""
    return frame("line")


def clear(layout: QVBoxLayout | QHBoxLayout, keep: int = 0) -> None:
    """Take the widgets out of a layout, but for the last `keep` items."""
    while layout.count() > keep:
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
