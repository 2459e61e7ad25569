"""Pictures: no text without recognition (OCR), which has a queue of its own."""

from __future__ import annotations

from typing import NoReturn

from indexer.errors import Empty
from indexer.parsing.limits import Limits


def parse(data: bytes, limits: Limits) -> NoReturn:
    """Raises Empty; `dispatch` adds what to do about it."""
    raise Empty("그림 파일이라 글자 정보가 없습니다.", detail="image")
