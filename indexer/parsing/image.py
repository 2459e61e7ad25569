"""Pictures: no text without recognition (OCR), which has a queue of its own."""

from __future__ import annotations

from typing import NoReturn

from indexer.errors import Empty
from indexer.parsing.limits import Limits


def parse(data: bytes, limits: Limits) -> NoReturn:
    """Raises Empty, with what to do about it."""
    raise Empty(
        "그림 파일이라 글자가 들어 있지 않습니다.",
        "글자를 읽으려면 설정에서 그림 글자 인식(OCR)을 켜십시오.",
        detail="image",
    )
