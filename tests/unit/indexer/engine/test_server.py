"""The engine's process: shared by its clients, cancelled by a message, gone when told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import requests
from indexer.engine.address import read_address
from indexer.engine.client import EngineClient
from tests.helpers.profile import Profile


def collect(client: EngineClient, request_id: int) -> list[Any]:
    """All events of one request, its end included."""
    out = []
    while True:
        number, event = client.receive()
        if number != request_id:
            continue
        out.append(event)
        if isinstance(event, requests.Finished | requests.Failed):
            return out


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return Profile(tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="module")
def client(profile: Profile) -> Iterator[EngineClient]:
    patch = pytest.MonkeyPatch()
    for name in ("MUNSEO_PASSPHRASE", "PYTHONPATH"):
        patch.setenv(name, profile.environment[name])
    client = EngineClient.connect(profile.home)
    yield client
    client.send(999, requests.Shutdown())
    client.close()
    deadline = time.monotonic() + 20
    while read_address(profile.home) and time.monotonic() < deadline:
        time.sleep(0.05)
    patch.undo()
    assert read_address(profile.home) is None, "the engine left its address behind"


def test_index_then_search(client: EngineClient, tmp_path: Path) -> None:
    """Indexing streams progress and ends with its result; the text is found at once."""
    (tmp_path / "가.txt").write_text("제1조 회의실 예약은 총무과에 전화로 신청한다.", encoding="utf-8")
    client.send(1, requests.Index((str(tmp_path),), vectors=False))
    events = collect(client, 1)
    assert isinstance(events[-1], requests.Finished)
    assert any(isinstance(e, requests.IndexProgress) for e in events)
    (result,) = [e for e in events if isinstance(e, requests.Indexed)]
    assert result.indexed == 1
    client.send(2, requests.Search("회의실 예약", mode="lexical"))
    found = collect(client, 2)[0]
    assert isinstance(found, requests.Found)
    assert found.hits[0].path == str(tmp_path / "가.txt")


def test_commands_use_the_running_engine(client: EngineClient, profile: Profile) -> None:
    """A command that finds an engine running hands its request over instead of waiting for the lock."""
    began = time.monotonic()
    (row,) = profile.json("status")
    assert row["home"] == str(profile.home)
    assert time.monotonic() - began < 5


def test_an_error_is_told_in_words(client: EngineClient) -> None:
    """A request that cannot be done ends with Failed and a Korean sentence; the engine lives on."""
    client.send(3, requests.Search("가", filters={"없는조건": "1"}))
    failed = collect(client, 3)[-1]
    assert isinstance(failed, requests.Failed)
    assert failed.kind == "query"
    client.send(4, requests.GetStatus())
    assert isinstance(collect(client, 4)[0], requests.Status)


def test_cancel_is_a_message(client: EngineClient, tmp_path: Path) -> None:
    """A cancelled run ends at once; what it had committed stays and the next run goes on from there."""
    for number in range(200):
        (tmp_path / f"{number}.txt").write_text(f"제{number}조 문서 번호는 {number}이다.", encoding="utf-8")
    client.send(5, requests.Index((str(tmp_path),), vectors=False))
    while True:
        number, event = client.receive()
        if number == 5 and isinstance(event, requests.IndexProgress):
            break
    client.send(0, requests.Cancel(5))
    ended = collect(client, 5)[-1]
    assert ended == requests.Finished(cancelled=True)
    client.send(6, requests.Index((str(tmp_path),), vectors=False))
    (result,) = [e for e in collect(client, 6) if isinstance(e, requests.Indexed)]
    assert result.seen == 200
    assert result.indexed + result.unchanged == 200


def test_the_last_who_leaves_ends_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two clients says good-bye and the engine stays for the other; when that one goes too, it ends."""
    profile = Profile(tmp_path / "자료함")
    for name in ("MUNSEO_PASSPHRASE", "PYTHONPATH"):
        monkeypatch.setenv(name, profile.environment[name])
    first = EngineClient.connect(profile.home)
    second = EngineClient.connect(profile.home)
    first.send(1, requests.Shutdown(when_alone=True))
    first.close()
    second.send(2, requests.GetStatus())
    assert isinstance(collect(second, 2)[0], requests.Status)
    second.close()
    deadline = time.monotonic() + 15
    while read_address(profile.home) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert read_address(profile.home) is None
