"""What the window remembers of itself: an INI file in the profile, never the registry."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

THEMES = ("system", "light", "dark", "contrast")
SCALES = (90, 100, 110, 125, 150)
SCREENS = ("ask", "search", "library", "evaluate", "connections", "ledger", "settings")
LANGUAGES = ("ko", "en")
HOTKEY = "Ctrl+Alt+Space"


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

    @property
    def language(self) -> str:
        kept = str(self._settings.value("language", "ko"))
        return kept if kept in LANGUAGES else "ko"

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def screen(self) -> str:
        """The screen that was in front last."""
        kept = str(self._settings.value("screen", "ask"))
        return kept if kept in SCREENS else "ask"

    @screen.setter
    def screen(self, name: str) -> None:
        self._settings.setValue("screen", name)

    @property
    def stays(self) -> bool:
        """Whether closing the window leaves the program in the notification area."""
        return self._flag("stays", False)

    @stays.setter
    def stays(self, on: bool) -> None:
        self._settings.setValue("stays", on)

    @property
    def history(self) -> bool:
        """Whether the list of conversations stands beside 묻기."""
        return self._flag("history", True)

    @history.setter
    def history(self, on: bool) -> None:
        self._settings.setValue("history", on)

    @property
    def hotkey_on(self) -> bool:
        """Whether a key combination opens the quick question from any program."""
        return self._flag("hotkey_on", True)

    @hotkey_on.setter
    def hotkey_on(self, on: bool) -> None:
        self._settings.setValue("hotkey_on", on)

    @property
    def hotkey(self) -> str:
        """The combination, as Qt writes it."""
        return str(self._settings.value("hotkey", HOTKEY)) or HOTKEY

    @hotkey.setter
    def hotkey(self, keys: str) -> None:
        self._settings.setValue("hotkey", keys)

    def _flag(self, name: str, default: bool) -> bool:
        # An INI file gives back words.
        return str(self._settings.value(name, default)).lower() == "true"

    def bytes(self, name: str) -> QByteArray:
        """A kept geometry or splitter state; empty where there is none."""
        kept = self._settings.value(name)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep(self, name: str, state: QByteArray) -> None:
        self._settings.setValue(name, state)

    def save(self) -> None:
        self._settings.sync()
