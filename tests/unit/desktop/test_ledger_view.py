"""기록: the record of AI use in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.models.paged import PAGE
from desktop.presenters.ledger import LedgerPresenter, day, span
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.views.ledger_view import LedgerView
from desktop.views.main_window import MainWindow
from desktop.views.widgets import CitationButton
from indexer.requests import LedgerChecked
from tests.helpers.tiny_engine import Starter

MS = 10_000
CALLS = 700


@pytest.fixture
def starter() -> Iterator[Starter]:
    made = Starter(TINY_FILES="50", TINY_PACE="0.004", TINY_CALLS=str(CALLS))
    yield made
    made.stop()


def shown(window: MainWindow, qtbot: QtBot) -> LedgerView:
    window.show_screen("ledger")
    view = cast(LedgerView, window.screens["ledger"])
    qtbot.waitUntil(lambda: view.model.rowCount() == CALLS, timeout=MS)
    return view


def test_a_period_is_understood_as_it_is_typed() -> None:
    """A day in three ways of writing; what is none is told apart from nothing."""
    assert [day(t) for t in ("2025-03-01", "2025. 3. 1.", "20250301", "", "3월")] == [
        "2025-03-01", "2025-03-01", "2025-03-01", "", None,
    ]  # fmt: skip
    assert span("last_month", date(2025, 3, 15)) == ("2025-02-01", "2025-02-28")
    assert span("month", date(2025, 3, 15)) == ("2025-03-01", "") and span("all", date(2025, 3, 15)) == ("", "")


def test_the_presenter_narrows_only_when_something_changed(tasks: Tasks, strings: Strings, qtbot: QtBot) -> None:
    """The same filter again reads nothing anew; an export that cannot be is told."""
    presenter = LedgerPresenter(tasks, strings)
    heard: list[object] = []
    presenter.filter_changed.connect(heard.append)
    presenter.narrow(platform="행정망 AI 플랫폼")
    presenter.narrow(platform="행정망 AI 플랫폼")
    assert len(heard) == 1
    with qtbot.waitSignal(presenter.failed, timeout=MS) as failed:
        presenter.export("/없는 폴더/기록.csv", public=False)
    assert "저장하지 못했습니다" in failed.args[0].message


def test_the_record_is_told_whole_and_only_its_pages_are_fetched(window: MainWindow, qtbot: QtBot) -> None:
    """The verdict names the calls; a far row arrives when it is looked at."""
    view = shown(window, qtbot)
    qtbot.waitUntil(lambda: view.verdict.text() == "✓ 700건, 변조 없음", timeout=MS)
    far = view.model.index(3 * PAGE + 5, 0)
    assert view.model.data(far) == "…"
    qtbot.waitUntil(lambda: view.model.data(far) != "…", timeout=MS)


def test_rows_that_are_not_here_yet_are_painted(window: MainWindow, qtbot: QtBot) -> None:
    """A leap to the end shows ellipses, then the rows; it took the process down when they had no alignment."""
    view = shown(window, qtbot)
    view.table.scrollToBottom()
    view.table.viewport().repaint()
    assert view.model.data(view.model.index(CALLS - 1, 4), Qt.ItemDataRole.TextAlignmentRole) is not None
    qtbot.waitUntil(lambda: view.model.data(view.model.index(CALLS - 1, 0)) != "…", timeout=MS)


def test_faults_are_named_with_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    """A record that was tampered with is told in red, line by line, with the next step."""
    view = shown(window, qtbot)
    qtbot.waitUntil(lambda: "변조 없음" in view.verdict.text(), timeout=MS)
    faults = tuple((n, "changed", f"{n}번째 줄의 내용이 바뀌었습니다.") for n in range(5, 10))
    view._presenter.checked.emit(LedgerChecked(CALLS, 2000, faults))
    assert "5곳" in view.verdict.text() and view.seal.property("tone") == "danger"
    assert "5번째 줄" in view._faults.text() and "그 밖에 2곳" in view._faults.text()
    assert "담당자" in view._faults.text()


def test_a_chosen_call_is_shown_with_the_names_of_its_documents(window: MainWindow, qtbot: QtBot) -> None:
    """Digests of documents that are here become names that open the source."""
    view = shown(window, qtbot)
    qtbot.waitUntil(lambda: view.model.row(0) is not None, timeout=MS)
    number = next(n for n in range(20) if len(view.model.row(n).documents) >= 2)
    view.table.setFocus()
    view.table.selectRow(number)
    qtbot.waitUntil(lambda: len(view.detail.findChildren(CitationButton)) >= 1, timeout=MS)
    button = view.detail.findChildren(CitationButton)[-1]
    assert button.accessibleName().endswith(".hwpx")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.source.isVisible()


def test_filters_narrow_and_clear(window: MainWindow, qtbot: QtBot) -> None:
    """A platform halves the list; days that nothing fits say so."""
    view = shown(window, qtbot)
    box = view.filters.platform
    qtbot.waitUntil(lambda: box.count() == 3, timeout=MS)
    box.setCurrentIndex(2)
    box.activated.emit(2)
    qtbot.waitUntil(lambda: view.model.rowCount() == CALLS // 2, timeout=MS)
    view.filters.period.setCurrentIndex(view.filters.period.findData("own"))
    view.filters.period.activated.emit(view.filters.period.currentIndex())
    view.filters.days["since"].setText("내일")
    assert view.filters.days["since"].property("tone") == "danger"
    view.filters.days["since"].setText("2031-01-01")
    qtbot.waitUntil(lambda: view.states.state == "none", timeout=MS)
    button = view.states.currentWidget().button
    assert button is not None
    button.click()  # the one next step: all conditions away
    qtbot.waitUntil(lambda: view.model.rowCount() == CALLS, timeout=MS)


def test_the_record_is_written_where_the_user_says(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For an auditor and for the public; the banner names the file."""
    view = shown(window, qtbot)
    for public, name in ((False, "감사.csv"), (True, "현황.html")):
        target = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, t=target: (str(t), ""))
        with qtbot.waitSignal(view._presenter.exported, timeout=MS):
            view.export(public)
        assert target.stat().st_size > 100 and name in view.banner.text
