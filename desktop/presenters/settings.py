"""State of the 설정 screen: every setting with its value, what the agency's policy fixes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import Tasks


class SettingsPresenter(QObject):
    """rows_changed(rows), policy_changed(PolicyInForce), failed(Told), undo_offered(str, callable)."""

    rows_changed = Signal(object)
    policy_changed = Signal(object)
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self.rows: tuple[requests.SettingRow, ...] = ()
        self.policy: requests.PolicyInForce | None = None

    def refresh(self) -> None:
        self._tasks.submit(requests.ListSettings(), on_event=self._rows, on_error=self._failed)
        self._tasks.submit(requests.GetPolicy(), on_event=self._policy, on_error=self._failed)

    def change(self, name: str, value: float | bool | str | None) -> None:
        """Set a value, or (None) put it back to its default; a value that is refused is put back where it was."""
        row = next((r for r in self.rows if r.name == name), None)
        if row is None or (value is not None and value == row.value):
            return
        if value is None or isinstance(value, str):
            text = value
        else:
            text = ("on" if value else "off") if row.type == "bool" else f"{value:g}"

        def refused(failed: requests.Failed) -> None:
            self.rows_changed.emit(self.rows)
            self._failed(failed)

        self._tasks.submit(requests.SaveSetting(name, text), on_event=self._rows, on_error=refused)

    def reset(self) -> None:
        """Every setting back to its default. Can be undone."""
        before = {r.name: r.value for r in self.rows if r.value != r.default and not r.locked}
        if not before:
            return

        def put_back() -> None:
            for name, value in before.items():
                self.change(name, value)

        def done(_done: requests.Finished) -> None:
            self.undo_offered.emit(self._strings("settings.was_reset", n=len(before)), put_back)

        self._tasks.submit(requests.ResetSettings(), on_event=self._rows, on_done=done, on_error=self._failed)

    def _rows(self, event: Any) -> None:
        self.rows = event.rows
        self.rows_changed.emit(event.rows)

    def _policy(self, event: Any) -> None:
        self.policy = event
        self.policy_changed.emit(event)

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))
