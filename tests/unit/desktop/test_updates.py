"""What is told often changes what is shown seldom, and in place: counted, not timed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.preferences import Preferences
from desktop.presenters.library import LibraryPresenter
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.sources_list import SourcesList
from indexer.requests import IndexProgress, SourceRow, Sources


def nobody(tmp_path: Path) -> Tasks:
    return Tasks(tmp_path, lambda _home: (_ for _ in ()).throw(EOFError))


def test_progress_is_told_ten_times_a_second_and_the_newest_of_it(
    tmp_path: Path, strings: Strings, qtbot: QtBot
) -> None:
    library = LibraryPresenter(nobody(tmp_path), strings)
    told: list[IndexProgress] = []
    library.progress.connect(told.append)
    for done in range(500):
        library._event(IndexProgress("reading", seen=500, done=done))
    assert [p.done for p in told] == [0] and library.last_progress is not None and library.last_progress.done == 499
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1].done == 499
    library._event(IndexProgress("vectors", vectors_pending=7))  # another stage at once
    assert told[-1].stage == "vectors" and len(told) == 3
    library._event(IndexProgress("vectors", vectors_pending=6))
    library._over()  # nothing of a run comes after its end
    qtbot.wait(150)
    assert len(told) == 3


def test_counts_of_sources_change_in_their_lines(
    tmp_path: Path, strings: Strings, theme: Theme, qtbot: QtBot
) -> None:
    """The lines are the same widgets as before; another source makes new ones."""
    made = SourcesList(Context(nobody(tmp_path), strings, theme, Preferences(tmp_path)))
    qtbot.addWidget(made)
    row = SourceRow("/공유/총무과", "2025-03-01", True, 100, 10, 0)
    made.set_sources(Sources((row,), ()))
    box = made.findChild(QComboBox)
    line = made._lines[row.path]
    assert "10" in line.facts.text() and line.away.isHidden()
    made.set_sources(Sources((replace(row, indexed=55, failed=2, available=False),), grades=((row.path, "S"),)))
    assert made.findChild(QComboBox) is box and made._lines[row.path] is line
    assert "55" in line.facts.text() and "2" in line.facts.text() and not line.away.isHidden()
    assert box is not None and box.currentData() == "S"
    box.setCurrentIndex(0)  # refused by the engine, which tells what it was before
    made.set_sources(Sources((replace(row, indexed=55, failed=2, available=False),), grades=((row.path, "S"),)))
    assert box.currentData() == "S"
    made.set_sources(Sources((row, replace(row, path="/공유/다른 과")), ()))
    assert set(made._lines) == {"/공유/총무과", "/공유/다른 과"} and made._lines[row.path] is not line
