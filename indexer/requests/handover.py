"""Handing over: sources, conversations and files in one bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["new", "same", "other"]


@dataclass(frozen=True, slots=True)
class OfferHandover:
    """What this profile could hand over. Answered by `HandoverOffer`."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Write a handover bundle to `path`. `sources`, `conversations`, `questions` (sets): which, None for all;
    `files`: pack the documents too. Tells IndexProgress("handover") and ends with `HandedOver`; cancelled, with
    nothing, and nothing is left."""

    path: str
    passphrase: str
    sources: tuple[str, ...] | None = None
    conversations: tuple[str, ...] | None = None
    files: bool = False
    questions: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        """Never the passphrase."""
        return f"HandOver({self.path!r})"


@dataclass(frozen=True, slots=True)
class OpenBundle:
    """What is in a bundle, before anything is done. `into`: as for `TakeOver`. Answered by `BundleContents`."""

    path: str
    passphrase: str
    into: str | None = None

    def __repr__(self) -> str:
        """Never the passphrase."""
        return f"OpenBundle({self.path!r})"


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Add what a handover bundle holds. `into`: a folder for the files of sources that this PC does not have.
    Tells IndexProgress("handover") and ends with `TakenOver`; cancelled, with nothing, and no file is left."""

    path: str
    passphrase: str
    into: str | None = None

    def __repr__(self) -> str:
        """Never the passphrase."""
        return f"TakeOver({self.path!r})"


@dataclass(frozen=True, slots=True)
class UndoTakeOver:
    """Take out again what the last TakeOver added, as far as nobody has changed it since. Answered by `TakenBack`."""


@dataclass(frozen=True, slots=True)
class OfferedSource:
    """A source as it can be handed over. `size`: of its files, in bytes, as they were when they were read."""

    path: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class OfferedName:
    """A conversation or a question set. `count`: its questions."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class HandoverOffer:
    sources: tuple[OfferedSource, ...]
    conversations: tuple[OfferedName, ...]
    questions: tuple[OfferedName, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What went into a bundle. `missing`: files that could not be read, their paths. `size` in bytes."""

    path: str
    size: int
    sources: int
    conversations: int
    files: int
    missing: tuple[str, ...] = ()
    questions: int = 0


@dataclass(frozen=True, slots=True)
class BundledSource:
    """`files`, `size`: of what is packed. `here`: this PC has the folder; `known`: it is read already."""

    path: str
    files: int
    size: int
    here: bool
    known: bool


@dataclass(frozen=True, slots=True)
class BundledName:
    """A conversation or a question set. `standing`: new; the same is here; another of that name is here."""

    name: str
    count: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class BundleContents:
    """`clashes`: names of packed files that `into` holds already with other content; those stay, and the packed ones
    get a number. `exclusions`, `grades`: how many."""

    path: str
    sources: tuple[BundledSource, ...]
    conversations: tuple[BundledName, ...]
    questions: tuple[BundledName, ...]
    exclusions: int = 0
    grades: int = 0
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came out. `sources`: those that are here now, the folder of unpacked files among them; `absent`: neither
    here nor unpacked; `renamed`: conversations and question sets under another name, as one of that name was there.
    """

    sources: tuple[str, ...]
    absent: tuple[str, ...]
    conversations: int
    files: int
    renamed: tuple[str, ...] = ()
    questions: int = 0


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken out again; `kept`: paths of files that were changed since they were unpacked."""

    sources: int
    conversations: int
    questions: int
    files: int
    kept: tuple[str, ...] = ()
