"""자료: what is read, what is not and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.messages import Told
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.recognition import RecognitionPresenter
from desktop.views.context import Context
from desktop.views.file_list import FileList
from desktop.views.handover.desk import HandoverDesk
from desktop.views.handover.page import SUFFIX, HandoverPage
from desktop.views.progress_panel import ProgressPanel
from desktop.views.sources_list import SourcesList
from desktop.views.widgets import Banner, Button, EmptyState, label, restyle
from indexer.requests import Sources


class LibraryView(QWidget):
    """source_opened(FileRow)."""

    source_opened = Signal(object)

    def __init__(
        self, context: Context, presenter: LibraryPresenter, recognition: RecognitionPresenter, files: FileList
    ) -> None:  # fmt: skip
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._presenter, self._recognition = strings, presenter, recognition
        self.setProperty("role", "screen")
        self.setAcceptDrops(True)
        self._add_folder = Button(theme, strings("library.add_folder"), "folder-plus", "primary",
                                  clicked=self.choose_folder)  # fmt: skip
        self._add_files = Button(theme, strings("library.add_files"), "file-plus", clicked=self.choose_files)
        self._again = Button(theme, strings("library.again"), "refresh-cw", "", strings("library.again_tip"),
                             lambda: presenter.index())  # fmt: skip
        self.desk = HandoverDesk(context, presenter, self)
        self._handover = Button(theme, f"{strings('handover.button')}  ▾", kind="quiet", clicked=self._handover_menu)
        self._handover.setAccessibleName(strings("handover.button"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(strings("library.title"), "title"))
        head.addStretch(1)
        for button in (self._handover, self._again, self._add_files, self._add_folder):
            head.addWidget(button)
        self.banner = Banner(theme, strings("close"))
        self.progress = ProgressPanel(context)
        self.progress.stopped.connect(self._stop)
        self.sources = SourcesList(context)
        self.sources.removed.connect(presenter.remove)
        self.sources.included.connect(presenter.include)
        self.sources.graded.connect(presenter.grade)
        self.files = files
        self.files.source_opened.connect(self.source_opened)
        self.files.actions_.said.connect(lambda sentence: self.banner.say(sentence, "warning"))
        self.model, self.table, self.chips = self.files.model, self.files.table, self.files.chips
        self.filter, self.reason = self.files.filter, self.files.actions_.reason

        self._full = QWidget()
        inner = QVBoxLayout(self._full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(16)
        inner.addWidget(self.sources)
        inner.addWidget(self.files, 1)
        self._first = EmptyState(theme, "library", strings("ask.first_title"), strings("library.first_text"),
                                 strings("library.add_folder"), "folder-plus")  # fmt: skip
        self._first.pressed.connect(self.choose_folder)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._full)
        self._pages.addWidget(self._first)
        self._content = QWidget()
        self._whole = QStackedLayout(self)
        self._whole.addWidget(self._content)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        column.addWidget(self._pages, 1)

        presenter.sources_changed.connect(self._sources)
        presenter.status_changed.connect(self.files.set_status)
        presenter.progress.connect(self.progress.set_progress)
        presenter.indexing_changed.connect(self._indexing)
        presenter.failed.connect(self._failed)
        presenter.undo_offered.connect(self._offer_undo)
        presenter.rows_changed.connect(self.files.refresh)
        presenter.unlocked.connect(lambda sentence: self.banner.say(sentence, "information"))
        recognition.progress.connect(self.progress.set_progress)
        recognition.running_changed.connect(self._recognising)
        recognition.failed.connect(self._failed)
        self.desk.page_wanted.connect(self._show_page)
        self.desk.closed.connect(self.show_sources)
        self.desk.said.connect(self._said)
        self._catch_up()

    def _catch_up(self) -> None:
        """Show what the presenter heard before this screen was made."""
        presenter = self._presenter
        if presenter.sources is not None:
            self._sources(presenter.sources)
        if presenter.status is not None:
            self.files.set_status(presenter.status)
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
        """Read these folders and files; a handover bundle is taken in instead."""
        bundles = [path for path in paths if path.lower().endswith(SUFFIX)]
        if bundles:
            self.desk.take(bundles[0])
        if others := tuple(path for path in paths if path not in bundles):
            if not bundles:
                self.show_sources()
            self._presenter.index(others)

    def show_sources(self) -> None:
        """Back from 인수인계."""
        self._whole.setCurrentWidget(self._content)

    def show_state(self, state: str | None) -> None:
        """Show the files of one state."""
        self.show_sources()
        self.files.show_state(state)

    def shown(self) -> None:
        """The screen came to the front."""
        if self.model.rowCount() == 0:
            self.files.reload()
        self._recognition.refresh()

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

    def _stop(self) -> None:
        self._presenter.stop()
        self._recognition.stop()

    def _sources(self, sources: Sources) -> None:
        self.sources.set_sources(sources)
        first = not sources.rows and not self._presenter.indexing
        self._pages.setCurrentWidget(self._first if first else self._full)
        for button in (self._again, self._add_files, self._add_folder):
            button.setVisible(not first or button is self._add_files)
        if not first and self.isVisible() and self.model.rowCount() == 0:
            self.model.refresh()

    def _indexing(self, on: bool) -> None:
        self.progress.setVisible(on)
        self._again.setEnabled(not on)
        if on:
            self._pages.setCurrentWidget(self._full)
            if self.banner.isVisible() and self.banner.property("tone") == "danger":
                self.banner.hide()

    def _recognising(self, on: bool) -> None:
        self.progress.setVisible(on or self._presenter.indexing)
        if not on:
            self._presenter.refresh()
            self.files.refresh()

    def _failed(self, told: Told) -> None:
        self.banner.say(told.whole, "danger")

    def _said(self, sentence: str, tone: str, undo: object) -> None:
        do = undo if callable(undo) else None
        self.banner.say(sentence, tone, self._strings("undo") if do else "", do)

    def _handover_menu(self) -> None:
        menu = self.desk.menu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._handover.mapToGlobal(self._handover.rect().bottomLeft()))

    def _show_page(self, page: HandoverPage) -> None:
        if self._whole.indexOf(page) < 0:
            self._whole.addWidget(page)
        self._whole.setCurrentWidget(page)
        page.shown()

    def _offer_undo(self, sentence: str, undo: object) -> None:
        self.banner.say(sentence, "information", self._strings("undo"), undo if callable(undo) else None)
