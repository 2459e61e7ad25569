"""The engine's dataclasses for the window, made when first used: 60 ms that the first frame need not wait for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__all__ = ["answers", "model", "requests"]


class _Lazy:
    """A module, imported when a name of it is first wanted; the import's own lock keeps threads apart."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


if TYPE_CHECKING:
    from indexer import answers, model, requests
else:
    answers, model, requests = _Lazy("indexer.answers"), _Lazy("indexer.model"), _Lazy("indexer.requests")
