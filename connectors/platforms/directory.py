"""The profile's platforms: what is registered, which is current, and a client for each.

Profiles lie in the profile's encrypted database; keys in the credential store, never in the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx

from connectors.egress import Endpoint, gated_client
from connectors.errors import ConnectorError, NotConfigured
from connectors.platforms.client import OpenAICompatible, Waits
from connectors.ports import (
    ChatDelta,
    ChatMessage,
    ChatModel,
    ChatRequest,
    Clock,
    KeyValues,
    PlatformProfile,
    Secrets,
    TestStep,
)

_PROFILES, _CURRENT = "platforms", "platform"


class Platforms:
    """`connectors.ports.PlatformDirectory` over the profile's settings and secrets."""

    def __init__(
        self,
        values: KeyValues,
        secrets: Secrets,
        clock: Clock,
        waits: Waits = Waits(),
        transport: Callable[[], httpx.BaseTransport] | None = None,
    ) -> None:
        self._values = values
        self._secrets = secrets
        self._clock = clock
        self._waits = waits
        self._transport = transport

    def profiles(self) -> tuple[PlatformProfile, ...]:
        kept: list[dict[str, Any]] = self._values.get(_PROFILES) or []
        return tuple(PlatformProfile(**row) for row in kept)

    def current(self) -> str | None:
        name: str | None = self._values.get(_CURRENT)
        return name

    def has_key(self, name: str) -> bool:
        return self._secrets.get(f"platform/{name}") is not None

    def save(self, profile: PlatformProfile, key: str | None) -> None:
        """Add or replace; the first platform becomes the current one. Raises NotConfigured for a bad URL."""
        Endpoint.of(profile.url)
        others = [p for p in self.profiles() if p.name != profile.name]
        if key is not None:
            self._secrets.set(f"platform/{profile.name}", key)
        self._values.set(_PROFILES, [asdict(p) for p in (*others, profile)])
        if not others:
            self._values.set(_CURRENT, profile.name)

    def remove(self, name: str) -> None:
        self._values.set(_PROFILES, [asdict(p) for p in self.profiles() if p.name != name])
        if self.current() == name:
            self._values.set(_CURRENT, None)
        if self.has_key(name):
            self._secrets.delete(f"platform/{name}")

    def use(self, name: str | None) -> None:
        if name is not None:
            self._find(name)
        self._values.set(_CURRENT, name)

    def allowed(self) -> set[Endpoint]:
        """Where requests may go at this moment: the registered platforms' endpoints, and their proxies."""
        urls = [u for p in self.profiles() for u in (p.url, p.proxy) if u]
        return {Endpoint.of(url) for url in urls}

    def chat(self, name: str) -> ChatModel:
        return self._client(self._find(name))

    def _client(self, profile: PlatformProfile) -> OpenAICompatible:
        def open_client(timeout: httpx.Timeout) -> httpx.Client:
            return gated_client(
                self.allowed,
                timeout,
                ca_file=profile.ca_file,
                proxy=profile.proxy,
                transport=self._transport() if self._transport else None,
            )

        key = self._secrets.get(f"platform/{profile.name}")
        return OpenAICompatible(
            profile.name, profile.url, key, open_client, self._clock, self._waits, profile.extra_body
        )

    def _find(self, name: str) -> PlatformProfile:
        for profile in self.profiles():
            if profile.name == name:
                return profile
        raise NotConfigured(f"‘{name}’ 플랫폼이 등록되어 있지 않습니다.")

    def test(self, name: str, cancel: threading.Event) -> tuple[tuple[TestStep, ...], tuple[str, ...]]:
        """Address, model list, one short answer; what fails says why. A platform may do without a list."""
        profile = self._find(name)
        client = self._client(profile)
        steps = [TestStep("주소", True, f"{Endpoint.of(profile.url).host}에 연결합니다.")]
        models: tuple[str, ...] = ()
        try:
            models = client.models(cancel)
            known = profile.model in models
            said = (
                "설정한 모델이 목록에 있습니다." if known else "설정한 모델이 목록에 없습니다. 이름을 확인하십시오."
            )
            steps.append(TestStep("모델 목록", known or not models, f"모델 {len(models)}개. {said}"))
        except ConnectorError as error:
            steps.append(TestStep("모델 목록", False, f"{error.message} {error.next_step}"))
        request = ChatRequest(profile.model, (ChatMessage("user", "연결 시험입니다. ‘예’라고만 답하십시오."),), 16)
        try:
            text = "".join(
                e.text for e in client.stream(request, cancel) if isinstance(e, ChatDelta) and not e.reasoning
            )
            said = "모델이 답했습니다." if text.strip() else "연결되었으나 빈 답이 왔습니다."
            steps.append(TestStep("답변", True, said))
        except ConnectorError as error:
            steps.append(TestStep("답변", False, f"{error.message} {error.next_step}"))
        return tuple(steps), models
