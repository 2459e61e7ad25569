"""The profile and its files: sources, states, grades."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.requests.platforms import SpaceRow


@dataclass(frozen=True, slots=True)
class GetStatus:
    pass


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of the whole profile. Sizes in bytes, memory in bytes, dates ISO 8601 with zone.

    `vectors`, `vectors_pending`: of this PC's encoder; `spaces`: of every embedder, where there is a platform's.
    """

    home: str
    sources: int
    files: int
    indexed: int
    failed: int
    pending: int
    skipped: int
    passages: int
    vectors: int
    vectors_pending: int
    database_bytes: int
    encoder: str | None
    platform: str | None
    last_indexed: str | None = None
    memory_bytes: int | None = None
    version: str = ""
    spaces: tuple[SpaceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ListFiles:
    """Rows of the library, sorted by path. `state` None: all, else indexed, failed, pending, skipped."""

    state: str | None = None
    contains: str = ""
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the library. `state`: indexed, failed, pending, skipped."""

    path: str
    state: str
    format: str
    size: int
    modified: str
    title: str = ""
    pages: int | None = None
    passages: int = 0
    kind: str = ""
    message: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    rows: tuple[FileRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListSources:
    pass


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A folder or file that the user added. `available` False: the drive is away, nothing is removed.

    `size`: bytes of its files; `changed`: when the latest of them was changed on the disk, "" without one."""

    path: str
    added: str
    available: bool
    files: int
    indexed: int
    failed: int
    size: int = 0
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """`grades`: (path, C|S|O) of the folders and files that carry a data grade of their own."""

    rows: tuple[SourceRow, ...]
    excluded: tuple[str, ...] = ()
    grades: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveSource:
    path: str


@dataclass(frozen=True, slots=True)
class ExcludePattern:
    """Leave files out whose path matches the glob `pattern`; `remove` takes it back."""

    pattern: str
    remove: bool = False


@dataclass(frozen=True, slots=True)
class GradeSource:
    """Give a folder or file a data grade, C, S or O; None takes it back. Answered by `Sources`."""

    path: str
    grade: str | None
