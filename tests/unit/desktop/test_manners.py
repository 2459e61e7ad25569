"""What every window of its kind does: back, undo, remembered layout, files dragged out, menus by the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.preferences import Preferences
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.dragging import DragsOut, carried
from desktop.views.main_window import MainWindow
from desktop.views.trail import Trail

MS = 10_000


def test_the_way_back() -> None:
    trail = Trail()
    assert trail.back() is None
    for name in ("ask", "search", "search", "library"):
        trail.visit(name)
    assert [trail.back(), trail.back(), trail.back()] == ["search", "ask", None]


def test_alt_left_closes_the_source_and_then_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.show_screen("library")
    qtbot.waitUntil(lambda: window.library_view.model.rowCount() > 0, timeout=MS)
    row = window.library_view.model.row(0)
    window.open_source(row)
    assert window.source.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not window.source.isVisible() and window.screens.in_front("library")
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.screens.in_front("ask")


def test_ctrl_z_takes_a_removal_back_but_not_typing(window: MainWindow, qtbot: QtBot) -> None:
    """In a field Ctrl+Z is the field's; elsewhere it is the line's 되돌리기."""
    library = window.library_presenter
    window.show_screen("library")
    qtbot.waitUntil(lambda: library.sources is not None and bool(library.sources.rows), timeout=MS)
    qtbot.waitUntil(lambda: not library.indexing, timeout=MS)
    path = library.sources.rows[0].path  # type: ignore[union-attr]
    library.remove(path, "2025")
    qtbot.waitUntil(lambda: window.library_view.banner.isVisible() and not library.sources.rows, timeout=MS)  # type: ignore[union-attr]
    field = window.library_view.files.filter
    window.library_view.show_state(None)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(library.sources.rows), timeout=MS)  # type: ignore[union-attr]
    assert isinstance(field, QLineEdit)
    qtbot.waitUntil(field.isVisible, timeout=MS)
    field.setFocus()
    QTest.keyClicks(field, "ab")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""


def test_the_last_screen_and_the_columns_come_back(
    tasks: Tasks, strings: Strings, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    def opened() -> MainWindow:
        made = compose.window(Context(tasks, strings, theme, Preferences(tmp_path)))
        made.show()
        qtbot.waitExposed(made)
        return made

    first = opened()
    assert first.screens.in_front("ask")
    first.show_screen("library")
    table = first.library_view.table
    first.library_view._pages.setCurrentWidget(first.library_view._full)
    qtbot.waitUntil(table.isVisible, timeout=MS)
    table.setColumnWidth(0, 333)
    qtbot.wait(500)
    first.close()
    again = opened()
    assert again.screens.in_front("library")
    assert again.library_view.table.columnWidth(0) == 333
    theme.changed.emit()  # other colours leave them
    assert again.library_view.table.columnWidth(0) == 333
    again.close()
    for window in (first, again):
        window.deleteLater()
    QApplication.processEvents()


def test_a_file_is_dragged_out(window: MainWindow, qtbot: QtBot) -> None:
    """A press alone, or a small movement, carries nothing; beyond that the file of the row that was pressed."""
    window.show_screen("library")
    table = window.library_view.table
    qtbot.waitUntil(lambda: window.library_view.model.row(2) is not None, timeout=MS)
    gone: list[str] = []
    drags = table.findChild(DragsOut)
    assert drags is not None
    drags._carry = lambda _source, path: gone.append(path)
    at = table.visualRect(table.model().index(2, 0)).center()

    def send(kind: QEvent.Type, where: QPoint, held: Qt.MouseButton) -> None:
        local = QPointF(where)
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        spot = table.viewport().mapToGlobal(local)
        QApplication.sendEvent(
            table.viewport(), QMouseEvent(kind, local, spot, button, held, Qt.KeyboardModifier.NoModifier)
        )

    left = Qt.MouseButton.LeftButton
    send(QEvent.Type.MouseButtonPress, at, left)
    send(QEvent.Type.MouseMove, at + QPoint(2, 0), left)
    assert gone == []
    send(QEvent.Type.MouseMove, at + QPoint(40, 60), left)
    row = window.library_view.model.row(2)
    assert gone == [row.path]
    data = carried(row.path)
    assert [url.toLocalFile() for url in data.urls()] == [row.path] and data.text() == row.path


def test_the_menu_key_opens_a_files_menu(window: MainWindow, qtbot: QtBot) -> None:
    """The menu of the row that is chosen, where it stands."""
    window.show_screen("library")
    table = window.library_view.table
    qtbot.waitUntil(lambda: window.library_view.model.row(1) is not None, timeout=MS)
    table.setFocus()
    table.selectRow(1)
    from PySide6.QtGui import QContextMenuEvent

    spot = table.visualRect(table.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, spot, table.viewport().mapToGlobal(spot))
    QApplication.sendEvent(table.viewport(), event)
    menus = [m for m in window.library_view.findChildren(QMenu) if m.isVisible()]
    assert len(menus) == 1 and menus[0].actions()
    menus[0].close()


def test_the_language_is_chosen_in_the_settings(window: MainWindow, tmp_path: Path) -> None:
    """Told in the language chosen; used by the next start, but for one that says another."""
    page = window.settings_view.pages["looks"]
    page.language.setCurrentIndex(1)
    page.language.activated.emit(1)
    assert "English" in page.told.text()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window.context.preferences.save()
    home = tmp_path
    assert compose.context(app, home).strings.language == "en"
    assert compose.context(app, home, language="ko").strings.language == "ko"


def test_the_guide_has_an_english_page(tasks: Tasks, theme: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    from desktop.views.help_page import HelpPage

    page = HelpPage(Context(tasks, Strings.load("en"), theme, Preferences(tmp_path)))
    qtbot.addWidget(page)
    assert "Munseonaru in short" in page.toPlainText()
