"""A platform to be added or changed, step by step: its form, its address, the key, what may be sent to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.views.context import Context
from desktop.views.numbers import Number
from desktop.views.widgets import Button, frame, label
from indexer.requests import PlatformRow, PresetRow

GRADES = ("O", "S", "C")
TEXTS = ("name", "url", "model", "key")
MODELS = ("embedding_model", "rerank_model")
MORE = (*MODELS, "ca_file", "proxy")


class PlatformForm(QWidget):
    """saved(name, url, model, key, options), closed()."""

    saved = Signal(str, str, str, str, object)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings = strings
        self._presets: dict[str, PresetRow] = {}
        card = frame("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self._title = label(strings("connections.add"), "section")
        column.addWidget(self._title)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.preset = QComboBox()
        self.preset.activated.connect(lambda _index: self._take())
        self._about = label("", "small", wrap=True)
        self._row(context, "preset", self.preset)
        self._form.addRow("", self._about)
        self.fields: dict[str, QLineEdit] = {}
        for name in TEXTS:
            self._row(context, name, self._edit(name))
        self.fields["key"].setEchoMode(QLineEdit.EchoMode.Password)
        self._form.addRow("", label(strings("connections.key_note"), "small", wrap=True))
        self.ceiling = QComboBox()
        for grade in GRADES:
            self.ceiling.addItem(strings(f"connections.up_to.{grade}"), grade)
        self._row(context, "ceiling", self.ceiling)
        self.per_day, self.per_minute = Number(whole=True), Number(whole=True)
        for name, number in (("per_day", self.per_day), ("per_minute", self.per_minute)):
            number.setRange(0, 1_000_000)
            number.setSpecialValueText(strings("connections.no_limit"))
            self._row(context, name, number)
        choose = Button(theme, strings("connections.choose_ca"), "folder-open", clicked=self._choose)
        choose.setAccessibleName(f"{choose.words}: {strings('connections.field.ca_file')}")
        for name in MORE:
            self._row(context, name, self._edit(name), choose if name == "ca_file" else None)
        column.addLayout(self._form)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button(theme, strings("cancel"), clicked=self.closed.emit))
        self.save_button = Button(theme, strings("connections.save_and_test"), "check", "primary", clicked=self._save)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.set_presets(())
        self._check()

    def set_presets(self, presets: tuple[PresetRow, ...]) -> None:
        """The shipped forms, after writing all by hand."""
        self._presets = {row.name: row for row in presets}
        self.preset.clear()
        self.preset.addItem(self._strings("connections.by_hand"), "")
        for row in presets:
            self.preset.addItem(row.name, row.name)
        self._take()

    def fill(self, row: PlatformRow | None) -> None:
        """Show a profile for changing, or nothing for a new one."""
        models = (row.embedding_model, row.rerank_model) if row else ("", "")
        values = (row.name, row.url, row.model, "", *models, row.ca_file, row.proxy) if row else ("",) * 8
        for edit, value in zip(self.fields.values(), values, strict=True):
            edit.setText(value)
        self.preset.setCurrentIndex(0)
        self.preset.setEnabled(row is None)
        self._take()
        self.ceiling.setCurrentIndex(max(0, self.ceiling.findData(row.ceiling if row else "O")))
        self.per_day.setValue(row.requests_per_day if row else 0)
        self.per_minute.setValue(row.requests_per_minute if row else 0)
        self.fields["name"].setEnabled(row is None)
        self._title.setText(self._strings("connections.change" if row else "connections.add"))
        hint = "connections.hint.key_kept" if row and row.has_key else "connections.hint.key"
        self.fields["key"].setPlaceholderText(self._strings(hint))

    # ---- inside

    def _edit(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setPlaceholderText(self._strings(f"connections.hint.{name}"))
        edit.textChanged.connect(self._check)
        edit.returnPressed.connect(self._save)
        self.fields[name] = edit
        return edit

    def _row(self, context: Context, name: str, widget: QWidget, beside: QWidget | None = None) -> None:
        widget.setAccessibleName(self._strings(f"connections.field.{name}"))
        word = label(self._strings(f"connections.field.{name}"), "secondary")
        word.setMinimumHeight(context.theme.px(32))
        if beside is None:
            self._form.addRow(word, widget)
            return
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(widget, 1)
        row.addWidget(beside)
        self._form.addRow(word, row)

    def _take(self) -> None:
        """Put a preset's values in, which an agency's own replace."""
        row = self._presets.get(str(self.preset.currentData() or ""))
        self._about.setText((row.ko if self._strings.language == "ko" else row.en) if row else "")
        self._about.setVisible(row is not None)
        if row is None:
            return
        self.fields["url"].setText(str(row.fields["url"]))
        self.fields["model"].setText(str(row.fields["model"]))
        for name in MODELS:
            self.fields[name].setText(str(row.fields.get(name, "")))
        completer = QCompleter([str(m) for m in row.fields.get("models", ())], self.fields["model"])
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.fields["model"].setCompleter(completer)
        if not self.fields["name"].text():
            self.fields["name"].setText(row.name)

    def _choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, self._strings("connections.choose_ca"), "", "PEM (*.pem *.crt)"
        )
        if path:
            self.fields["ca_file"].setText(path)

    def _text(self, name: str) -> str:
        return self.fields[name].text().strip()

    def _check(self) -> None:
        if "key" not in self.fields or not hasattr(self, "save_button"):
            return  # still being made
        good = self._text("name") and self._text("model") and self._text("url").startswith(("http://", "https://"))
        self.save_button.setEnabled(bool(good))

    def _save(self) -> None:
        if not self.save_button.isEnabled():
            return
        preset = self._presets.get(str(self.preset.currentData() or ""))
        options: dict[str, Any] = dict(preset.fields) if preset else {}
        options |= {
            "ceiling": str(self.ceiling.currentData()), "requests_per_day": int(self.per_day.value()),
            "requests_per_minute": int(self.per_minute.value()),
            **{name: self._text(name) for name in MORE},
        }  # fmt: skip
        options = {k: v for k, v in options.items() if k not in ("url", "model")}
        self.saved.emit(*(self._text(name) for name in TEXTS), options)
        self.fields["key"].clear()
