"""The screens, each made when first wanted: all of them at once kept the first frame waiting for 150 ms.

Once the window stands they are made ahead, a step at a time with the window's own life between: opened for the first
time, one stopped the window for 60 to 90 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow

REST_MS = 60  # between two steps of making ahead
# A screen comes last; a maker gives None where the window may live on before the rest.
Maker = Callable[[], Iterator[QWidget | None]]


class Screens(QStackedWidget):
    """`screens["library"]` gives the screen of that name. Raises KeyError for a name that does not exist."""

    def __init__(self, makers: Mapping[str, Maker]) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._made: dict[str, QWidget] = {}
        self._begun: dict[str, Iterator[QWidget | None]] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ahead)
        self._then: Callable[[], object] = lambda: None

    def __getitem__(self, name: str) -> QWidget:
        while name not in self._made:
            self._step(name)
        return self._made[name]

    def in_front(self, name: str) -> bool:
        """True when this screen is the one shown; never makes it."""
        return name in self._made and self.currentWidget() is self._made[name]

    def make_ahead(self, then: Callable[[], object] = lambda: None) -> None:
        """Begin making all that are not there yet; returns at once. `then` is called when all are there."""
        self._then = then
        self._rest.start()

    def stop(self) -> None:
        """Make no more ahead, and no screen goes on with anything: the window closes."""
        self._rest.stop()
        for screen in self._made.values():
            release = getattr(screen, "release", None)
            if release is not None:
                release()

    def _ahead(self) -> None:
        missing = [name for name in self._makers if name not in self._made]
        if missing:
            self._step(missing[0])
            self._rest.start()
        else:
            self._then()

    def _step(self, name: str) -> None:
        if name not in self._begun:
            self._begun[name] = self._makers[name]()
        made = next(self._begun[name])
        if made is not None:
            self._made[name] = made
            self.addWidget(made)
            made.ensurePolished()
            del self._begun[name]


def makers(window: MainWindow) -> dict[str, Maker]:
    """How each screen is made and what of the window it is tied to. Its module is imported then, not before."""
    context = window.context

    def ask() -> Iterator[QWidget | None]:
        from desktop.views.ask_view import AskView

        view = AskView(
            context, window.ask_presenter, window.library_presenter, window.history_presenter,
            window.connections_presenter,
        )  # fmt: skip
        view.source_opened.connect(window.open_source)
        view.connect_wanted.connect(lambda: window.show_screen("connections"))
        view.said.connect(window.status.say)
        yield view

    def search() -> Iterator[QWidget | None]:
        from desktop.views.search_view import SearchView

        view = SearchView(context, window.search_presenter, window.library_presenter)
        view.source_opened.connect(window.open_source)
        view.folder_wanted.connect(window.add_folder)
        yield view

    def library() -> Iterator[QWidget | None]:
        from desktop.views.file_list import FileList
        from desktop.views.library_view import LibraryView

        files = FileList(context, window.library_presenter, window.recognition_presenter)
        yield None
        view = LibraryView(context, window.library_presenter, window.recognition_presenter, files)
        view.source_opened.connect(window.open_source)
        yield view

    def connections() -> Iterator[QWidget | None]:
        from desktop.views.connections_view import ConnectionsView
        from desktop.views.platform_form import PlatformForm

        form = PlatformForm(context)
        yield None
        yield ConnectionsView(context, window.connections_presenter, form)

    def settings() -> Iterator[QWidget | None]:
        from desktop.presenters.settings import SettingsPresenter
        from desktop.views.background_card import BackgroundCard
        from desktop.views.settings_view import SettingsView

        presenter = SettingsPresenter(context.tasks, context.strings, window)
        yield SettingsView(
            context, presenter, window.recognition_presenter, window.library_presenter, lambda: BackgroundCard(window)
        )

    def evaluate() -> Iterator[QWidget | None]:
        from desktop.presenters.evaluate import EvaluatePresenter
        from desktop.views.evaluate_view import EvaluateView

        view = EvaluateView(context, EvaluatePresenter(context.tasks, context.strings, window))
        view.search_wanted.connect(window.search_for)
        yield view

    def ledger() -> Iterator[QWidget | None]:
        from desktop.presenters.ledger import LedgerPresenter
        from desktop.views.ledger_view import LedgerView

        view = LedgerView(context, LedgerPresenter(context.tasks, context.strings, window))
        view.source_opened.connect(window.open_source)
        yield view

    return {
        "ask": ask, "search": search, "library": library, "evaluate": evaluate, "connections": connections,
        "ledger": ledger, "settings": settings,
    }  # fmt: skip
