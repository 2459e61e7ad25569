"""The way out: nothing unmasked, nothing above its grade, nothing over the limit, nothing unrecorded."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "helpers"))

from scripted_chat import ScriptedChat

from connectors.clock import SystemClock
from connectors.errors import Busy, GradeTooHigh, LockedSetting, PolicyError, QuotaUsed, Unrecorded
from connectors.ledger import Ledger
from connectors.platform_ports import PlatformProfile
from connectors.policy import Policy, PolicyFile
from connectors.ports import CallNote, ChatDelta, ChatMessage, ChatRequest, Grade
from indexer.answers import CheckEvent, DoneEvent
from indexer.privacy.guarding import DailyUse, Guard
from indexer.privacy.identifiers import KINDS
from indexer.privacy.masking import Masker
from indexer.store.grades import grade_of
from tests.helpers.values import DictValues

PROFILE = PlatformProfile("시험", "https://ai.example.go.kr/v1", "m-1", ceiling="S")
GRADES: dict[str, Grade] = {"/o/a.hwp": "O", "/s/b.hwp": "S", "/c/c.hwp": "C"}
REQUEST = ChatRequest(
    "m-1",
    (ChatMessage("system", "규칙"), ChatMessage("user", "홍길동 과장의 전화 010-1234-5678은?")),
    note=CallNote("answer", "7", ("/o/a.hwp", "/s/b.hwp")),
)


def guard(folder: Path, policy: Policy = Policy(), values: DictValues | None = None) -> Guard:  # noqa: B008
    values = values or DictValues()
    ledger = Ledger(folder / "ledger.jsonl", values, SystemClock())
    use = DailyUse(values, SystemClock())
    return Guard(policy, ledger, Masker(KINDS), use, GRADES.__getitem__, lambda path: path[1] * 64)


def entries(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]


def ask(way: Guard, model: ScriptedChat, request: ChatRequest = REQUEST, profile: PlatformProfile = PROFILE) -> str:
    events = way.chat(model, profile).stream(request, threading.Event())
    return "".join(e.text for e in events if isinstance(e, ChatDelta) and not e.reasoning)


def test_a_call_is_masked_recorded_and_reads_whole(tmp_path: Path) -> None:
    """The platform sees placeholders, the reader the values, the ledger neither."""
    way, model = guard(tmp_path), ScriptedChat("[이름-1] 과장은 [전화번호-1]입니다.[1]")
    assert ask(way, model) == "홍길동 과장은 010-1234-5678입니다.[1]"
    list(way.judged([CheckEvent("홍길동", "supported", 1), DoneEvent(False, "시험/m-1", {}, {}, {})]))
    asked, ended, checked = entries(tmp_path)
    assert {k: asked[k] for k in ("event", "platform", "host", "model", "purpose", "prompt_version", "grades", "masks")} == {
        "event": "asked", "platform": "시험", "host": "ai.example.go.kr", "model": "m-1", "purpose": "answer",
        "prompt_version": "7", "grades": {"O": 1, "S": 1}, "masks": {"name": 1, "phone": 1},
    }  # fmt: skip
    assert asked["documents"] == ["o" * 64, "s" * 64]
    assert (ended["outcome"], ended["prompt_tokens"], ended["completion_tokens"]) == ("answered", 10, 5)
    assert checked["verdicts"] == {"supported": 1}
    text = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8")
    assert not any(secret in text for secret in ("홍길동", "1234", "hwp", "과장"))


def test_recorded_before_it_leaves(tmp_path: Path) -> None:
    """When the platform is reached, the line is on disk already; how it failed is written after."""

    class Looking(ScriptedChat):
        def stream(self, request, cancel):  # type: ignore[no-untyped-def]
            assert [e["event"] for e in entries(tmp_path)] == ["asked"]
            yield from super().stream(request, cancel)

    with pytest.raises(Busy):
        ask(guard(tmp_path), Looking("예", error=Busy()))
    assert entries(tmp_path)[-1]["outcome"] == "failed:busy"


@pytest.mark.parametrize(
    ("policy", "profile", "path", "error"),
    [
        (Policy(), PROFILE, "/c/c.hwp", GradeTooHigh),
        (Policy(PolicyFile(ceilings={"*": "O"})), PROFILE, "/s/b.hwp", GradeTooHigh),
        (Policy(PolicyFile(ceilings={"시험": "O"})), PROFILE, "/s/b.hwp", GradeTooHigh),
        (Policy(PolicyFile(quote_only=True)), PROFILE, "/o/a.hwp", LockedSetting),
        (Policy(fault="YAML 3번째 줄"), PROFILE, "/o/a.hwp", PolicyError),
    ],
)
def test_what_may_not_leave(
    tmp_path: Path, policy: Policy, profile: PlatformProfile, path: str, error: type[PolicyError]
) -> None:
    """Above the ceiling, quoting only, a policy that cannot be read: the platform is not reached."""
    model = ScriptedChat("예")
    with pytest.raises(error):
        ask(guard(tmp_path, policy), model, ChatRequest("m", (), note=CallNote("answer", "1", (path,))), profile)
    assert model.requests == []
    assert not guard(tmp_path, policy).sendable(profile)(path) or error is not GradeTooHigh


def test_the_days_limit(tmp_path: Path) -> None:
    """After so many requests a day nothing more is sent, in a new guard too."""
    values, profile = DictValues(), PlatformProfile("시험", PROFILE.url, "m", ceiling="S", requests_per_day=2)
    for _ in range(2):
        ask(guard(tmp_path, values=values), ScriptedChat("예"), profile=profile)
    model = ScriptedChat("예")
    with pytest.raises(QuotaUsed):
        ask(guard(tmp_path, values=values), model, profile=profile)
    assert model.requests == []


def test_without_a_record_nothing_leaves(tmp_path: Path) -> None:
    model = ScriptedChat("예")
    with pytest.raises(Unrecorded):
        ask(guard(tmp_path / "gone"), model)
    assert model.requests == []


def test_grades_of_files() -> None:
    """The nearest folder's grade counts; the agency's may be raised, not lowered."""
    own: dict[str, Grade] = {"/d": "S", "/d/open": "O", "/agency/more": "C", "/agency/less": "O"}
    agency: dict[str, Grade] = {"/agency": "S", "C:\\비밀": "C"}
    paths = {
        "/d/a.hwp": "S", "/d/open/a.hwp": "O", "/dx/a.hwp": "O", "/agency/a.hwp": "S", "/agency/more/a.hwp": "C",
        "/agency/less/a.hwp": "S", "c:\\비밀\\하위\\가.hwp": "C",
    }  # fmt: skip
    assert {p: grade_of(p, own, agency, "O") for p in paths} == paths
    assert grade_of("/x", {}, {}, "C") == "C"
