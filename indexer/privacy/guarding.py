"""What every request to a chat model passes on its way out: policy, data grade, day's limit, masking, the record."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from connectors.errors import ConnectorError, PolicyError, QuotaUsed, Unrecorded
from connectors.ledger import Ledger
from connectors.platform_ports import PlatformProfile
from connectors.policy import Policy, check_grade
from connectors.ports import (
    Cancelled,
    ChatEvent,
    ChatFinished,
    ChatModel,
    ChatRequest,
    Clock,
    Grade,
    KeyValues,
    grade_rank,
)
from indexer.answers import AnswerEvent, CheckEvent, DoneEvent
from indexer.privacy.masking import MaskedChat, Masker

_USED = "platform_use"  # in the store: {platform: [day, requests]}


class Guard:
    """The way out for one question: a chat model that masks, checks and records; the verdicts once it has answered.

    grade_of: path → data grade. digest_of: path → SHA-256 of the file's content, hex.
    """

    def __init__(
        self,
        policy: Policy,
        ledger: Ledger,
        masker: Masker,
        use: DailyUse,
        grade_of: Callable[[str], Grade],
        digest_of: Callable[[str], str],
    ) -> None:
        self.masker = masker
        self._policy = policy
        self._ledger = ledger
        self._use = use
        self._grade_of = grade_of
        self._digest_of = digest_of
        self._last: str | None = None

    def chat(self, inner: ChatModel, profile: PlatformProfile) -> ChatModel:
        """The platform's model behind all of it."""
        return MaskedChat(_Recorded(inner, profile, self), self.masker)

    def ceiling(self, profile: PlatformProfile) -> Grade:
        """The highest grade that may go to this platform."""
        return self._policy.ceiling(profile.name, profile.ceiling)

    def sendable(self, profile: PlatformProfile) -> Callable[[str], bool]:
        """Whether a document, by its path, may go to this platform."""
        limit = grade_rank(self.ceiling(profile))
        return lambda path: grade_rank(self._grade_of(path)) <= limit

    def leaving(self, request: ChatRequest, profile: PlatformProfile) -> str:
        """Check that the request may leave and record it; the call's name. Raises PolicyError."""
        note = request.note
        self._last = self.begin(
            profile, request.model, note.purpose, note.paths, note.masks, prompt_version=note.prompt_version
        )
        return self._last

    def begin(
        self,
        profile: PlatformProfile,
        model: str,
        purpose: str,
        paths: Sequence[str],
        masks: Mapping[str, int],
        take: bool = True,
        **facts: Any,
    ) -> str:
        """The same of any call. take: count it in the day's requests; facts: counts for the record, never content."""
        self._policy.may_ask()
        grades = [self._grade_of(path) for path in paths]
        if grades:
            check_grade(max(grades, key=grade_rank), self.ceiling(profile), profile.name)
        if take:
            self._use.take(profile)
        return self._ledger.begin(
            platform=profile.name,
            host=urlsplit(profile.url).hostname or "",
            model=model,
            purpose=purpose,
            **facts,
            documents=[self._digest_of(path) for path in paths],
            grades=dict(Counter(grades)),
            masks=dict(masks),
        )

    def ended(self, call: str, outcome: str, finished: ChatFinished | None, seconds: float, **facts: Any) -> None:
        """Record how the call ended. An answer that is there is not taken away because its end was not written."""
        tokens = (finished.prompt_tokens, finished.completion_tokens) if finished else (None, None)
        try:
            self._ledger.append(
                "ended", call, outcome=outcome, prompt_tokens=tokens[0], completion_tokens=tokens[1],
                seconds=round(seconds, 1), **facts,
            )  # fmt: skip
        except Unrecorded:
            pass  # `verify` and the report show a call without an end

    @contextmanager
    def recorded(
        self,
        profile: PlatformProfile,
        model: str,
        purpose: str,
        paths: Sequence[str],
        masks: Mapping[str, int],
        take: bool = True,
        **facts: Any,
    ) -> Iterator[dict[str, Any]]:
        """A call that is not a chat: recorded before the block and after it. Yields further facts for its end."""
        call, began = self.begin(profile, model, purpose, paths, masks, take, **facts), self.now()
        outcome = "failed:bug"
        more: dict[str, Any] = {}
        try:
            yield more
            outcome = more.pop("outcome", "answered")
        except (GeneratorExit, Cancelled):
            outcome = "cancelled"
            raise
        except PolicyError as error:
            outcome = f"not_sent:{error.kind}"
            raise
        except ConnectorError as error:
            outcome = f"failed:{error.kind}"
            raise
        finally:
            self.ended(call, outcome, None, self.now() - began, **more)

    def judged(self, events: Iterable[AnswerEvent]) -> Iterator[AnswerEvent]:
        """Pass an answer's events on; when it is done, record how many sentences have which verdict."""
        verdicts: Counter[str] = Counter()
        for event in events:
            if isinstance(event, CheckEvent):
                verdicts[event.verdict] += 1
            elif isinstance(event, DoneEvent) and self._last is not None and event.answered_by != "quote":
                try:
                    self._ledger.append("checked", self._last, verdicts=dict(verdicts), refused=event.refused)
                except Unrecorded:
                    pass
            yield event

    def now(self) -> float:
        return self._use.clock.monotonic()


class DailyUse:
    """How many requests went to each platform today, kept in the profile's store."""

    def __init__(self, values: KeyValues, clock: Clock) -> None:
        self.clock = clock
        self._values = values
        self._guard = threading.Lock()

    def _day(self) -> str:
        return datetime.fromtimestamp(self.clock.now()).astimezone().date().isoformat()

    def today(self, platform: str) -> int:
        day, count = (self._values.get(_USED) or {}).get(platform, ("", 0))
        return int(count) if day == self._day() else 0

    def take(self, profile: PlatformProfile, share: float = 1.0) -> None:
        """Count one more. Raises QuotaUsed where the profile's limit, or this share of it, is reached."""
        with self._guard:
            used = self.today(profile.name)
            if profile.requests_per_day and used >= profile.requests_per_day * share:
                raise QuotaUsed(
                    f"‘{profile.name}’의 하루 요청 한도({profile.requests_per_day}회)에 이르러 보내지 않았습니다."
                )
            counts = self._values.get(_USED) or {}
            self._values.set(_USED, {**counts, profile.name: [self._day(), used + 1]})


class _Recorded:
    """Inside the masking: sees only what leaves."""

    def __init__(self, inner: ChatModel, profile: PlatformProfile, guard: Guard) -> None:
        self.name = inner.name
        self._inner = inner
        self._profile = profile
        self._guard = guard

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        if cancel.is_set():
            return
        call = self._guard.leaving(request, self._profile)
        outcome, finished, began = "cancelled", None, self._guard.now()
        try:
            for event in self._inner.stream(request, cancel):
                if isinstance(event, ChatFinished):
                    finished, outcome = event, "answered"
                yield event
        except PolicyError as error:
            outcome = f"not_sent:{error.kind}"
            raise
        except ConnectorError as error:
            outcome = f"failed:{error.kind}"
            raise
        finally:
            self._guard.ended(call, outcome, finished, self._guard.now() - began)
