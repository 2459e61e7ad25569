"""Why a file could not be read and what can be done about it, beneath the table and in its menu."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop import formats
from desktop.messages import tell_file
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.recognition import RecognitionPresenter
from desktop.views.context import Context
from desktop.views.widgets import Button, label
from indexer.requests import FileRow

PICTURES = frozenset({".pdf", ".zip", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif"})


def can_be_recognised(row: FileRow) -> bool:
    """Whether another try of text recognition could find text in it."""
    return row.kind in ("empty", "timed_out") and PurePath(row.path).suffix.lower() in PICTURES


class FileActions(QFrame):
    """said(sentence): why something asked for cannot be done now. source_opened(FileRow)."""

    said = Signal(str)
    source_opened = Signal(object)

    def __init__(self, context: Context, library: LibraryPresenter, recognition: RecognitionPresenter) -> None:
        super().__init__()
        self._strings, self._library, self._recognition = context.strings, library, recognition
        self._row: FileRow | None = None
        self.setProperty("role", "card")
        self.reason = label("", "secondary", wrap=True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = {
            name: Button(context.theme, context.strings(f"library.{name}"), icon, clicked=do)
            for name, icon, do in (
                ("recognise", "scan-text", self._recognise), ("read_again", "refresh-cw", self._again),
                ("exclude", "ban", self._exclude),
            )
        }  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.reason)
        column.addLayout(row)
        self.hide()

    def show_row(self, row: FileRow | None) -> None:
        """The failure of a row; a row that has none hides this."""
        self._row = row if row is not None and row.message else None
        self.setVisible(self._row is not None)
        if self._row is None:
            return
        name = formats.name(self._row.path)
        self.reason.setText(tell_file(self._row, name, self._strings).whole)
        self.buttons["recognise"].setVisible(can_be_recognised(self._row))
        for button in self.buttons.values():
            button.setAccessibleName(f"{button.words}: {name}")

    def menu(self, row: FileRow, parent: QWidget) -> QMenu:
        """All that can be done with a file."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        strings = self._strings
        menu.addAction(strings("library.open_source"), lambda: self.source_opened.emit(row))
        menu.addAction(strings("library.read_again"), lambda: self._library.index((row.path,)))
        if can_be_recognised(row):
            menu.addAction(strings("library.recognise"), lambda: self._recognise(row))
        folder = str(PurePath(row.path).parent)
        menu.addAction(strings("library.open_folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        menu.addSeparator()
        menu.addAction(strings("library.exclude"), lambda: self._library.exclude(row.path))
        suffix = PurePath(row.path).suffix
        if suffix:
            menu.addAction(strings("library.exclude_kind", suffix=suffix),
                           lambda: self._library.exclude(f"*{suffix}"))  # fmt: skip
        return menu

    def _recognise(self, row: FileRow | None = None) -> None:
        row = row or self._row
        if row is None:
            return
        if why := self._recognition.why_not():
            self.said.emit(why)
            return
        self._recognition.run(again=(row.path,))

    def _again(self) -> None:
        if self._row is not None:
            self._library.index((self._row.path,))

    def _exclude(self) -> None:
        if self._row is not None:
            self._library.exclude(self._row.path)
