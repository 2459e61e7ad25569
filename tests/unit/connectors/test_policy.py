"""What the agency locks: read from the file and the registry, and closed when it cannot be read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from connectors import policy
from connectors.clock import SystemClock
from connectors.errors import HostNotAllowed, LockedSetting, PolicyError
from connectors.platform_ports import PlatformProfile
from connectors.platforms.directory import Platforms
from connectors.policy import Policy, PolicyFile, load
from connectors.secrets import MemorySecrets
from indexer.engine.profile import KINDS
from indexer.privacy.identifiers import KINDS as MASKED
from indexer.privacy.settings import PrivacySettings
from indexer.settings import ProfileSettings
from tests.helpers.values import DictValues

ROOT = Path(__file__).resolve().parents[3]
TEXT = """
version: 1
hosts: [ai.example.go.kr, "127.0.0.1:8080"]
only_these_platforms: true
platforms:
  - {name: 기관 AI, url: "https://ai.example.go.kr/v1", model: HCX-GOV, ceiling: S, requests_per_day: 100}
masking: [resident, phone]
ceilings: {"*": S}
folders: {/비밀: C}
settings: {answering.temperature: 0}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    return path


def platforms(found: Policy, values: DictValues | None = None) -> Platforms:
    return Platforms(values or DictValues(), MemorySecrets(), SystemClock(), policy=lambda: found)


def test_the_schema_is_not_stale() -> None:
    """resources/policy.schema.json is what the code reads, and knows the masking kinds there are."""
    kept = json.loads((ROOT / "resources" / "policy.schema.json").read_text(encoding="utf-8"))
    assert kept == policy.schema()
    assert set(policy.MaskKind.__args__) == set(MASKED)  # type: ignore[attr-defined]


def test_a_file(tmp_path: Path) -> None:
    """Everything in the file is in force; without a file nothing is."""
    found = load(written(tmp_path, TEXT), {})
    assert (found.fault, found.warnings, found.sources) == ("", (), (str(tmp_path / "policy.yaml"),))
    assert found.rules.platforms[0].model == "HCX-GOV"
    assert load(tmp_path / "none.yaml", {}) == Policy()


@pytest.mark.parametrize(
    "text",
    ["masking: [everything]", "unknown: 1", "version: 2", "hosts: ai.go.kr", "- a\n- b", "a: [", "ceilings: {x: Z}",
     "platforms: [{name: x, url: ftp://x, model: m}]", "\x00"],
)  # fmt: skip
def test_what_cannot_be_read_closes_the_way_out(tmp_path: Path, text: str) -> None:
    """A wrong policy is not half in force: nothing leaves, and the sentence says so."""
    found = load(written(tmp_path, text), {})
    assert found.fault
    with pytest.raises(PolicyError) as caught:
        found.may_ask()
    assert caught.value.next_step.endswith("오.")
    directory = platforms(found)
    directory._values.set("platforms", [{"name": "가", "url": "https://a.go.kr/v1", "model": "m"}])
    assert directory.allowed() == set()


def test_not_utf8(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    path.write_bytes("hosts: [가]".encode("cp949"))
    assert load(path, {}).fault


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_that_anyone_may_change_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT)
    path.chmod(0o666)
    assert "권한" in load(path, {}).warnings[0]


def test_the_registry_wins(tmp_path: Path) -> None:
    """Group policy's values: numbers as switches, numbered values as a list; they win over the file's."""
    values = {"only_these_platforms": 0, "quote_only": 1, "hosts": {"1": "a.go.kr", "2": "b.go.kr", "10": "c.go.kr"}}
    found = load(written(tmp_path, TEXT), policy.from_registry(values))
    assert found.rules.hosts == ["a.go.kr", "b.go.kr", "c.go.kr"]
    assert (found.rules.quote_only, found.rules.only_these_platforms) == (True, False)
    assert found.rules.masking == ["resident", "phone"]
    with pytest.raises(ValueError, match="nonsense"):
        policy.from_registry({"nonsense": 1})


def test_hosts(tmp_path: Path) -> None:
    """Only listed hosts and ports are allowed, whatever is registered."""
    found = load(written(tmp_path, TEXT), {})
    found.may_reach("AI.example.go.kr", 443)
    found.may_reach("127.0.0.1", 8080)
    for host, port in (("other.go.kr", 443), ("127.0.0.1", 8081), ("x.ai.example.go.kr", 443)):
        with pytest.raises(HostNotAllowed):
            found.may_reach(host, port)


def test_the_agencys_platforms(tmp_path: Path) -> None:
    """They are there without being registered; only the key is the user's; others cannot be added or used."""
    values = DictValues()
    platforms(Policy(), values).save(PlatformProfile("내 것", "https://x.example/v1", "m"), "k")
    directory = platforms(load(written(tmp_path, TEXT), {}), values)
    (only,) = directory.profiles()
    assert (only.name, only.ceiling, only.requests_per_day) == ("기관 AI", "S", 100)
    assert {e.host for e in directory.allowed()} == {"ai.example.go.kr"}
    directory.save(only, "secret")
    assert directory.has_key("기관 AI")
    for change in (
        lambda: directory.save(PlatformProfile("기관 AI", "https://evil.example/v1", "m"), "k"),
        lambda: directory.save(PlatformProfile("다른 것", "https://ai.example.go.kr/v1", "m"), "k"),
        lambda: directory.remove("기관 AI"),
    ):
        with pytest.raises(LockedSetting):
            change()
    # Without the policy the user's own are there again.
    assert [p.name for p in platforms(Policy(), values).profiles()] == ["내 것"]


def test_a_host_off_the_list_cannot_be_registered() -> None:
    directory = platforms(Policy(PolicyFile(hosts=["a.go.kr"])))
    with pytest.raises(HostNotAllowed):
        directory.save(PlatformProfile("가", "https://b.go.kr/v1", "m"), None)
    with pytest.raises(HostNotAllowed):
        directory.save(PlatformProfile("가", "https://a.go.kr/v1", "m", proxy="http://b.go.kr:3128"), None)


def test_forced_settings(tmp_path: Path) -> None:
    """A masking kind that is forced is on whatever the user had set, and cannot be switched off."""
    found = load(written(tmp_path, TEXT), {})
    store = DictValues()
    ProfileSettings(store).change("privacy.phone", "끔", KINDS)
    ProfileSettings(store).change("privacy.email", "off", KINDS)
    profile = ProfileSettings(store, found.locked)
    section = profile.section(PrivacySettings, "privacy")
    assert (section.phone, section.email, section.name) == (True, False, True)
    for name, value in (("privacy.phone", "끔"), ("answering.temperature", "1")):
        with pytest.raises(LockedSetting):
            profile.change(name, value, KINDS)
    # When the policy is gone the user's own choice is there again.
    assert not ProfileSettings(store).section(PrivacySettings, "privacy").phone
