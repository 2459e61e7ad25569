"""Requests of the window about its platforms: the shipped forms, and the instructions that a model is given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from indexer import requests
from indexer.answering import templates
from indexer.engine.prompts import PromptRequests
from indexer.errors import QueryError
from indexer.presets import presets

ANSWER = "answer"  # the prompt whose instructions the window shows
LONGEST = 8000  # characters: longer ones would leave no room for evidence


class ConnectingRequests:
    """Handlers for the engine."""

    def __init__(self, prompts: PromptRequests) -> None:
        self._prompts = prompts
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListPresets: self._presets,
            requests.GetInstructions: self._get,
            requests.SaveInstructions: self._save,
        }

    def _presets(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        yield requests.Presets(
            tuple(requests.PresetRow(name, p.ko, p.en, p.fields()) for name, p in presets().items())
        )

    def _get(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        shipped = _system(templates.shipped(ANSWER))
        own = self._prompts.own(ANSWER)
        yield requests.Instructions(shipped if own is None else _system(own), shipped, own is not None)

    def _save(self, request: requests.SaveInstructions, cancel: threading.Event) -> Iterator[Any]:
        text = (request.text or "").strip()
        if len(text) > LONGEST:
            raise QueryError(f"지시문이 너무 깁니다({len(text):,}자).", f"{LONGEST:,}자 이하로 줄이십시오.")
        whole = templates.shipped(ANSWER)
        shipped = _system(whole)
        self._prompts.keep(ANSWER, None if not text or text == shipped else whole.replace(shipped, text, 1))
        yield from self._get(request, cancel)


def _system(text: str) -> str:
    """What the system says in a prompt's text."""
    return templates.read(ANSWER, text)[1]
