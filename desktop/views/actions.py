"""Everything that can be done from the keyboard: the commands of the palette, and the shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.views.rail import SCREENS

if TYPE_CHECKING:
    from desktop.views.command_palette import Command
    from desktop.views.main_window import MainWindow


def commands(window: MainWindow) -> list[Command]:
    """Every action by its words, with its keys where it has any."""
    strings, theme = window.context.strings, window.context.theme
    library, ask = window.library_presenter, window.ask_presenter
    out: list[Command] = [
        (strings("commands.go", name=strings(f"screen.{name}")), f"Ctrl+{n}", _go(window, name))
        for n, (name, _icon) in enumerate(SCREENS, 1)
    ]
    out += [
        (strings("library.add_folder"), "", window.add_folder),
        (strings("library.add_files"), "", _go(window, "library", lambda: window.library_view.choose_files())),
        (strings("library.again"), "", lambda: library.index()),
        (strings("commands.stop_index"), "", library.stop),
        (strings("commands.failures"), "",
         _go(window, "library", lambda: window.library_view.show_state("failed"))),
        (strings("handover.give_menu"), "", _go(window, "library", lambda: window.library_view.desk.give())),
        (strings("handover.take_menu"), "", _go(window, "library", lambda: window.library_view.desk.take())),
        (strings("handover.undo_menu"), "", _go(window, "library", lambda: window.library_view.desk.take_back())),
        (strings("ask.new"), "Ctrl+N", _go(window, "ask", ask.clear)),
        (strings("history.search"), "Ctrl+H", _go(window, "ask", lambda: window.ask_view.side.show())),
        (strings("ask.stop"), "", ask.stop),
        (strings("ask.deep"), "", _go(window, "ask", lambda: window.ask_view.box.deep.toggle())),
        (strings("preview.command"), "Ctrl+Enter", _go(window, "ask", lambda: window.ask_view.box.preview())),
        (strings("ask.conditions_tip"), "", _go(window, "ask", lambda: window.ask_view.box.conditions.click())),
        (strings("ask.scope_tip"), "", _go(window, "ask", lambda: window.ask_view.box.scope.click())),
        (strings("ask.answerer_tip"), "", _go(window, "ask", lambda: window.ask_view.box.answerer.click())),
        (strings("connections.quote_use"), "", lambda: window.connections_presenter.use(None)),
        (strings("commands.close_source"), "Esc", window.close_source),
        (strings("commands.back"), "Alt+←", window.back),
        (strings("undo"), "Ctrl+Z", window.words.undo),
        (strings("commands.dark"), "",
         lambda: window.settings_view.themes["light" if theme.dark else "dark"].setChecked(True)),
        (strings("settings.page.help"), "F1", _help(window)),
        (strings("commands.quit"), "Ctrl+Q", window.quit),
    ]  # fmt: skip
    out += [
        (strings("commands.task", name=strings(f"task.{name}")), "", _go(window, "ask", _task(window, name)))
        for name in ("summary", "compare", "table", "report")
    ]
    return out


def _task(window: MainWindow, name: str) -> Callable[[], None]:
    return lambda: window.ask_view.tasks.start(name)


def _help(window: MainWindow) -> Callable[[], None]:
    return _go(window, "settings", lambda: window.settings_view.show_page("help"))


def shortcuts(window: MainWindow) -> dict[str, Callable[[], object]]:
    """What each key sequence does, but for Ctrl+F, whose meaning depends on where one is."""
    keys: dict[str, Callable[[], object]] = {
        "Ctrl+L": lambda: window.focus_screen("ask"), "Ctrl+K": lambda: window.palette_.open(),
        "Alt+Left": window.back, "Ctrl+Z": window.words.undo,
        "Esc": window.close_front, "F1": _help(window), "Ctrl+Q": window.quit,
        "Ctrl+N": _go(window, "ask", window.ask_presenter.clear),
        "Ctrl+H": _go(window, "ask", lambda: window.ask_view.side.show()),
    }  # fmt: skip
    return keys | {f"Ctrl+{n}": _go(window, name) for n, (name, _icon) in enumerate(SCREENS, 1)}


def _go(window: MainWindow, screen: str, then: Callable[[], object] | None = None) -> Callable[[], None]:
    """Show a screen and then do something there."""

    def do() -> None:
        window.show_screen(screen)
        if then is not None:
            then()

    return do
