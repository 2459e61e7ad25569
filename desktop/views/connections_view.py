"""연결: which AI platform answers, or that the PC answers by quoting; what a model is told."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.messages import Told
from desktop.presenters.connections import ConnectionsPresenter
from desktop.views.context import Context
from desktop.views.instructions_card import InstructionsCard
from desktop.views.platform_card import PlatformCard
from desktop.views.platform_form import PlatformForm
from desktop.views.requests_card import RequestsCard
from desktop.views.widgets import Banner, Button, clear, frame, label
from indexer.requests import PlatformRow, Platforms, PlatformTested, PolicyInForce


class ConnectionsView(QWidget):
    """All profiles, the quoting answerer first."""

    def __init__(self, context: Context, presenter: ConnectionsPresenter, form: PlatformForm) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._context, self._strings, self._presenter = context, strings, presenter
        self.setProperty("role", "screen")
        self.cards: dict[str, PlatformCard] = {}
        self._test_next = ""
        self._add = Button(theme, strings("connections.add"), "plus", "primary", clicked=lambda: self._edit(None))
        head = QHBoxLayout()
        head.addWidget(label(strings("connections.title"), "title"))
        head.addStretch(1)
        head.addWidget(self._add)
        self.banner = Banner(theme, strings("close"))
        self.form = form
        self.form.hide()
        self.form.saved.connect(self._save)
        self.form.closed.connect(self.form.hide)
        quote = frame("card")
        across = QHBoxLayout(quote)
        across.setContentsMargins(16, 12, 12, 12)
        across.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(strings("connections.quote"), "section"))
        words.addWidget(label(strings("connections.quote_text"), "secondary", wrap=True))
        across.addLayout(words, 1)
        self._quote_current = label("● " + strings("connections.current"), "secondary", tone="success")
        self.quote_button = Button(
            theme, strings("connections.use_quote"), "check", clicked=lambda: presenter.use(None)
        )
        across.addWidget(self._quote_current)
        across.addWidget(self.quote_button)
        self._locked = label("", "secondary", wrap=True, tone="warning")
        self._locked.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self._none = label(strings("connections.none"), "secondary", wrap=True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(label(strings("connections.text"), "secondary", wrap=True))
        column.addSpacing(4)
        column.addWidget(self.banner)
        column.addWidget(self._locked)
        column.addWidget(self.form)
        column.addWidget(quote)
        column.addLayout(self._rows)
        column.addWidget(self._none)
        column.addSpacing(4)
        self.instructions = InstructionsCard(context, presenter)
        column.addWidget(self.instructions)
        self.requests = RequestsCard(context, presenter)
        column.addWidget(self.requests)
        column.addStretch(1)
        self._inside = inside
        theme.changed.connect(self._fit)
        self._fit()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        presenter.platforms_changed.connect(self._platforms)
        presenter.testing.connect(self._testing)
        presenter.saved.connect(self._saved)
        presenter.presets_changed.connect(lambda presets: self.form.set_presets(presets.rows))
        presenter.policy_changed.connect(self._policy)
        presenter.tested.connect(self._tested)
        presenter.test_failed.connect(self._test_failed)
        presenter.failed.connect(lambda told: self.banner.say(told.whole, "danger"))
        if presenter.rows is not None:  # heard before this screen was made
            self._platforms(Platforms(presenter.rows))

    def _fit(self) -> None:
        self._inside.setMaximumWidth(self._context.theme.px(920))

    def shown(self) -> None:
        """The screen came to the front."""
        self._presenter.read_more()

    def focus(self) -> None:
        self._add.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _platforms(self, platforms: Platforms) -> None:
        clear(self._rows)
        self.cards.clear()
        for row in platforms.rows:
            card = PlatformCard(row, self._context)
            card.used.connect(self._presenter.use)
            card.tested.connect(self._presenter.test)
            card.edited.connect(self._edit)
            card.removed.connect(self._remove)
            self._rows.addWidget(card)
            self.cards[row.name] = card
        quoting = self._presenter.current is None
        self._quote_current.setVisible(quoting)
        self.quote_button.setVisible(not quoting)
        self._none.setVisible(not platforms.rows)
        if self._test_next in self.cards:
            name, self._test_next = self._test_next, ""
            self._presenter.test(name)

    def _edit(self, row: PlatformRow | None) -> None:
        self.form.fill(row)
        self.form.show()
        self.form.fields["name" if row is None else "url"].setFocus()

    def _save(self, name: str, url: str, model: str, key: str, options: dict[str, Any]) -> None:
        self._presenter.save(name, url, model, key, options)
        self.form.hide()

    def _saved(self, name: str) -> None:
        """A platform that was just written down is tried at once; its card comes with the next list."""
        self._test_next = name

    def _testing(self, name: str) -> None:
        if name in self.cards:
            self.cards[name].set_testing()

    def _policy(self, policy: PolicyInForce) -> None:
        """What the agency has fixed about platforms, and whom to ask."""
        only, quote = policy.rules.get("only_these_platforms"), policy.rules.get("quote_only")
        words = "connections.quote_only" if quote or policy.fault else "connections.only_these" if only else ""
        self._locked.setText(self._strings(words) if words else "")
        self._locked.setVisible(bool(words))
        self._add.setEnabled(not only)

    def _remove(self, row: PlatformRow) -> None:
        self._presenter.remove(row.name)
        self.banner.say(
            self._strings("connections.removed", name=row.name), "information", self._strings("undo"),
            lambda: self._presenter.save(row.name, row.url, row.model, None, _options(row)),
        )  # fmt: skip

    def _tested(self, name: str, tested: PlatformTested) -> None:
        if name in self.cards:
            self.cards[name].set_tested(tested)

    def _test_failed(self, name: str, told: Told) -> None:
        if name in self.cards:
            self.cards[name].set_failed(told)


def _options(row: PlatformRow) -> dict[str, Any]:
    """A profile's further fields, for putting it back."""
    return {
        "ceiling": row.ceiling, "requests_per_day": row.requests_per_day, "ca_file": row.ca_file, "proxy": row.proxy,
        "embedding_model": row.embedding_model, "rerank_model": row.rerank_model,
        "requests_per_minute": row.requests_per_minute, "tokens_per_minute": row.tokens_per_minute,
    }  # fmt: skip
