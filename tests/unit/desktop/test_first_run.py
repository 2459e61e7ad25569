"""The first start: folders suggested and counted, what leaves the PC, and reading begun by one button."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.folders import SUFFIXES, FolderCounts, Suggestion, suggestions
from desktop.preferences import Preferences
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.first_run import FirstRun
from desktop.views.main_window import MainWindow
from tests.helpers.tiny_engine import Starter

MS = 10_000


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Three documents and what is none."""
    for name in ("가.hwp", "하위/나.PDF", "하위/더 아래/다.docx", "그림.png", ".숨김/라.hwp", "~$가.hwp"):
        path = tmp_path / "자료" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 1000)
    return tmp_path / "자료"


@pytest.fixture
def view(
    tasks: Tasks, strings: Strings, theme: Theme, tmp_path: Path, folders: Path, qtbot: QtBot
) -> Iterator[FirstRun]:
    made = FirstRun(
        Context(tasks, strings, theme, Preferences(tmp_path)),
        [Suggestion(str(folders), "documents", True), Suggestion("/없는 공유/폴더", "share", False)],
    )
    qtbot.addWidget(made)
    made.show()
    yield made
    made.hide()


def test_the_suffixes_are_those_that_are_read() -> None:
    """The window's list does not fall behind the engine's."""
    from indexer.parsing.dispatch import SUFFIXES as read

    assert set(read) <= SUFFIXES


def test_documents_are_counted_and_nothing_else(folders: Path, qtbot: QtBot) -> None:
    """Hidden folders, lock files and pictures are left out."""
    counts = FolderCounts()
    with qtbot.waitSignal(counts.counted, timeout=MS, check_params_cb=lambda *told: told[3]) as told:
        counts.count(str(folders))
    assert told.args == [str(folders), 3, 3000, True]
    counts.close()


def test_folders_of_the_system_are_suggested_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that exist; the home folder itself is none of them."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("Desktop", "Documents"):
        (tmp_path / name).mkdir()
    found = suggestions()
    assert [(Path(s.path).name, s.kind, s.ticked) for s in found if s.kind != "share"] == [
        ("Desktop", "desktop", True),
        ("Documents", "documents", True),
    ]


def test_sizes_names_and_the_button_follow_the_choice(
    view: FirstRun, folders: Path, strings: Strings, qtbot: QtBot
) -> None:
    """A screen reader hears name, place and size; without a choice the button says what to do."""
    box = view.boxes[str(folders)]
    qtbot.waitUntil(lambda: "3" in view._sizes[str(folders)].text(), timeout=MS)
    assert strings("first.kind.documents") in box.accessibleName() and "3" in box.accessibleName()
    qtbot.waitUntil(lambda: view._sizes["/없는 공유/폴더"].text() == strings("first.nothing"), timeout=MS)
    assert view.start.words == strings("first.start", n=1)
    box.setChecked(False)
    assert not view.start.isEnabled() and view.start.words == strings("first.start_none")
    view.add(Suggestion(str(folders), "chosen", True))  # chosen by hand once more
    assert view.chosen() == (str(folders),)


def test_one_press_begins_and_a_fault_opens_the_choice_again(view: FirstRun, folders: Path, qtbot: QtBot) -> None:
    """The folders go out once."""
    with qtbot.waitSignal(view.started, timeout=MS) as told:
        view.start.click()
    assert told.args == [(str(folders),)] and not view.start.isEnabled()
    view.again()
    assert view.start.isEnabled()


class TestInTheWindow:
    @pytest.fixture
    def starter(self) -> Iterator[Starter]:
        made = Starter(TINY_FILES="50", TINY_PACE="0.004", TINY_EMPTY="1")
        yield made
        made.stop()

    def test_it_stands_where_answers_will_and_leaves_when_reading_begins(
        self, window: MainWindow, folders: Path, qtbot: QtBot
    ) -> None:
        """A library without sources shows it; questions can be asked at once after it."""
        qtbot.waitUntil(lambda: window.ask_view.first is not None, timeout=MS)
        first = window.ask_view.first
        assert first is not None and first.isVisible() and window.ask_view.box.isVisible()
        for box in first.boxes.values():
            box.setChecked(False)
        first.add(Suggestion(str(folders), "chosen", True))
        first.start.click()
        qtbot.waitUntil(lambda: not first.isVisible(), timeout=MS)
        assert window.library_presenter.sources is not None
        assert [row.path for row in window.library_presenter.sources.rows] == [str(folders)]
