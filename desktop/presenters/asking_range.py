"""What a question is asked of: folders and files, and conditions that documents must meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.protocol import requests
from desktop.tasks import Tasks


class AskingRange(QObject):
    """changed() when it is another; facets_changed(Facets): what there is to choose from.

    `paths`: none for everything. `filters`: values by key, as in `requests.Search`.
    """

    changed = Signal()
    facets_changed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.paths: tuple[str, ...] = ()
        self.filters: dict[str, str] = {}

    def set_paths(self, paths: Sequence[str]) -> None:
        self.set_all(paths, self.filters)

    def set_filter(self, key: str, value: str) -> None:
        """ "" takes the condition away."""
        rest = {k: v for k, v in self.filters.items() if k != key}
        self.set_all(self.paths, rest | {key: value} if value else rest)

    def set_all(self, paths: Sequence[str], filters: Mapping[str, str]) -> None:
        """As a conversation was asked that is opened again."""
        now = tuple(paths), dict(filters)
        if now != (self.paths, self.filters):
            self.paths, self.filters = now
            self.changed.emit()

    def read_facets(self) -> None:
        self._tasks.submit(requests.ListFacets(), on_event=self.facets_changed.emit, on_error=lambda _failed: None)
