"""Builds the window's real parts and hands them in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.preferences import Preferences
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.main_window import MainWindow
from desktop.wire import Connect, Link


def connect_engine(home: Path) -> Link:
    """The profile's engine, started when none is running. Called on the reader's thread, never the window's."""
    from indexer.engine.client import EngineClient

    return EngineClient.connect(home)


def default_home() -> Path:
    """The platform's folder for the user's own data."""
    from indexer.settings import default_home as home

    return home()


def context(app: QApplication, home: Path, connect: Connect = connect_engine, language: str | None = None) -> Context:
    """What every screen is handed; the engine is not started yet. `language` None: the one chosen in 설정."""
    preferences = Preferences(home)
    cache = home / "cache"
    theme = Theme(app, preferences.theme, preferences.scale, cache)
    return Context(
        Tasks(home, connect, app), Strings.load(language or preferences.language, cache), theme, preferences
    )


def window(made: Context) -> MainWindow:
    """The window, dressed: the style sheet comes last, for it is applied again to all that is put into another."""
    window = MainWindow(made)
    made.theme.dress()
    return window
