"""What a platform says of its limits, and what is made of it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "helpers"))

from scripted_server import Connection, ScriptedServer, event
from values import DictValues

from connectors.errors import Busy
from connectors.platform_ports import PlatformProfile
from connectors.platforms.directory import Platforms
from connectors.platforms.pace import Limits, Pace, quota_of, span
from connectors.ports import ChatDelta, ChatMessage, ChatRequest


class HandClock:
    """Both clocks go only where they are put; sleeping puts them."""

    def __init__(self) -> None:
        self.at = 1_750_000_000.0

    def monotonic(self) -> float:
        return self.at

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1s", 1), ("6m0s", 360), ("20ms", 0.02), ("12", 12), ("1h2m3s", 3723), ("1750000030", 30), ("", None), ("곧", None), ("1s x", None)],
)  # fmt: skip
def test_spans(text: str, seconds: float | None) -> None:
    assert span(text, 1_750_000_000.0) == (None if seconds is None else pytest.approx(seconds))


def test_headers_of_three_kinds() -> None:
    """OpenAI's, the plain x-ratelimit-*, and the IETF draft's; nonsense is nothing."""
    openai = {
        "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-limit-tokens": "150000", "x-ratelimit-remaining-tokens": "149984", "x-ratelimit-reset-tokens": "6m0s",
    }  # fmt: skip
    found = quota_of(openai, 100.0)
    assert found is not None
    assert (found.requests_left, found.requests_reset, found.tokens_left, found.tokens_reset) == (
        59,
        101,
        149984,
        460,
    )
    plain = quota_of({"x-ratelimit-limit": "10", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}, 100.0)
    draft = quota_of({"ratelimit-limit": "10", "ratelimit-remaining": "0", "ratelimit-reset": "30"}, 100.0)
    assert plain == draft
    assert plain is not None
    assert (plain.requests_left, plain.requests_reset) == (0, 130)
    assert quota_of({"content-type": "text/plain"}, 100.0) is None
    broken = quota_of({"x-ratelimit-remaining-requests": "많음", "x-ratelimit-reset-requests": "-1"}, 100.0)
    assert broken is None or (broken.requests_left, broken.requests_reset) == (None, None)


def test_own_limits_a_minute() -> None:
    """Two requests and 1,000 tokens a minute: the third waits for the first to be a minute old."""
    clock = HandClock()
    pace = Pace(DictValues(), "가", clock, Limits(2, 1000))
    assert pace.wait(400) == 0
    pace.sent(400)
    clock.at += 10
    pace.sent(400)
    pace.used(500)
    assert pace.wait(10) == pytest.approx(50)
    clock.at += 50.5
    assert pace.wait(400) == 0
    assert pace.wait(600) == pytest.approx(9.5)  # 500 of the second are still in the minute
    assert pace.wait(99_999) == pytest.approx(9.5)  # more than a minute allows: when nothing else is in it


def test_what_is_kept_outlives_the_command() -> None:
    values, clock = DictValues(), HandClock()
    Pace(values, "가", clock).held(30)
    again = Pace(values, "가", clock)
    assert again.wait(1) == pytest.approx(30)
    assert Pace(values, "나", clock).wait(1) == 0
    assert again.quota() is not None
    clock.at += 31
    assert again.wait(1) <= 0 or again.wait(1) == 0


def directory(url: str, clock: HandClock, **more: int) -> Platforms:
    values = DictValues()
    made = Platforms(values, DictSecrets(), clock)
    made.save(PlatformProfile("시험", url, "m", **more), None)
    return made


class DictSecrets(dict[str, str]):
    def set(self, name: str, value: str) -> None:
        self[name] = value

    def delete(self, name: str) -> None:
        self.pop(name, None)


def told(made: Platforms) -> str:
    request = ChatRequest("m", (ChatMessage("user", "가" * 120),))
    events = made.chat("시험").stream(request, threading.Event())
    return "".join(e.text for e in events if isinstance(e, ChatDelta))


@pytest.fixture
def limited() -> Iterator[tuple[ScriptedServer, dict[str, str]]]:
    """A server that answers with the headers it is given."""
    headers: dict[str, str] = {}

    def answer(c: Connection) -> None:
        if headers.get("status") == "429":
            c.answer(429, json.dumps({"error": {"message": "slow down"}}).encode(), Retry_After=headers["wait"])
            return
        c.head(**{k.replace("-", "_"): v for k, v in headers.items()})
        c.send(event({"content": "예"}), event({}, "stop"), b"data: [DONE]\n\n")

    server = ScriptedServer(answer)
    yield server, headers
    server.close()


def test_a_spent_quota_is_waited_for(limited: tuple[ScriptedServer, dict[str, str]]) -> None:
    """No request is left for 3 s: the next one waits them out, and no longer."""
    server, headers = limited
    clock = HandClock()
    made = directory(server.url, clock)
    headers |= {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-limit-requests": "5",
        "x-ratelimit-reset-requests": "3s",
    }
    assert told(made) == "예"
    quota = made.quota("시험")
    assert quota is not None
    assert (quota.requests_left, quota.requests_limit) == (0, 5)
    headers.clear()
    before = clock.at
    assert told(made) == "예"
    assert 3.0 <= clock.at - before < 3.5


def test_a_long_wait_is_told_and_nothing_is_sent(limited: tuple[ScriptedServer, dict[str, str]]) -> None:
    """Retry-After of two minutes: this request and the next are refused at once, the next without being sent."""
    server, headers = limited
    made = directory(server.url, HandClock())
    headers |= {"status": "429", "wait": "120"}
    with pytest.raises(Busy):
        told(made)
    sent = server.requests
    with pytest.raises(Busy, match="분당 사용 한도") as caught:
        told(made)
    assert "2분" in caught.value.next_step
    assert server.requests == sent
    made.remove("시험")
    made.save(PlatformProfile("시험", server.url, "m"), None)
    assert made.quota("시험") is None


def test_the_profiles_own_limit_holds(limited: tuple[ScriptedServer, dict[str, str]]) -> None:
    server, _headers = limited
    made = directory(server.url, HandClock(), requests_per_minute=2)
    assert told(made) == told(made) == "예"
    with pytest.raises(Busy):
        told(made)
    assert server.requests == 2
