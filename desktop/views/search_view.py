"""찾기: results as one types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QListView, QStackedWidget, QVBoxLayout, QWidget

from desktop import formats
from desktop.messages import Told
from desktop.models.hits import HitListModel
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.names import NamesPresenter
from desktop.presenters.search import SearchPresenter
from desktop.views.context import Context
from desktop.views.dragging import DragsOut
from desktop.views.explain_panel import ExplainPanel
from desktop.views.hit_delegate import HitDelegate
from desktop.views.names_group import NamesGroup
from desktop.views.search_filters import SearchFilters
from desktop.views.widgets import Button, EmptyState, label
from indexer.requests import Found

MODES = ("hybrid", "lexical", "vector")


class SearchView(QWidget):
    """source_opened(Hit or FileRow), folder_wanted()."""

    source_opened = Signal(object)
    folder_wanted = Signal()

    def __init__(self, context: Context, presenter: SearchPresenter, library: LibraryPresenter) -> None:
        super().__init__()
        self._names_presenter = NamesPresenter(context.tasks, self)
        self.names = NamesGroup(context)
        self._names_presenter.found.connect(self.names.set_files)
        self.names.opened.connect(self.source_opened)
        self.names.left.connect(self._leave_names)
        strings, theme = context.strings, context.theme
        self._strings, self._presenter, self._library = strings, presenter, library
        self.setProperty("role", "screen")
        self.edit = QLineEdit()
        self.edit.setProperty("role", "search")
        self.edit.setPlaceholderText(strings("search.placeholder"))
        self.edit.setAccessibleName(strings("search.input"))
        self.edit.setClearButtonEnabled(True)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._typed)
        modes = QHBoxLayout()
        modes.setSpacing(8)
        group = QButtonGroup(self)
        for mode in MODES:
            chip = Button(theme, strings(f"search.mode.{mode}"), kind="chip", tip=strings(f"search.mode_tip.{mode}"))
            chip.setCheckable(True)
            chip.setChecked(mode == "hybrid")
            chip.clicked.connect(lambda _checked=False, m=mode: presenter.set_mode(m))
            group.addButton(chip)
            modes.addWidget(chip)
        modes.addSpacing(8)
        self.fold = Button(theme, strings("search.fold"), kind="chip", tip=strings("search.fold_tip"))
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.toggled.connect(self._fold)
        self.why = Button(theme, strings("search.why_button"), kind="chip", tip=strings("search.why_tip"))
        self.why.setCheckable(True)
        self.why.toggled.connect(self._why)
        for chip in (self.fold, self.why):
            modes.addWidget(chip)
        modes.addStretch(1)
        self._count = label("", "secondary")
        head = QHBoxLayout()
        head.addWidget(label(strings("search.title"), "title"))
        head.addStretch(1)
        head.addWidget(self._count)

        self.filters = SearchFilters(context, presenter)
        self.understood = label("", "small", wrap=True)
        self.understood.hide()
        self.explain = ExplainPanel(context)
        self.model = HitListModel(strings, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self._delegate = HitDelegate(theme, strings)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(strings("search.results"))
        DragsOut(self.list, lambda index: self.model.hit(index.row()).path)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._current(now))
        theme.changed.connect(self.list.doItemsLayout)
        self._first = EmptyState(theme, "library", strings("ask.first_title"), strings("search.first_text"),
                                 strings("library.add_folder"), "folder-plus")  # fmt: skip
        self._first.pressed.connect(self.folder_wanted)
        self._empty = EmptyState(theme, "search", strings("search.empty_title"), strings("search.empty_text"))
        self._none = EmptyState(theme, "search", strings("search.none_title", query=""), strings("search.none_text"))
        self._fault = EmptyState(theme, "circle-alert", "", "", strings("search.again"), "refresh-cw")
        self._fault.pressed.connect(presenter.search_now)
        self._stack = QStackedWidget()
        for page in (self._empty, self._first, self._none, self._fault, self.list):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addSpacing(4)
        column.addWidget(self.edit)
        column.addLayout(modes)
        column.addWidget(self.filters)
        column.addWidget(self.understood)
        column.addWidget(self.names)
        column.addWidget(self._stack, 1)
        column.addWidget(self.explain)

        presenter.found.connect(self._found)
        presenter.searching.connect(self._searching)
        presenter.failed.connect(self._failed)
        presenter.emptied.connect(self._emptied)
        presenter.facets_changed.connect(self.filters.set_facets)
        library.sources_changed.connect(self.filters.set_sources)
        if library.sources is not None:
            self.filters.set_sources(library.sources)
        library.sources_changed.connect(lambda _sources: self._emptied() if not self.edit.text().strip() else None)
        self._emptied()

    def shown(self) -> None:
        """The screen came to the front: what there is to filter by, and which files, may have changed."""
        self._presenter.read_facets()
        self._names_presenter.refresh()

    def focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Search while a syllable is composed too; the arrow keys walk the results from the field."""
        if isinstance(event, QInputMethodEvent) and event.preeditString():
            at = self.edit.cursorPosition()
            text = self.edit.text()
            self._typed(text[:at] + event.preeditString() + text[at:])
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.isVisible():
                current = self.list.currentIndex()
                if current.isValid():
                    self._open(current)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.model.rowCount():
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                if step < 0 and self.list.currentIndex().row() <= 0 and self.names.isVisible():
                    self.names.enter(-1)
                    return True
                row = min(max(self.list.currentIndex().row() + step, 0), self.model.rowCount() - 1)
                self.list.setCurrentIndex(self.model.index(row, 0))
                return True
            if event.key() == Qt.Key.Key_Down and self.names.isVisible():  # names alone were found
                self.names.enter(0)
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
                current = self.list.currentIndex()
                if current.isValid():
                    self.model.set_open(current.row(), event.key() == Qt.Key.Key_Right)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._presenter.type(text)
        self._names_presenter.type(text)

    def _leave_names(self, step: int) -> None:
        """The arrow keys go on from the names: down to the passages, up to the field."""
        if step > 0 and self.list.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.setCurrentIndex(self.model.index(0, 0))
        elif step < 0:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _found(self, found: Found) -> None:
        new = self.model.set_hits(found.hits)
        self._tell(found)
        if not found.hits:
            self.explain.hide()
            self._count.setText("")
            next_step = "search.none_filtered" if self._presenter.filters else "search.none_text"
            title = self._strings("search.none_title", query=self._presenter.query)
            self._none.say(title, self._strings(next_step))
            self._stack.setCurrentWidget(self._none)
            return
        words = self._strings("search.count", n=formats.count(len(found.hits)), ms=formats.count(round(found.ms)))
        if found.vectors_pending:
            words += " · " + self._strings("search.vectors_pending", n=formats.count(found.vectors_pending))
        self._count.setText(words)
        self._stack.setCurrentWidget(self.list)
        if new:
            self.list.setCurrentIndex(self.model.index(0, 0))
            self.list.scrollToTop()

    def _tell(self, found: Found) -> None:
        """What of the question was understood as a condition, put right or left out."""
        lines = [
            u.message or self._strings(f"search.understood.{u.effect}", words=u.words, value=u.value)
            for u in found.understood
        ]
        lines += found.notices
        self.understood.setText("  ·  ".join(dict.fromkeys(lines)))
        self.understood.setVisible(bool(lines))

    def _current(self, index: QModelIndex) -> None:
        if self.why.isChecked() and index.isValid():
            self.explain.show_hit(self.model.hit(index.row()))

    def _fold(self, on: bool) -> None:
        self.model.set_folding(on)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))

    def _why(self, on: bool) -> None:
        self.explain.hide()
        self._presenter.set_explain(on)
        self._current(self.list.currentIndex())

    def _searching(self, on: bool) -> None:
        if on and self._stack.currentWidget() is not self.list:
            self._count.setText(self._strings("search.searching"))
        elif not on and self._count.text() == self._strings("search.searching"):
            self._count.setText("")

    def _failed(self, told: Told) -> None:
        self._count.setText("")
        self._fault.say(told.message, told.next_step)
        self._stack.setCurrentWidget(self._fault)

    def _emptied(self) -> None:
        self._count.setText("")
        self.model.set_hits(())
        self.understood.hide()
        self.explain.hide()
        sources = self._library.sources
        first = sources is not None and not sources.rows
        self._stack.setCurrentWidget(self._first if first else self._empty)

    def _open(self, index: QModelIndex) -> None:
        self.source_opened.emit(self.model.hit(index.row()))
