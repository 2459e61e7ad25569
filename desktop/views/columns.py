"""Widths of a table's columns as the user left them."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableView

from desktop.preferences import Preferences

REST_MS = 400  # after the last movement of an edge


def remember_columns(table: QTableView, preferences: Preferences, name: str) -> None:
    """Take the kept widths, and keep what is set from now on."""
    header, key = table.horizontalHeader(), f"columns_{name}"
    if not (kept := preferences.bytes(key)).isEmpty():
        header.restoreState(kept)
    rest = QTimer(table)
    rest.setSingleShot(True)
    rest.setInterval(REST_MS)
    rest.timeout.connect(lambda: preferences.keep(key, header.saveState()))

    def resized(section: int, before: int, now: int) -> None:
        if table.isVisible() and section < header.count() - 1:  # the last one takes what is left
            rest.start()

    header.sectionResized.connect(resized)
