"""The window: rail, one subject, one source."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.ask import AskPresenter
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.history import HistoryPresenter
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.search import SearchPresenter
from desktop.presenters.turns import Turn
from desktop.protocol import answers, model, requests
from desktop.views import actions
from desktop.views.context import Context
from desktop.views.dropping import Drops
from desktop.views.rail import Rail
from desktop.views.screens import Screens, makers
from desktop.views.source_panel import SourcePanel
from desktop.views.status_line import StatusLine
from desktop.views.trail import Trail
from desktop.views.widgets import Banner

if TYPE_CHECKING:
    from desktop.presenters.recognition import RecognitionPresenter
    from desktop.views.ask_view import AskView
    from desktop.views.command_palette import CommandPalette
    from desktop.views.connections_view import ConnectionsView
    from desktop.views.library_view import LibraryView
    from desktop.views.search_view import SearchView
    from desktop.views.settings_view import SettingsView

NARROW = 1100  # below this width the source takes the subject's place
SMALLEST = (720, 520)


class MainWindow(QMainWindow):
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
        self._was_shown = self._started = False
        self._quitting = False
        self.hides_when_closed = False
        self.refused = ""
        self._source_open = False
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
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.screens)
        self.splitter.addWidget(self.source)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.banner = Banner(theme, strings("close"))
        self.status = StatusLine(theme, strings)

        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.banner)
        right.addWidget(self.splitter, 1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.trail = Trail()
        self._palette: CommandPalette | None = None
        self._connect()
        self._shortcuts()
        self.drops = Drops(self)
        self._restore()
        self.show_screen(context.preferences.screen)

    # ---- the screens, made when first wanted

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
        self._started = True
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
        if self._source_open and self._narrow:
            self.close_source()
        if self._started:
            self._tell_shown()
            if name == "library":
                self.library_presenter.refresh()
        if name in ("ask", "search"):
            screen.focus()  # type: ignore[attr-defined]

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
        if isinstance(thing, requests.FileRow):
            path, location, quote = thing.path, model.Location(page=1), ""
        elif isinstance(thing, model.Hit):
            path, location, quote = thing.path, thing.location, thing.text
        else:
            path, location, quote = thing.path, thing.location, thing.quote
        if location.page is None and not isinstance(thing, requests.FileRow) and thing.page is not None:
            location = model.Location(
                thing.page, thing.page_exact, location.section, location.paragraph, location.cell, location.span,
                location.box,
            )  # fmt: skip
        first = not self._source_open
        self._source_open = True
        self.source.open(path, location, quote, formats.name(path))
        self._arrange()
        if first and not self._narrow and not self.splitter.property("kept"):
            half = self.splitter.width() // 2
            self.splitter.setSizes([half, half])

    def open_first_citation(self) -> None:
        """Show the first source of the next answer that ends: for trials without a hand at the mouse."""

        def finished(turn: Turn) -> None:
            self.ask_presenter.turn_finished.disconnect(finished)
            if turn.citations:
                self.open_source(turn.citations[0])

        self.ask_presenter.turn_finished.connect(finished)

    def back(self) -> None:
        """Alt+←: close the source, else the screen before."""
        if self._source_open:
            self.close_source()
        elif (name := self.trail.back()) is not None:
            self.show_screen(name)

    def undo(self) -> None:
        """Ctrl+Z: what the line above the screen offers to take back."""
        offers = cast("list[Banner]", self.screens.currentWidget().findChildren(Banner))
        for banner in offers:
            if banner.isVisible() and banner.offers:
                banner.press()
                return

    def close_source(self) -> None:
        self._source_open = False
        self._arrange()

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
        elif self._source_open:
            self.close_source()
        elif self.screens.in_front("ask") and self.ask_view.close_preview():
            pass
        elif self.ask_presenter.running and self.screens.in_front("ask"):
            self.ask_presenter.stop()

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if not self._was_shown and handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._was_shown and event.type() == QEvent.Type.Expose:
            self._was_shown = True
            watched.removeEventFilter(self)
            self.first_shown.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self._palette is not None and self._palette.isVisible():
            self._palette.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        preferences = self.context.preferences
        preferences.keep("geometry", self.saveGeometry())
        if self._source_open and not self._narrow:
            preferences.keep("splitter", self.splitter.saveState())
        preferences.save()
        if self.hides_when_closed and not self._quitting:
            event.ignore()
            self.hide()
            return
        self.screens.stop()
        self.source.release()
        super().closeEvent(event)

    # ---- inside

    @property
    def _narrow(self) -> bool:
        return self.width() < NARROW

    def _arrange(self) -> None:
        self.source.setVisible(self._source_open)
        self.screens.setVisible(not (self._source_open and self._narrow))

    def _restore(self) -> None:
        self.resize(1280, 800)
        if not (kept := self.context.preferences.bytes("geometry")).isEmpty():
            self.restoreGeometry(kept)
        if not (kept := self.context.preferences.bytes("splitter")).isEmpty():
            self.splitter.setProperty("kept", self.splitter.restoreState(kept))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_screen)
        library = self.library_presenter
        library.sources_changed.connect(self._bring_up_to_date)
        library.status_changed.connect(self.status.set_status)
        library.progress.connect(self._progress)
        library.indexing_changed.connect(lambda on: None if on else self.status.set_progress(None))
        self.connections_presenter.platforms_changed.connect(
            lambda _platforms: self.status.set_platform(self.connections_presenter.current)
        )
        self.status.platform_pressed.connect(lambda: self.show_screen("connections"))
        self.context.tasks.engine_state.connect(self._engine)
        self.status.set_engine(self.context.tasks.state if self.context.tasks.state != "stopped" else "starting")

    def _progress(self, progress: requests.IndexProgress) -> None:
        self.status.set_progress(progress)

    def _engine(self, state: str, sentence: str) -> None:
        strings = self.context.strings
        self.status.set_engine(state)
        if state == "lost":
            self.banner.say(sentence or strings("engine.lost"), "warning", strings("engine.again"), self._restart)
        elif state == "ready":
            if self.banner.isVisible():
                self.banner.say(strings("engine.back"), "information")
            if self._started:
                self.start()

    def _restart(self) -> None:
        self.start()

    def _find(self) -> None:
        if self.screens.in_front("library"):
            self.library_view.focus()
        else:
            self.focus_screen("search")

    def _shortcuts(self) -> None:
        for key, do in actions.shortcuts(self).items():
            QShortcut(QKeySequence(key), self).activated.connect(do)
        self._find_shortcut = QShortcut(QKeySequence("Ctrl+F"), self)
        self._find_shortcut.activated.connect(self._find)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """In the source, Ctrl+F is the source's own: two shortcuts of the same keys would both fall silent."""
        self._find_shortcut.setEnabled(now is None or not self.source.isAncestorOf(now))
