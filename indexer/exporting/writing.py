"""A paper onto the disk, in the format that the file's name asks for."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from indexer.errors import DiskFull, QueryError
from indexer.exporting import docx, hwpx, markdown
from indexer.exporting.paper import Paper

FORMS: dict[str, Callable[[Paper], bytes]] = {
    ".hwpx": hwpx.write,
    ".docx": docx.write,
    ".md": markdown.write,
}


def checked(path: Path, *, force: bool = False) -> Path:
    """The path, if something may be written there. Raises QueryError."""
    if path.suffix.lower() not in FORMS:
        raise QueryError(
            f"‘{path.name}’: 이 형식으로는 내보내지 않습니다.",
            "파일 이름을 .hwpx, .docx, .md 가운데 하나로 끝내십시오.",
        )
    if path.exists() and not force:
        raise QueryError(f"‘{path.name}’ 파일이 이미 있습니다.", "다른 이름을 쓰거나 덮어쓰기(--force)를 고르십시오.")
    return path


def save(paper: Paper, path: Path, *, force: bool = False) -> int:
    """Write it beside, then rename: no half document is ever there. Its size in bytes.

    Raises QueryError, DiskFull.
    """
    data = FORMS[checked(path, force=force).suffix.lower()](paper)
    beside = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            beside = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink()
        if error.errno == errno.ENOSPC:
            raise DiskFull from error
        raise QueryError(
            f"‘{path.name}’ 파일을 쓰지 못했습니다.",
            "폴더가 있는지, 쓸 수 있는지, 다른 프로그램이 열고 있는지 확인하십시오.",
        ) from error
    return len(data)
