"""Files whose names hold what is typed in 찾기, once the typing rests; the newest query wins.

With every letter they would be looked for beside the passages, which then come later: names of a large library are
a pass over all of them. So they wait until one types no more and the passages have been looked for by meaning, and
a pass that is no longer wanted is given up with the next letter.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from desktop.presenters.typing import TypedQuery
from desktop.protocol import requests

REST_MS = 400  # longer than between two letters of who types slowly
LIMIT = 50  # names that can be shown; who has more of them types on


class NamesPresenter(TypedQuery):
    """found(Files) for the newest query; no files where it was removed, or could not be asked."""

    found = Signal(object)
    rest_ms = REST_MS

    def refresh(self) -> None:
        """Ask again: files may have been read or failed meanwhile. Without a query, the names are made ready."""
        if self._handle is None:
            self._ask()

    def _typed(self) -> None:
        self._cancel()
        self._rest.start()

    def _rested(self) -> None:
        self._ask_or_wait()

    def _emptied(self) -> None:
        self.found.emit(requests.Files((), 0))

    def _request(self) -> requests.FindNames:
        return requests.FindNames(self.query, LIMIT)

    def _heard(self, event: Any) -> None:
        if isinstance(event, requests.Files):
            self.found.emit(event)

    def _ended(self, failed: requests.Failed | None) -> None:
        if failed is not None:
            self._emptied()
