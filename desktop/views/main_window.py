"""The window: rail, one subject, one source."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.ask import AskPresenter, Turn
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.search import SearchPresenter
from desktop.views.ask_view import AskView
from desktop.views.command_palette import Command, CommandPalette
from desktop.views.connections_view import ConnectionsView
from desktop.views.context import Context
from desktop.views.library_view import LibraryView
from desktop.views.rail import SCREENS, Rail
from desktop.views.search_view import SearchView
from desktop.views.settings_view import SettingsView
from desktop.views.source_panel import SourcePanel
from desktop.views.status_line import StatusLine
from desktop.views.widgets import Banner
from indexer.model import CitationEvent, Hit, Location
from indexer.requests import FileRow, IndexProgress, Sources

NARROW = 1100  # below this width the source takes the subject's place
SMALLEST = (720, 520)


class MainWindow(QMainWindow):
    """Holds the screens and the source; first_shown() once, when the first frame is on the screen."""

    first_shown = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        tasks, strings, theme = context.tasks, context.strings, context.theme
        self._was_shown = False
        self._source_open = False
        self.setWindowTitle(strings("app.name"))
        self.setMinimumSize(*SMALLEST)
        self.setAttribute(Qt.WidgetAttribute.WA_AlwaysShowToolTips)

        self.ask_presenter = AskPresenter(tasks, strings, self)
        self.search_presenter = SearchPresenter(tasks, strings, self)
        self.library_presenter = LibraryPresenter(tasks, strings, self)
        self.connections_presenter = ConnectionsPresenter(tasks, strings, self)
        self.rail = Rail(theme, strings)
        self.ask_view = AskView(context, self.ask_presenter, self.library_presenter)
        self.search_view = SearchView(context, self.search_presenter, self.library_presenter)
        self.library_view = LibraryView(context, self.library_presenter)
        self.connections_view = ConnectionsView(context, self.connections_presenter)
        self.settings_view = SettingsView(context)
        self.screens: dict[str, QWidget] = {
            "ask": self.ask_view, "search": self.search_view, "library": self.library_view,
            "connections": self.connections_view, "settings": self.settings_view,
        }  # fmt: skip
        self.stack = QStackedWidget()
        for screen in self.screens.values():
            self.stack.addWidget(screen)
        self.source = SourcePanel(context)
        self.source.closed.connect(self.close_source)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stack)
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
        self.palette_ = CommandPalette(strings, self._commands(), middle)
        self._connect()
        self._shortcuts()
        self._restore()
        self.show_screen("ask")

    # ---- what others ask of it

    def start(self) -> None:
        """Read what there is: sources, counts, platforms."""
        self.library_presenter.refresh()
        self.connections_presenter.refresh()

    def _bring_up_to_date(self, sources: Sources) -> None:
        """Once a start: what changed on the disk while the window was closed is read."""
        self.library_presenter.sources_changed.disconnect(self._bring_up_to_date)
        if sources.rows:
            self.library_presenter.index()

    def show_screen(self, name: str) -> None:
        self.rail.show_chosen(name)
        screen = self.screens[name]
        self.stack.setCurrentWidget(screen)
        if self._source_open and self._narrow:
            self.close_source()
        if screen is self.library_view:
            self.library_view.shown()
            self.library_presenter.refresh()
        if screen in (self.ask_view, self.search_view):
            screen.focus()

    def ask(self, question: str) -> None:
        self.show_screen("ask")
        self.ask_view.ask(question)

    def open_source(self, thing: CitationEvent | Hit | FileRow) -> None:
        """Show a citation's, a hit's or a file's document on the right."""
        if isinstance(thing, FileRow):
            path, location, quote = thing.path, Location(page=1), ""
        elif isinstance(thing, Hit):
            path, location, quote = thing.path, thing.location, thing.text
        else:
            path, location, quote = thing.path, thing.location, thing.quote
        if location.page is None and not isinstance(thing, FileRow) and thing.page is not None:
            location = Location(
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

    def close_source(self) -> None:
        self._source_open = False
        self._arrange()

    def raise_up(self) -> None:
        """Come to the front, for a second start."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def close_front(self) -> None:
        """Esc: the palette, then the source, then the running answer."""
        if self.palette_.isVisible():
            self.palette_.hide()
        elif self.banner.isVisible():
            self.banner.hide()
        elif self._source_open:
            self.close_source()
        elif self.ask_presenter.running and self.stack.currentWidget() is self.ask_view:
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
        if self.palette_.isVisible():
            self.palette_.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        preferences = self.context.preferences
        preferences.keep("geometry", self.saveGeometry())
        if self._source_open and not self._narrow:
            preferences.keep("splitter", self.splitter.saveState())
        preferences.save()
        self.source.release()
        super().closeEvent(event)

    # ---- inside

    @property
    def _narrow(self) -> bool:
        return self.width() < NARROW

    def _arrange(self) -> None:
        self.source.setVisible(self._source_open)
        self.stack.setVisible(not (self._source_open and self._narrow))

    def _restore(self) -> None:
        self.resize(1280, 800)
        if not (kept := self.context.preferences.bytes("geometry")).isEmpty():
            self.restoreGeometry(kept)
        if not (kept := self.context.preferences.bytes("splitter")).isEmpty():
            self.splitter.setProperty("kept", self.splitter.restoreState(kept))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_screen)
        for view in (self.ask_view, self.search_view, self.library_view):
            view.source_opened.connect(self.open_source)
        for empty in (self.ask_view, self.search_view):
            empty.folder_wanted.connect(self._add_folder)
        self.ask_view.said.connect(self.status.say)
        library = self.library_presenter
        library.sources_changed.connect(self._bring_up_to_date)
        library.status_changed.connect(self.status.set_status)
        library.status_changed.connect(self.settings_view.set_status)
        library.progress.connect(self._progress)
        library.indexing_changed.connect(lambda on: None if on else self.status.set_progress(None))
        self.connections_presenter.platforms_changed.connect(
            lambda _platforms: self.status.set_platform(self.connections_presenter.current)
        )
        self.status.platform_pressed.connect(lambda: self.show_screen("connections"))
        self.context.tasks.engine_state.connect(self._engine)
        self.status.set_engine(self.context.tasks.state if self.context.tasks.state != "stopped" else "starting")

    def _progress(self, progress: IndexProgress) -> None:
        self.status.set_progress(progress)

    def _engine(self, state: str, sentence: str) -> None:
        strings = self.context.strings
        self.status.set_engine(state)
        if state == "lost":
            self.banner.say(sentence or strings("engine.lost"), "warning", strings("engine.again"), self._restart)
        elif state == "ready" and self.banner.isVisible():
            self.banner.say(strings("engine.back"), "information")
            self.start()

    def _restart(self) -> None:
        self.context.tasks.start()
        self.start()

    def _add_folder(self) -> None:
        self.show_screen("library")
        self.library_view.choose_folder()

    def _focus(self, screen: str) -> None:
        self.show_screen(screen)
        self.screens[screen].focus()  # type: ignore[attr-defined]

    def _find(self) -> None:
        if self.stack.currentWidget() is self.library_view:
            self.library_view.focus()
        else:
            self._focus("search")

    def _go(self, screen: str, then: Callable[[], object] | None = None) -> Callable[[], None]:
        """A command that shows a screen and then does something there."""

        def do() -> None:
            self.show_screen(screen)
            if then is not None:
                then()

        return do

    def _commands(self) -> list[Command]:
        strings, theme, library = self.context.strings, self.context.theme, self.library_view
        commands: list[Command] = [
            (strings("commands.go", name=strings(f"screen.{name}")), f"Ctrl+{n}", self._go(name))
            for n, (name, _icon) in enumerate(SCREENS, 1)
        ]
        themes = self.settings_view.themes
        commands += [
            (strings("library.add_folder"), "", self._add_folder),
            (strings("library.add_files"), "", self._go("library", library.choose_files)),
            (strings("library.again"), "", lambda: self.library_presenter.index()),
            (strings("commands.stop_index"), "", self.library_presenter.stop),
            (strings("commands.failures"), "", self._go("library", lambda: library.show_state("failed"))),
            (strings("ask.new"), "", self._go("ask", self.ask_presenter.clear)),
            (strings("ask.stop"), "", self.ask_presenter.stop),
            (strings("connections.quote_use"), "", lambda: self.connections_presenter.use(None)),
            (strings("commands.close_source"), "Esc", self.close_source),
            (strings("commands.dark"), "", lambda: themes["light" if theme.dark else "dark"].setChecked(True)),
            (strings("commands.quit"), "Ctrl+Q", lambda: self.close()),
        ]
        return commands

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+L": lambda: self._focus("ask"), "Ctrl+F": self._find, "Ctrl+K": self.palette_.open,
            "Esc": self.close_front, "F1": self._go("settings"), "Ctrl+Q": self.close,
        }  # fmt: skip
        for number, (name, _icon) in enumerate(SCREENS, 1):
            keys[f"Ctrl+{number}"] = self._go(name)
        for key, do in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(do)
            if key == "Ctrl+F":
                self._find_shortcut = shortcut
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """In the source, Ctrl+F is the source's own: two shortcuts of the same keys would both fall silent."""
        self._find_shortcut.setEnabled(now is None or not self.source.isAncestorOf(now))
