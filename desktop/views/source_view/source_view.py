"""The right side of the window: the document that the eye asks for next, at the place it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.views.source_view import outside
from desktop.views.source_view.evidence import Evidence
from desktop.views.source_view.page_requests import Handle, PageRequests, Tasks
from desktop.views.source_view.source_reading import SourceReading
from desktop.views.source_view.toolbars import Strings
from indexer.model import Location
from indexer.requests import Failed, Mark, OpenSource, SourceOpened

# Pixels of one page unit at 100 %: rhwp's units are CSS pixels, a PDF's are points.
UNITS = {"svg": 1.0, "image": 96 / 72}


class SourceView(SourceReading):
    """Shows evidence where it stands. `closed`: the user closed it. `opened`: a document is there, or failed."""

    closed = Signal()
    opened = Signal()

    def __init__(self, tasks: Tasks, strings: Strings, parent: QWidget | None = None) -> None:
        super().__init__(strings, parent)
        self._tasks = tasks
        self._evidence: tuple[Evidence, ...] = ()
        self._index = 0
        self._mark = 0
        self._opening: Handle | None = None
        self._shown_path = ""
        self._pages = PageRequests(
            tasks, self.canvas, lambda: self._source.path if self._source else self._shown_path
        )
        self._small_pages = PageRequests(tasks, self.strip, lambda: self._shown_path)
        self._connect()
        self._say_state(strings("source.empty"))
        self._enable(False)

    # ---- for the window

    def open(self, path: str, location: Location = Location(), quote: str = "", title: str = "") -> None:
        """Show one place."""
        self.open_evidence([Evidence(path, location, quote, title)])

    def open_evidence(self, evidence: Sequence[Evidence], index: int = 0) -> None:
        """Show one of several places; 이전 근거 and 다음 근거 go through them."""
        if not evidence:
            return
        self._evidence, self._index = tuple(evidence), max(0, min(index, len(evidence) - 1))
        self._load()

    @property
    def evidence(self) -> Evidence | None:
        """What is shown."""
        return self._evidence[self._index] if self._evidence else None

    def release(self) -> None:
        """Leave the engine and the worker thread; the view can be used again."""
        self._cancel()
        self.strip.close_images()
        self.canvas.close_images()
        self._shown_path, self._source = "", None

    def _connect(self) -> None:
        self.top.page_asked.connect(lambda page: self.canvas.go_to(page))
        self.top.text_asked.connect(self.set_text_mode)
        self.top.close_asked.connect(self._close)
        self.canvas.page_changed.connect(self.top.set_page)
        self.canvas.page_changed.connect(self.strip.follow)
        self.strip.page_chosen.connect(lambda page: self.canvas.go_to(page))
        self.bottom.strip.toggled.connect(lambda _on: self._show_strip())
        self.canvas.zoom_changed.connect(self._zoomed)
        self.retry.clicked.connect(self._load)
        self.find_bar.find_asked.connect(self._find)
        self.find_bar.closed.connect(self._close_find)
        bottom = self.bottom
        bottom.previous_asked.connect(lambda: self._step(-1))
        bottom.next_asked.connect(lambda: self._step(+1))
        bottom.find_asked.connect(self._show_find)
        bottom.zoom_asked.connect(self._zoom)
        bottom.fit_asked.connect(self.canvas.fit)
        bottom.open_asked.connect(self._open_outside)
        bottom.folder_asked.connect(self._open_folder)
        bottom.copy_asked.connect(self.copy_quote)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._show_find),
            (QKeySequence("Ctrl+="), lambda: self._zoom(+1)),
            (QKeySequence("Ctrl+-"), lambda: self._zoom(-1)),
            (QKeySequence("Ctrl+0"), lambda: self._zoom(0)),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # ---- opening

    def _load(self) -> None:
        evidence = self.evidence
        if evidence is None:
            return
        self._cancel()
        self._source = None
        self._mark = 0
        self.top.title.set_whole(evidence.title or evidence.file)
        self.top.title.setToolTip(evidence.path)
        self.bottom.said.set_whole("")
        self.note.hide()
        self._enable(False)
        self.bottom.set_program(evidence.hangul)
        self._say_places()
        if self._shown_path != evidence.path:  # the same document keeps its pages in sight meanwhile
            self.top.set_pages(0)
            self.canvas.clear()
            self.strip.hide()
            self._say_state(self._strings("source.loading"))
        self._opening = self._tasks.submit(
            OpenSource(evidence.path, evidence.location, evidence.quote),
            on_event=self._arrived,
            on_error=self._failed,
        )

    def _arrived(self, event: object) -> None:
        evidence = self.evidence
        if not isinstance(event, SourceOpened) or evidence is None or event.path != evidence.path:
            return
        self._source = event
        paged = event.form != "text"
        again = self._shown_path == event.path and paged and self._stack.currentIndex() > 0
        keep_text = self.text_mode and again
        self._shown_path = event.path
        self._text_stale = True
        self._enable(True)
        self.top.set_pages(event.pages if paged else 0)
        self.top.set_text_mode(not paged or keep_text, possible=paged and bool(event.text))
        found = bool(event.marks) or any(block.marked for block in event.text)
        lost = "source.not_found" if paged and not keep_text else "source.not_found_text"
        self._say_note(event.note, "" if found or not evidence.quote else self._strings(lost))
        if paged:
            if not again:
                self.canvas.show_document(event.sizes, UNITS[event.form], event.form == "svg")
                self.strip.show_document(event.sizes, UNITS[event.form], event.form == "svg")
            self.canvas.set_marks(event.marks)
            self.strip.set_marks(event.marks, -1)
            if not keep_text:
                self._stack.setCurrentWidget(self.canvas)
                if not again and self.canvas.fit_width:
                    self.canvas.fit()
            self._show_place()
        if not paged or keep_text:
            self._show_text()
        self._say_places()
        self._show_strip()
        self.opened.emit()

    def _failed(self, failed: Failed) -> None:
        self._shown_path, self._source = "", None
        self.canvas.clear()
        self.strip.hide()
        self.top.set_pages(0)
        self._enable(False, files=True)
        self._say_state(f"{failed.message}\n{failed.next_step}".strip(), retry=True)
        self.opened.emit()

    def _cancel(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        self._pages.cancel()
        self._small_pages.cancel()

    def _close(self) -> None:
        self._cancel()
        self.closed.emit()

    # ---- pages

    def _show_place(self) -> None:
        """Go to the current mark, or to the page that the parser named."""
        source, evidence = self._source, self.evidence
        if source is None or evidence is None:
            return
        if source.marks:
            self._mark = max(0, min(self._mark, len(source.marks) - 1))
            mark = source.marks[self._mark]
            self.canvas.set_marks(source.marks, self._mark)
            self.canvas.go_to(mark.page, mark.rects)
        else:
            self.canvas.go_to(max(1, min(evidence.location.page or 1, source.pages)))
        self.top.set_page(self.canvas.page)

    def _step(self, by: int) -> None:
        """The next place: of the evidence given, or of this document's own marks."""
        if len(self._evidence) > 1:
            self._index = (self._index + by) % len(self._evidence)
            self._load()
        elif self._source is not None and self._source.marks:
            self._mark = (self._mark + by) % len(self._source.marks)
            self._show_place()
            self._say_places()

    def _say_places(self) -> None:
        if len(self._evidence) > 1:
            self.bottom.set_places(self._index + 1, len(self._evidence))
        else:
            marks: tuple[Mark, ...] = self._source.marks if self._source else ()
            self.bottom.set_places(self._mark + 1, len(marks))

    # ---- the file

    def copy_quote(self) -> None:
        """Quote, file and page to the clipboard."""
        evidence = self.evidence
        if evidence is None or not evidence.quote:
            return
        marks = self._source.marks if self._source else ()
        QGuiApplication.clipboard().setText(outside.citation(evidence, marks, self._strings))
        self.bottom.said.set_whole(self._strings("source.copied"))

    def _open_outside(self) -> None:
        evidence = self.evidence
        if evidence is not None and not outside.open_file(evidence.path):
            self.bottom.said.set_whole(self._strings("source.open_failed"))

    def _open_folder(self) -> None:
        evidence = self.evidence
        if evidence is not None:
            outside.show_in_folder(evidence.path)

    def _enable(self, ready: bool, files: bool = False) -> None:
        """`ready`: a document is shown; `files`: the file itself can be asked for all the same."""
        bottom = self.bottom
        for widget in (bottom.smaller, bottom.actual, bottom.larger, bottom.fit, bottom.search):
            widget.setEnabled(ready)
        evidence = self.evidence
        for widget in (bottom.open, bottom.folder):
            widget.setEnabled(evidence is not None)
        bottom.copy.setEnabled(evidence is not None and bool(evidence.quote))
        if not ready and not files:
            self.find_bar.hide()
