"""How a command reaches an engine, speaks JSON or words, and ends with the right exit code."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from connectors.errors import ConnectorError
from indexer import requests
from indexer.commands.faults import fault, told
from indexer.commands.say import say
from indexer.engine.client import EngineClient
from indexer.errors import EngineError, IndexerError, Locked

if TYPE_CHECKING:
    from indexer.compose import OwnedEngine

DONE, USAGE, SOME_FAILED, COULD_NOT, CANCELLED = 0, 2, 3, 4, 130


class Stop(Exception):
    """End the command now with this exit code; what is to be said has been said."""

    def __init__(self, code: int) -> None:
        self.code = code


def emit(item: Any) -> None:
    """One JSON object on one line of stdout, UTF-8, not escaped."""
    sys.stdout.write(json.dumps(item, ensure_ascii=False, separators=(", ", ": ")) + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Progress and notes for a person: stderr."""
    print(text, file=sys.stderr, flush=True)


def could_not(kind: str, name: str, as_json: bool, /, **values: object) -> NoReturn:
    """Exit 4 with the sentences `name.message` and `name.next` of resources/strings/commands."""
    refuse(kind, say(f"{name}.message", **values), say(f"{name}.next"), as_json)


def refuse(kind: str, message: str, next_step: str, as_json: bool) -> NoReturn:
    """Exit 4 with this sentence on stderr, and the same as JSON when asked for."""
    if as_json:
        emit({"error": {"kind": kind, "message": message, "next_step": next_step}})
    tell(f"{message} {next_step}".strip())
    raise Stop(COULD_NOT)


@dataclass
class Session:
    """Sends requests to the engine that owns the profile: a running one, or one of our own."""

    home: Path
    _client: EngineClient | None = None
    _engine: OwnedEngine | None = None
    _next_id: int = 0

    def ask(self, request: Any, cancel: threading.Event | None = None) -> Iterator[Any]:
        """The request's events. Raises IndexerError or ConnectorError as `Engine.handle` does."""
        if self._engine is not None:
            yield from map(told, self._engine.handle(request, cancel or threading.Event()))
            return
        assert self._client is not None
        self._next_id += 1
        wanted = self._next_id
        self._client.send(wanted, request)
        try:
            while True:
                request_id, event = self._client.receive()
                if request_id != wanted:
                    continue
                if isinstance(event, requests.Finished):
                    return
                if isinstance(event, requests.Failed):
                    raise _Remote(event)
                yield told(event)
        except EOFError as error:
            raise EngineError() from error
        except KeyboardInterrupt:
            self._client.send(0, requests.Cancel(wanted))
            raise

    def one(self, request: Any) -> Any:
        """The last event of a request that answers with one."""
        events = list(self.ask(request))
        return events[-1] if events else None

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
        if self._client is not None:
            self._client.close()


class _Remote(IndexerError):
    """An error that the running engine told us."""

    def __init__(self, event: requests.Failed) -> None:
        super().__init__(event.message, event.next_step)
        self.kind = event.kind


@contextmanager
def session(home: Path) -> Iterator[Session]:
    """A session with the running engine of `home`, or with an engine in this process under the lock."""
    client = EngineClient.running(home)
    if client is None:
        from indexer.compose import open_engine

        try:
            current = Session(home, _engine=open_engine(home))
        except Locked:
            # An engine may have been starting just now, and not yet been listening.
            client = EngineClient.running(home)
            if client is None:
                raise
            current = Session(home, _client=client)
    else:
        current = Session(home, _client=client)
    try:
        yield current
    finally:
        current.close()


def guarded(as_json: bool, body: Callable[[], int]) -> int:
    """Run a command's body; the world's faults become exit 4 and a sentence, Ctrl+C becomes 130."""
    try:
        return body()
    except Stop as stop:
        return stop.code
    except KeyboardInterrupt:
        tell(say("error.cancelled"))
        return CANCELLED
    except (IndexerError, ConnectorError) as error:
        try:
            refuse(error.kind, *fault(error.kind, error.message, error.next_step), as_json)
        except Stop as stop:
            return stop.code
