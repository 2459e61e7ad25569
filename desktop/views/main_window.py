"""The window: rail, one subject, one source."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.ask import AskPresenter
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.history import HistoryPresenter
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.search import SearchPresenter
from desktop.protocol import answers, model, requests
from desktop.views import actions
from desktop.views.context import Context
from desktop.views.dropping import Drops
from desktop.views.first_frame import FirstFrame
from desktop.views.named_screens import NamedScreens
from desktop.views.rail import Rail
from desktop.views.screens import Screens, makers
from desktop.views.source_panel import SourcePanel
from desktop.views.source_place import place
from desktop.views.trail import Trail
from desktop.views.two_sides import TwoSides
from desktop.views.window_keys import WindowKeys
from desktop.views.window_words import WindowWords

if TYPE_CHECKING:
    from desktop.presenters.recognition import RecognitionPresenter
    from desktop.views.command_palette import CommandPalette

SMALLEST = (720, 520)


class MainWindow(NamedScreens):
    """Holds the screens and the source; first_shown() once, when the first frame is on the screen.

    hides_when_closed: closing it leaves the program in the notification area.
    """

    first_shown = Signal()
    background_changed = Signal()  # what the notification area and the keys for everywhere follow
    keys_refused = Signal(str)  # keys for everywhere that another program has; "" once they are ours

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        tasks, strings, theme = context.tasks, context.strings, context.theme
        self._first_frame = FirstFrame(self)
        self._first_frame.shown.connect(self.first_shown)
        self.started = False  # the engine may be asked
        self._quitting = self.hides_when_closed = False
        self.refused = ""
        self.setWindowTitle(strings("app.name"))
        self.setMinimumSize(*SMALLEST)
        self.setAttribute(Qt.WidgetAttribute.WA_AlwaysShowToolTips)

        self.ask_presenter = AskPresenter(tasks, strings, self)
        self.history_presenter = HistoryPresenter(tasks, strings, self.ask_presenter, self)
        self.search_presenter = SearchPresenter(tasks, strings, self)
        self.library_presenter = LibraryPresenter(tasks, strings, self)
        self.connections_presenter = ConnectionsPresenter(tasks, strings, self)
        self.rail = Rail(theme, strings)
        self.screens = Screens(makers(self))
        self.source = SourcePanel(context)
        self.source.closed.connect(self.close_source)
        self.splitter = TwoSides(self.screens, self.source, context.preferences)
        self.words = WindowWords(self)
        self.banner, self.status = self.words.banner, self.words.status

        middle = QWidget()
        right, upper, column = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(middle)
        for layout in (right, upper, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self.splitter, 1)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.trail = Trail()
        self._palette: CommandPalette | None = None
        self.rail.chosen.connect(self.show_screen)
        self.library_presenter.sources_changed.connect(self._bring_up_to_date)
        WindowKeys(self)
        self.drops = Drops(self)
        self._restore()
        self.show_screen(context.preferences.screen)

    # ---- made when first wanted

    @cached_property
    def recognition_presenter(self) -> RecognitionPresenter:
        from desktop.presenters.recognition import RecognitionPresenter

        return RecognitionPresenter(self.context.tasks, self.context.strings, self)

    @property
    def palette_(self) -> CommandPalette:
        if self._palette is None:
            from desktop.views.command_palette import CommandPalette

            self._palette = CommandPalette(self.context.strings, actions.commands(self), self.centralWidget())
        return self._palette

    # ---- what others ask of it

    def start(self) -> None:
        """Read what there is: sources, counts, platforms. Waits for the engine, which waits for the first frame."""
        self.started = True
        if self.context.tasks.state != "ready":
            self.context.tasks.start()
            return
        self.library_presenter.refresh()
        self.connections_presenter.refresh()
        self._tell_shown()

    def _bring_up_to_date(self, sources: requests.Sources) -> None:
        """Once a start: what changed on the disk while the window was closed is read."""
        self.library_presenter.sources_changed.disconnect(self._bring_up_to_date)
        if sources.rows:
            self.library_presenter.index()

    def show_screen(self, name: str) -> None:
        self.trail.visit(name)
        self.context.preferences.screen = name
        self.rail.show_chosen(name)
        screen = self.screens[name]
        self.screens.setCurrentWidget(screen)
        if self.splitter.open and self.splitter.narrow:
            self.close_source()
        if self.started:
            self._tell_shown()
            if name == "library":
                self.library_presenter.refresh()
        if name in ("ask", "search"):
            screen.focus()  # type: ignore[attr-defined]
        elif name in ("library", "ledger"):  # the arrow keys walk the rows at once
            screen.table.setFocus(Qt.FocusReason.OtherFocusReason)  # type: ignore[attr-defined]

    def _tell_shown(self) -> None:
        """A screen that reads something does so when it comes to the front, not before."""
        shown = getattr(self.screens.currentWidget(), "shown", None)
        if shown is not None:
            shown()

    def search_for(self, text: str) -> None:
        """Go to 찾기 with this question in its field."""
        self.focus_screen("search")
        self.search_view.edit.setText(text)

    def focus_screen(self, name: str) -> None:
        """Show a screen and go to its field."""
        self.show_screen(name)
        self.screens[name].focus()  # type: ignore[attr-defined]

    def add_folder(self) -> None:
        self.show_screen("library")
        self.library_view.choose_folder()

    def ask(self, question: str) -> None:
        self.show_screen("ask")
        self.ask_view.ask(question)

    def open_source(self, thing: answers.CitationEvent | model.Hit | requests.FileRow) -> None:
        """Show a citation's, a hit's or a file's document on the right."""
        path, location, quote = place(thing)
        self.source.open(path, location, quote, formats.name(path))
        self.splitter.show_source()

    def back(self) -> None:
        """Alt+←: close the source, else the screen before."""
        if self.splitter.open:
            self.close_source()
        elif (name := self.trail.back()) is not None:
            self.show_screen(name)

    def close_source(self) -> None:
        self.splitter.hide_source()

    def quit(self) -> None:
        """End the program, whatever closing the window does."""
        self._quitting = True
        self.close()
        QApplication.quit()

    def set_refused(self, keys: str) -> None:
        """The keys that cannot be had; remembered for a settings screen that is made later."""
        self.refused = keys
        self.keys_refused.emit(keys)

    def raise_up(self) -> None:
        """Come to the front, for a second start."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def close_front(self) -> None:
        """Esc: the palette, then the source, then what would be sent, then the running answer."""
        if self._palette is not None and self._palette.isVisible():
            self._palette.hide()
        elif self.banner.isVisible():
            self.banner.hide()
        elif self.splitter.open:
            self.close_source()
        elif self.screens.in_front("ask") and self.ask_view.close_preview():
            pass
        elif self.ask_presenter.running and self.screens.in_front("ask"):
            self.ask_presenter.stop()

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._first_frame.watch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.splitter.arrange()
        if self._palette is not None and self._palette.isVisible():
            self._palette.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        preferences = self.context.preferences
        preferences.keep("geometry", self.saveGeometry())
        self.splitter.keep()
        preferences.save()
        if self.hides_when_closed and not self._quitting:
            event.ignore()
            self.hide()
            return
        self.screens.stop()
        self.source.release()
        super().closeEvent(event)

    # ---- inside

    def _restore(self) -> None:
        self.resize(1280, 800)
        if not (kept := self.context.preferences.bytes("geometry")).isEmpty():
            self.restoreGeometry(kept)
        self.splitter.restore()
