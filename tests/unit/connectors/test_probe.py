"""What a platform's test finds out: where it answers, and what it is capable of."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "helpers"))

from scripted_server import Connection, Script, ScriptedServer, event

from connectors.clock import SystemClock
from connectors.platform_ports import PlatformProfile
from connectors.platforms.directory import Platforms
from connectors.policy import Policy, PolicyFile, PolicyPlatform
from connectors.secrets import MemorySecrets
from indexer.presets import presets
from tests.helpers.values import DictValues

IDS = {"data": [{"id": "HCX-GOV"}, {"id": "bge-m3"}]}


def platform(base: str) -> Script:
    """Everything beneath one base path, 404 elsewhere."""

    def script(c: Connection) -> None:
        path = c.request.split()[1].decode()
        if not path.startswith(base + "/"):
            c.answer(404, b"{}")
        elif path.endswith("/models"):
            c.answer(200, json.dumps(IDS).encode())
        elif path.endswith("/embeddings"):
            c.answer(200, json.dumps({"data": [{"index": 0, "embedding": [0.6, 0.8, 0.0]}]}).encode())
        else:
            c.head()
            c.send(event({"reasoning_content": "음"}), event({"content": "예"}))
            usage = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}
            c.send(event({}, "stop"), f"data: {json.dumps(usage)}\n\ndata: [DONE]\n\n".encode())

    return script


@pytest.fixture
def serve() -> Iterator[Callable[[Script], ScriptedServer]]:
    servers: list[ScriptedServer] = []

    def start(script: Script) -> ScriptedServer:
        servers.append(ScriptedServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def test_capabilities_are_kept(serve: Callable[[Script], ScriptedServer]) -> None:
    """Streaming, reasoning, counted tokens and embeddings with their dimension, in the profile from then on."""
    directory = Platforms(DictValues(), MemorySecrets(), SystemClock())
    directory.save(PlatformProfile("시험", serve(platform("/v1")).url, "HCX-GOV"), None)
    steps, models = directory.test("시험", threading.Event())
    assert ([s.passed for s in steps], models) == ([True] * 3, ("HCX-GOV", "bge-m3"))
    (profile,) = directory.profiles()
    assert profile.capabilities == ("models", "chat", "stream", "reasoning", "usage", "embeddings:3")


def test_of_an_agencys_platform_too(serve: Callable[[Script], ScriptedServer]) -> None:
    url = serve(platform("/v1")).url
    rules = PolicyFile(platforms=[PolicyPlatform("기관", url, "HCX-GOV")], only_these_platforms=True)
    directory = Platforms(DictValues(), MemorySecrets(), SystemClock(), policy=lambda: Policy(rules))
    directory.test("기관", threading.Event())
    assert "embeddings:3" in directory.profiles()[0].capabilities


def test_the_other_path_is_named(serve: Callable[[Script], ScriptedServer]) -> None:
    """A base URL that is not it: the one on the same host that answers is proposed."""
    server = serve(platform("/api/v1"))
    directory = Platforms(DictValues(), MemorySecrets(), SystemClock())
    directory.save(PlatformProfile("시험", server.url, "HCX-GOV"), None)
    steps, _ = directory.test("시험", threading.Event())
    assert server.url.removesuffix("/v1") + "/api/v1" in steps[1].message
    assert not steps[2].passed


def test_presets() -> None:
    """Every shipped form makes a profile that can be saved; none holds a key."""
    directory = Platforms(DictValues(), MemorySecrets(), SystemClock())
    for name, preset in presets().items():
        directory.save(PlatformProfile(name, **preset.fields()), None)
        assert preset.ko.endswith(("다.", "오.")) and preset.en.endswith(".")
        assert not directory.has_key(name)
    assert {p.preset for p in directory.profiles()} == set(presets()) >= {"vllm", "ollama", "lm-studio", "llama-cpp"}
