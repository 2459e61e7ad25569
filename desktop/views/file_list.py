"""The library's files: by state, by a part of the name, with what can be done about each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from desktop import formats
from desktop.messages import tell
from desktop.models.files import FileTableModel
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.recognition import RecognitionPresenter
from desktop.views.columns import remember_columns
from desktop.views.context import Context
from desktop.views.dragging import DragsOut
from desktop.views.file_actions import FileActions
from desktop.views.flow import FlowLayout
from desktop.views.states import States
from desktop.views.table import Table
from desktop.views.widgets import Button
from indexer.requests import Failed, FileRow, Status

STATES: tuple[str | None, ...] = (None, "indexed", "failed", "pending", "skipped")
FILTER_MS = 30  # letters that come in one burst are one filter
WIDTHS = {"name": 400, "state": 120, "kind": 72, "pages": 56, "modified": 128, "size": 88, "folder": 160}


class FileList(QWidget):
    """source_opened(FileRow)."""

    source_opened = Signal(object)

    def __init__(self, context: Context, library: LibraryPresenter, recognition: RecognitionPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings = strings
        chosen = QWidget()
        chips = FlowLayout(chosen, 8)
        group = QButtonGroup(self)
        self.chips: dict[str | None, Button] = {}
        for state in STATES:
            chip = Button(theme, strings(f"library.filter.{state or 'all'}"), kind="chip")
            chip.setCheckable(True)
            chip.setChecked(state is None)
            chip.clicked.connect(lambda _checked=False, s=state: self.show_state(s))
            group.addButton(chip)
            chips.addWidget(chip)
            self.chips[state] = chip
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(strings("library.filter_placeholder"))
        self.filter.setAccessibleName(strings("library.filter_placeholder"))
        self.filter.setClearButtonEnabled(True)
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(chosen, 1)
        head.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_MS)
        self._timer.timeout.connect(self._filter_again)
        self.filter.textChanged.connect(lambda _text: self._timer.start())

        self.model = FileTableModel(context.tasks, strings, self)
        self.table = Table(theme, self.model, WIDTHS, strings("library.files"), self._open)
        remember_columns(self.table, context.preferences, "files")
        DragsOut(self.table, lambda index: row.path if (row := self.model.row(index.row())) else "")
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._selected(now))
        self.states = States(theme, strings, self.table, "file-text")
        self.states.again.connect(self.reload)
        self.actions_ = FileActions(context, library, recognition)
        self.actions_.source_opened.connect(self.source_opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.states, 1)
        column.addWidget(self.actions_)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._failed)

    def _fit(self) -> None:
        self.filter.setFixedWidth(self._theme.px(240))

    def show_state(self, state: str | None) -> None:
        """Show the files of one state."""
        self.chips[state].setChecked(True)
        self.actions_.show_row(None)
        self.model.show(state, self.filter.text().strip())

    def _filter_again(self) -> None:
        self.show_state(self.model.state)

    def reload(self) -> None:
        self.states.show_loading()
        self.show_state(self.model.state)

    def refresh(self) -> None:
        """Read again what is shown, where it is shown."""
        if self.isVisible():
            self.model.refresh()

    def set_status(self, status: Status) -> None:
        """Counts on the chips."""
        for state, number in ((None, status.files), ("indexed", status.indexed), ("failed", status.failed),
                              ("pending", status.pending), ("skipped", status.skipped)):  # fmt: skip
            word = self._strings(f"library.filter.{state or 'all'}")
            self.chips[state].setText(f"{word} {formats.count(number)}")
            self.chips[state].setAccessibleName(f"{word} {formats.count(number)}")

    def row_menu(self, row: FileRow) -> QMenu:
        """What can be done with a file."""
        return self.actions_.menu(row, self)

    # ---- inside

    def _loaded(self, total: int) -> None:
        if total:
            self.states.show_content()
        elif self.model.state == "failed" and not self.model.contains:
            self.states.show_none(self._strings("library.no_failures"))
        else:
            self.states.show_none(self._strings("library.none_title"), self._strings("library.none_text"))

    def _failed(self, failed: Failed) -> None:
        self.states.show_fault(tell(failed, self._strings))

    def _selected(self, index: QModelIndex) -> None:
        self.actions_.show_row(self.model.row(index.row()) if index.isValid() else None)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            self.source_opened.emit(row)

    def _menu(self, at: QPoint) -> None:
        index = self.table.indexAt(at)
        row = self.model.row(index.row()) if index.isValid() else None
        if row is not None:
            self.row_menu(row).popup(self.table.viewport().mapToGlobal(at))
