"""State of the list of conversations at the side of 묻기: what is kept, what is searched, what can be undone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.messages import tell
from desktop.presenters.ask import AskPresenter
from desktop.presenters.keeping import Talk
from desktop.presenters.turns import Turn
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

REST_MS = 120  # typing rests this long before what is kept is searched


class HistoryPresenter(QObject):
    """rows_changed(rows) to be listed; current_changed(name) the conversation on the screen, "" for a new one;
    named(name) the one that was renamed or put back; said(str), failed(Told), undo_offered(str, callable).

    `kept`: whether the settings let conversations be kept.
    """

    rows_changed = Signal(tuple)
    current_changed = Signal(str)
    named = Signal(str)
    said = Signal(str)
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, tasks: Tasks, strings: Strings, ask: AskPresenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._strings, self._ask = tasks, strings, ask
        self.rows: tuple[requests.ConversationRow, ...] = ()
        self.kept = True
        self.query = ""
        self._listing: TaskHandle | None = None
        self._opening: TaskHandle | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.refresh)
        ask.keeper.kept.connect(self._turn_kept)
        ask.cleared.connect(lambda: self.current_changed.emit(""))

    @property
    def current(self) -> str:
        return self._ask.talk.name

    def refresh(self) -> None:
        """Read the list anew, of the words that are searched; the newest request wins."""
        self._rest.stop()
        if self._listing is not None:
            self._listing.cancel()
        words = self.query
        request = requests.SearchConversations(words) if words else requests.ListConversations()
        self._listing = self._tasks.submit(request, on_event=self._listed, on_error=self._failed)

    def search(self, text: str) -> None:
        """Only the conversations with all of these words, as soon as the typing rests."""
        text = " ".join(text.split())
        if text != self.query:
            self.query = text
            self._rest.start()

    def open(self, name: str) -> None:
        """Show a conversation as it was; nothing is asked."""

        def found(event: requests.Conversation) -> None:
            if not event.turns:  # deleted elsewhere meanwhile
                self.refresh()
                return
            turns = [Turn.of_kept(t, n) for t, n in zip(event.turns, event.numbers, strict=True)]
            self._ask.show(name, turns)
            self.current_changed.emit(name)

        if name == self.current:
            self.current_changed.emit(name)
            return
        if self._opening is not None:
            self._opening.cancel()
        self._opening = self._submit(requests.GetConversation(name), found)

    def rename(self, name: str, to: str) -> None:
        """Give it another name; one that is taken gets a number."""

        def named(event: requests.ConversationNamed) -> None:
            if self.current == name:
                self._ask.talk.name = event.name
                self.current_changed.emit(event.name)
            self.named.emit(event.name)
            self.refresh()

        if to.strip() and to.strip() != name:
            self._submit(requests.RenameConversation(name, to), named)

    def delete(self, name: str) -> None:
        """Forget a conversation. Can be undone."""

        def found(event: requests.Conversation) -> None:
            was_open = self._let_go(name)

            def put_back() -> None:
                def named(back: requests.ConversationNamed) -> None:
                    self.named.emit(back.name)
                    self.refresh()
                    if was_open and not self._ask.turns:
                        self.open(back.name)

                self._submit(requests.RestoreConversation(name, event.turns), named)

            def left(rows: requests.Conversations) -> None:
                self._take(rows)
                self.undo_offered.emit(self._strings("history.deleted", name=name), put_back)

            self._submit(requests.DeleteConversation(name), left)

        self._submit(requests.GetConversation(name), found)

    def delete_all(self) -> None:
        """Forget every conversation, for good; the view has asked."""

        def left(rows: requests.Conversations) -> None:
            self._take(rows)
            self.said.emit(self._strings("history.all_deleted"))

        self._let_go(self.current)
        self._submit(requests.DeleteConversation(None), left)

    def export(self, name: str, path: str) -> None:
        """Have the engine write a conversation to `path`, in place of a file there (the dialog has asked)."""
        self._submit(requests.Export(path, name, (), name, True), lambda done: self._ask.exported.emit(done.path))

    # ---- inside

    def _let_go(self, name: str) -> bool:
        """Leave the conversation that goes away; what still runs in it is not kept. True where it was open."""
        if not name or name != self.current:
            return False
        self._ask.talk.over = True
        self._ask.clear()
        return True

    def _turn_kept(self, talk: Talk) -> None:
        self.refresh()
        if talk is self._ask.talk and talk.name:
            self.current_changed.emit(talk.name)

    def _take(self, event: requests.Conversations) -> None:
        """What is left after a removal; while one searches it has to be searched again."""
        if self.query:
            self.refresh()
        else:
            self._listed(event)

    def _listed(self, event: requests.Conversations) -> None:
        self.rows, self.kept = event.rows, event.kept
        self.rows_changed.emit(event.rows)

    def _submit(self, request: Any, on_event: Any) -> TaskHandle:
        return self._tasks.submit(request, on_event=on_event, on_error=self._failed)

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))
