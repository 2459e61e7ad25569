"""The profile's platforms: what is registered, which is current, and a client for each.

Profiles lie in the profile's encrypted database; keys in the credential store, never in the database.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace

import httpx

from connectors.egress import Endpoint, gated_client
from connectors.errors import NotConfigured, PolicyError
from connectors.platform_ports import PlatformProfile, Quota, RequestNote, TestStep
from connectors.platforms import pace
from connectors.platforms.client import PlatformClient
from connectors.platforms.embeddings import PlatformEmbedder
from connectors.platforms.journal import Journal
from connectors.platforms.pace import Limits, Pace
from connectors.platforms.probe import try_platform
from connectors.platforms.profiles import Profiles
from connectors.platforms.rerank import PlatformReranker
from connectors.platforms.shape import OPENAI, shape
from connectors.platforms.waits import USUAL, Waits
from connectors.policy import Policy
from connectors.ports import ChatModel, Clock, Embedder, KeyValues, Reranker, Secrets


class Platforms:
    """`connectors.platform_ports.PlatformDirectory` over the profile's settings and secrets."""

    def __init__(
        self,
        values: KeyValues,
        secrets: Secrets,
        clock: Clock,
        waits: Waits = USUAL,
        transport: Callable[[], httpx.BaseTransport] | None = None,
        policy: Callable[[], Policy] = Policy,
    ) -> None:
        """`policy`: what the agency has locked now. `transport`: in place of the network (tests)."""
        self._policy = policy
        self._profiles = Profiles(values, policy)
        self._values = values
        self._secrets = secrets
        self._clock = clock
        self._waits = waits
        self._transport = transport

    def profiles(self) -> tuple[PlatformProfile, ...]:
        return self._profiles.all()

    def current(self) -> str | None:
        return self._profiles.current()

    def has_key(self, name: str) -> bool:
        return self._secrets.get(f"platform/{name}") is not None

    def save(self, profile: PlatformProfile, key: str | None) -> None:
        """Add or replace; the first platform becomes the current one. Of an agency's platform only the key is kept.

        Raises NotConfigured for a bad URL, key or shape, LockedSetting or HostNotAllowed where the policy
        forbids it.
        """
        policy = self._policy()
        key = None if key is None else key.strip()  # as pasted, with the line's end
        if key and not (key.isascii() and key.isprintable()):
            raise NotConfigured(
                "인증키에 쓸 수 없는 글자가 있습니다.", "플랫폼에서 받은 인증키를 그대로 붙여 넣으십시오."
            )
        shipped = next((p for p in policy.rules.platforms if p.name == profile.name), None)
        if shipped is not None and key is not None and (shipped.url, shipped.model) == (profile.url, profile.model):
            self._secrets.set(f"platform/{profile.name}", key)
            return
        policy.may_change_platform(profile.name)
        shape(profile.shape)
        for url in filter(None, (profile.url, profile.proxy)):
            place = Endpoint.of(url)
            if policy.rules.hosts is not None:
                policy.may_reach(place.host, place.port)
        if key is not None:
            self._secrets.set(f"platform/{profile.name}", key)
        self._profiles.keep(profile)

    def remove(self, name: str) -> None:
        self._policy().may_change_platform(name)
        self._profiles.remove(name)
        if self.has_key(name):
            self._secrets.delete(f"platform/{name}")
        pace.forget(self._values, name)

    def use(self, name: str | None) -> None:
        self._profiles.use(name)

    def allowed(self) -> set[Endpoint]:
        """Where requests may go at this moment: the registered platforms' endpoints, and their proxies."""
        policy = self._policy()
        found = {Endpoint.of(u) for p in self.profiles() for u in (p.url, p.proxy) if u}
        out = set()
        for place in found:
            with contextlib.suppress(PolicyError):
                policy.may_reach(place.host, place.port)
                out.add(place)
        return out

    def try_egress(self) -> tuple[tuple[str, ...], tuple[TestStep, ...]]:
        """As `PlatformDirectory.try_egress`."""
        from connectors.egress_trials import try_all

        allowed = self.allowed()
        return tuple(sorted(f"{e.host}:{e.port}" for e in allowed)), try_all(allowed)

    def chat(self, name: str) -> ChatModel:
        return self._client(self._profiles.find(name))

    def embedder(self, name: str, cancel: threading.Event, seconds: float | None = None, model: str = "") -> Embedder:
        """As `PlatformDirectory.embedder`."""
        profile = self._profiles.find(name)
        model = _for_searching(profile, model or profile.embedding_model, "임베딩")
        # A batch of passages may take a slow server minutes.
        waits = (
            replace(self._waits, silence=4 * self._waits.silence, longest_retry_after=90.0)
            if seconds is None
            else Waits.within(seconds)
        )
        return PlatformEmbedder(self._client(profile, waits), model, cancel)

    def reranker(self, name: str, seconds: float) -> Reranker:
        """As `PlatformDirectory.reranker`."""
        profile = self._profiles.find(name)
        model = _for_searching(profile, profile.rerank_model, "재정렬")
        return PlatformReranker(self._client(profile, Waits.within(seconds)), model)

    def _client(self, profile: PlatformProfile, waits: Waits | None = None) -> PlatformClient:
        def open_client(timeout: httpx.Timeout) -> httpx.Client:
            return gated_client(
                self.allowed,
                timeout,
                ca_file=profile.ca_file,
                proxy=profile.proxy,
                transport=self._transport() if self._transport else None,
            )

        key = self._secrets.get(f"platform/{profile.name}")
        return PlatformClient(
            profile.name,
            profile.url,
            key,
            open_client,
            self._clock,
            waits or self._waits,
            profile.extra_body,
            self._pace(profile),
            shape(profile.shape),
            Journal(self._values),
        )

    def _pace(self, profile: PlatformProfile) -> Pace:
        limits = Limits(profile.requests_per_minute, profile.tokens_per_minute)
        return Pace(self._values, profile.name, self._clock, limits)

    def quota(self, name: str) -> Quota | None:
        """As `PlatformDirectory.quota`."""
        return self._pace(self._profiles.find(name)).quota()

    def requests(self) -> tuple[RequestNote, ...]:
        """As `PlatformDirectory.requests`."""
        return Journal(self._values).notes()

    def test(self, name: str, cancel: threading.Event) -> tuple[tuple[TestStep, ...], tuple[str, ...]]:
        """As `probe.try_platform`; what the platform turns out to be capable of is kept with its profile."""
        profile = self._profiles.find(name)
        steps, models, found = try_platform(profile, self._client, cancel)
        if found:
            self._profiles.capable(profile, found)
        return steps, models


def _for_searching(profile: PlatformProfile, model: str, what: str) -> str:
    """The model, where one is named and the platform's shape knows such requests. Raises NotConfigured."""
    if profile.shape != OPENAI:
        raise NotConfigured(
            f"‘{profile.name}’ 플랫폼의 형태({profile.shape})로는 {what} 모델을 쓸 수 없습니다.",
            "OpenAI 방식의 플랫폼을 고르십시오.",
        )
    if not model:
        raise NotConfigured(f"‘{profile.name}’ 플랫폼에 {what} 모델이 정해져 있지 않습니다.")
    return model
