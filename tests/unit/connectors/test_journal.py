"""What is kept of requests to platforms: how they went, never what was in them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from connectors.clock import SystemClock
from connectors.errors import ConnectorError
from connectors.platform_ports import PlatformProfile, RequestNote
from connectors.platforms.directory import Platforms
from connectors.platforms.waits import Waits
from connectors.ports import ChatDelta, ChatMessage, ChatRequest
from connectors.secrets import MemorySecrets
from tests.helpers.scripted_server import Connection, Script, ScriptedServer, event
from tests.helpers.values import DictValues

WAITS = Waits(connect=1, write=1, pool=1, first_token=2, silence=1, whole=10)
SECRET = "홍길동의 연가는 며칠인가요?"


@pytest.fixture
def at() -> Iterator[Callable[[Script], tuple[Platforms, DictValues]]]:
    servers: list[ScriptedServer] = []

    def start(script: Script) -> tuple[Platforms, DictValues]:
        servers.append(ScriptedServer(script))
        values = DictValues()
        directory = Platforms(values, MemorySecrets(), SystemClock(), WAITS)
        directory.save(PlatformProfile("시험", servers[-1].url, "m"), "key-12345")
        return directory, values

    yield start
    for server in servers:
        server.close()


def ask(directory: Platforms) -> None:
    list(directory.chat("시험").stream(ChatRequest("m", (ChatMessage("user", SECRET),)), threading.Event()))


def note(directory: Platforms) -> RequestNote:
    (found,) = directory.requests()
    return found


def test_an_answer(at: Callable[[Script], tuple[Platforms, DictValues]]) -> None:
    """An answer's note has its sizes, times and one try, and not a word of question, answer or key."""
    directory, values = at(lambda c: c.tokens("20일", "입니다."))
    ask(directory)
    found = note(directory)
    assert (found.platform, found.path, found.outcome, found.status, found.tries) == (
        "시험", "/chat/completions", "done", 200, 1,
    )  # fmt: skip
    assert found.sent > len(SECRET.encode()) and found.received > 100
    assert found.first_ms is not None and 0 <= found.first_ms <= found.ms + 1
    kept = str(values.get("platform_requests"))
    assert not any(word in kept for word in ("홍길동", "20일", "key-12345"))


def test_tries_are_counted(at: Callable[[Script], tuple[Platforms, DictValues]]) -> None:
    """A request that was answered the third time is one note of three tries."""

    def script(connection: Connection) -> None:
        connection.answer(503, b"{}") if connection.number < 3 else connection.tokens("예")

    directory, _ = at(script)
    ask(directory)
    assert (note(directory).tries, note(directory).outcome) == (3, "done")


def test_how_it_failed(at: Callable[[Script], tuple[Platforms, DictValues]]) -> None:
    """A refused request's note says so with its status; one given up by its reader is cancelled."""
    directory, _ = at(lambda c: c.answer(401, b"{}"))
    with pytest.raises(ConnectorError) as caught:
        ask(directory)
    assert (note(directory).outcome, note(directory).status) == (caught.value.kind, 401)

    def unfinished(connection: Connection) -> None:
        connection.head()
        connection.send(event({"content": "가"}))
        connection.wait()

    directory, _ = at(unfinished)
    cancel = threading.Event()
    stream = directory.chat("시험").stream(ChatRequest("m", (ChatMessage("user", SECRET),)), cancel)
    assert isinstance(next(iter(stream)), ChatDelta)
    cancel.set()
    list(stream)
    assert note(directory).outcome == "cancelled"


def test_a_hundred_are_kept(at: Callable[[Script], tuple[Platforms, DictValues]]) -> None:
    """The oldest go; the latest stands first."""
    directory, values = at(lambda c: c.answer(401, b"{}"))
    rows = [
        {"at": n, "platform": "p", "path": "/", "model": "m", "outcome": "done", "status": 200, "tries": 1, "sent": 1,
         "received": 1, "first_ms": None, "ms": 1} for n in range(100)
    ]  # fmt: skip
    values.set("platform_requests", rows)
    with pytest.raises(ConnectorError):
        ask(directory)
    kept = directory.requests()
    assert len(kept) == 100 and kept[0].status == 401 and kept[-1].at == 1


def test_a_note_that_cannot_be_kept_costs_no_answer(
    at: Callable[[Script], tuple[Platforms, DictValues]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that is full, or closed by now, loses the note and not the answer."""
    directory, values = at(lambda c: c.tokens("20일"))
    keep = values.set

    def full(name: str, value: object) -> None:
        if name == "platform_requests":
            raise OSError("full")
        keep(name, value)

    monkeypatch.setattr(values, "set", full)
    ask(directory)
    assert directory.requests() == ()
