"""The conversations that are kept, at the side of 묻기: searched, opened, renamed, exported, deleted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
)

from desktop.models.conversations import ConversationListModel
from desktop.presenters.history import HistoryPresenter
from desktop.views import saving
from desktop.views.context import Context
from desktop.views.history_delegate import HistoryDelegate
from desktop.views.history_side import WIDTH
from desktop.views.widgets import Banner, Button, EmptyState, label

QWIDGETSIZE_MAX = 16_777_215  # Qt's "no limit"


class HistoryPanel(QFrame):
    """closed(); opened(): a conversation was chosen and comes to the screen."""

    closed = Signal()
    opened = Signal()

    def __init__(self, context: Context, presenter: HistoryPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._theme, self._presenter = strings, theme, presenter
        self._whole = False
        self._next = ""  # what is chosen in the list that comes
        self.setProperty("role", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QHBoxLayout()
        head.addWidget(label(strings("history.title"), "section"))
        head.addStretch(1)
        head.addWidget(Button(theme, "", "x", "quiet", strings("history.close"), self.closed.emit))
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(strings("history.search"))
        self.edit.setAccessibleName(strings("history.search"))
        self.edit.setToolTip(strings("history.search_tip"))
        self.edit.setClearButtonEnabled(True)
        self.edit.setMaxLength(200)
        self.edit.textChanged.connect(presenter.search)
        self.edit.installEventFilter(self)
        self.model = ConversationListModel(strings, self)
        self.list = QListView()
        self.list.setModel(self.model)
        self._delegate = HistoryDelegate(theme)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setAccessibleName(strings("history.title"))
        self.list.clicked.connect(self._open)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self._empty = EmptyState(theme, "history", strings("history.empty_title"), strings("history.empty_text"))
        self._stack = QStackedWidget()
        for page in (self.list, self._empty):
            self._stack.addWidget(page)
        self._off = label(strings("history.off"), "small", wrap=True)
        self._off.setContentsMargins(8, 0, 8, 0)
        self.banner = Banner(theme, strings("close"))
        self.rename = self._button("history.rename", "pencil", self._rename)
        self.export = self._button("history.export", "download", self._export)
        self.delete = self._button("history.delete", "trash-2", self._delete)
        self.delete_all = Button(theme, strings("history.delete_all"), "", "quiet", clicked=self._delete_all)
        below = QHBoxLayout()
        below.setSpacing(4)
        for button in (self.rename, self.export, self.delete):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(self.delete_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 20, 12, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.edit)
        column.addWidget(self._off)
        column.addWidget(self._stack, 1)
        column.addWidget(self.banner)
        column.addLayout(below)
        presenter.rows_changed.connect(self._show)
        presenter.current_changed.connect(self._current)
        presenter.named.connect(self._will_choose)
        presenter.undo_offered.connect(
            lambda sentence, undo: self.banner.say(sentence, "information", strings("undo"), undo)
        )
        presenter.said.connect(lambda sentence: self.banner.say(sentence, "information"))
        presenter.failed.connect(lambda told: self.banner.say(told.whole, "danger"))
        theme.changed.connect(self._fit)
        self._fit()
        self._show(presenter.rows)

    def focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if watched is self.edit and key == Qt.Key.Key_Down and self.model.rowCount():
                self.list.setCurrentIndex(self.model.index(0, 0))
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if watched is self.list and self._chosen():
                do = {Qt.Key.Key_Return: self._open, Qt.Key.Key_Enter: self._open, Qt.Key.Key_F2: self._rename,
                      Qt.Key.Key_Delete: self._delete}.get(Qt.Key(key))  # fmt: skip
                if do is not None:
                    do()
                    return True
        return super().eventFilter(watched, event)

    # ---- inside

    def _button(self, name: str, icon: str, do: object) -> Button:
        made = Button(self._theme, "", icon, "quiet", self._strings(f"{name}_tip"), do)  # type: ignore[arg-type]
        made.setAccessibleName(self._strings(name))
        return made

    def _chosen(self) -> str:
        """The name of the chosen row, "" without one."""
        at = self.list.currentIndex()
        return self.model.rows[at.row()].name if at.isValid() else ""

    def _show(self, rows: tuple) -> None:  # type: ignore[type-arg]
        query = self._presenter.query
        chosen, self._next = self._next or self._chosen() or self._presenter.current, ""
        self._delegate.searching = bool(query)
        self.model.set_rows(rows)
        if (at := self.model.place(chosen)) >= 0:
            self.list.setCurrentIndex(self.model.index(at, 0))
        name = "none" if query else "empty"
        text = self._strings(f"history.{name}_text") if query or self._presenter.kept else ""
        self._empty.say(self._strings(f"history.{name}_title"), text)
        self._stack.setCurrentWidget(self.list if rows else self._empty)
        self._off.setVisible(not self._presenter.kept)
        self._enable()

    def _will_choose(self, name: str) -> None:
        self._next = name

    def _current(self, name: str) -> None:
        self._delegate.current = name
        if (at := self.model.place(name)) >= 0:
            self.list.setCurrentIndex(self.model.index(at, 0))
        elif not name:
            self.list.setCurrentIndex(QModelIndex())
        self.list.viewport().update()

    def _enable(self) -> None:
        for button in (self.rename, self.export, self.delete):
            button.setEnabled(bool(self._chosen()))
        self.delete_all.setEnabled(bool(self.model.rows) and not self._presenter.query)

    def _open(self, _index: QModelIndex | None = None) -> None:
        if name := self._chosen():
            self._presenter.open(name)
            self.opened.emit()

    def _rename(self) -> None:
        name = self._chosen()
        title, words = self._strings("history.rename"), self._strings("history.rename_label")
        to, given = QInputDialog.getText(self, title, words, QLineEdit.EchoMode.Normal, name)
        if given and name:
            self._presenter.rename(name, to)

    def _export(self) -> None:
        name = self._chosen()
        if name and (path := saving.target(self, self._strings, name)):
            self._presenter.export(name, path)

    def _delete(self) -> None:
        if name := self._chosen():
            self._presenter.delete(name)

    def _delete_all(self) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self._strings("history.delete_all_title"))
        box.setInformativeText(self._strings("history.delete_all_text", n=len(self.model.rows)))
        yes = box.addButton(self._strings("history.delete_all"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(self._strings("cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.exec()
        if box.clickedButton() is yes:
            self._presenter.delete_all()
        box.deleteLater()

    def _menu(self, at: QPoint) -> None:
        if not self.list.indexAt(at).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._strings("history.open"), self._open)
        menu.addAction(self._strings("history.rename"), self._rename)
        menu.addAction(self._strings("history.export"), self._export)
        menu.addSeparator()
        menu.addAction(self._strings("history.delete"), self._delete)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def set_whole(self, whole: bool) -> None:
        """Take all the room there is, or stand at the side."""
        self._whole = whole
        self._fit()

    def _fit(self) -> None:
        width = self._theme.px(WIDTH)
        self.setMinimumWidth(width)
        self.setMaximumWidth(QWIDGETSIZE_MAX if self._whole else width)
