"""Requests of the window about its platforms: the shipped forms, and the instructions that a model is given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from connectors.ports import KeyValues
from indexer import requests
from indexer.answering import instructions
from indexer.presets import presets


class ConnectingRequests:
    """Handlers for the engine."""

    def __init__(self, values: KeyValues) -> None:
        self._values = values
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
        own = instructions.read(self._values)
        yield requests.Instructions(own or instructions.shipped(), instructions.shipped(), bool(own))

    def _save(self, request: requests.SaveInstructions, cancel: threading.Event) -> Iterator[Any]:
        instructions.keep(self._values, request.text)
        yield from self._get(request, cancel)
