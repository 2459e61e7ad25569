"""What is asked of a profile besides its documents: settings, policy, soundness, copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ListSettings:
    pass


@dataclass(frozen=True, slots=True)
class SaveSetting:
    """Change a setting, or (`value` None) put it back to its default. Takes effect with the next request."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ResetSettings:
    """Put every setting back to its default."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as resources/settings.yaml describes it, and its value now. `level`: user or power.

    `minimum`, `maximum`: inclusive. `ko`, `en`: what it does, in both languages. `locked`: fixed by policy.
    """

    name: str
    type: str
    value: Any
    default: Any
    minimum: float
    maximum: float
    level: str
    ko: str
    en: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    rows: tuple[SettingRow, ...]


@dataclass(frozen=True, slots=True)
class GetPolicy:
    """What the agency has locked."""


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """`rules`: the policy's values, JSON. `sources`: where they were read. `fault`: why they could not be."""

    rules: dict[str, Any]
    sources: tuple[str, ...]
    fault: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckStore:
    """Look at every page and link of the database; `repair` mends what needs no file to be read again."""

    repair: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `message` is a Korean sentence. `repairable` without reading files again."""

    name: str
    ok: bool
    message: str
    repairable: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BackUp:
    """Write an encrypted copy to `path`, in place of a file there. `passphrase` None: under the profile's own key."""

    path: str
    passphrase: str | None = None

    def __repr__(self) -> str:
        """Never the passphrase."""
        return f"BackUp({self.path!r})"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The copy is on disk and was read through. Size in bytes."""

    path: str
    size: int
