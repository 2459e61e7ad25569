"""Requests about the way out: platforms, what the agency allows, the record of AI use."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, replace
from typing import Any

import msgspec

from connectors.errors import LockedSetting, NotConfigured
from connectors.ledger import Ledger
from connectors.platform_ports import PlatformDirectory, PlatformProfile
from connectors.policy import Policy
from connectors.ports import ChatModel, Clock, Grade, grade_rank
from indexer import requests
from indexer.errors import QueryError
from indexer.privacy.guarding import DailyUse, Guard
from indexer.privacy.masking import Masker
from indexer.store.database import Store
from indexer.store.grades import grade_of

_FORM = "munseonaru_platforms"


class PlatformRequests:
    """Handlers for the engine, and the guard that every question to a platform passes."""

    def __init__(
        self,
        store: Store,
        platforms: PlatformDirectory,
        ledger: Ledger,
        policy: Callable[[], Policy],
        clock: Clock,
        kinds: Callable[[], frozenset[str]],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`kinds`: the personal data that is masked now. `changed` is told after a profile was changed or removed."""
        self._changed = changed
        self._store = store
        self._platforms = platforms
        self._ledger = ledger
        self._policy = policy
        self._kinds = kinds
        self._use = DailyUse(store.settings, clock)
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListPlatforms: self._list,
            requests.ListRequests: self._requests,
            requests.SavePlatform: self._save,
            requests.RemovePlatform: self._remove,
            requests.UsePlatform: self._make_current,
            requests.TestPlatform: self._test,
            requests.ExportPlatforms: self._export,
            requests.ImportPlatforms: self._import,
            requests.GetPolicy: self._get_policy,
            requests.TestEgress: self._egress,
            requests.ReadLedger: self._read_ledger,
        }

    # ---- asking

    def profile(self, name: str) -> PlatformProfile:
        """The profile called `name`. Raises NotConfigured."""
        for profile in self._platforms.profiles():
            if profile.name == name:
                return profile
        raise NotConfigured(f"‘{name}’ 플랫폼이 등록되어 있지 않습니다.")

    def guard(self) -> Guard:
        """The way out for one question, with a masking table of its own."""
        policy = self._policy()
        own = self._store.grades.all()
        rules = policy.rules

        def graded(path: str) -> Grade:
            return grade_of(path, own, rules.folders, rules.default_grade)

        return Guard(policy, self._ledger, Masker(self._kinds()), self._use, graded, self._digest)

    def chat(self, name: str) -> ChatModel:
        """The platform behind a guard of its own, for those who build on us."""
        return self.guard().chat(self._platforms.chat(name), self.profile(name))

    def take(self, profile: PlatformProfile, share: float) -> None:
        """As `DailyUse.take`."""
        self._use.take(profile, share)

    def withheld(self, profile: PlatformProfile, among: Collection[int] | None = None) -> frozenset[int]:
        """Documents (of `among`, where given) of which a file is above what may be sent to the platform."""
        rules, own = self._policy().rules, self._store.grades.all()
        guard = self.guard()
        limit = grade_rank(guard.ceiling(profile))
        above = [path for path, grade in (*own.items(), *rules.folders.items()) if grade_rank(grade) > limit]
        if grade_rank(rules.default_grade) > limit:
            above = [""]
        may = guard.sendable(profile)
        return frozenset(number for path, number in self._store.catalog.documents(among, above) if not may(path))

    def _digest(self, path: str) -> str:
        found = self._store.catalog.get(path)
        return found.digest if found else ""

    def grade(self, path: str, grade: Grade | None) -> None:
        """Keep a folder's grade. Raises LockedSetting below what the agency gave it."""
        rules = self._policy().rules
        least = grade_of(path, {}, rules.folders, "O")
        if grade is not None and grade_rank(grade) < grade_rank(least):
            raise LockedSetting(f"기관 정책이 이 폴더의 등급을 {least}로 정해 더 낮출 수 없습니다.")
        self._store.grades.set(path, grade)

    # ---- platforms

    def _rows(self) -> requests.Platforms:
        platforms, policy = self._platforms, self._policy()
        current = platforms.current()
        managed = {p.name for p in policy.rules.platforms}
        return requests.Platforms(
            tuple(
                requests.PlatformRow(
                    name=x.name,
                    url=x.url,
                    model=x.model,
                    has_key=platforms.has_key(x.name),
                    current=x.name == current,
                    ceiling=policy.ceiling(x.name, x.ceiling),
                    managed=x.name in managed,
                    used_today=self._use.today(x.name),
                    requests_per_day=x.requests_per_day,
                    capabilities=x.capabilities,
                    ca_file=x.ca_file,
                    proxy=x.proxy,
                    embedding_model=x.embedding_model,
                    rerank_model=x.rerank_model,
                    requests_per_minute=x.requests_per_minute,
                    tokens_per_minute=x.tokens_per_minute,
                    quota=platforms.quota(x.name),
                    shape=x.shape,
                )
                for x in platforms.profiles()
            )
        )

    def _list(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        yield self._rows()

    def _requests(self, request: requests.ListRequests, cancel: threading.Event) -> Iterator[Any]:
        yield requests.RequestsListed(self._platforms.requests()[: request.limit])

    def _save(self, request: requests.SavePlatform, cancel: threading.Event) -> Iterator[Any]:
        kept = next((p for p in self._platforms.profiles() if p.name == request.name), None)
        base = kept or PlatformProfile(request.name, request.url, request.model)
        try:
            wanted = {**(request.options or {}), "url": request.url, "model": request.model}
            profile = msgspec.convert({**msgspec.to_builtins(base), **wanted}, PlatformProfile)
        except msgspec.ValidationError as error:
            raise QueryError(f"플랫폼의 항목을 이해하지 못했습니다({error}).") from error
        if kept is not None and (kept.url, kept.model) != (profile.url, profile.model):
            profile = replace(profile, capabilities=())
        self._platforms.save(profile, request.key)
        self._changed()
        yield self._rows()

    def _remove(self, request: requests.RemovePlatform, cancel: threading.Event) -> Iterator[Any]:
        self._platforms.remove(request.name)
        self._changed()
        yield self._rows()

    def _make_current(self, request: requests.UsePlatform, cancel: threading.Event) -> Iterator[Any]:
        self._platforms.use(request.name)
        yield self._rows()

    def _test(self, request: requests.TestPlatform, cancel: threading.Event) -> Iterator[Any]:
        profile = self.profile(request.name)
        self._policy().may_ask()
        self._use.take(profile)
        call = self._ledger.begin(platform=profile.name, model=profile.model, purpose="test", documents=[])
        steps, models = self._platforms.test(request.name, cancel)
        self._ledger.append("ended", call, outcome="answered" if all(s.passed for s in steps[2:]) else "failed")
        yield requests.PlatformTested(tuple((s.name, s.passed, s.message) for s in steps), models)

    def _export(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        managed = {p.name for p in self._policy().rules.platforms}
        # Field by field: a key has no field, and a file of this PC means nothing elsewhere but by its name.
        rows = [msgspec.to_builtins(p) for p in self._platforms.profiles() if p.name not in managed]
        text = json.dumps({_FORM: 1, "platforms": rows}, ensure_ascii=False, indent=2)
        yield requests.PlatformsExported(text, len(rows))

    def _import(self, request: requests.ImportPlatforms, cancel: threading.Event) -> Iterator[Any]:
        known = {f.name for f in fields(PlatformProfile)}
        try:
            found = json.loads(request.text)
            if found.get(_FORM) != 1 or any(row.keys() - known for row in found["platforms"]):
                raise ValueError(_FORM)
            profiles = msgspec.convert(found["platforms"], list[PlatformProfile])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QueryError(
                "플랫폼을 내보낸 파일이 아니거나 손상되었습니다.", "`munseo platform export`로 만든 파일을 주십시오."
            ) from error
        for profile in profiles:
            self._platforms.save(profile, None)
        self._changed()
        yield self._rows()

    # ---- the agency, the record

    def _get_policy(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        policy = self._policy()
        yield requests.PolicyInForce(msgspec.to_builtins(policy.rules), policy.sources, policy.fault, policy.warnings)

    def _egress(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        allowed, trials = self._platforms.try_egress()
        yield requests.EgressTried(allowed, tuple((t.name, t.passed, t.message) for t in trials))

    def _read_ledger(self, request: requests.ReadLedger, cancel: threading.Event) -> Iterator[Any]:
        faults = self._ledger.verify() if request.verify else []
        back = tuple(self._ledger.turned_back()) if request.verify else ()
        told = tuple((f.line, f.kind, f.message) for f in faults)
        yield requests.LedgerRead(tuple(self._ledger.entries()), told, back)

    def close(self) -> None:
        """Keep the record's head where the account keeps its keys."""
        self._ledger.close()
