"""How fast a platform may be asked: what its headers say is left, Retry-After, and the profile's own minute limits.

Kept in the profile's store, so that a command that starts anew does not begin anew. Headers: x-ratelimit-* as OpenAI,
Azure and vLLM gateways send them, RateLimit-* of draft-ietf-httpapi-ratelimit-headers-07.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from connectors.platform_ports import Quota
from connectors.ports import Clock, KeyValues

_KEPT = "platform_pace"  # in the store: {platform: {"quota": {...}, "recent": [[time, tokens], ...]}}
_MINUTE = 60.0
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_guards: dict[str, threading.Lock] = {}  # two clients of one platform write one row
_EPOCH = 1_000_000_000  # a larger number is a point in time, not a span


def span(text: str, now: float) -> float | None:
    """Seconds of 6m0s, 20ms, 12, or up to a time since the epoch; None for anything else."""
    text = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        value = float(text)
        return max(0.0, value - now) if value > _EPOCH else value
    found = _SPAN.findall(text)
    if not found or "".join(n + unit for n, unit in found) != text:
        return None
    return sum(float(n) * _SECONDS[unit] for n, unit in found)


def _number(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,15})", text or "")
    return int(found[1]) if found else None


def quota_of(headers: Mapping[str, str], now: float) -> Quota | None:
    """What an answer's headers (names in lower case) say of the limits; None where they say nothing."""

    def of(kind: str, plain: bool) -> tuple[int | None, int | None, float | None]:
        names = [f"x-ratelimit-{{}}-{kind}", *(("x-ratelimit-{}", "ratelimit-{}") if plain else ())]
        limit, left, reset = (
            next((headers[n.format(what)] for n in names if n.format(what) in headers), None)
            for what in ("limit", "remaining", "reset")
        )
        seconds = span(reset, now) if reset is not None else None
        return _number(limit), _number(left), now + seconds if seconds is not None else None

    requests, tokens = of("requests", True), of("tokens", False)
    if requests == tokens == (None, None, None):
        return None
    return Quota(*requests, *tokens, at=now)


@dataclass(frozen=True, slots=True)
class Limits:
    """The profile's own, a minute; 0 for none."""

    requests: int = 0
    tokens: int = 0


class Pace:
    """The pace of one platform."""

    def __init__(self, values: KeyValues, name: str, clock: Clock, limits: Limits = Limits()) -> None:
        self._values = values
        self._name = name
        self._clock = clock
        self._limits = limits
        self._guard = _guards.setdefault(name, threading.Lock())

    def _load(self) -> tuple[Quota, list[list[float]]]:
        kept: dict[str, Any] = (self._values.get(_KEPT) or {}).get(self._name) or {}
        return Quota(**(kept.get("quota") or {})), list(kept.get("recent") or [])

    def _keep(self, quota: Quota, recent: list[list[float]]) -> None:
        all_ = self._values.get(_KEPT) or {}
        self._values.set(_KEPT, {**all_, self._name: {"quota": asdict(quota), "recent": recent}})

    def quota(self) -> Quota | None:
        """What is known of what is left; None where the platform never said."""
        quota, _ = self._load()
        return quota if quota.at else None

    def wait(self, tokens: int) -> float:
        """Seconds until a request of about so many tokens may be sent; 0 for now."""
        now = self._clock.now()
        quota, recent = self._load()
        waits = [0.0]
        if quota.held_until:
            waits.append(quota.held_until - now)
        if quota.requests_left == 0 and quota.requests_reset:
            waits.append(quota.requests_reset - now)
        if quota.tokens_left is not None and quota.tokens_reset:
            needed = min(tokens, quota.tokens_limit or tokens)
            if quota.tokens_left < needed:
                waits.append(quota.tokens_reset - now)
        recent = [r for r in recent if r[0] > now - _MINUTE]
        if self._limits.requests and len(recent) >= self._limits.requests:
            waits.append(recent[-self._limits.requests][0] + _MINUTE - now)
        if self._limits.tokens:
            needed = min(tokens, self._limits.tokens)
            used = sum(r[1] for r in recent)
            for at, count in recent:
                if used + needed <= self._limits.tokens:
                    break
                used -= count
                waits.append(at + _MINUTE - now)
        return max(waits)

    def sent(self, tokens: int) -> None:
        """A request of about so many tokens leaves."""
        with self._guard:
            now = self._clock.now()
            quota, recent = self._load()
            left = quota.requests_left
            if left:
                quota = replace(quota, requests_left=left - 1)
            self._keep(quota, [*(r for r in recent if r[0] > now - _MINUTE), [now, tokens]])

    def used(self, tokens: int) -> None:
        """The last request took so many tokens in fact."""
        with self._guard:
            quota, recent = self._load()
            if recent:
                recent[-1] = [recent[-1][0], tokens]
                self._keep(quota, recent)

    def heard(self, headers: Mapping[str, str]) -> None:
        """An answer's headers."""
        with self._guard:
            found = quota_of(headers, self._clock.now())
            if found is not None:
                before, recent = self._load()
                self._keep(replace(found, held_until=before.held_until), recent)

    def held(self, seconds: float) -> None:
        """The platform said to come again after so many seconds."""
        with self._guard:
            quota, recent = self._load()
            now = self._clock.now()
            self._keep(replace(quota, held_until=now + seconds, at=quota.at or now), recent)


def forget(values: KeyValues, name: str) -> None:
    """Drop what is known of a platform that was removed: the next of its name may be another."""
    kept = values.get(_KEPT) or {}
    if name in kept:
        values.set(_KEPT, {k: v for k, v in kept.items() if k != name})
