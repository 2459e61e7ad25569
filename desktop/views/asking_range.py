"""The scope under a question: folder, period, type, kind, department, version; each condition a chip to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop import formats
from desktop.presenters.asking_range import AskingRange
from desktop.presenters.library import LibraryPresenter
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.views.conditions import CONDITIONS, Values, known, of_facets
from desktop.views.question_box import QuestionBox

if TYPE_CHECKING:
    pass


class RangeChoice:
    """Ties the range to the box's buttons."""

    def __init__(
        self, parent: QWidget, strings: Strings, range_: AskingRange, library: LibraryPresenter, box: QuestionBox
    ) -> None:
        self._parent, self._strings, self._range = parent, strings, range_
        self._library, self._box = library, box
        self._values: dict[str, Values] = known(strings)
        range_.changed.connect(self._show)
        range_.facets_changed.connect(self._facets)
        box.scope_pressed.connect(lambda: self._pop_up(self.folder_menu(), box.scope))
        box.conditions_pressed.connect(lambda: self._pop_up(self.condition_menu(), box.conditions))
        box.condition_removed.connect(lambda key: range_.set_filter(key, ""))
        self._show()

    def folder_menu(self) -> QMenu:
        """Everything, the sources, or a folder of one's own; the one in force is ticked."""
        menu = QMenu(self._parent)
        rows: list[tuple[tuple[str, ...], str]] = [((), self._strings("ask.scope_all"))]
        if self._library.sources:
            rows += [((row.path,), formats.name(row.path)) for row in self._library.sources.rows]
        for number, (paths, words) in enumerate(rows):
            action = menu.addAction(words, lambda p=paths: self._range.set_paths(p))
            action.setCheckable(True)
            action.setChecked(self._range.paths == paths)
            if not number:
                menu.addSeparator()
        menu.addSeparator()
        menu.addAction(self._strings("ask.scope_folder"), self._choose_folder)
        return menu

    def condition_menu(self) -> QMenu:
        """A menu a condition, the value in force ticked."""
        menu = QMenu(self._parent)
        for key in CONDITIONS:
            if not self._values[key]:
                continue
            inner = menu.addMenu(self._strings(f"search.filter.{key}"))
            now = self._range.filters.get(key, "")
            for value, words in [("", self._strings(f"search.every.{key}")), *self._values[key]]:
                action = inner.addAction(words, lambda k=key, v=value: self._range.set_filter(k, v))
                action.setCheckable(True)
                action.setChecked(value == now)
        return menu

    # ---- inside

    def _facets(self, facets: requests.Facets) -> None:
        self._values |= of_facets(facets)

    def _pop_up(self, menu: QMenu, above: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(above.mapToGlobal(above.rect().topLeft()))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._parent, self._strings("ask.scope_folder"))
        if folder:
            self._range.set_paths((folder,))

    def _show(self) -> None:
        strings, paths = self._strings, self._range.paths
        words = ", ".join(formats.name(p) for p in paths) or strings("ask.scope_all")
        self._box.set_scope(words, "\n".join(paths))
        chips = []
        for key, value in self._range.filters.items():
            shown = next((w for v, w in self._values.get(key, ()) if v == value), value).split("  ")[0]
            name = f"search.filter.{key}"
            chips.append((key, f"{strings(name) if strings.has(name) else key}: {shown}"))
        self._box.set_conditions(chips)
