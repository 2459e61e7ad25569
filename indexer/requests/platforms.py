"""Platforms: profiles, tests, the forms that are shipped, instructions, vector spaces, ways out of the PC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.platform_ports import Quota, RequestNote


@dataclass(frozen=True, slots=True)
class ListPlatforms:
    pass


@dataclass(frozen=True, slots=True)
class SavePlatform:
    """Add or change a platform profile. `key` goes to the credential store, never to the settings.

    `options`: further fields of connectors.platform_ports.PlatformProfile by name; what is not named stays as it was.
    """

    name: str
    url: str
    model: str
    key: str | None = None
    options: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RemovePlatform:
    name: str


@dataclass(frozen=True, slots=True)
class UsePlatform:
    """Make `name` the profile's current platform; None: answer by quoting."""

    name: str | None


@dataclass(frozen=True, slots=True)
class TestPlatform:
    name: str


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """A platform profile; `has_key` tells that a key is kept, never which. `ceiling`: the grade that may be sent, by
    profile and policy. `managed`: the agency's. `requests_per_day`, `requests_per_minute`, `tokens_per_minute`: the
    limits, 0 for none. `quota`: what the platform last said is left. `shape`: how it is spoken to."""

    name: str
    url: str
    model: str
    has_key: bool
    current: bool
    ceiling: str = "O"
    managed: bool = False
    used_today: int = 0
    requests_per_day: int = 0
    capabilities: tuple[str, ...] = ()
    ca_file: str = ""
    proxy: str = ""
    embedding_model: str = ""
    rerank_model: str = ""
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    quota: Quota | None = None
    shape: str = "openai"


@dataclass(frozen=True, slots=True)
class Platforms:
    rows: tuple[PlatformRow, ...]


@dataclass(frozen=True, slots=True)
class PlatformTested:
    """One line a step: name, passed, Korean sentence."""

    steps: tuple[tuple[str, bool, str], ...]
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportPlatforms:
    """The user's own platform profiles as one JSON text, without keys."""


@dataclass(frozen=True, slots=True)
class ImportPlatforms:
    """Add the profiles of such a text; those of the same name are replaced. Answered by `Platforms`."""

    text: str


@dataclass(frozen=True, slots=True)
class PlatformsExported:
    text: str
    platforms: int


@dataclass(frozen=True, slots=True)
class ListPresets:
    """The forms of platforms that are shipped. Answered by `Presets`."""


@dataclass(frozen=True, slots=True)
class PresetRow:
    """`fields`: of connectors.platform_ports.PlatformProfile by name for SavePlatform's options; ko, en: for whom."""

    name: str
    ko: str
    en: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Presets:
    rows: tuple[PresetRow, ...]


@dataclass(frozen=True, slots=True)
class ListRequests:
    """The last requests to platforms, without content. Answered by `RequestsListed`."""

    limit: int = 50


@dataclass(frozen=True, slots=True)
class RequestsListed:
    """The latest first."""

    rows: tuple[RequestNote, ...]


@dataclass(frozen=True, slots=True)
class GetInstructions:
    """What a model is told before evidence and question. Answered by `Instructions`."""


@dataclass(frozen=True, slots=True)
class SaveInstructions:
    """Keep one's own instructions; None puts the shipped ones back. Answered by `Instructions`."""

    text: str | None


@dataclass(frozen=True, slots=True)
class Instructions:
    """`own`: `text` is the user's, not the `shipped` one."""

    text: str
    shipped: str
    own: bool


@dataclass(frozen=True, slots=True)
class ListSpaces:
    """The vector spaces there are. Answered by `SpacesListed`."""


@dataclass(frozen=True, slots=True)
class RemoveSpaces:
    """Delete the vectors of a space that is not used any more; `name` None: of all of those."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """One embedder's vectors. `state`: serving (searched), making (will be, once complete), kept (this PC's, for when
    the platform is away), unused. `pending`: passages without a vector there; `withheld`: those that may not be sent
    for their grade. `seconds_left` None: not known. `note`: a Korean sentence, why it does not go on."""

    name: str
    vectors: int
    pending: int
    withheld: int
    state: str
    seconds_left: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpacesListed:
    rows: tuple[SpaceRow, ...]


@dataclass(frozen=True, slots=True)
class TestEgress:
    """Try to get out by every way but the allowed one, without sending anything to anyone."""


@dataclass(frozen=True, slots=True)
class EgressTried:
    """One line a trial: name, whether it held, a Korean sentence. `allowed`: what may be reached, host:port."""

    allowed: tuple[str, ...]
    trials: tuple[tuple[str, bool, str], ...]
