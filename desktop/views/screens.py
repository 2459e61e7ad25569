"""The screens, each made when first wanted: all of them at once kept the first frame waiting for 150 ms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow


class Screens(QStackedWidget):
    """`screens["library"]` gives the screen of that name. Raises KeyError for a name that does not exist."""

    def __init__(self, makers: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._made: dict[str, QWidget] = {}

    def __getitem__(self, name: str) -> QWidget:
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.addWidget(self._made[name])
        return self._made[name]

    def in_front(self, name: str) -> bool:
        """True when this screen is the one shown; never makes it."""
        return name in self._made and self.currentWidget() is self._made[name]


def makers(window: MainWindow) -> dict[str, Callable[[], QWidget]]:
    """How each screen is made and what of the window it is tied to. Its module is imported then, not before."""
    context = window.context

    def ask() -> QWidget:
        from desktop.views.ask_view import AskView

        view = AskView(context, window.ask_presenter, window.library_presenter, window.history_presenter)
        view.source_opened.connect(window.open_source)
        view.connect_wanted.connect(lambda: window.show_screen("connections"))
        view.said.connect(window.status.say)
        return view

    def search() -> QWidget:
        from desktop.views.search_view import SearchView

        view = SearchView(context, window.search_presenter, window.library_presenter)
        view.source_opened.connect(window.open_source)
        view.folder_wanted.connect(window.add_folder)
        return view

    def library() -> QWidget:
        from desktop.views.library_view import LibraryView

        view = LibraryView(context, window.library_presenter, window.recognition_presenter)
        view.source_opened.connect(window.open_source)
        return view

    def connections() -> QWidget:
        from desktop.views.connections_view import ConnectionsView

        return ConnectionsView(context, window.connections_presenter)

    def settings() -> QWidget:
        from desktop.presenters.settings import SettingsPresenter
        from desktop.views.background_card import BackgroundCard
        from desktop.views.settings_view import SettingsView

        presenter = SettingsPresenter(context.tasks, context.strings, window)
        return SettingsView(
            context, presenter, window.recognition_presenter, window.library_presenter, lambda: BackgroundCard(window)
        )

    def evaluate() -> QWidget:
        from desktop.presenters.evaluate import EvaluatePresenter
        from desktop.views.evaluate_view import EvaluateView

        view = EvaluateView(context, EvaluatePresenter(context.tasks, context.strings, window))
        view.search_wanted.connect(window.search_for)
        return view

    def ledger() -> QWidget:
        from desktop.presenters.ledger import LedgerPresenter
        from desktop.views.ledger_view import LedgerView

        view = LedgerView(context, LedgerPresenter(context.tasks, context.strings, window))
        view.source_opened.connect(window.open_source)
        return view

    return {
        "ask": ask, "search": search, "library": library, "evaluate": evaluate, "connections": connections,
        "ledger": ledger, "settings": settings,
    }  # fmt: skip
