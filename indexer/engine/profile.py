"""Requests about the profile itself: its conversations, its settings, its soundness, a copy of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from indexer import requests, settings
from indexer.answering.settings import AnswerSettings
from indexer.engine.handing import HandoverRequests
from indexer.engine.settings import EngineSettings
from indexer.evaluation.drafting import draft
from indexer.passages import PassageSettings
from indexer.privacy.settings import PrivacySettings
from indexer.search.settings import SearchSettings
from indexer.store import backup, check
from indexer.store.cipher import StoreKey
from indexer.store.database import Store

KINDS: dict[str, type[Any]] = {
    "search": SearchSettings,
    "answering": AnswerSettings,
    "passages": PassageSettings,
    "privacy": PrivacySettings,
    "engine": EngineSettings,
}


class ProfileRequests:
    """Handlers for the engine. The values are read anew for every request, so that a change needs no restart."""

    def __init__(
        self,
        store: Store,
        locked: Callable[[], Mapping[str, settings.Value]] = dict,
        check: Callable[[str, str | None], None] = lambda _name, _value: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`locked`: the settings that the agency's policy fixes, with their values. `check` raises for a value that
        cannot be used here; `changed` is told after each change."""
        self._store = store
        self._check_value = check
        self._changed = changed
        self._locked = locked
        self._settings = settings.ProfileSettings(store.settings, locked)
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListConversations: self._conversations,
            requests.GetConversation: self._conversation,
            requests.DeleteConversation: self._delete_conversation,
            requests.ListSettings: self._list_settings,
            requests.SaveSetting: self._save_setting,
            requests.ResetSettings: self._reset_settings,
            requests.CheckStore: self._check,
            requests.BackUp: self._back_up,
            **HandoverRequests(store).handlers,
            requests.DraftQuestions: self._draft,
        }

    def search(self, instead: Mapping[str, float | str] | None = None) -> SearchSettings:
        return self._settings.section(SearchSettings, "search", instead)

    def answering(self, instead: Mapping[str, float | str] | None = None) -> AnswerSettings:
        return self._settings.section(AnswerSettings, "answering", instead)

    def passages(self) -> PassageSettings:
        return self._settings.section(PassageSettings, "passages")

    def privacy(self) -> PrivacySettings:
        return self._settings.section(PrivacySettings, "privacy")

    def engine(self) -> EngineSettings:
        return self._settings.section(EngineSettings, "engine")

    def _conversations(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        rows = self._store.conversations.all()
        yield requests.Conversations(tuple(requests.ConversationRow(*row) for row in rows))

    def _conversation(self, request: requests.GetConversation, cancel: threading.Event) -> Iterator[Any]:
        yield requests.Conversation(request.name, self._store.conversations.turns(request.name))

    def _delete_conversation(self, request: requests.DeleteConversation, cancel: threading.Event) -> Iterator[Any]:
        self._store.conversations.delete(request.name)
        yield from self._conversations(request, cancel)

    def _list_settings(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        values, locked = self._settings.values(), self._locked()
        yield requests.Settings(
            tuple(
                requests.SettingRow(
                    r.name,
                    r.type,
                    values[r.name],
                    r.default,
                    r.minimum,
                    r.maximum,
                    r.level,
                    r.ko,
                    r.en,
                    r.name in locked,
                )
                for r in settings.rows().values()
            )
        )

    def _save_setting(self, request: requests.SaveSetting, cancel: threading.Event) -> Iterator[Any]:
        self._check_value(request.name, request.value)
        self._settings.change(request.name, request.value, KINDS)
        self._changed()
        yield from self._list_settings(request, cancel)

    def _reset_settings(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        self._store.settings.set(settings.KEPT, None)
        self._changed()
        yield from self._list_settings(request, cancel)

    def _check(self, request: requests.CheckStore, cancel: threading.Event) -> Iterator[Any]:
        found = check.repair(self._store) if request.repair else check.check(self._store)
        yield requests.Checked(tuple(requests.Finding(f.name, f.ok, f.message, f.repairable) for f in found))

    def _back_up(self, request: requests.BackUp, cancel: threading.Event) -> Iterator[Any]:
        key = StoreKey(passphrase=request.passphrase) if request.passphrase else None
        size = backup.back_up(self._store, Path(request.path), key)
        yield requests.BackedUp(request.path, size)

    def _draft(self, request: requests.DraftQuestions, cancel: threading.Event) -> Iterator[Any]:
        rows = []
        for number, made in enumerate(islice(draft(self._store.passages.sample()), request.count), 1):
            place = made.passage.passage.location
            page = f"#{place.page}" if place.page is not None and place.page_exact else ""
            rows.append(
                requests.DraftedQuestion(
                    f"d{number}", made.text, (f"{made.passage.path}{page}",), made.answer, made.sentence
                )
            )
            if cancel.is_set():
                return
        yield requests.Drafted(tuple(rows))
