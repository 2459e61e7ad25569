"""Names with what they hold, one a line, to be ticked or only to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.views.context import Context
from desktop.views.widgets import Button, label

SHOWN = 5  # lines before it scrolls


@dataclass(frozen=True, slots=True)
class Line:
    """`key`: what is given back when it is ticked; `facts`: at the right end."""

    key: str
    text: str
    facts: str


class ChoiceList(QWidget):
    """changed(): something was ticked or no longer. Hidden while there is nothing in it."""

    changed = Signal()

    def __init__(self, context: Context, title: str, ticks: bool = True) -> None:
        super().__init__()
        self._context, self._ticks, self._title = context, ticks, title
        strings = context.strings
        self.head = label(title, "strong")
        self.all = Button(context.theme, strings("handover.all"), kind="quiet", clicked=self._all)
        self.all.setAccessibleName(f"{title}: {self.all.words}")
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(title)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # ticks alone say what is chosen
        self.list.itemChanged.connect(lambda _item, _column: self._changed())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.head)
        row.addStretch(1)
        row.addWidget(self.all)
        if not ticks:  # shown without a parent it would flash as a window
            self.all.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.list)
        context.theme.changed.connect(self._fit)
        self.hide()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """All ticked at first."""
        self.list.blockSignals(True)
        self.list.clear()
        for one in lines:
            item = QTreeWidgetItem([f"\u2002{one.text}" if self._ticks else one.text, one.facts])
            item.setData(0, Qt.ItemDataRole.UserRole, one.key)
            item.setToolTip(0, one.text)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{one.text}, {one.facts}")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if self._ticks:
                item.setCheckState(0, Qt.CheckState.Checked)
            self.list.addTopLevelItem(item)
        if lines:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self.list.blockSignals(False)
        self.setVisible(bool(lines))
        self._fit()
        self._changed()

    def chosen(self) -> tuple[str, ...]:
        """The keys of what is ticked, in their order."""
        items = map(self.list.topLevelItem, range(self.list.topLevelItemCount()))
        return tuple(
            str(i.data(0, Qt.ItemDataRole.UserRole)) for i in items if i and i.checkState(0) == Qt.CheckState.Checked
        )

    def tick(self, key: str, on: bool) -> None:
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) == key:
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _all(self) -> None:
        on = len(self.chosen()) < self.list.topLevelItemCount()
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None:
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _changed(self) -> None:
        whole = len(self.chosen()) == self.list.topLevelItemCount()
        self.all.setText(self._context.strings("handover.none" if whole else "handover.all"))
        self.all.setAccessibleName(f"{self._title}: {self.all.words}")
        self.changed.emit()

    def _fit(self) -> None:
        rows = self.list.topLevelItemCount()
        if rows:
            self.list.ensurePolished()
            self.list.setFixedHeight(self.list.sizeHintForRow(0) * min(rows, SHOWN) + 2 * self.list.frameWidth() + 2)
