"""최근 요청 in 연결: how requests went, read when it is opened."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from connectors.platform_ports import RequestNote
from desktop.models.platform_requests import PlatformRequestsModel
from desktop.strings import Strings
from desktop.views.main_window import MainWindow
from indexer.requests import RequestsListed


def test_rows_say_how_it_went(strings: Strings) -> None:
    """Durations in seconds, sizes, tokens in and out; an end that is not known by name is a failure with its status."""
    model = PlatformRequestsModel(strings)
    model.fill(
        RequestsListed((
            RequestNote(0.0, "행정망", "/x", "m", "done", 200, 2, 2_048, 1_024, 410, 1_500, 1_200, 30),
            RequestNote(0.0, "행정망", "/x", "", "grade_too_high", 413, 1, 0, 0, None, 20),
        ))
    )  # fmt: skip
    cells = [[model.data(model.index(r, c)) for c in range(model.columnCount())] for r in range(2)]
    assert cells[0][1:] == ["행정망 · m", "마침", "1.5초", "0.4초", "2.0 KB", "1.0 KB", "1,200 + 30", "2"]
    assert cells[1][1:3] == ["행정망", "실패 (413)"] and cells[1][7] == ""


def test_opened_and_closed(window: MainWindow, qtbot: QtBot) -> None:
    """The card asks the engine when it is opened, shows the rows, and folds again."""
    window.show_screen("connections")
    card = window.connections_view.requests
    assert card.model.rowCount() == 0
    card.open_button.click()
    qtbot.waitUntil(lambda: card.table.isVisible() and card.model.rowCount() > 3, timeout=10_000)
    card.open_button.click()
    assert not card.table.isVisible()
