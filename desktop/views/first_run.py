"""The first start: which folders to read, whether to connect a platform, and what will and will not leave this PC."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop import formats
from desktop.folders import FolderCounts, Suggestion, suggestions
from desktop.theme.theme import Theme
from desktop.views.context import Context
from desktop.views.widgets import Button, Elided, frame, label

WIDTH = 720  # at 100 %, as is the next
NAME = 220  # a folder's name is no wider; its path stands beside it


class _Picture(QLabel):
    """An icon that follows the theme."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon_name = theme, icon
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        side = self._theme.px(16)
        colour = self._theme.colours.text_subtle
        self.setPixmap(self._theme.icon(self._icon_name, colour, size=side).pixmap(side, side))


class FirstRun(QWidget):
    """started(paths): read these folders; connect_wanted(): set up a platform now."""

    started = Signal(tuple)
    connect_wanted = Signal()

    def __init__(self, context: Context, suggested: list[Suggestion] | None = None) -> None:
        super().__init__()
        self._context = context
        strings, theme = context.strings, context.theme
        self.boxes: dict[str, QCheckBox] = {}
        self._titles: dict[str, str] = {}
        self._sizes: dict[str, QLabel] = {}
        self._counts = FolderCounts(self)
        self._counts.counted.connect(self._counted)

        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 8, 16, 16)
        column.setSpacing(16)
        column.addWidget(label(strings("first.title"), "empty-title", wrap=True))
        column.addWidget(label(strings("first.text"), "secondary", wrap=True))

        folders, inner = self._card(strings("first.folders"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        inner.addLayout(self._rows)
        more = QHBoxLayout()
        more.addWidget(Button(theme, strings("first.other"), "folder-plus", "quiet", clicked=self._choose))
        more.addStretch(1)
        self.start = Button(theme, "", "library", "primary", clicked=self._start)
        more.addWidget(self.start)
        inner.addLayout(more)
        column.addWidget(folders)

        leaves, inner = self._card(strings("first.privacy"))
        for name, icon in (("stays", "check"), ("leaves", "send"), ("never", "ban")):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(_Picture(theme, icon), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(strings(f"first.{name}"), "secondary", wrap=True), 1)
            inner.addLayout(row)
        column.addWidget(leaves)

        platform, inner = self._card(strings("first.platform"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(label(strings("first.platform_text"), "secondary", wrap=True), 1)
        row.addWidget(Button(theme, strings("first.connect"), "plug", clicked=self.connect_wanted.emit))
        inner.addLayout(row)
        column.addWidget(platform)

        column.addStretch(1)

        centred = QWidget()
        outer = QHBoxLayout(centred)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(self._inside, 1000)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(centred)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        theme.changed.connect(self._fit)
        self._fit()
        for one in suggestions() if suggested is None else suggested:
            self.add(one)
        self._name_start()

    def add(self, one: Suggestion) -> None:
        """One more folder to choose from."""
        if one.path in self.boxes:
            self.boxes[one.path].setChecked(True)
            return
        strings = self._context.strings
        known = one.kind != "share" and one.kind != "chosen"
        title = strings(f"first.kind.{one.kind}") if known else formats.name(one.path)
        room = self._context.theme.px(NAME)
        box = QCheckBox(self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, room))
        box.setToolTip(one.path)
        box.setChecked(one.ticked)
        box.toggled.connect(lambda _on: self._name_start())
        size = label(strings("first.counting"), "secondary")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(box)
        row.addWidget(Elided(one.path, "small"), 1)
        row.addWidget(size)
        self._rows.addLayout(row)
        self.boxes[one.path] = box
        self._sizes[one.path] = size
        self._titles[one.path] = title
        self._name_box(one.path, strings("first.counting"))
        self._counts.count(one.path)
        self._name_start()

    def chosen(self) -> tuple[str, ...]:
        """The ticked folders, in their order."""
        return tuple(path for path, box in self.boxes.items() if box.isChecked())

    def again(self) -> None:
        """Reading could not begin: the choice is open again."""
        self._name_start()

    def focus(self) -> None:
        if self.boxes:
            next(iter(self.boxes.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def release(self) -> None:
        """Count no further."""
        self._counts.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._counts.close()

    # ---- inside

    def _counted(self, path: str, files: int, size: int, whole: bool) -> None:
        strings = self._context.strings
        name = "first.size" if whole else "first.size_so_far"
        words = strings(name, files=formats.count(files), size=formats.size(size)) if files or not whole else ""
        words = words or strings("first.nothing")
        self._sizes[path].setText(words)
        self._name_box(path, words)

    def _name_box(self, path: str, words: str) -> None:
        """A screen reader hears name, place and size of a folder together."""
        self.boxes[path].setAccessibleName(f"{self._titles[path]}, {path}, {words}")

    def _name_start(self) -> None:
        count = len(self.chosen())
        strings = self._context.strings
        self.start.setText(strings("first.start", n=count) if count else strings("first.start_none"))
        self.start.setAccessibleName(self.start.words)
        self.start.setEnabled(bool(count))

    def _start(self) -> None:
        self._counts.close()
        self.start.setEnabled(False)
        self.start.setText(self._context.strings("first.starting"))
        self.started.emit(self.chosen())

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._context.strings("first.other"))
        if folder:
            self.add(Suggestion(folder, "chosen", True))

    def _card(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        card = frame("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.setSpacing(12)
        inner.addWidget(label(title, "section"))
        return card, inner

    def _fit(self) -> None:
        self._inside.setMaximumWidth(self._context.theme.px(WIDTH) + 16)
