"""The window's screens by their names, each made when first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QMainWindow

from desktop.views.screens import Screens

if TYPE_CHECKING:
    from desktop.views.ask_view import AskView
    from desktop.views.connections_view import ConnectionsView
    from desktop.views.library_view import LibraryView
    from desktop.views.search_view import SearchView
    from desktop.views.settings_view import SettingsView


class NamedScreens(QMainWindow):
    """`screens` has them all."""

    screens: Screens

    @property
    def ask_view(self) -> AskView:
        return cast("AskView", self.screens["ask"])

    @property
    def search_view(self) -> SearchView:
        return cast("SearchView", self.screens["search"])

    @property
    def library_view(self) -> LibraryView:
        return cast("LibraryView", self.screens["library"])

    @property
    def connections_view(self) -> ConnectionsView:
        return cast("ConnectionsView", self.screens["connections"])

    @property
    def settings_view(self) -> SettingsView:
        return cast("SettingsView", self.screens["settings"])
