"""Requests about the conversations of a profile."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from indexer import requests
from indexer.errors import QueryError
from indexer.store.conversations import Conversations


class HistoryRequests:
    """Handlers for the engine. `kept`: whether the settings let conversations be kept, read anew each time."""

    def __init__(self, conversations: Conversations, kept: Callable[[], bool]) -> None:
        self._conversations = conversations
        self._kept = kept
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListConversations: self._list,
            requests.SearchConversations: self._search,
            requests.GetConversation: self._get,
            requests.KeepTurn: self._keep,
            requests.RenameConversation: self._rename,
            requests.DeleteConversation: self._delete,
            requests.RestoreConversation: self._restore,
        }

    def _list(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        rows = self._conversations.all()
        yield requests.Conversations(tuple(requests.ConversationRow(*row) for row in rows), self._kept())

    def _search(self, request: requests.SearchConversations, cancel: threading.Event) -> Iterator[Any]:
        rows = self._conversations.search(request.text, cancel)
        if not cancel.is_set():
            yield requests.Conversations(tuple(requests.ConversationRow(*row) for row in rows), self._kept())

    def _get(self, request: requests.GetConversation, cancel: threading.Event) -> Iterator[Any]:
        found = self._conversations.numbered(request.name)
        yield requests.Conversation(request.name, tuple(t for _, t in found), tuple(n for n, _ in found))

    def _keep(self, request: requests.KeepTurn, cancel: threading.Event) -> Iterator[Any]:
        name, number = request.conversation, request.instead
        if not self._kept():
            name, number = "", 0
        elif not name:
            name, number = self._conversations.begin(request.turn)
        elif not number or not self._conversations.put(name, number, request.turn):
            number = self._conversations.add(name, request.turn)
        yield requests.TurnKept(name, number)

    def _rename(self, request: requests.RenameConversation, cancel: threading.Event) -> Iterator[Any]:
        to = unicodedata.normalize("NFC", " ".join(request.to.split()))
        if not to:
            raise QueryError("대화의 이름이 비어 있습니다.", "한 글자 이상의 이름을 적어 주십시오.")
        yield requests.ConversationNamed(self._conversations.rename(request.name, to))

    def _delete(self, request: requests.DeleteConversation, cancel: threading.Event) -> Iterator[Any]:
        self._conversations.delete(request.name)
        yield from self._list(request, cancel)

    def _restore(self, request: requests.RestoreConversation, cancel: threading.Event) -> Iterator[Any]:
        yield requests.ConversationNamed(self._conversations.restore(request.name, request.turns))
