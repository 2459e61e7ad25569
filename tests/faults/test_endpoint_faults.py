"""Reliability row 4: the endpoint's faults, one by one, against a scripted server on real sockets.

Each ends within its bound, after at most three tries and none after the first token, with no text doubled, and with a
Korean sentence that names a next step. The waits are short ones; waiting between tries is skipped.
"""

from __future__ import annotations

import email.utils
import gzip
import json
import re
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from scripted_server import Connection, Script, ScriptedServer, certificate, event

from connectors.errors import Busy, ConnectorError, Filtered, Malformed, Refused, Stalled, TooLong, Unreachable
from connectors.platform_ports import PlatformProfile
from connectors.platforms.client import PlatformClient
from connectors.platforms.directory import Platforms
from connectors.platforms.waits import Waits
from connectors.ports import ChatDelta, ChatFinished, ChatMessage, ChatRequest
from connectors.secrets import MemorySecrets
from tests.helpers.values import DictValues

WAITS = Waits(connect=0.5, write=2, pool=0.3, first_token=0.8, silence=0.5, whole=60, longest_retry_after=5)
REQUEST = ChatRequest("m", (ChatMessage("user", "연가는 며칠인가요?"),))
DONE = b"data: [DONE]\n\n"
HAN = "가나다".encode()


class SkippingClock:
    """Real time, but a sleep is over at once and counted as slept."""

    def __init__(self) -> None:
        self.slept = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@dataclass
class Outcome:
    text: str
    thinking: str
    finish: str | None
    error: ConnectorError | None
    seconds: float
    slept: float


def client(
    url: str, waits: Waits = WAITS, ca_file: str = "", proxy: str = ""
) -> tuple[PlatformClient, SkippingClock]:
    clock = SkippingClock()
    directory = Platforms(DictValues(), MemorySecrets(), clock, waits)
    directory.save(PlatformProfile("시험", url, "m", ca_file=ca_file, proxy=proxy), "key")
    chat = directory.chat("시험")
    assert isinstance(chat, PlatformClient)
    return chat, clock


def ask(url: str, waits: Waits = WAITS, ca_file: str = "", proxy: str = "") -> Outcome:
    chat, clock = client(url, waits, ca_file, proxy)
    out = Outcome("", "", None, None, 0, 0)
    began = time.monotonic()
    try:
        for item in chat.stream(REQUEST, threading.Event()):
            if isinstance(item, ChatFinished):
                out.finish = item.finish_reason
            elif isinstance(item, ChatDelta) and item.reasoning:
                out.thinking += item.text
            elif isinstance(item, ChatDelta):
                out.text += item.text
    except ConnectorError as error:
        out.error = error
    out.seconds, out.slept = time.monotonic() - began, clock.slept
    return out


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    servers: list[ScriptedServer] = []

    def start(script: Script, tls: ssl.SSLContext | None = None) -> ScriptedServer:
        servers.append(ScriptedServer(script, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@dataclass(frozen=True)
class Fault:
    """What the server does; what comes of it: text, finish reason or error, and how often it was asked."""

    name: str
    script: Script
    text: str = ""
    finish: str | None = None
    error: type[ConnectorError] | None = None
    tries: int = 1
    waits: Waits = WAITS


def status(code: int, body: bytes = b'{"error": {"message": "no"}}', **headers: str) -> Script:
    return lambda c: c.answer(code, body, **headers)


def then_well(code: int, failures: int = 1, **headers: str) -> Script:
    """So many failures, then an honest answer."""

    def script(c: Connection) -> None:
        if c.number <= failures:
            c.answer(code, b"{}", **headers)
        else:
            c.tokens("연가는 ", "20일입니다.")

    return script


def stream(*pieces: bytes, kind: str = "text/event-stream") -> Script:
    def script(c: Connection) -> None:
        c.head(kind=kind)
        for piece in pieces:
            c.send(piece)
            time.sleep(0.01)

    return script


def stall(*pieces: bytes, head: bool = True) -> Script:
    def script(c: Connection) -> None:
        if head:
            c.head()
        c.send(*pieces)
        c.wait()

    return script


def alive(*pieces: bytes) -> Script:
    """Keep-alive comments for ever."""

    def script(c: Connection) -> None:
        c.head()
        c.send(*pieces)
        while not c.server.stopped.is_set():
            c.send(b": keep-alive\n\n")
            time.sleep(0.05)

    return script


def drip(c: Connection) -> None:
    """A token now and then, and no end."""
    c.head()
    while not c.server.stopped.is_set():
        c.send(event({"content": "가"}))
        time.sleep(0.1)


def reset(c: Connection) -> None:
    c.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def long_line(c: Connection) -> None:
    c.head()
    c.send(b'data: {"choices": [{"delta": {"content": "')
    for _ in range(160):
        c.send(b"a" * 65536)


def bomb(c: Connection) -> None:
    c.answer(200, gzip.compress(b"\0" * 50_000_000, 1), Content_Encoding="gzip")


def huge_body(c: Connection) -> None:
    c.head(kind="application/json")
    for _ in range(300):
        c.send(b" " * 65536)


def whole(body: dict[str, object], kind: str = "application/json") -> Script:
    return lambda c: c.answer(200, json.dumps(body, ensure_ascii=False).encode(), kind)


MESSAGE = {"choices": [{"message": {"content": "연가는 20일입니다."}, "finish_reason": "stop"}]}
SAID = "연가는 20일입니다."
HALF = event({"content": "연가는 "})
END = event({}, "stop")
IN_TWO = event({"content": "가나다"})
AT = IN_TWO.index(HAN) + 4  # inside the second syllable
SOON = "Thu, 01 Jan 2026 00:00:00 GMT"  # a date that is past: at once

FAULTS = [
    Fault("400", status(400), error=Malformed),
    Fault("401", status(401), error=Refused),
    Fault("403", status(403), error=Refused),
    Fault("404", status(404), error=Malformed),
    Fault("408", status(408), error=Busy, tries=3),
    Fault("413", status(413), error=TooLong),
    Fault("429 without a word", status(429), error=Busy, tries=3),
    Fault("429 in seconds, then well", then_well(429, Retry_After="2"), SAID, "stop", tries=2),
    Fault("429 as a date, then well", then_well(429, Retry_After=SOON), SAID, "stop", tries=2),
    Fault("429 in an hour", status(429, Retry_After="3600"), error=Busy),
    Fault("429 tomorrow, as a date", lambda c: c.answer(429, b"{}", Retry_After=email.utils.formatdate(time.time() + 86400, usegmt=True)), error=Busy),
    Fault("500", status(500), error=Busy, tries=3),
    Fault("500 twice, then well", then_well(500, 2), SAID, "stop", tries=3),
    Fault("502", status(502, b"<html>bad gateway</html>"), error=Busy, tries=3),
    Fault("503", status(503), error=Busy, tries=3),
    Fault("504", status(504), error=Busy, tries=3),
    Fault("too long, in words", status(400, b'{"error": {"message": "maximum context length is 4096"}}'), error=TooLong),
    Fault("filtered, in words", status(400, b'{"error": {"code": "content_filter"}}'), error=Filtered),
    Fault("the other envelope", status(400, b'{"status": {"code": "40100", "message": "context length"}}'), error=TooLong),
    Fault("login page", lambda c: c.answer(200, b"<!doctype html><p>login", "text/html; charset=utf-8"), error=Malformed),
    Fault("login page without a type", lambda c: c.answer(200, b"\r\n<html>login</html>", ""), error=Malformed),
    Fault("redirect to another host", lambda c: c.answer(302, b"", Location="http://127.0.0.1:9/v1"), error=Malformed),
    Fault("307", lambda c: c.answer(307, b"", Location="/v2/chat/completions"), error=Malformed),
    Fault("silence before the head", stall(head=False), error=Stalled),
    Fault("silence after the head", stall(), error=Stalled),
    Fault("half a head", stall(b"HTTP/1.1 200 OK\r\nContent-", head=False), error=Stalled),
    Fault("silence in the stream", stall(HALF), "연가는 ", error=Stalled),
    Fault("keep-alive for ever, nothing said", alive(), error=Stalled),
    Fault("keep-alive for ever in the stream", alive(HALF), "연가는 ", error=Stalled),
    Fault("no end", drip, "*", error=Stalled, waits=replace(WAITS, whole=1.0)),
    Fault("cut inside a Hangul, goes on", stream(IN_TWO[:AT], IN_TWO[AT:], END, DONE), "가나다", "stop"),
    Fault("byte by byte", lambda c: (c.head(), *(c.send(bytes([b])) for b in IN_TWO + END))[0], "가나다", "stop"),
    Fault("broken off inside a Hangul", stream(HALF, IN_TWO[:AT]), "연가는 ", error=Malformed),
    Fault("broken off after a token", stream(HALF), "연가는 ", error=Unreachable),
    Fault("CR", lambda c: c.tokens(SAID, newline="\r"), SAID, "stop"),
    Fault("LF", lambda c: c.tokens(SAID), SAID, "stop"),
    Fault("CRLF", lambda c: c.tokens(SAID, newline="\r\n"), SAID, "stop"),
    Fault("BOM", stream(b"\xef\xbb\xbf", event({"content": SAID}), END, DONE), SAID, "stop"),
    Fault("broken JSON", stream(HALF, b'data: {"choices": [\n\n'), "연가는 ", error=Malformed),
    Fault("not an object", stream(b"data: [1, 2]\n\n"), error=Malformed),
    Fault("error in the stream", stream(HALF, b'data: {"error": {"message": "boom"}}\n\n'), "연가는 ", error=Malformed),
    Fault("busy in the stream after a token", stream(HALF, b'data: {"error": {"code": 429}}\n\n'), "연가는 ", error=Busy),
    Fault("busy in the stream before one", stream(b'data: {"error": {"message": "rate limit"}}\n\n'), error=Busy, tries=3),
    Fault("the other envelope in the stream", stream(b'data: {"status": {"code": "42901", "message": "x"}}\n\n'), error=Busy, tries=3),
    Fault("all is well, in the other envelope", stream(b'data: {"status": {"code": "20000", "message": "OK"}}\n\n', event({"content": SAID}), END), SAID, "stop"),
    Fault("no [DONE]", stream(event({"content": SAID}), END), SAID, "stop"),
    Fault("no finish reason", stream(event({"content": SAID}), DONE), SAID, "stop"),
    Fault("null content", stream(event({"role": "assistant", "content": None}), event({"content": SAID}), END, DONE), SAID, "stop"),
    Fault("null delta, no choices", stream(b'data: {"choices": [{"delta": null}]}\n\n', b'data: {"choices": []}\n\n', event({"content": SAID}), END), SAID, "stop"),
    Fault("an empty stream", stream(DONE), "", "stop"),
    Fault("an empty body", lambda c: c.answer(200, b"", ""), error=Unreachable, tries=3),
    Fault("a 10 MB line", long_line, error=Malformed),
    Fault("a gzip bomb", bomb, error=Malformed),
    Fault("20 MB of JSON", huge_body, error=Malformed, waits=replace(WAITS, first_token=5)),
    Fault("finish reason length", lambda c: c.tokens(SAID, end="length"), SAID, "length"),
    Fault("finish reason content_filter", lambda c: c.tokens("연가는 ", end="content_filter"), "연가는 ", error=Filtered),
    Fault("no stream", whole(MESSAGE), SAID, "stop"),
    Fault("no stream, no type", whole(MESSAGE, ""), SAID, "stop"),
    Fault("no stream, in the other envelope", whole({"status": {"code": "20000"}, "result": MESSAGE}), SAID, "stop"),
    Fault("reset before the answer", reset, error=Unreachable, tries=3),
    Fault("closed before the answer", lambda c: None, error=Unreachable, tries=3),
    Fault("less than promised", lambda c: (c.head(kind="application/json", Content_Length="999"), c.send(b'{"a'))[0], error=Unreachable, tries=3),
    Fault("not HTTP", lambda c: c.send(b"220 mail.example ESMTP\r\n"), error=Unreachable, tries=3),
    Fault("a broken byte", stream(event({"content": SAID}).replace("연".encode(), b"\xff"), END), "�가는 20일입니다.", "stop"),
]  # fmt: skip


def kind_words(error: ConnectorError) -> None:
    """A Korean sentence and a next step, and nothing of what the server said."""
    assert re.search(r"[가-힣].*니다(?:\([^)]*\))?\.$", error.message), error.message
    assert re.search(r"[가-힣].*오\.$", error.next_step), error.next_step
    assert not re.search(r"boom|login|ESMTP", error.message + error.next_step)


@pytest.mark.parametrize("fault", FAULTS, ids=[f.name for f in FAULTS])
def test_fault(fault: Fault, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(fault.script)
    out = ask(server.url, fault.waits)
    assert server.requests == fault.tries
    assert type(out.error) is (fault.error or type(None)), out.error
    assert out.finish == fault.finish
    assert out.text == fault.text or (fault.text == "*" and set(out.text) == {"가"})
    bound = max(fault.waits.first_token, fault.waits.silence, min(fault.waits.whole, 2)) * fault.tries + 4
    assert out.seconds < bound
    if out.error is not None:
        kind_words(out.error)


def test_waits_as_long_as_it_is_told(serve: Callable[..., ScriptedServer]) -> None:
    """Retry-After is kept, and when it is too long to wait, the sentence says how long."""
    assert 1.9 <= ask(serve(then_well(429, Retry_After="2")).url).slept < 2.5
    error = ask(serve(status(429, Retry_After="3600")).url).error
    assert isinstance(error, Busy)
    assert (error.retry_after, "1시간" in error.next_step) == (3600, True)


def test_thinking_is_kept_apart(serve: Callable[..., ScriptedServer]) -> None:
    """reasoning_content and <think> are thinking; stop tokens vanish, wherever they are cut."""
    pieces = [event({"reasoning_content": "음, "}), event({"content": "<thi"}), event({"content": "nk>속셈</th"}), event({"content": "ink>20일<|im_"}), event({"content": "end|><|endofturn|>입니다.<|st"}), event({"content": "op|>"}), END]  # fmt: skip
    out = ask(serve(stream(*pieces)).url)
    assert (out.text, out.thinking) == ("20일입니다.", "음, 속셈")


# ---- before the first byte


def test_no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fails(host: str, *more: object, **named: object) -> None:
        asked.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    out = ask("http://ai.example.invalid/v1")
    assert isinstance(out.error, Unreachable)
    assert asked == ["ai.example.invalid"] * 3
    kind_words(out.error)


def test_a_name_that_is_looked_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver knows no timeout; the bound holds all the same."""
    over = threading.Event()

    def waits(*more: object, **named: object) -> None:
        over.wait(20)
        raise socket.gaierror(-3, "Temporary failure")

    monkeypatch.setattr(socket, "getaddrinfo", waits)
    out = ask("http://ai.example.invalid/v1", replace(WAITS, tries=1))
    over.set()
    assert isinstance(out.error, Unreachable)
    assert out.seconds < 2.5


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    out = ask(f"http://127.0.0.1:{port}/v1")
    assert isinstance(out.error, Unreachable)
    kind_words(out.error)


@pytest.mark.skipif(sys.platform == "win32", reason="a full backlog refuses at once on Windows")
def test_a_connection_that_is_not_taken() -> None:
    """A full backlog: the connect times out."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        held = []
        for _ in range(4):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
            held.append(caller)
        out = ask(f"http://127.0.0.1:{full.getsockname()[1]}/v1", replace(WAITS, tries=1))
        for caller in held:
            caller.close()
    assert isinstance(out.error, Unreachable)
    assert out.seconds < 3


def tls(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.mark.parametrize("what", ["expired", "self-signed", "wrong host", "unknown CA"])
def test_tls(what: str, tmp_path: Path, serve: Callable[..., ScriptedServer]) -> None:
    """A certificate that cannot be trusted ends it before anything is sent; the next step names the certificate."""
    pem, ca = certificate(
        tmp_path, expired=what == "expired", self_signed=what == "self-signed",
        names=["other.example"] if what == "wrong host" else ["127.0.0.1"],
    )  # fmt: skip
    server = serve(lambda c: c.tokens(SAID), tls(pem))
    out = ask(server.url, ca_file="" if what == "unknown CA" else str(ca))
    assert server.requests == 0
    assert isinstance(out.error, Unreachable)
    assert "인증서" in out.error.message + out.error.next_step
    kind_words(out.error)


def test_the_agencys_ca(tmp_path: Path, serve: Callable[..., ScriptedServer]) -> None:
    """With the agency's CA bundle in the profile, its server is trusted; a bundle that is gone is told."""
    pem, ca = certificate(tmp_path)
    server = serve(lambda c: c.tokens(SAID), tls(pem))
    assert ask(server.url, ca_file=str(ca)).text == SAID
    out = ask(server.url, ca_file=str(tmp_path / "gone.pem"))
    assert out.error is not None
    assert "gone.pem" in out.error.message
    kind_words(out.error)


def test_through_the_proxy(serve: Callable[..., ScriptedServer]) -> None:
    """A proxy of the profile is used, and nothing else is."""
    proxy = serve(lambda c: c.tokens(SAID))
    assert ask("http://ai.example.invalid/v1", proxy=f"http://127.0.0.1:{proxy.port}").text == SAID
    assert proxy.bodies[0].startswith(b"POST http://ai.example.invalid/v1/chat/completions")


def test_only_what_is_needed_is_sent(serve: Callable[..., ScriptedServer]) -> None:
    """No operating system, no version of Python, no cookie in the headers."""
    server = serve(lambda c: c.tokens(SAID))
    ask(server.url)
    head = server.bodies[0].partition(b"\r\n\r\n")[0].decode().lower()
    names = {line.partition(":")[0] for line in head.splitlines()[1:]}
    assert names == {"host", "accept", "accept-encoding", "connection", "user-agent", "authorization", "content-length", "content-type"}  # fmt: skip
    assert "user-agent: munseonaru" in head.splitlines()


# ---- cancelling


@pytest.mark.parametrize(
    "script",
    [stall(head=False), stall(), stall(HALF), alive(), alive(HALF), drip, status(429, Retry_After="4")],
    ids=["before the head", "after the head", "in the stream", "keep-alive", "keep-alive in the stream", "talking", "between tries"],
)  # fmt: skip
def test_cancel(script: Script, serve: Callable[..., ScriptedServer]) -> None:
    """Whatever the server does, a cancelled question is over within 200 ms, quietly."""
    waits = replace(WAITS, first_token=10, silence=10)
    took = []
    for _ in range(3):  # the machine may be busy with other things
        chat, clock = client(serve(script).url, waits)
        clock.sleep = time.sleep  # type: ignore[method-assign]
        cancel, at = threading.Event(), [0.0]

        def stop(cancel: threading.Event = cancel, at: list[float] = at) -> None:
            at[0] = time.monotonic()
            cancel.set()

        timer = threading.Timer(0.3, stop)
        timer.start()
        events = list(chat.stream(REQUEST, cancel))
        took.append(time.monotonic() - at[0])
        timer.join()
        assert not any(isinstance(e, ChatFinished) for e in events)
        if took[-1] < 0.2:
            break
    assert min(took) < 0.2


def test_no_thread_stays(serve: Callable[..., ScriptedServer]) -> None:
    """After a stall that was given up, the reading thread ends."""
    ask(serve(stall(HALF)).url)
    end = time.monotonic() + 5
    while any(t.name == "platform" for t in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(t.name == "platform" for t in threading.enumerate())


# ---- embeddings


def vectors(*rows: object, index: Callable[[int], int] = lambda i: i) -> Script:
    data = [{"index": index(i), "embedding": row} for i, row in enumerate(rows)]
    return lambda c: c.answer(200, json.dumps({"data": data}).encode())


@pytest.mark.parametrize(
    "script",
    [
        vectors([1.0, 0.0]), vectors([1.0, 0.0], [1.0]), vectors([1.0, float("nan")], [0.0, 1.0]), vectors([0.0, 0.0], [0.0, 1.0]),
        vectors([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]), vectors([1.0, 0.0], [0.0, 1.0], index=lambda i: 0), vectors(["a", "b"], [0.0, 1.0]),
        vectors(None, None), lambda c: c.answer(200, b"{}"), lambda c: c.answer(200, b"<html>", "text/html"),
    ],
    ids=["missing", "unlike", "NaN", "zeros", "wrong dimension", "twice the same", "words", "null", "empty", "page"],
)  # fmt: skip
def test_embeddings(script: Script, serve: Callable[..., ScriptedServer]) -> None:
    """A vector that would spoil an index is Malformed, never stored."""
    chat, _ = client(serve(script).url)
    with pytest.raises(Malformed) as caught:
        chat.embed("bge-m3", ["가", "나"], threading.Event(), dimensions=2)
    kind_words(caught.value)


def test_good_embeddings(serve: Callable[..., ScriptedServer]) -> None:
    """Rows come back in the order of the texts, of unit length."""
    chat, _ = client(serve(vectors([0.0, 2.0], [3.0, 0.0], index=lambda i: 1 - i)).url)
    assert chat.embed("bge-m3", ["가", "나"], threading.Event()).tolist() == [[1.0, 0.0], [0.0, 1.0]]
