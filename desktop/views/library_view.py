"""자료: what is read, what is not and why."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop import formats
from desktop.messages import Told, tell, tell_file
from desktop.models.files import COLUMNS, FileTableModel
from desktop.presenters.library import LibraryPresenter
from desktop.views.context import Context
from desktop.views.file_delegate import FileDelegate
from desktop.views.progress_panel import ProgressPanel
from desktop.views.sources_list import SourcesList
from desktop.views.widgets import Banner, Button, EmptyState, label, restyle
from indexer.requests import Failed, FileRow, Sources, Status

STATES: tuple[str | None, ...] = (None, "indexed", "failed", "pending", "skipped")
FILTER_MS = 30  # letters that come in one burst are one filter
WIDTHS = {"name": 328, "state": 176, "kind": 72, "pages": 64, "modified": 136, "size": 88, "folder": 160}


class LibraryView(QWidget):
    """source_opened(FileRow)."""

    source_opened = Signal(object)

    def __init__(self, context: Context, presenter: LibraryPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._context, self._strings, self._presenter = context, strings, presenter
        self.setProperty("role", "screen")
        self.setAcceptDrops(True)
        self._add_folder = Button(theme, strings("library.add_folder"), "folder-plus", "primary",
                                  clicked=self.choose_folder)  # fmt: skip
        self._add_files = Button(theme, strings("library.add_files"), "file-plus", clicked=self.choose_files)
        self._again = Button(theme, strings("library.again"), "refresh-cw", "", strings("library.again_tip"),
                             lambda: presenter.index())  # fmt: skip
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(strings("library.title"), "title"))
        head.addStretch(1)
        for button in (self._again, self._add_files, self._add_folder):
            head.addWidget(button)
        self.banner = Banner(theme, strings("close"))
        self.progress = ProgressPanel(context)
        self.progress.stopped.connect(presenter.stop)
        self.sources = SourcesList(context)
        self.sources.removed.connect(presenter.remove)
        self.sources.included.connect(presenter.include)

        chips = QHBoxLayout()
        chips.setSpacing(8)
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
        chips.addStretch(1)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(strings("library.filter_placeholder"))
        self.filter.setAccessibleName(strings("library.filter_placeholder"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(280)
        self.filter.setMinimumWidth(120)
        chips.addWidget(self.filter, 1)
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(FILTER_MS)
        self._filter_timer.timeout.connect(self._filter_again)
        self.filter.textChanged.connect(lambda _text: self._filter_timer.start())

        self.model = FileTableModel(context.tasks, strings, self)
        self.table = self._make_table()
        self._none = EmptyState(theme, "file-text", strings("library.none_title"), strings("library.none_text"))
        self._loading = EmptyState(theme, "library", strings("library.loading"), "")
        self._fault = EmptyState(theme, "circle-alert", "", "", strings("search.again"), "refresh-cw")
        self._fault.pressed.connect(self._reload)
        self._stack = QStackedWidget()
        for page in (self._loading, self.table, self._none, self._fault):
            self._stack.addWidget(page)
        self.reason = label("", "secondary", wrap=True)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reason.hide()

        self._full = QWidget()
        inner = QVBoxLayout(self._full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        inner.addWidget(self.sources)
        inner.addSpacing(4)
        inner.addLayout(chips)
        inner.addWidget(self._stack, 1)
        inner.addWidget(self.reason)
        self._first = EmptyState(theme, "library", strings("ask.first_title"), strings("library.first_text"),
                                 strings("library.add_folder"), "folder-plus")  # fmt: skip
        self._first.pressed.connect(self.choose_folder)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._full)
        self._pages.addWidget(self._first)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        column.addWidget(self._pages, 1)

        presenter.sources_changed.connect(self._sources)
        presenter.status_changed.connect(self._status)
        presenter.progress.connect(self.progress.set_progress)
        presenter.indexing_changed.connect(self._indexing)
        presenter.failed.connect(self._failed)
        presenter.undo_offered.connect(self._offer_undo)
        presenter.rows_changed.connect(self._rows_changed)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._list_failed)
        theme.changed.connect(self._fit)
        self._fit()
        self._catch_up()

    def _catch_up(self) -> None:
        """Show what the presenter heard before this screen was made."""
        presenter = self._presenter
        if presenter.sources is not None:
            self._sources(presenter.sources)
        if presenter.status is not None:
            self._status(presenter.status)
        if presenter.indexing:
            self._indexing(True)
            if presenter.last_progress is not None:
                self.progress.set_progress(presenter.last_progress)
        if presenter.fault is not None:
            self._failed(presenter.fault)

    # ---- what a user does

    def choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._strings("library.add_folder"))
        if folder:
            self.add((folder,))

    def choose_files(self) -> None:
        files, _chosen = QFileDialog.getOpenFileNames(
            self, self._strings("library.add_files"), "", self._strings("library.file_filter")
        )
        if files:
            self.add(tuple(files))

    def add(self, paths: tuple[str, ...]) -> None:
        self._presenter.index(paths)

    def _filter_again(self) -> None:
        self.show_state(self.model.state)

    def show_state(self, state: str | None) -> None:
        """Show the files of one state."""
        self.chips[state].setChecked(True)
        self.reason.hide()
        self.model.show(state, self.filter.text().strip())

    def shown(self) -> None:
        """The screen came to the front."""
        if self.model.rowCount() == 0:
            self._reload()

    def focus(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            restyle(self._pages, role="drop")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self._pages, role="")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self._pages, role="")
        paths = tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.add(paths)

    # ---- inside

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._delegate = FileDelegate(self._context.theme)
        table.setItemDelegate(self._delegate)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setStretchLastSection(True)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setAccessibleName(self._strings("library.files"))
        for header in (table.horizontalHeader(), table.verticalHeader()):
            header.setAccessibleName(self._strings("library.files"))
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.activated.connect(self._open)
        table.doubleClicked.connect(self._open)
        table.selectionModel().currentRowChanged.connect(lambda now, _before: self._selected(now))
        return table

    def _fit(self) -> None:
        theme = self._context.theme
        self.table.verticalHeader().setDefaultSectionSize(theme.px(32))
        for number, column in enumerate(COLUMNS):
            self.table.setColumnWidth(number, theme.px(WIDTHS[column]))

    def _reload(self) -> None:
        self._stack.setCurrentWidget(self._loading)
        self.show_state(self.model.state)

    def _rows_changed(self) -> None:
        if self.isVisible():
            self.model.refresh()

    def _loaded(self, total: int) -> None:
        if total:
            self._stack.setCurrentWidget(self.table)
            return
        state = self.model.state
        if state == "failed" and not self.model.contains:
            self._none.say(self._strings("library.no_failures"), "")
        else:
            self._none.say(self._strings("library.none_title"), self._strings("library.none_text"))
        self._stack.setCurrentWidget(self._none)

    def _list_failed(self, failed: Failed) -> None:
        told = tell(failed, self._strings)
        self._fault.say(told.message, told.next_step)
        self._stack.setCurrentWidget(self._fault)

    def _sources(self, sources: Sources) -> None:
        self.sources.set_sources(sources)
        first = not sources.rows and not self._presenter.indexing
        self._pages.setCurrentWidget(self._first if first else self._full)
        for button in (self._again, self._add_files, self._add_folder):
            button.setVisible(not first or button is self._add_files)
        if not first and self.isVisible() and self.model.rowCount() == 0:
            self.model.refresh()

    def _status(self, status: Status) -> None:
        for state, number in ((None, status.files), ("indexed", status.indexed), ("failed", status.failed),
                              ("pending", status.pending), ("skipped", status.skipped)):  # fmt: skip
            word = self._strings(f"library.filter.{state or 'all'}")
            self.chips[state].setText(f"{word} {formats.count(number)}")
            self.chips[state].setAccessibleName(f"{word} {formats.count(number)}")

    def _indexing(self, on: bool) -> None:
        self.progress.setVisible(on)
        self._again.setEnabled(not on)
        if on:
            self._pages.setCurrentWidget(self._full)
            if self.banner.isVisible() and self.banner.property("tone") == "danger":
                self.banner.hide()

    def _failed(self, told: Told) -> None:
        self.banner.say(told.whole, "danger")

    def _offer_undo(self, sentence: str, undo: object) -> None:
        self.banner.say(sentence, "information", self._strings("undo"), undo if callable(undo) else None)

    def _selected(self, index: QModelIndex) -> None:
        row = self.model.row(index.row()) if index.isValid() else None
        if row is None or not row.message:
            self.reason.hide()
            return
        self.reason.setText(tell_file(row, formats.name(row.path), self._strings).whole)
        self.reason.show()

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            self.source_opened.emit(row)

    def _menu(self, at: QPoint) -> None:
        row = self.model.row(self.table.indexAt(at).row()) if self.table.indexAt(at).isValid() else None
        if row is None:
            return
        menu = self.row_menu(row)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def row_menu(self, row: FileRow) -> QMenu:
        """What can be done with a file."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._strings("library.open_source"), lambda: self.source_opened.emit(row))
        menu.addAction(self._strings("library.read_again"), lambda: self._presenter.index((row.path,)))
        folder = str(PurePath(row.path).parent)
        menu.addAction(self._strings("library.open_folder"),
                       lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))  # fmt: skip
        menu.addSeparator()
        menu.addAction(self._strings("library.exclude"), lambda: self._presenter.exclude(row.path))
        suffix = PurePath(row.path).suffix
        if suffix:
            menu.addAction(self._strings("library.exclude_kind", suffix=suffix),
                           lambda: self._presenter.exclude(f"*{suffix}"))  # fmt: skip
        return menu
