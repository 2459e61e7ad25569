"""The theme in force: its colours, its text size, and the one place that changes them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop.theme import fonts, icons
from desktop.theme.stylesheet import stylesheet
from desktop.theme.tokens import BODY, Colours, colours, contrasting


class Theme(QObject):
    """`changed` is emitted after the application's style changed: widgets that paint themselves repaint."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: str = "system", scale: int = 100, cache: Path | None = None) -> None:
        """`mode`: system, light, dark or contrast; `scale`: per cent; `cache`: where pictures for it are kept.

        Palette and typeface hold at once, the style sheet after `dress`.
        """
        super().__init__(app)
        self._app = app
        self._icons: dict[tuple[str, str, str | None, int], QIcon] = {}
        self._cache = cache
        self._dressed = False
        self.mode = mode
        self.per_cent = scale
        fonts.load()
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        app.screenAdded.connect(self._screens_changed)
        self._apply()

    @property
    def colours(self) -> Colours:
        return contrasting() if self.mode == "contrast" else colours(self.dark)

    @property
    def dark(self) -> bool:
        if self.mode == "system":
            return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode in ("dark", "contrast")

    @property
    def scale(self) -> float:
        return self.per_cent / 100

    def px(self, size: float) -> int:
        """A length that follows the text size."""
        return round(size * self.scale)

    def font(self, size: float = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        return fonts.font(size, self.scale, weight)

    def icon(self, name: str, colour: str | None = None, on: str | None = None, size: int = 20) -> QIcon:
        size = self.px(size)  # with the text
        key = (name, colour or self.colours.text_subtle, on, size)
        if key not in self._icons:
            ratios = {screen.devicePixelRatio() for screen in self._app.screens()}
            self._icons[key] = icons.icon(name, key[1], on, self.colours.text_disabled, size, ratios)
        return self._icons[key]

    def dress(self) -> None:
        """Put the style sheet on, which holds for every widget made since and from now on."""
        if not self._dressed:
            self._dressed = True
            self._apply()

    def set(self, mode: str | None = None, scale: int | None = None) -> None:
        """Change what is given, at once, everywhere."""
        mode, scale = mode or self.mode, scale or self.per_cent
        if (mode, scale) == (self.mode, self.per_cent):
            return
        self.mode, self.per_cent = mode, scale
        self._apply()

    def _system_changed(self) -> None:
        if self.mode == "system":
            self._apply()

    def _screens_changed(self) -> None:
        """A screen of another density needs other pixels."""
        self._icons.clear()
        self.changed.emit()

    def _apply(self) -> None:
        c = self.colours
        self._app.setPalette(_palette(c))
        self._app.setFont(self.font())
        if self._dressed:
            self._app.setStyleSheet(
                stylesheet(
                    c, self.scale, self._picture("chevron-down", c.text_subtle), self._picture("check", c.on_primary)
                )
            )
        self.changed.emit()

    def _picture(self, name: str, colour: str) -> Path | None:
        """An icon in a colour of the theme: a style sheet takes a picture only from a file."""
        if self._cache is None:
            return None
        file = self._cache / f"{name}{colour.replace('#', '-')}.png"
        if not file.exists():
            self._cache.mkdir(parents=True, exist_ok=True)
            icons.pixmap(name, colour, 16, 2.0).save(str(file))
        return file


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, c.window), (role.Base, c.input), (role.AlternateBase, c.rail), (role.Button, c.card),
        (role.WindowText, c.text), (role.Text, c.text), (role.ButtonText, c.text), (role.ToolTipText, c.text),
        (role.ToolTipBase, c.card), (role.PlaceholderText, c.text_hint), (role.Link, c.primary),
        (role.Highlight, c.primary_fill), (role.HighlightedText, c.on_primary), (role.Mid, c.line_strong),
    ):  # fmt: skip
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(c.text_disabled))
    return palette
