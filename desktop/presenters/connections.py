"""State of the 연결 screen: the platform profiles, which one answers, a test's steps, what a model is told."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import Tasks


class ConnectionsPresenter(QObject):
    """platforms_changed(Platforms), tested(name, PlatformTested), testing(name), failed(Told), saved(name),
    presets_changed(Presets), instructions_changed(Instructions), policy_changed(PolicyInForce),
    requests_changed(RequestsListed)."""

    platforms_changed = Signal(object)
    testing = Signal(str)
    tested = Signal(str, object)
    test_failed = Signal(str, object)
    failed = Signal(object)
    saved = Signal(str)
    presets_changed = Signal(object)
    instructions_changed = Signal(object)
    policy_changed = Signal(object)
    requests_changed = Signal(object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self.rows: tuple[requests.PlatformRow, ...] | None = None

    @property
    def current(self) -> requests.PlatformRow | None:
        return next((r for r in self.rows or () if r.current), None)

    def refresh(self) -> None:
        self._tasks.submit(requests.ListPlatforms(), on_event=self._platforms, on_error=self._failed)

    def read_more(self) -> None:
        """What only the screen itself shows: the shipped forms, the instructions, what the agency allows."""
        for request, signal in (
            (requests.ListPresets(), self.presets_changed), (requests.GetInstructions(), self.instructions_changed),
            (requests.GetPolicy(), self.policy_changed),
        ):  # fmt: skip
            self._tasks.submit(request, on_event=signal.emit, on_error=self._failed)

    def read_requests(self) -> None:
        """How the last requests to platforms went."""
        self._tasks.submit(requests.ListRequests(), on_event=self.requests_changed.emit, on_error=self._failed)

    def instruct(self, text: str | None) -> None:
        """Keep one's own instructions to the model; None puts the shipped ones back."""
        self._tasks.submit(
            requests.SaveInstructions(text), on_event=self.instructions_changed.emit, on_error=self._failed
        )

    def save(self, name: str, url: str, model: str, key: str | None, options: dict[str, Any] | None = None) -> None:
        """Add or change a profile; an empty key leaves the kept one, a field not in `options` as it was."""

        def saved(_done: requests.Finished) -> None:
            self.refresh()
            self.saved.emit(name)

        wanted = requests.SavePlatform(name, url, model, key or None, options)
        self._tasks.submit(wanted, on_done=saved, on_error=self._failed)

    def use(self, name: str | None) -> None:
        """Answer with this platform from now on; None: by quoting."""
        self._tasks.submit(requests.UsePlatform(name), on_done=lambda _done: self.refresh(), on_error=self._failed)

    def remove(self, name: str) -> None:
        self._tasks.submit(requests.RemovePlatform(name), on_done=lambda _done: self.refresh(), on_error=self._failed)

    def test(self, name: str) -> None:
        def event(event: Any) -> None:
            if isinstance(event, requests.PlatformTested):
                self.tested.emit(name, event)

        self.testing.emit(name)
        self._tasks.submit(
            requests.TestPlatform(name),
            on_event=event,
            on_error=lambda failed: self.test_failed.emit(name, tell(failed, self._strings)),
        )

    def _platforms(self, event: Any) -> None:
        if isinstance(event, requests.Platforms):
            self.rows = event.rows
            self.platforms_changed.emit(event)

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))
