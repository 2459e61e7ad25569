"""One contract for every chat model: the real client at a real model server, and the scripted fake."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.clock import SystemClock
from connectors.errors import HostNotAllowed, NotConfigured, Refused, Unreachable
from connectors.fakes.chat import ScriptedChat
from connectors.platform_ports import PlatformProfile
from connectors.platforms.directory import Platforms
from connectors.ports import ChatDelta, ChatFinished, ChatMessage, ChatModel, ChatRequest
from connectors.secrets import MemorySecrets
from tests.helpers.model_server import KEY, MODEL, model_server
from tests.helpers.values import DictValues


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with model_server(tmp_path_factory.mktemp("model")) as url:
        yield url


def platforms(url: str, key: str | None = KEY, name: str = "시험") -> Platforms:
    directory = Platforms(DictValues(), MemorySecrets(), SystemClock())
    directory.save(PlatformProfile(name, url, MODEL), key)
    return directory


def question(tokens: int = 24) -> ChatRequest:
    text = "자료: [1] 5년 이상 근무한 직원의 연가는 20일이다.\n질문: 5년 근무하면 연가는 며칠인가요?"
    return ChatRequest(MODEL, (ChatMessage("user", text),), tokens, stop=("\n",))


class TestChatModel:
    @pytest.fixture(params=["real", "fake"])
    def chat(self, request: pytest.FixtureRequest) -> ChatModel:
        if request.param == "fake":
            return ScriptedChat([" 20일", "입니다. ", "[1]"])
        return platforms(request.getfixturevalue("server")).chat("시험")

    def test_deltas_then_one_end(self, chat: ChatModel) -> None:
        """An answer is some text and then exactly one ChatFinished."""
        events = list(chat.stream(question(), threading.Event()))
        assert "".join(e.text for e in events if isinstance(e, ChatDelta)).strip()
        assert [isinstance(e, ChatFinished) for e in events].count(True) == 1
        assert isinstance(events[-1], ChatFinished)
        assert events[-1].finish_reason in ("stop", "length")

    def test_cancelled_before_it_began(self, chat: ChatModel) -> None:
        """A question that is cancelled already is not asked, and ends quietly."""
        cancel = threading.Event()
        cancel.set()
        assert list(chat.stream(question(), cancel)) == []


def test_cancel_in_the_middle_is_quick(server: str) -> None:
    """Cancelling a running answer ends it within 200 ms."""
    cancel = threading.Event()
    stream = platforms(server).chat("시험").stream(ChatRequest(MODEL, question().messages, 400), cancel)
    assert isinstance(next(iter(stream)), ChatDelta)
    cancel.set()
    began = time.monotonic()
    assert not any(isinstance(e, ChatFinished) for e in stream)
    assert time.monotonic() - began < 0.2


def test_wrong_key_is_refused(server: str) -> None:
    """A key the server does not know gives Refused with a Korean sentence."""
    with pytest.raises(Refused) as caught:
        list(platforms(server, key="other").chat("시험").stream(question(), threading.Event()))
    assert "인증키" in caught.value.next_step


def test_nobody_listens() -> None:
    """A port where nobody listens gives Unreachable, after its tries."""
    with pytest.raises(Unreachable):
        list(platforms("http://127.0.0.1:9/v1").chat("시험").stream(question(), threading.Event()))


def test_a_removed_platform_cannot_be_reached(server: str) -> None:
    """A client made before its platform was removed finds its host off the allow-list."""
    directory = platforms(server)
    chat = directory.chat("시험")
    directory.remove("시험")
    with pytest.raises(HostNotAllowed):
        list(chat.stream(question(), threading.Event()))
    with pytest.raises(NotConfigured):
        directory.chat("시험")


def test_step_by_step(server: str) -> None:
    """The platform test lists the model and gets an answer; with a wrong key it says which step failed."""
    steps, models = platforms(server).test("시험", threading.Event())
    assert [s.passed for s in steps] == [True, True, True]
    assert MODEL in models
    steps, _ = platforms(server, key="other").test("시험", threading.Event())
    assert not steps[-1].passed


def test_the_key_is_never_in_the_settings(server: str, tmp_path: Path) -> None:
    """The profile's settings hold no key."""
    values = DictValues()
    directory = Platforms(values, MemorySecrets(), SystemClock())
    directory.save(PlatformProfile("시험", server, MODEL), "secret-key")
    assert directory.has_key("시험")
    assert "secret-key" not in repr(values.kept)


def test_a_key_that_cannot_be_one(server: str) -> None:
    """A key with Hangul in it is told when it is saved; one pasted with its line's end works."""
    with pytest.raises(NotConfigured) as caught:
        platforms(server, key="인증키")
    assert "인증키" in caught.value.message
    assert list(platforms(server, key=f" {KEY}\n").chat("시험").stream(question(), threading.Event()))


@pytest.mark.parametrize("url", ["ftp://x/v1", "x", "https://", "http://user:pw@host/v1", "http://[bad/v1"])
def test_bad_addresses(url: str) -> None:
    """What is not a plain http(s) address is told at once."""
    with pytest.raises(NotConfigured):
        platforms(url)
