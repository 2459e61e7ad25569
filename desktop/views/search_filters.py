"""Conditions of a search as chips: period, type, kind, department, source, version; each opens its values."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop import formats
from desktop.presenters.search import SearchPresenter
from desktop.views.conditions import CONDITIONS, Values, known, of_facets
from desktop.views.context import Context
from desktop.views.flow import FlowLayout
from desktop.views.widgets import Button
from indexer.requests import Facets, Sources

CHIPS = (*CONDITIONS[:-1], "path", CONDITIONS[-1])


class SearchFilters(QWidget):
    """changed(): a condition was chosen or taken away."""

    changed = Signal()

    def __init__(self, context: Context, presenter: SearchPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._presenter = strings, presenter
        self._values: dict[str, Values] = {"path": []} | known(strings)
        self.chips: dict[str, Button] = {}
        row = FlowLayout(self, 8)
        for name in CHIPS:
            chip = Button(theme, "", kind="chip", tip=strings(f"search.filter_tip.{name}"))
            chip.setCheckable(True)
            chip.clicked.connect(lambda _checked=False, n=name: self._pressed(n))
            row.addWidget(chip)
            self.chips[name] = chip
        self.clear_button = Button(theme, strings("search.clear_filters"), "x", "quiet", clicked=self.clear)
        row.addWidget(self.clear_button)
        self._draw()

    def set_facets(self, facets: Facets) -> None:
        """What the library has, with counts."""
        self._values |= of_facets(facets)
        self._draw()

    def set_sources(self, sources: Sources) -> None:
        self._values["path"] = [(row.path, formats.name(row.path)) for row in sources.rows]
        self._draw()

    def menu(self, name: str) -> QMenu:
        """The values of one condition, the one in force ticked."""
        menu = QMenu(self)
        now = self._presenter.filters.get(name)
        for value, words in [("", self._strings(f"search.every.{name}")), *self._values[name]]:
            action = menu.addAction(words, lambda v=value: self.choose(name, v))
            action.setCheckable(True)
            action.setChecked(value == (now or ""))
        return menu

    def choose(self, name: str, value: str) -> None:
        """Search under this condition; "" takes it away."""
        self._presenter.set_filter(name, value or None)
        self._draw()
        self.changed.emit()

    def clear(self) -> None:
        self._presenter.clear_filters()
        self._draw()
        self.changed.emit()

    def _pressed(self, name: str) -> None:
        self._draw()  # a press alone chooses nothing
        menu = self.menu(name)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.chips[name].mapToGlobal(self.chips[name].rect().bottomLeft()))

    def _draw(self) -> None:
        for name, chip in self.chips.items():
            word, now = self._strings(f"search.filter.{name}"), self._presenter.filters.get(name)
            shown = next((w for v, w in self._values[name] if v == now), now or "").split("  ")[0]
            text = f"{word}: {shown}" if now else word
            chip.setText(f"{text}  ▾")
            chip.setAccessibleName(text)
            chip.setChecked(bool(now))
            chip.setVisible(bool(self._values[name]) or bool(now))
        self.clear_button.setVisible(bool(self._presenter.filters))
