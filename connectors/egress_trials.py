"""`munseo egress test`: every other way out is tried, against servers of our own on this PC, and must be held back.

Two servers listen on the loopback: one stands for the registered platform, one for the rest of the world. All
look-ups and connections of the process are watched through Python's audit events (PEP 578) meanwhile.
"""

from __future__ import annotations

import contextlib
import http.server
import os
import socketserver
import sys
import threading
from collections.abc import Callable, Collection, Iterator

import httpx

from connectors.egress import Endpoint, gated_client
from connectors.errors import HostNotAllowed, NotConfigured
from connectors.platform_ports import TestStep

_OUTSIDE = "munseonaru-egress-test.invalid"  # RFC 2606: resolves nowhere
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
_EVENTS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.connect")
_TIMEOUT = httpx.Timeout(3.0)
_seen: list[tuple[str, str]] | None = None
_hooked = False


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is None or event not in _EVENTS:
        return
    place = arguments[1] if event == "socket.connect" else arguments[0]
    if isinstance(place, tuple) and len(place) >= 2:
        _seen.append((event, f"{place[0]}:{place[1]}"))
    elif isinstance(place, str | bytes) and event != "socket.connect":  # a path is a socket of this PC
        _seen.append((event, place.decode() if isinstance(place, bytes) else place))


@contextlib.contextmanager
def _watched() -> Iterator[list[tuple[str, str]]]:
    """The look-ups and connections of this process while the block runs."""
    global _seen, _hooked
    if not _hooked:
        sys.addaudithook(_audit)  # for good: Python knows no way back
        _hooked = True
    found: list[tuple[str, str]] = []
    _seen = found
    try:
        yield found
    finally:
        _seen = None


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, redirect: str = "") -> None:
        self.asked = 0
        self.redirect = redirect
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def server_bind(self) -> None:
        # The class's own asks the name server for the name of 127.0.0.1.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.asked += 1
        if self.server.redirect:
            self.send_response(302)
            self.send_header("Location", self.server.redirect)
        else:
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def try_all(allowed: Collection[Endpoint]) -> tuple[TestStep, ...]:
    """The trials, with `allowed` as the list in force. Nothing is sent to any of it."""
    outside = _Server()
    inside = _Server(redirect=outside.url)
    try:
        mine = Endpoint.of(inside.url)
        client = gated_client(lambda: {*allowed, mine}, _TIMEOUT)
        with contextlib.closing(client), _watched() as seen:
            trials = [
                TestStep("모르는 주소", *_refused(client, f"http://{_OUTSIDE}/", "등록하지 않은 주소")),
                TestStep("다른 포트", *_refused(client, outside.url, "같은 컴퓨터의 다른 포트")),
                TestStep("속이는 주소", *_tricks(client, inside, outside)),
                TestStep("주소 넘김(redirect)", *_redirected(client, inside, outside)),
                TestStep("환경 변수의 프록시", *_environment(lambda: {*allowed, mine}, inside, outside)),
            ]
            strange = {place for _, place in seen if place not in ("127.0.0.1", f"127.0.0.1:{mine.port}")}
        good = not strange and outside.asked == 0
        told = "시험하는 동안 허용하지 않은 곳의 이름을 찾거나 연결한 일이 없습니다."
        if not good:
            told = f"허용하지 않은 곳으로 나가려 했습니다: {', '.join(sorted(strange)) or '시험용 서버'}"
        return (*trials, TestStep("이름 찾기(DNS)와 연결", good, told))
    finally:
        for server in (inside, outside):
            server.shutdown()
            server.server_close()


def _refused(client: httpx.Client, url: str, what: str) -> tuple[bool, str]:
    try:
        client.get(url)
    except HostNotAllowed:
        return True, f"{what}로는 연결하지 않습니다."
    except httpx.HTTPError:
        pass
    return False, f"{what}로 연결하려 했습니다."


def _tricks(client: httpx.Client, inside: _Server, outside: _Server) -> tuple[bool, str]:
    """Addresses that look like the allowed one and are another."""
    host = f"127.0.0.1:{inside.server_port}"
    for url in (
        f"http://{host}@{_OUTSIDE}/",
        f"http://{host}.{_OUTSIDE}/",
        f"http://{_OUTSIDE}/#{host}",
        f"http://2130706433:{outside.server_port}/",
        f"http://[::ffff:127.0.0.1]:{outside.server_port}/",
        f"https://{host}/",
    ):
        with contextlib.suppress(HostNotAllowed, NotConfigured, httpx.InvalidURL):
            with contextlib.suppress(httpx.HTTPError):
                client.get(url)
            return False, f"{url} 주소에 속았습니다."
    return True, "허용한 주소처럼 꾸민 주소에 속지 않습니다."


def _redirected(client: httpx.Client, inside: _Server, outside: _Server) -> tuple[bool, str]:
    status = client.get(inside.url).status_code
    held = status == 302 and outside.asked == 0
    return held, "다른 주소로 넘기는 응답을 따르지 않습니다." if held else "다른 주소로 넘기는 응답을 따랐습니다."


def _environment(allowed: Callable[[], Collection[Endpoint]], inside: _Server, outside: _Server) -> tuple[bool, str]:
    kept = {name: os.environ.get(name) for name in _PROXIES}
    before = inside.asked
    try:
        os.environ.update(dict.fromkeys(_PROXIES, outside.url))
        with contextlib.closing(gated_client(allowed, _TIMEOUT)) as client:
            client.get(inside.url)
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    held = inside.asked == before + 1 and outside.asked == 0
    return held, "프록시 환경 변수를 무시합니다." if held else "프록시 환경 변수를 따랐습니다."
