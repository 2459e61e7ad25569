"""Which calls of the record are shown: period, platform, model."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from desktop.presenters.ledger import PERIODS, LedgerPresenter, day
from desktop.views.context import Context
from desktop.views.widgets import label, restyle


class LedgerFilters(QWidget):
    """Three lists; two fields more where the period is one's own."""

    def __init__(self, context: Context, presenter: LedgerPresenter) -> None:
        super().__init__()
        strings = context.strings
        self._strings, self._presenter = strings, presenter
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.period, self.platform, self.model = QComboBox(), QComboBox(), QComboBox()
        for period in PERIODS:
            self.period.addItem(strings(f"ledger.period.{period}"), period)
        self.period.activated.connect(lambda _index: self._period())
        self.days: dict[str, QLineEdit] = {}
        for box, name in ((self.period, "period"), (self.platform, "platform"), (self.model, "model")):
            box.setAccessibleName(strings(f"ledger.filter.{name}"))
            box.setMinimumWidth(context.theme.px(120))
            box.setMaximumWidth(context.theme.px(240))
            row.addWidget(box)
            if name == "period":
                self._own = QWidget()
                own = QHBoxLayout(self._own)
                own.setContentsMargins(0, 0, 0, 0)
                own.setSpacing(8)
                for side in ("since", "until"):
                    edit = QLineEdit()
                    edit.setPlaceholderText(strings(f"ledger.filter.{side}"))
                    edit.setAccessibleName(strings(f"ledger.filter.{side}"))
                    edit.setToolTip(strings("ledger.filter.day_tip"))
                    edit.setFixedWidth(context.theme.px(124))
                    edit.textChanged.connect(lambda _text: self._days())
                    own.addWidget(edit)
                    self.days[side] = edit
                    if side == "since":
                        own.addWidget(label("–", "secondary"))
                row.addWidget(self._own)
                self._own.hide()
        row.addStretch(1)
        self.count = label("", "secondary")
        row.addWidget(self.count)
        self.set_choices((), ())
        for box, name in ((self.platform, "platform"), (self.model, "model")):
            box.activated.connect(lambda _index, b=box, n=name: presenter.narrow(**{n: str(b.currentData() or "")}))

    def set_choices(self, platforms: tuple[str, ...], models: tuple[str, ...]) -> None:
        """What the record has; the choice made stays."""
        for box, name, found in ((self.platform, "platform", platforms), (self.model, "model", models)):
            if tuple(str(box.itemData(n)) for n in range(1, box.count())) == found and box.count():
                continue
            with QSignalBlocker(box):
                kept = box.currentData()
                box.clear()
                box.addItem(self._strings(f"ledger.filter.every_{name}"), "")
                for value in found:
                    box.addItem(value, value)
                box.setCurrentIndex(max(0, box.findData(kept)))

    def clear(self) -> None:
        """Show all again."""
        for box in (self.period, self.platform, self.model):
            box.setCurrentIndex(0)
        self._own.hide()
        self._presenter.narrow(since="", until="", platform="", model="")

    def _period(self) -> None:
        period = str(self.period.currentData())
        self._own.setVisible(period == "own")
        if period == "own":
            self._days()
            self.days["since"].setFocus()
        else:
            self._presenter.set_period(period)

    def _days(self) -> None:
        found = {side: day(edit.text()) for side, edit in self.days.items()}
        for side, edit in self.days.items():
            restyle(edit, tone="danger" if found[side] is None else "")
        good = {side: value for side, value in found.items() if value is not None}
        if len(good) == 2:
            self._presenter.narrow(**good)
