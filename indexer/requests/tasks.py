"""Tasks officials do besides asking, and what becomes of answers on paper.

Each task is answered by the events of an answer, a `TableEvent` among them where it makes a table.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.answers import Turn


@dataclass(frozen=True, slots=True)
class Summarise:
    """Sum up one document; `quote` True, or no platform: by its own sentences."""

    path: str
    platform: str | None = None
    model: str | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """Two versions of a document side by side (신구조문대비표), without any model."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Tabulate:
    """The same `fields` asked of each of `paths` (files, or folders with all indexed files in them)."""

    paths: tuple[str, ...]
    fields: tuple[str, ...]
    platform: str | None = None
    model: str | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A 개조식 report on `topic` from the evidence in `scope`; needs a platform."""

    topic: str
    scope: tuple[str, ...] = ()
    platform: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """Write answers to `path` (.hwpx, .docx, .md): `turns`, or all of the `conversation`. Answered by `Exported`."""

    path: str
    title: str
    turns: tuple[Turn, ...] = ()
    conversation: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """The file is on disk, whole. Size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class ListPrompts:
    """The prompts that are sent to models, and what the user made of them. Answered by `Prompts`."""


@dataclass(frozen=True, slots=True)
class SavePrompt:
    """Use `text` as the prompt `name` from now on; None puts the shipped one back. Answered by `Prompts`."""

    name: str
    text: str | None


@dataclass(frozen=True, slots=True)
class PromptRow:
    """`version`: as the record of AI use has it; `edited`: the user's own text is used."""

    name: str
    version: str
    edited: bool
    text: str


@dataclass(frozen=True, slots=True)
class Prompts:
    rows: tuple[PromptRow, ...]
