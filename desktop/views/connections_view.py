"""연결: which AI platform answers, or that the PC answers by quoting."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop.messages import Told
from desktop.presenters.connections import ConnectionsPresenter
from desktop.views.context import Context
from desktop.views.widgets import Banner, Button, Elided, clear, frame, label
from indexer.requests import PlatformRow, Platforms, PlatformTested


class PlatformCard(QWidget):
    """One profile and what is done with it. used(name), tested(name), edited(row), removed(name)."""

    used = Signal(str)
    tested = Signal(str)
    edited = Signal(object)
    removed = Signal(object)

    def __init__(self, row: PlatformRow, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self.row = row
        self._strings = strings
        card = frame("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(row.name, "section"))
        if row.current:
            head.addWidget(label("● " + strings("connections.current"), "secondary", tone="success"))
        head.addStretch(1)
        self._use = Button(theme, strings("connections.use"), "check", clicked=lambda: self.used.emit(row.name))
        self.test_button = Button(theme, strings("connections.test"), "plug",
                                  clicked=lambda: self.tested.emit(row.name))  # fmt: skip
        edit = Button(theme, strings("connections.edit"), "", "quiet", clicked=lambda: self.edited.emit(row))
        remove = Button(theme, strings("connections.remove"), "trash-2", "quiet",
                        clicked=lambda: self.removed.emit(row))  # fmt: skip
        for button in (self._use, self.test_button, edit, remove):
            button.setAccessibleName(f"{button.words}: {row.name}")
            head.addWidget(button)
        column.addLayout(head)
        self._use.setVisible(not row.current)  # not before it has a parent: it would flash as a window
        key = strings("connections.has_key" if row.has_key else "connections.no_key")
        column.addWidget(Elided(f"{row.model}  ·  {row.url}  ·  {key}", "secondary"))
        self._steps = QVBoxLayout()
        self._steps.setSpacing(4)
        column.addLayout(self._steps)

    def set_testing(self) -> None:
        clear(self._steps)
        self._steps.addWidget(label(self._strings("connections.testing"), "secondary"))
        self.test_button.setEnabled(False)

    def set_tested(self, tested: PlatformTested) -> None:
        clear(self._steps)
        self.test_button.setEnabled(True)
        for _name, passed, sentence in tested.steps:
            mark = self._strings("connections.passed" if passed else "connections.not_passed")
            self._steps.addWidget(
                label(f"{mark}  {sentence}", "secondary", wrap=True, tone="success" if passed else "danger")
            )
        if tested.models:
            models = self._strings("connections.models", names=", ".join(tested.models))
            self._steps.addWidget(label(models, "small", wrap=True))

    def set_failed(self, told: Told) -> None:
        clear(self._steps)
        self.test_button.setEnabled(True)
        self._steps.addWidget(label(told.whole, "secondary", wrap=True, tone="danger"))


class PlatformForm(QWidget):
    """Name, address, model and key of a profile. saved(name, url, model, key), closed()."""

    saved = Signal(str, str, str, str)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings = strings
        card = frame("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self._title = label(strings("connections.add"), "section")
        column.addWidget(self._title)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fields: dict[str, QLineEdit] = {}
        for name in ("name", "url", "model", "key"):
            edit = QLineEdit()
            edit.setPlaceholderText(strings(f"connections.hint.{name}"))
            edit.setAccessibleName(strings(f"connections.field.{name}"))
            edit.textChanged.connect(self._check)
            edit.returnPressed.connect(self._save)
            word = label(strings(f"connections.field.{name}"), "secondary")
            word.setMinimumHeight(theme.px(32))
            form.addRow(word, edit)
            self.fields[name] = edit
        self.fields["key"].setEchoMode(QLineEdit.EchoMode.Password)
        column.addLayout(form)
        self._note = label(strings("connections.key_note"), "small", wrap=True)
        column.addWidget(self._note)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button(theme, strings("cancel"), clicked=self.closed.emit))
        self.save_button = Button(theme, strings("connections.save"), "check", "primary", clicked=self._save)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self._check()

    def fill(self, row: PlatformRow | None) -> None:
        """Show a profile for changing, or nothing for a new one."""
        values = (row.name, row.url, row.model, "") if row else ("", "", "", "")
        for edit, value in zip(self.fields.values(), values, strict=True):
            edit.setText(value)
        self.fields["name"].setEnabled(row is None)
        self._title.setText(self._strings("connections.change" if row else "connections.add"))
        hint = "connections.hint.key_kept" if row and row.has_key else "connections.hint.key"
        self.fields["key"].setPlaceholderText(self._strings(hint))

    def _values(self) -> tuple[str, str, str, str]:
        name, url, model, key = (e.text().strip() for e in self.fields.values())
        return name, url, model, key

    def _check(self) -> None:
        name, url, model, _key = self._values()
        self.save_button.setEnabled(bool(name and model and url.startswith(("http://", "https://"))))

    def _save(self) -> None:
        if self.save_button.isEnabled():
            self.saved.emit(*self._values())
            self.fields["key"].clear()


class ConnectionsView(QWidget):
    """All profiles, the quoting answerer first."""

    def __init__(self, context: Context, presenter: ConnectionsPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._context, self._strings, self._presenter = context, strings, presenter
        self.setProperty("role", "screen")
        self.cards: dict[str, PlatformCard] = {}
        self._add = Button(theme, strings("connections.add"), "plus", "primary", clicked=lambda: self._edit(None))
        head = QHBoxLayout()
        head.addWidget(label(strings("connections.title"), "title"))
        head.addStretch(1)
        head.addWidget(self._add)
        self.banner = Banner(theme, strings("close"))
        self.form = PlatformForm(context)
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
        self.quote_button = Button(theme, strings("connections.use"), "check", clicked=lambda: presenter.use(None))
        across.addWidget(self._quote_current)
        across.addWidget(self.quote_button)
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
        column.addWidget(self.form)
        column.addWidget(quote)
        column.addLayout(self._rows)
        column.addWidget(self._none)
        column.addStretch(1)
        inside.setMaximumWidth(920)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        presenter.platforms_changed.connect(self._platforms)
        presenter.testing.connect(lambda name: self.cards[name].set_testing())
        presenter.tested.connect(self._tested)
        presenter.test_failed.connect(self._test_failed)
        presenter.failed.connect(lambda told: self.banner.say(told.whole, "danger"))
        if presenter.rows is not None:  # heard before this screen was made
            self._platforms(Platforms(presenter.rows))

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

    def _edit(self, row: PlatformRow | None) -> None:
        self.form.fill(row)
        self.form.show()
        self.form.fields["name" if row is None else "url"].setFocus()

    def _save(self, name: str, url: str, model: str, key: str) -> None:
        self._presenter.save(name, url, model, key)
        self.form.hide()

    def _remove(self, row: PlatformRow) -> None:
        self._presenter.remove(row.name)
        self.banner.say(
            self._strings("connections.removed", name=row.name), "information", self._strings("undo"),
            lambda: self._presenter.save(row.name, row.url, row.model, None),
        )  # fmt: skip

    def _tested(self, name: str, tested: PlatformTested) -> None:
        if name in self.cards:
            self.cards[name].set_tested(tested)

    def _test_failed(self, name: str, told: Told) -> None:
        if name in self.cards:
            self.cards[name].set_failed(told)
