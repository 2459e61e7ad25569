"""What the window remembers of itself: an INI file in the profile, never the registry."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

THEMES = ("system", "light", "dark", "contrast")
SCALES = (90, 100, 110, 125, 150)


class Preferences:
    """Geometry, splitters, theme and text size. Holds nothing about documents."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._settings = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        kept = str(self._settings.value("theme", "system"))
        return kept if kept in THEMES else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._settings.setValue("theme", mode)

    @property
    def scale(self) -> int:
        """Text size in per cent, 90 to 150."""
        try:
            return min(150, max(90, int(str(self._settings.value("scale", 100)))))
        except ValueError:
            return 100

    @scale.setter
    def scale(self, per_cent: int) -> None:
        self._settings.setValue("scale", per_cent)

    def bytes(self, name: str) -> QByteArray:
        """A kept geometry or splitter state; empty where there is none."""
        kept = self._settings.value(name)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep(self, name: str, state: QByteArray) -> None:
        self._settings.setValue(name, state)

    def save(self) -> None:
        self._settings.sync()
