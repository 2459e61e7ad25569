"""The folders and files that were added: one line each, with what is done with it.

While they are read, their counts change every other second: the lines stay, and only what they say changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop import formats
from desktop.views.context import Context
from desktop.views.widgets import Button, Elided, clear, frame, label, line
from indexer.requests import SourceRow, Sources

GRADES = ("", "O", "S", "C")
SHOWN = 4  # lines before it scrolls


@dataclass(frozen=True, slots=True)
class Line:
    """What of a source's line can change."""

    facts: QLabel
    detail: Elided
    away: QLabel
    grade: QComboBox


class SourcesList(QScrollArea):
    """removed(path, name), included(pattern), graded(path, grade or None)."""

    removed = Signal(str, str)
    included = Signal(str)
    graded = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._shown: Sources | None = None
        self._lines: dict[str, Line] = {}
        self.setWidgetResizable(True)
        self.setAccessibleName(context.strings("library.sources"))
        inside = frame("card")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        self.setWidget(inside)

    def set_sources(self, sources: Sources) -> None:
        before, self._shown = self._shown, sources
        grades = dict(sources.grades)
        if before is not None and _names(before) == _names(sources):
            for row in sources.rows:
                self._say(self._lines[row.path], row, grades.get(row.path, ""))
            return
        clear(self._column)
        self._lines.clear()
        for number, row in enumerate(sources.rows):
            if number:
                self._column.addWidget(line())
            self._column.addWidget(self._row(row, grades.get(row.path, "")))
        for pattern in sources.excluded:
            self._column.addWidget(line())
            self._column.addWidget(self._excluded(pattern))
        self.updateGeometry()
        # Counted, not measured: the new rows have no size before they are shown.
        heights = [56] * len(sources.rows) + [48] * len(sources.excluded)
        self.setFixedHeight(sum(self._context.theme.px(h) for h in heights[:SHOWN]) + 12)

    def _row(self, row: SourceRow, grade: str) -> QWidget:
        strings, theme = self._context.strings, self._context.theme
        made = QWidget()
        made.setMinimumHeight(theme.px(52))
        across = QHBoxLayout(made)
        across.setContentsMargins(16, 4, 8, 4)
        across.setSpacing(12)
        short = formats.name(row.path)
        icon = label()
        icon.setPixmap(theme.icon("folder-open").pixmap(QSize(20, 20)))
        across.addWidget(icon)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Elided(row.path, "strong"))
        detail = Elided("", "small", Qt.TextElideMode.ElideRight)
        names.addWidget(detail)
        across.addLayout(names, 1)
        away = label(strings("library.away"), "small", tone="warning")
        across.addWidget(away)
        facts = label("", "secondary")
        across.addWidget(facts)
        box = QComboBox()
        for value in GRADES:
            box.addItem(strings(f"library.grade.{value or 'none'}"), value)
        box.setToolTip(strings("library.grade_tip"))
        box.setAccessibleName(strings("library.grade_name", name=short))
        box.activated.connect(lambda _index: self.graded.emit(row.path, box.currentData() or None))
        across.addWidget(box)
        remove = Button(theme, strings("library.remove"), "trash-2", "quiet", strings("library.remove_tip"),
                        lambda: self.removed.emit(row.path, short))  # fmt: skip
        remove.setAccessibleName(strings("library.remove_name", name=short))
        across.addWidget(remove)
        shown = self._lines[row.path] = Line(facts, detail, away, box)
        self._say(shown, row, grade)
        return made

    def _say(self, shown: Line, row: SourceRow, grade: str) -> None:
        strings = self._context.strings
        facts = strings("library.source_facts", files=formats.count(row.files), indexed=formats.count(row.indexed))
        if row.failed:
            facts += " · " + strings("library.source_failed", n=formats.count(row.failed))
        if shown.facts.text() != facts:
            shown.facts.setText(facts)
        detail = self._detail(row)
        if shown.detail.text() != detail:
            shown.detail.set(detail)
        if shown.away.isHidden() != row.available:
            shown.away.setHidden(row.available)
        shown.grade.setCurrentIndex(max(0, shown.grade.findData(grade)))

    def _detail(self, row: SourceRow) -> str:
        """How large it is, when it was last changed, when it was added."""
        strings = self._context.strings
        added = formats.when(row.added, strings)
        if not row.changed:
            return strings("library.source_empty", added=added)
        changed, size = formats.when(row.changed, strings), formats.size(row.size)
        return strings("library.source_detail", size=size, changed=changed, added=added)

    def _excluded(self, pattern: str) -> QWidget:
        strings, theme = self._context.strings, self._context.theme
        made = QWidget()
        made.setMinimumHeight(theme.px(40))
        across = QHBoxLayout(made)
        across.setContentsMargins(16, 4, 8, 4)
        across.setSpacing(12)
        icon = label()
        icon.setPixmap(theme.icon("ban").pixmap(QSize(20, 20)))
        across.addWidget(icon)
        across.addWidget(Elided(strings("library.excluded_line", pattern=pattern), "secondary"), 1)
        back = Button(theme, strings("library.include"), "undo-2", "quiet",
                      clicked=lambda: self.included.emit(pattern))  # fmt: skip
        back.setAccessibleName(strings("library.include_name", pattern=pattern))
        across.addWidget(back)
        return made


def _names(sources: Sources) -> tuple[list[str], tuple[str, ...]]:
    """What decides which lines there are."""
    return [row.path for row in sources.rows], tuple(sources.excluded)
