"""An engine with nothing to do gives back what can be made again, and answers as before when asked again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import memory, requests
from indexer.compose import OwnedEngine, open_engine
from indexer.engine.client import EngineClient
from indexer.engine.server import Server


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnedEngine]:
    monkeypatch.setenv("MUNSEO_PASSPHRASE", "시험용 암호문구")
    (tmp_path / "자료").mkdir()
    (tmp_path / "자료" / "가.txt").write_text("제1조 회의실 예약은 총무과에 전화로 신청한다.", encoding="utf-8")
    made = open_engine(tmp_path / "home")
    ask(made, requests.Index((str(tmp_path / "자료"),), vectors=False))
    yield made
    made.close()


def ask(engine: OwnedEngine, request: Any) -> list[Any]:
    return list(engine.handle(request, threading.Event()))


def found(engine: OwnedEngine) -> tuple[list[str], int]:
    (hits,) = ask(engine, requests.Search("회의실 예약", mode="lexical"))
    (files,) = ask(engine, requests.FindNames("가"))
    return [hit.text for hit in hits.hits], files.total


def test_rest_and_waking(engine: OwnedEngine) -> None:
    """Asked after a rest, and after being woken, it says what it said before."""
    before = found(engine)
    assert before[1] == 1 and len(before[0]) == 1
    assert engine.loaded and engine.rest() and not engine.loaded
    assert found(engine) == before
    assert engine.rest()
    assert ask(engine, requests.Warm()) == [] and engine.loaded
    assert found(engine) == before


def test_no_rest_while_files_are_read(engine: OwnedEngine) -> None:
    with engine._index.alone(threading.Event()):
        assert not engine.rest()
    assert engine.rest()


def test_how_long_until_it_rests_is_a_setting(engine: OwnedEngine) -> None:
    assert engine.rest_seconds() == 300
    ask(engine, requests.SaveSetting("engine.rest", "60"))
    assert engine.rest_seconds() == 60


def test_the_process_ends_only_where_models_were_loaded(engine: OwnedEngine, tmp_path: Path) -> None:
    """Clients are told, so that the next one is started in its place; an engine that holds little stays."""
    server = Server(engine, tmp_path / "home")
    running = threading.Thread(target=server.run)
    running.start()
    client = None
    while client is None:
        client = EngineClient.running(tmp_path / "home")
    try:
        engine.rest()
        assert server._rest()
        client.send(1, requests.Search("회의실", mode="lexical"))
        while not isinstance(client.receive()[1], requests.Finished):
            pass
        assert engine.loaded
        while not server._stopped.is_set():  # until the request is over on the engine's side, too
            assert server._rest()
        assert client.receive() == (0, requests.Resting())
        running.join(10)
        assert not running.is_alive() and not engine.loaded
    finally:
        server._stopped.set()
        running.join()
        client.close()


def test_memory_is_given_back_everywhere() -> None:
    """No system's own call may raise."""
    memory.give_back()
