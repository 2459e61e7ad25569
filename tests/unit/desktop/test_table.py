"""Tables paint their rows from what is laid out already: counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from desktop.models.files import FileTableModel
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.theme.theme import Theme
from desktop.views.file_list import WIDTHS
from desktop.views.table import Table
from indexer.requests import FileRow

ROWS = 400


def files(first: int, count: int) -> tuple[FileRow, ...]:
    return tuple(
        FileRow(f"/업무 공유/총무과/{n:06} 복무 점검 결과 보고서와 붙임 문서 모음집 최종본.hwp", "indexed", "hwp", n * 1000,
                "2025-03-01T09:00:00+00:00", f"제목 {n}", n % 30, 5)
        for n in range(first, first + count)
    )  # fmt: skip


class Files(FileTableModel):
    """All pages at hand; counts what Qt asks cell by cell."""

    asked = 0

    def _fetch(self, page: int) -> None:
        self._pages[page] = files(page * 200, 200)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        self.asked += 1
        return super().data(index, role)


@pytest.fixture
def table(theme: Theme, strings: Strings, tmp_path: Path, qtbot: QtBot) -> Iterator[Table]:
    model = Files(Tasks(tmp_path, lambda _home: (_ for _ in ()).throw(EOFError)), strings)
    model._resize(ROWS)
    made = Table(theme, model, WIDTHS, "파일")
    model.setParent(made)
    made.resize(1200, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    made.viewport().repaint()
    yield made


def shown(table: Table) -> int:
    return table.rowAt(table.viewport().height() - 1) - table.rowAt(0) + 1


def test_a_screenful_seen_before_is_painted_without_shaping_or_asking(table: Table) -> None:
    model, rows = table.model(), table.rows
    assert isinstance(model, Files) and shown(table) > 10 and rows.laid_out > 0
    model.asked, before = 0, rows.laid_out
    for _ in range(3):
        table.viewport().repaint()
    assert rows.laid_out == before and model.asked == 0


def test_a_step_of_the_wheel_lays_out_only_the_rows_that_come(table: Table) -> None:
    rows, bar = table.rows, table.verticalScrollBar()
    before = rows.laid_out
    bar.setValue(bar.value() + 3)
    table.viewport().repaint()
    assert 0 < rows.laid_out - before <= 4 * len(WIDTHS)
    model = table.model()
    assert isinstance(model, Files)


def test_chosen_rows_and_new_rows_are_seen(table: Table, theme: Theme) -> None:
    """What is remembered never hides a change."""
    table.selectRow(2)
    picture = table.viewport().grab().toImage()
    at = table.rowViewportPosition(2) + 2
    assert QColor(picture.pixel(2, at)) == QColor(theme.colours.primary_wash_strong)
    assert QColor(picture.pixel(2, at + table.rowHeight(2))) != QColor(theme.colours.primary_wash_strong)
    before = table.viewport().grab().toImage()
    model = table.model()
    assert isinstance(model, Files)
    model._arrived(0, SimpleNamespace(total=ROWS, rows=files(5000, 200)))
    assert table.viewport().grab().toImage() != before


def test_another_text_size_lays_out_anew(table: Table, theme: Theme) -> None:
    old = table.rows
    theme.set(scale=150)
    try:
        assert table.rows is not old
        table.viewport().repaint()
        assert table.rows.laid_out > 0 and table.rowHeight(0) == theme.px(32)
    finally:
        theme.set(scale=100)


def test_a_fault_in_a_cell_is_told_and_the_window_lives(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Painted by a delegate it stopped the process for good, in take_gil, without a word."""

    def broken(row: FileRow, column: str) -> str:
        raise ValueError("a cell that cannot be told")

    model = table.model()
    assert isinstance(model, Files)
    model._texts.clear()
    monkeypatch.setattr(model, "text", broken)
    with capture_exceptions() as faults:
        table.viewport().update()
        for _ in range(5):
            try:
                QApplication.processEvents()
            except Exception as error:
                faults.append((type(error), error, error.__traceback__))
    assert faults and "cannot be told" in str(faults[0][1])
    monkeypatch.undo()
    table.viewport().repaint()
    assert model.rowCount() == ROWS
