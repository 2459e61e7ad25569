"""The settings of one kind as a page: those for everyone first, then those for power users."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.setting_line import SettingLine
from desktop.views.settings_pages import card
from desktop.views.widgets import label, line
from indexer.requests import SettingRow


class SettingPage(QWidget):
    """changed(name, value or None). `kind`: the beginning of its settings' names."""

    changed = Signal(str, object)

    def __init__(self, context: Context, kind: str, *above: QWidget) -> None:
        super().__init__()
        self._context, self._kind = context, kind
        self.lines: dict[str, SettingLine] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        for one in above:
            self._column.addWidget(one)
        self._loading = label(context.strings("library.loading"), "secondary")
        self._column.addWidget(self._loading)

    def set_rows(self, rows: tuple[SettingRow, ...]) -> None:
        """Make the lines at the first rows; later bring their values up to date."""
        own = [r for r in rows if r.name.startswith(self._kind + ".")]
        if self.lines:
            for row in own:
                if row.name in self.lines:
                    self.lines[row.name].set_row(row)
            return
        self._loading.hide()
        strings = self._context.strings
        for level in ("user", "power"):
            of_level = [r for r in own if r.level == level]
            if not of_level:
                continue
            made, inner = card(strings(f"settings.level.{level}"))
            if level == "power":
                inner.addWidget(label(strings("settings.level.power_text"), "secondary", wrap=True))
            for number, row in enumerate(of_level):
                if number:
                    inner.addWidget(line())
                one = SettingLine(self._context, row)
                one.changed.connect(self.changed)
                inner.addWidget(one)
                self.lines[row.name] = one
            self._column.addWidget(made)
