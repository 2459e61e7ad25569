"""The window's tests run without a screen, against a small real engine process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.preferences import Preferences
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.main_window import MainWindow
from tests.helpers.tiny_engine import Starter


@pytest.fixture(scope="session")
def strings() -> Strings:
    return Strings.load()


@pytest.fixture(scope="session")
def theme(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Theme:
    return Theme(qapp, "light", cache=tmp_path_factory.mktemp("그림"))


@pytest.fixture
def starter() -> Iterator[Starter]:
    """An engine of 1,000 files, quick."""
    made = Starter(TINY_FILES="1000", TINY_PACE="0.004")
    yield made
    made.stop()


@pytest.fixture
def tasks(qapp: QApplication, tmp_path: Path, starter: Starter) -> Iterator[Tasks]:
    made = Tasks(tmp_path, starter)
    made.start()
    yield made
    made.close()


@pytest.fixture
def window(tasks: Tasks, strings: Strings, theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = compose.window(Context(tasks, strings, theme, Preferences(tmp_path)))
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5000)
    made.start()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()
