"""기록: what was sent to which platform, whether the record is whole, and the record for others to read."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop import formats
from desktop.messages import tell
from desktop.models.calls import CallTableModel
from desktop.presenters.ledger import LedgerPresenter
from desktop.views.context import Context
from desktop.views.ledger_detail import LedgerDetail
from desktop.views.ledger_filters import LedgerFilters
from desktop.views.states import States
from desktop.views.table import Table
from desktop.views.widgets import Banner, Button, frame, label, restyle
from indexer.requests import FileRow, LedgerChecked, LedgerExported, ListCalls

WIDTHS = {
    "at": 176, "platform": 144, "model": 104, "purpose": 136, "documents": 56, "grades": 72, "masks": 88,
    "verdicts": 160, "outcome": 96,
}  # fmt: skip
FAULTS_SHOWN = 3


class LedgerView(QWidget):
    """source_opened(FileRow)."""

    source_opened = Signal(object)

    def __init__(self, context: Context, presenter: LedgerPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._presenter = strings, presenter
        self.setProperty("role", "screen")
        self._check = Button(theme, strings("ledger.check"), "shield-check", "", strings("ledger.check_tip"),
                             presenter.check)  # fmt: skip
        audit = Button(theme, strings("ledger.audit"), "download", "", strings("ledger.audit_tip"),
                       lambda: self.export(public=False))  # fmt: skip
        public = Button(theme, strings("ledger.public"), "download", "", strings("ledger.public_tip"),
                        lambda: self.export(public=True))  # fmt: skip
        self._buttons = (self._check, audit, public)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(strings("ledger.title"), "title"))
        head.addStretch(1)
        for button in self._buttons:
            head.addWidget(button)
        self.banner = Banner(theme, strings("close"))
        self.seal = frame("banner")
        seal = QVBoxLayout(self.seal)
        seal.setContentsMargins(12, 8, 12, 8)
        seal.setSpacing(4)
        self.verdict = label("", "strong", wrap=True)
        self._faults = label("", "secondary", wrap=True)
        self._faults.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._faults.hide()
        seal.addWidget(self.verdict)
        seal.addWidget(self._faults)

        self.model = CallTableModel(context.tasks, strings, self)
        self.table = Table(theme, self.model, WIDTHS, strings("ledger.calls"))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._selected(now))
        self.states = States(theme, strings, self.table, "scroll-text")
        self.states.again.connect(self.reload)
        self.filters = LedgerFilters(context, presenter)
        self.detail = LedgerDetail(context)
        self.detail.document_opened.connect(lambda path: self.source_opened.emit(FileRow(path, "indexed", "", 0, "")))
        self.detail.hide()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setProperty("role", "gap")
        self._splitter.setHandleWidth(12)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.states)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 1)
        self.detail.setMinimumHeight(theme.px(220))

        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(label(strings("ledger.text"), "secondary", wrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.seal)
        column.addWidget(self.filters)
        column.addWidget(self._splitter, 1)

        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(lambda failed: self.states.show_fault(tell(failed, strings)))
        self.model.choices_changed.connect(self.filters.set_choices)
        presenter.filter_changed.connect(self._filter)
        presenter.checking.connect(self._checking)
        presenter.checked.connect(self._checked)
        presenter.named.connect(self.detail.set_names)
        presenter.exported.connect(self._exported)
        presenter.failed.connect(lambda told: self.banner.say(told.whole, "danger"))
        self._checking()

    def shown(self) -> None:
        """The screen came to the front: what was asked since is read, and the record looked at."""
        if self.model.rowCount():
            self.model.refresh()
        else:
            self.reload()
        self._presenter.check()

    def reload(self) -> None:
        self.states.show_loading()
        self.model.restart()

    def focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def export(self, public: bool) -> None:
        """Ask where to, then write there."""
        name = self._strings("ledger.public_file" if public else "ledger.audit_file")
        kinds = self._strings("ledger.public_filter" if public else "ledger.audit_filter")
        path, _kind = QFileDialog.getSaveFileName(self, self._strings("ledger.export"), name, kinds)
        if path:
            self._presenter.export(path, public)

    # ---- inside

    def _filter(self, wanted: ListCalls) -> None:
        self.detail.hide()
        self.states.show_loading()
        self.model.show(wanted)

    def _loaded(self, total: int) -> None:
        self.filters.count.setText(self._strings("ledger.count", n=formats.count(total)) if total else "")
        if total:
            self.states.show_content()
        elif self.model.filtered:
            title, text = self._strings("ledger.no_match"), self._strings("ledger.no_match_text")
            self.states.show_none(title, text, self._strings("search.clear_filters"), "x", self.filters.clear)
        else:
            self.states.show_none(self._strings("ledger.none"), self._strings("ledger.none_text"))
        self.filters.setVisible(bool(total) or self.model.filtered)

    def _checking(self) -> None:
        self.verdict.setText(self._strings("ledger.checking"))
        self._faults.hide()
        restyle(self.seal, tone="")

    def _checked(self, state: LedgerChecked) -> None:
        strings = self._strings
        n = formats.count(state.calls)
        nothing = not state.entries and not state.faults
        self.seal.setVisible(not nothing)  # the empty list says it
        for button in self._buttons[1:]:
            button.setEnabled(not nothing)
        if state.faults:
            self.verdict.setText(strings("ledger.broken", n=n, k=formats.count(len(state.faults))))
        else:
            self.verdict.setText(strings("ledger.whole", n=n))
        lines = [message for _line, _kind, message in state.faults[:FAULTS_SHOWN]]
        if len(state.faults) > FAULTS_SHOWN:
            lines.append(strings("ledger.more_faults", n=formats.count(len(state.faults) - FAULTS_SHOWN)))
        if lines:
            lines.append(strings("ledger.broken_next"))
        self._faults.setText("\n".join(lines))
        self._faults.setVisible(bool(lines))
        self.seal.setAccessibleName(self.verdict.text())
        restyle(self.seal, tone="danger" if state.faults else "success")

    def _exported(self, done: LedgerExported) -> None:
        name = formats.name(done.path)
        words = self._strings("ledger.exported", name=name, n=formats.count(done.calls))
        if not done.whole:
            words += " " + self._strings("ledger.exported_broken")
        self.banner.say(words, "information" if done.whole else "warning")

    def _selected(self, index: QModelIndex) -> None:
        row = self.model.row(index.row()) if index.isValid() else None
        self.detail.setVisible(row is not None)
        if row is not None:
            self.detail.show_call(row)
            self._presenter.name(row)
