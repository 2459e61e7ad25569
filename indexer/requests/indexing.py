"""Indexing and text recognition: what is to be read, how far it is, what failed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Index:
    """Add `paths` as sources and bring the index up to date; without paths, all sources.

    `gentle`: slower on battery and while somebody works, where the settings say so."""

    paths: tuple[str, ...] = ()
    vectors: bool = True
    pages: bool = True
    gentle: bool = False


@dataclass(frozen=True, slots=True)
class Recognise:
    """Text recognition (OCR): turn it on or off where `turn` is said; with `run`, recognise all that waits now.

    again: paths that were given up before and are to wait once more.
    """

    turn: bool | None = None
    run: bool = False
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Read encrypted files with a password; of a folder, those that failed for want of one.

    Answered by `IndexProgress` and one `Indexed` about these files alone: `failed` says which stay unread and why.
    The password is kept nowhere: not in the profile, not in a log, not in this object's `repr`.
    """

    paths: tuple[str, ...]
    password: str = field(repr=False)
    vectors: bool = True


@dataclass(frozen=True, slots=True)
class Recognition:
    """The state of text recognition: turned on, its program installed, files that wait.

    program: where it is; languages: the data it has (kor, eng); locked: the agency's policy forbids it.
    """

    enabled: bool
    installed: bool
    pending: int
    program: str = ""
    languages: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far indexing is. `stage`: scanning, reading, pages, vectors, ocr, handover.

    `seconds_left` None: not known yet. `speed`: files, passages or pages a second, 0.0 for not known yet. `slow`: why
    it goes slower than it could: battery, user; "" at full speed."""

    stage: str
    seen: int = 0
    done: int = 0
    indexed: int = 0
    unchanged: int = 0
    failed: int = 0
    vectors_pending: int = 0
    seconds_left: float | None = None
    path: str = ""
    moved: int = 0
    speed: float = 0.0
    slow: str = ""


@dataclass(frozen=True, slots=True)
class FailedFile:
    path: str
    kind: str
    message: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The result of an Index request. `pages_pending`: documents whose pages may still become exact.

    `notice`: a Korean sentence where a platform's vectors could not be made; the rest is done.
    """

    seen: int
    indexed: int
    unchanged: int
    removed: int
    failed: tuple[FailedFile, ...]
    passages: int
    vectors_pending: int
    seconds: float
    moved: int = 0
    skipped: int = 0
    pages_pending: int = 0
    notice: str = ""
