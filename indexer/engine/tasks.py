"""Tasks besides asking: exports of answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from indexer import requests
from indexer.engine.asking import Asking
from indexer.engine.parts import Parts
from indexer.errors import QueryError
from indexer.exporting.answers import paper
from indexer.exporting.writing import checked, save


class TaskRequests:
    """Handlers for the engine."""

    def __init__(self, parts: Parts, asking: Asking) -> None:
        self._p = parts
        self._asking = asking
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.Export: self._export,
        }

    def _export(self, request: requests.Export, cancel: threading.Event) -> Iterator[Any]:
        turns = request.turns
        if request.conversation is not None:
            turns = self._p.store.conversations.turns(request.conversation)
            if not turns:
                raise QueryError(f"‘{request.conversation}’ 대화가 없습니다.", "대화의 이름을 확인하십시오.")
        path = checked(Path(request.path), force=request.force)
        at = datetime.fromtimestamp(self._p.clock.now()).astimezone()
        size = save(paper(request.title or turns[0].asked, turns, at), path, force=request.force)
        yield requests.Exported(str(path), size)
