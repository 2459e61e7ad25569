"""최근 요청: how the last requests to platforms went, for who looks into a platform's slowness or refusals."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.models.platform_requests import PlatformRequestsModel
from desktop.presenters.connections import ConnectionsPresenter
from desktop.views.context import Context
from desktop.views.table import Table
from desktop.views.widgets import Button, label
from indexer.requests import RequestsListed

WIDTHS = {"at": 116, "platform": 194, "outcome": 92, "seconds": 76, "first": 66, "sent": 66, "received": 66,
          "tokens": 116, "tries": 42}  # fmt: skip
ROWS = 8  # shown at a time


class RequestsCard(QFrame):
    """Closed until it is asked for; then read anew each time."""

    def __init__(self, context: Context, presenter: ConnectionsPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._theme, self._presenter = strings, theme, presenter
        self.setProperty("role", "card")
        self.open_button = Button(theme, strings("connections.requests_open"), "scroll-text", clicked=self._open)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(strings("connections.requests"), "section"))
        head.addStretch(1)
        head.addWidget(self.open_button)
        self.model = PlatformRequestsModel(strings, self)
        self.table = Table(theme, self.model, WIDTHS, strings("connections.requests"))
        self._none = label(strings("connections.requests_none"), "secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(label(strings("connections.requests_text"), "secondary", wrap=True))
        column.addWidget(self._none)
        column.addWidget(self.table)
        self._none.hide()
        self.table.hide()
        theme.changed.connect(self._fit)
        self._fit()
        presenter.requests_changed.connect(self._show)

    def _fit(self) -> None:
        self.table.setFixedHeight(self._theme.px(36) * (ROWS + 1))

    def _open(self) -> None:
        if self.table.isVisibleTo(self) or self._none.isVisibleTo(self):
            self.table.hide()
            self._none.hide()
            self.open_button.setText(self._strings("connections.requests_open"))
        else:
            self.open_button.setText(self._strings("connections.requests_close"))
            self._presenter.read_requests()

    def _show(self, listed: RequestsListed) -> None:
        self.model.fill(listed)
        self._none.setVisible(not listed.rows)
        self.table.setVisible(bool(listed.rows))
