"""인수인계 as 자료 has it: a menu, two pages made when first wanted, and what is said when something has ended."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop import formats
from desktop.messages import Told
from desktop.presenters.handover import HandoverPresenter
from desktop.presenters.library import LibraryPresenter
from desktop.views.context import Context
from desktop.views.handover.page import HandoverPage, counts
from indexer.requests import HandedOver, TakenBack, TakenOver


class HandoverDesk(QObject):
    """page_wanted(HandoverPage), closed(): back to the sources; said(sentence, tone, undo or None)."""

    page_wanted = Signal(object)
    closed = Signal()
    said = Signal(str, str, object)

    def __init__(self, context: Context, library: LibraryPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._strings, self._library = context, context.strings, library
        self._pages: dict[str, HandoverPage] = {}
        self.presenter = HandoverPresenter(context.tasks, context.strings, self)
        self.presenter.given.connect(self._given)
        self.presenter.taken.connect(self._taken)
        self.presenter.taken_back.connect(self._taken_back)
        self.presenter.failed.connect(self._failed)

    def menu(self, parent: QWidget) -> QMenu:
        made = QMenu(parent)
        made.addAction(self._strings("handover.give_menu"), self.give)
        made.addAction(self._strings("handover.take_menu"), self.take)
        made.addSeparator()
        made.addAction(self._strings("handover.undo_menu"), self.take_back)
        return made

    def give(self) -> None:
        """Show the page that packs a bundle."""
        self._show("give")

    def take(self, path: str = "") -> None:
        """Show the page that takes a bundle in, this one where it is said."""
        page = self._page("take")
        if path:
            page.choose_file(path)
        self._show("take")

    def take_back(self) -> None:
        """Take out again what the last bundle added; what is being read is stopped, as it may be of that bundle."""
        self._library.stop()
        self.presenter.take_back()

    # ---- inside

    def _page(self, name: str) -> HandoverPage:
        if name not in self._pages:
            # Here: a start does without.
            from desktop.views.handover.give import GivePage
            from desktop.views.handover.take import TakePage

            kind = GivePage if name == "give" else TakePage
            self._pages[name] = made = kind(self._context, self.presenter)
            made.closed.connect(self.closed)
        return self._pages[name]

    def _show(self, name: str) -> None:
        self.page_wanted.emit(self._page(name))

    def _unseen(self) -> bool:
        return not any(page.isVisible() for page in self._pages.values())

    def _given(self, done: HandedOver) -> None:
        if self._unseen():
            words = self._strings("handover.given", path=done.path, size=formats.size(done.size))
            self.said.emit(f"{self._strings('handover.given_title')}: {words}", "success", None)

    def _taken(self, done: TakenOver) -> None:
        strings = self._strings
        words = [
            strings("handover.taken", parts=counts(strings, len(done.sources), done) or strings("handover.zero"))
        ]
        for name, items in (("renamed", done.renamed), ("absent", done.absent)):
            if items:
                words.append(strings(f"handover.taken_{name}", names=", ".join(map(formats.name, items))))
        self.closed.emit()
        self.said.emit(" ".join(words), "warning" if done.absent else "success", self.take_back)
        self._library.refresh()
        if done.sources:
            self._library.index()

    def _taken_back(self, done: TakenBack) -> None:
        strings = self._strings
        words = strings("handover.taken_back", parts=counts(strings, done.sources, done) or strings("handover.zero"))
        if done.kept:
            words += " " + self._strings("handover.kept", n=formats.count(len(done.kept)))
        self.said.emit(words, "information", None)
        self._library.refresh()
        self._library.rows_changed.emit()

    def _failed(self, told: Told) -> None:
        if self._unseen():
            self.said.emit(told.whole, "danger", None)
