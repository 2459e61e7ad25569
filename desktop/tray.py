"""In the notification area: a quick question, how far indexing is, and word when it has ended."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop import formats
from desktop.hotkey import HotKey
from desktop.resources import resource
from desktop.views.main_window import MainWindow
from desktop.views.quick_question import QuickQuestion
from indexer import requests

_WORTH_TELLING = 20.0  # seconds of indexing, after which one has turned to something else


class Tray(QObject):
    """Built after the first frame. Without a notification area the keys and the quick question work all the same."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        strings = self._strings = window.context.strings
        self.preferences = window.context.preferences
        self._began = 0.0
        self._quick: QuickQuestion | None = None
        self.hotkey = HotKey(self)
        self.hotkey.pressed.connect(self._pop_up)
        self.icon = QSystemTrayIcon(QIcon(str(resource("icons/app.svg"))), self)
        self.icon.setToolTip(strings("app.name"))
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(window.raise_up)
        self._menu = QMenu()
        self._menu.addAction(strings("tray.quick"), self._pop_up)
        self._menu.addAction(strings("tray.open"), window.raise_up)
        self._menu.addSeparator()
        self._progress = QAction(strings("tray.idle"), self._menu)
        self._progress.setEnabled(False)
        self._menu.addAction(self._progress)
        self._stop = self._menu.addAction(strings("commands.stop_index"), window.library_presenter.stop)
        self._stop.setVisible(False)
        self._menu.addSeparator()
        self._menu.addAction(strings("commands.quit"), window.quit)
        self.icon.setContextMenu(self._menu)
        library = window.library_presenter
        library.progress.connect(self._told)
        library.indexing_changed.connect(self._indexing)
        library.indexed.connect(self._indexed)
        self.apply()

    @property
    def quick(self) -> QuickQuestion:
        """Made when first wanted: most starts do without."""
        if self._quick is None:
            self._quick = QuickQuestion(self._window.context)
            self._quick.asked.connect(self._ask)
        return self._quick

    def apply(self) -> None:
        """Follow the preferences: the icon, the keys, and whether closing the window leaves the program running."""
        stays = self.preferences.stays and QSystemTrayIcon.isSystemTrayAvailable()
        self.icon.setVisible(QSystemTrayIcon.isSystemTrayAvailable())
        self._window.hides_when_closed = stays
        keys = self.preferences.hotkey if self.preferences.hotkey_on and HotKey.offered() else ""
        if not keys:
            self.hotkey.release()
        self._window.set_refused("" if not keys or self.hotkey.set(keys) else keys)

    def close(self) -> None:
        """Nothing is left in the notification area, and the keys are given back."""
        self.hotkey.release()
        self.icon.hide()
        for one in (self._quick, self._menu):
            if one is None:
                continue
            one.close()
            one.deleteLater()
            QCoreApplication.sendPostedEvents(one, QEvent.Type.DeferredDelete.value)  # the loop may not run again

    # ---- inside

    def _pop_up(self) -> None:
        self.quick.pop_up()

    def _ask(self, question: str) -> None:
        self._window.raise_up()
        self._window.ask(question)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self._window.raise_up()

    def _told(self, progress: requests.IndexProgress) -> None:
        if progress.seen:
            left = formats.time_left(progress.seconds_left, self._strings)
            words = self._strings(
                "tray.progress", done=formats.count(progress.done), seen=formats.count(progress.seen)
            )
            self._progress.setText(f"{words} · {left}" if left else words)

    def _indexing(self, on: bool) -> None:
        if on:
            self._began = time.monotonic()
        else:
            self._progress.setText(self._strings("tray.idle"))
        self._stop.setVisible(on)

    def _indexed(self, done: requests.Indexed) -> None:
        long = time.monotonic() - self._began > _WORTH_TELLING
        if not long or self._window.isActiveWindow() or not (done.indexed or done.failed):
            return
        words = self._strings(
            "tray.indexed", indexed=formats.count(done.indexed), failed=formats.count(len(done.failed))
        )
        self.icon.showMessage(self._strings("tray.indexed_title"), words, self.icon.icon())
