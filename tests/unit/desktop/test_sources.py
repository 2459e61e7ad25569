"""What 자료 tells of every source: how many files, how large, how new, since when."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.preferences import Preferences
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.main_window import MainWindow
from desktop.views.sources_list import SourcesList
from indexer.requests import SourceRow, Sources

MS = 10_000


def test_a_source_tells_its_size_and_its_days(
    tasks: Tasks, strings: Strings, theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    made = SourcesList(Context(tasks, strings, theme, Preferences(tmp_path)))
    qtbot.addWidget(made)
    rows = (
        SourceRow("/업무/2025", "2025-02-01T09:00:00+09:00", True, 1_234, 1_200, 3, 5_400_000, "2025-02-28T17:30:00+09:00"),
        SourceRow("/업무/빈 폴더", "2025-02-01T09:00:00+09:00", True, 0, 0, 0),
    )  # fmt: skip
    made.set_sources(Sources(rows))
    texts = [label.text() for label in made.findChildren(QLabel)]
    assert "5.1 MB · 최근 수정 2025. 2. 28.(금) · 추가 2025. 2. 1.(토)" in texts
    assert "추가 2025. 2. 1.(토)" in texts
    assert "파일 1,234 · 색인 1,200 · 실패 3" in texts


def test_the_window_reads_gently_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    """What the engine tells of its pace stands in the progress and in the line below."""
    window.show_screen("library")
    qtbot.waitUntil(lambda: "사용하시는 동안 천천히" in window.library_view.progress.words, timeout=MS)
    assert "1초에 24개" in window.library_view.progress.words
    assert "천천히" in window.status.text
