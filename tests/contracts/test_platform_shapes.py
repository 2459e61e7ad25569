"""One contract for every shape of platform: the built-in one and the example plug-in, at a real model server and at a
scripted one. A plug-in's author adds a row to `SHAPES`, and to `SPOKEN` what its platform says.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.clock import SystemClock
from connectors.errors import Busy, Filtered, Malformed, NotConfigured, Refused, TooLong, Unreachable
from connectors.platform_ports import PlatformProfile
from connectors.platforms import shape as shapes
from connectors.platforms.directory import Platforms
from connectors.platforms.waits import Waits
from connectors.ports import ChatDelta, ChatEvent, ChatFinished, ChatMessage, ChatRequest
from connectors.secrets import MemorySecrets
from tests.helpers.model_server import KEY, MODEL, model_server
from tests.helpers.scripted_server import Connection, ScriptedServer
from tests.helpers.values import DictValues

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "messages-platform"
SHAPES = ("openai", "messages")
WAITS = Waits(connect=2, write=2, pool=1, first_token=60, silence=30, tries=1)


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example's distribution on sys.path, as its installation would put it there."""
    site = tmp_path / "site"
    about = site / "munseonaru_messages_platform-1.0.dist-info"
    about.mkdir(parents=True)
    shutil.copy(EXAMPLE / "messages_platform.py", site)
    (about / "entry_points.txt").write_text(
        "[munseonaru.platforms]\nmessages = messages_platform:Messages\n", "utf-8"
    )
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: munseonaru-messages-platform\nVersion: 1.0\n", "utf-8"
    )
    monkeypatch.syspath_prepend(str(site))
    shapes._found.cache_clear()
    yield
    shapes._found.cache_clear()
    sys.modules.pop("messages_platform", None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with model_server(tmp_path_factory.mktemp("model")) as url:
        yield url


def platforms(url: str, shape: str, key: str = KEY) -> Platforms:
    directory = Platforms(DictValues(), MemorySecrets(), SystemClock(), WAITS)
    directory.save(PlatformProfile("시험", url, MODEL, shape=shape), key)
    return directory


def question(tokens: int = 24) -> ChatRequest:
    told = ChatMessage("system", "자료만 보고 한 문장으로 답한다.")
    text = "자료: [1] 5년 이상 근무한 직원의 연가는 20일이다.\n질문: 5년 근무하면 연가는 며칠인가요?"
    return ChatRequest(MODEL, (told, ChatMessage("user", text)), tokens, stop=("\n",))


def ask(url: str, shape: str, cancel: threading.Event | None = None) -> list[ChatEvent]:
    return list(platforms(url, shape).chat("시험").stream(question(), cancel or threading.Event()))


@pytest.mark.parametrize("shape", SHAPES)
class TestAtARealServer:
    def test_deltas_then_one_end_with_its_tokens(self, server: str, shape: str) -> None:
        """Text, then exactly one end, which counts what the server counted."""
        *deltas, end = ask(server, shape)
        assert all(isinstance(e, ChatDelta) for e in deltas)
        assert "".join(e.text for e in deltas if isinstance(e, ChatDelta)).strip()
        assert isinstance(end, ChatFinished) and end.finish_reason in ("stop", "length")
        if shape != "openai":  # that one counts only where the request asks for it
            assert end.prompt_tokens and end.completion_tokens

    def test_the_instructions_reach_the_model(self, server: str, shape: str) -> None:
        """A system message counts among the tokens the server read, wherever the shape puts it."""
        chat, plain = platforms(server, shape).chat("시험"), question().messages[1:]
        extra = {"stream_options": {"include_usage": True}} if shape == "openai" else {}
        read = []
        for messages in (question().messages, plain):
            *_, end = chat.stream(ChatRequest(MODEL, messages, 2, extra_body=extra), threading.Event())
            assert isinstance(end, ChatFinished) and end.prompt_tokens is not None
            read.append(end.prompt_tokens)
        assert read[0] > read[1]

    def test_cancelled(self, server: str, shape: str) -> None:
        """An answer that is cancelled ends without an end event."""
        cancel = threading.Event()
        stream = platforms(server, shape).chat("시험").stream(ChatRequest(MODEL, question().messages, 400), cancel)
        assert isinstance(next(iter(stream)), ChatDelta)
        cancel.set()
        assert not any(isinstance(e, ChatFinished) for e in stream)

    def test_the_steps_of_a_platform_s_test(self, server: str, shape: str) -> None:
        """Address, list and answer pass; with a wrong key the answer does not."""
        steps, models = platforms(server, shape).test("시험", threading.Event())
        assert [s.passed for s in steps] == [True, True, True] and MODEL in models
        with pytest.raises(Refused):
            list(platforms(server, shape, "other").chat("시험").stream(question(), threading.Event()))


def sse(*events: dict[str, object]) -> bytes:
    return b"".join(b"data: " + json.dumps(e, ensure_ascii=False).encode() + b"\n\n" for e in events)


def openai(text: str, finish: str | None) -> dict[str, object]:
    return {"choices": [{"delta": {"content": text} if text else {}, "finish_reason": finish}]}


# What each shape's platform says: (text, why it ends or None) → the events; and an error inside a stream.
SPOKEN: dict[str, Callable[[str, str | None], bytes]] = {
    "openai": lambda text, finish: sse(openai(text, None), *([openai("", finish)] if finish else [])),
    "messages": lambda text, finish: sse(
        {"type": "message_start", "message": {"usage": {"input_tokens": 3}}},
        {"type": "ping"},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}},
        *([{"type": "message_delta", "usage": {"output_tokens": 2}, "delta": {"stop_reason": finish}},
           {"type": "message_stop"}] if finish else []),
    ),
}  # fmt: skip
ENDS = {"openai": ("stop", "length", "content_filter"), "messages": ("end_turn", "max_tokens", "refusal")}
FAULT = {
    "openai": lambda words: {"error": {"message": words}},
    "messages": lambda words: {"type": "error", "error": {"type": "error", "message": words}},
}


@pytest.mark.parametrize("shape", SHAPES)
class TestAtAScriptedServer:
    def said(self, shape: str, *pieces: bytes, status: int = 200) -> list[ChatEvent]:
        def script(connection: Connection) -> None:
            if status != 200:
                connection.answer(status, b"{}")
                return
            connection.head()
            connection.send(*pieces)

        server = ScriptedServer(script)
        try:
            return ask(server.url, shape)
        finally:
            server.close()

    def test_how_it_ends(self, shape: str) -> None:
        """An ordinary end, the end of the room, and a refusal are told apart."""
        plain, full, filtered = ENDS[shape]
        for finish, ours in ((plain, "stop"), (full, "length")):
            *deltas, end = self.said(shape, SPOKEN[shape]("20일입니다.", finish))
            assert "".join(e.text for e in deltas if isinstance(e, ChatDelta)) == "20일입니다."
            assert isinstance(end, ChatFinished) and end.finish_reason == ours
        with pytest.raises(Filtered):
            self.said(shape, SPOKEN[shape]("", filtered))

    def test_an_answer_that_breaks_off(self, shape: str) -> None:
        """A stream that ends without saying why is told as broken off."""
        with pytest.raises(Unreachable):
            self.said(shape, SPOKEN[shape]("20일", None))

    @pytest.mark.parametrize(
        ("words", "error"), [("overloaded_error", Busy), ("maximum context length", TooLong), ("?", Malformed)]
    )
    def test_errors_inside_a_stream(self, shape: str, words: str, error: type[Exception]) -> None:
        """The platform's own words in a stream become the errors we know."""
        with pytest.raises(error):
            self.said(shape, SPOKEN[shape]("20", None), sse(FAULT[shape](words)))

    @pytest.mark.parametrize("body", [b"data: [1, 2]\n\n", b"data: not json\n\n"])
    def test_what_is_not_of_the_shape(self, shape: str, body: bytes) -> None:
        """Anything else is Malformed, never a traceback."""
        with pytest.raises(Malformed):
            self.said(shape, body)

    def test_statuses(self, shape: str) -> None:
        """Statuses mean what they mean for every shape."""
        with pytest.raises(Refused):
            self.said(shape, status=401)
        with pytest.raises(Busy):
            self.said(shape, status=503)


def test_a_piece_that_breaks_a_plug_in_is_malformed() -> None:
    """A plug-in's KeyError on an event it does not know is the platform's fault, told so."""

    def script(connection: Connection) -> None:
        connection.head()
        connection.send(sse({"type": "content_block_delta"}))

    server = ScriptedServer(script)
    try:
        with pytest.raises(Malformed):
            ask(server.url, "messages")
    finally:
        server.close()


def test_a_shape_that_is_not_installed() -> None:
    """An unknown shape is refused when it is saved, and the sentence names those there are."""
    with pytest.raises(NotConfigured) as caught:
        platforms("http://127.0.0.1:9/v1", "없는형태")
    assert "없는형태" in caught.value.message and "messages" in caught.value.next_step


def test_a_plug_in_that_cannot_be_loaded(tmp_path: Path) -> None:
    """A plug-in that fails on import costs this platform alone."""
    (tmp_path / "site" / "messages_platform.py").write_text("raise RuntimeError('x')\n", "utf-8")
    with pytest.raises(NotConfigured) as caught:
        platforms("http://127.0.0.1:9/v1", "messages")
    assert "불러오지 못했습니다" in caught.value.message


def test_searching_needs_the_built_in_shape() -> None:
    """Vectors and reranking are asked for in OpenAI's form only; another shape says so instead of failing later."""
    directory = platforms("http://127.0.0.1:9/v1", "messages")
    directory.save(
        PlatformProfile("시험", "http://127.0.0.1:9/v1", MODEL, shape="messages", embedding_model="e"), None
    )
    with pytest.raises(NotConfigured) as caught:
        directory.embedder("시험", threading.Event())
    assert "messages" in caught.value.message
