"""What is told often changes what is shown seldom, and in place: counted, not timed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QListView
from pytestqt.qtbot import QtBot

from desktop.models.hits import HitListModel
from desktop.preferences import Preferences
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.names import NamesPresenter
from desktop.presenters.search import SearchPresenter
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.hit_delegate import HitDelegate
from desktop.views.sources_list import SourcesList
from indexer.model import Hit, Location
from indexer.requests import Finished, IndexProgress, SourceRow, Sources


def nobody(tmp_path: Path) -> Tasks:
    return Tasks(tmp_path, lambda _home: (_ for _ in ()).throw(EOFError))


class Asked(Tasks):
    """Notes what goes out and what is given up; answers when told."""

    def __init__(self, tmp_path: Path) -> None:
        super().__init__(tmp_path, lambda _home: (_ for _ in ()).throw(EOFError))
        self.sent: list[Any] = []
        self.given_up: list[Any] = []

    def start(self) -> None:
        self.state = "starting"

    def _send(self, id_: int, request: Any) -> None:
        self.sent.append((id_, request))

    def _forget(self, handle: TaskHandle) -> None:
        self.given_up.append(handle.request)
        super()._forget(handle)

    def answer(self, *events: Any) -> None:
        id_, _request = self.sent[-1]
        for event in (*events, Finished()):
            self._event(id_, event)


def test_names_are_looked_for_when_the_typing_rests_and_given_up_with_the_next_letter(
    tmp_path: Path, qtbot: QtBot
) -> None:
    tasks = Asked(tmp_path)
    names = NamesPresenter(tasks)
    for text in ("연", "연가", "연가 일"):
        names.type(text)
    assert tasks.sent == []  # beside the passages of each letter nothing is asked
    assert names._rest.interval() > SearchPresenter.rest_ms
    names._rest.timeout.emit()
    assert [r.query for _, r in tasks.sent] == ["연가 일"]
    names.type("연가 일수")
    assert [r.query for r in tasks.given_up] == ["연가 일"] and len(tasks.sent) == 1
    names.type("")
    qtbot.wait(20)
    assert len(tasks.sent) == 1


def test_a_fast_typist_asks_for_the_first_and_the_newest_only(tmp_path: Path, strings: Strings) -> None:
    """Words alone while one types, one query at a time; by meaning when it rests."""
    tasks = Asked(tmp_path)
    search = SearchPresenter(tasks, strings)
    for text in ("연", "연가", "연가일", "연가일수"):
        search.type(text)
    assert [(r.query, r.mode) for _, r in tasks.sent] == [("연", "lexical")]
    tasks.answer()
    assert [(r.query, r.mode) for _, r in tasks.sent[1:]] == [("연가일수", "lexical")]
    tasks.answer()
    search._rest.timeout.emit()
    assert (tasks.sent[-1][1].query, tasks.sent[-1][1].mode) == ("연가일수", "hybrid") and len(tasks.sent) == 3


def found(first: int, count: int = 12) -> tuple[Hit, ...]:
    return tuple(
        Hit(f"/공유/{n}.hwp", n, "", (), 1, True, Location(), f"연가는 {n}일 이내로 준다. " * 9, 1.0, 1.0, None, ("연가",), "")
        for n in range(first, first + count)
    )  # fmt: skip


def test_results_are_laid_out_once_and_the_same_results_touch_nothing(
    strings: Strings, theme: Theme, qtbot: QtBot
) -> None:
    view, model, delegate = QListView(), HitListModel(strings), HitDelegate(theme, strings)
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.resize(700, 600)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    assert model.set_hits(found(1))
    view.grab()
    first = delegate.laid_out
    assert 0 < first <= 12
    for _ in range(3):
        view.grab()
    assert delegate.laid_out == first
    assert not model.set_hits(found(1)) and len(resets) == 1
    assert model.set_hits(found(100)) and len(resets) == 2
    view.grab()
    assert delegate.laid_out > first


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
