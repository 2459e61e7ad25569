"""The profiles of platforms: those that the agency's policy ships, then the user's own, kept in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, replace
from typing import Any

from connectors.errors import NotConfigured
from connectors.platform_ports import PlatformProfile
from connectors.policy import Policy, PolicyPlatform
from connectors.ports import KeyValues

_PROFILES, _CURRENT = "platforms", "platform"
_FOUND = "platform_capabilities"  # of the agency's platforms, by name: what a probe found here


class Profiles:
    """What is registered and which is current; the keys are elsewhere. `policy`: what the agency has locked now."""

    def __init__(self, values: KeyValues, policy: Callable[[], Policy]) -> None:
        self._values = values
        self._policy = policy

    def all(self) -> tuple[PlatformProfile, ...]:
        """The agency's, then the user's own where they are allowed."""
        rules = self._policy().rules
        agency = [_shipped(platform, self._values.get(_FOUND) or {}) for platform in rules.platforms]
        names = {p.name for p in agency}
        own = () if rules.only_these_platforms else self._own()
        return (*agency, *(p for p in own if p.name not in names))

    def find(self, name: str) -> PlatformProfile:
        """Raises NotConfigured."""
        for profile in self.all():
            if profile.name == name:
                return profile
        raise NotConfigured(f"‘{name}’ 플랫폼이 등록되어 있지 않습니다.")

    def current(self) -> str | None:
        """The name of the platform that answers, None for none."""
        name: str | None = self._values.get(_CURRENT)
        return name

    def use(self, name: str | None) -> None:
        """Raises NotConfigured."""
        if name is not None:
            self.find(name)
        self._values.set(_CURRENT, name)

    def keep(self, profile: PlatformProfile) -> None:
        """Add or replace one of the user's own; the first becomes the current one."""
        others = [p for p in self._own() if p.name != profile.name]
        self._set((*others, profile))
        if not others and self.current() is None:
            self._values.set(_CURRENT, profile.name)

    def remove(self, name: str) -> None:
        """One of the user's own; where it was current, none is."""
        self._set(p for p in self._own() if p.name != name)
        if self.current() == name:
            self._values.set(_CURRENT, None)

    def capable(self, profile: PlatformProfile, found: tuple[str, ...]) -> None:
        """Keep what a probe found that the platform can do."""
        own = self._own()
        if any(p.name == profile.name for p in own):
            self._set(replace(p, capabilities=found) if p.name == profile.name else p for p in own)
        else:
            self._values.set(_FOUND, {**(self._values.get(_FOUND) or {}), profile.name: list(found)})

    def _own(self) -> tuple[PlatformProfile, ...]:
        kept: list[dict[str, Any]] = self._values.get(_PROFILES) or []
        return tuple(_profile(row) for row in kept)

    def _set(self, own: Iterable[PlatformProfile]) -> None:
        self._values.set(_PROFILES, [asdict(p) for p in own])


def _profile(row: dict[str, Any]) -> PlatformProfile:
    """A profile as kept; what a later version wrote beside it is passed over."""
    known = {f.name for f in fields(PlatformProfile)}
    lists = {"models": tuple(row.get("models", ())), "capabilities": tuple(row.get("capabilities", ()))}
    return PlatformProfile(**{**{k: v for k, v in row.items() if k in known}, **lists})


def _shipped(platform: PolicyPlatform, found: dict[str, list[str]]) -> PlatformProfile:
    return PlatformProfile(
        name=platform.name,
        url=platform.url,
        model=platform.model,
        extra_body=platform.extra_body,
        ca_file=platform.ca_file,
        proxy=platform.proxy,
        context_tokens=platform.context_tokens,
        ceiling=platform.ceiling,
        requests_per_day=platform.requests_per_day,
        requests_per_minute=platform.requests_per_minute,
        tokens_per_minute=platform.tokens_per_minute,
        capabilities=tuple(found.get(platform.name, ())),
        embedding_model=platform.embedding_model,
        rerank_model=platform.rerank_model,
        shape=platform.shape,
    )
