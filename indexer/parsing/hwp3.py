"""HWP 3 (.hwp of 한글 3.0 to 97) → blocks: rhwp turns it into HWPX, our own reader reads that.

rhwp's own text leaves out tables and captions; its HWPX holds them (sample of five files: 98 to 100 % of its text
and up to twice as much). Pages are told from its line segments: rhwp begins a page where the file marks a line as the
first of one (HWP 3.0, line information, bits 0 and 15), so they are Hancom's own (docs/decisions/0006).
Errors: Encrypted, Damaged, Empty, TooLarge, Unsupported (rhwp cannot be loaded on this machine).
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import replace
from functools import cache
from types import ModuleType

from indexer.errors import Damaged, Encrypted, TooLarge, Unsupported
from indexer.model import Block, ParsedDocument
from indexer.parsing import hwpx
from indexer.parsing.limits import Limits

FORMAT = "hwp3"
SIGNATURE = b"HWP Document File V"
PASSWORD_AT = 30 + 96  # word; HWP 3.0 specification, 2.1 (document information)
OBJECT_MARK = "\ufffc"  # rhwp's stand-in for an object in the text


@cache
def load_rhwp() -> ModuleType:
    """The rhwp extension. On Linux its wheel needs symbols of libfreetype that must be loaded before it."""
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL("libfreetype.so.6", mode=ctypes.RTLD_GLOBAL)
        except OSError as error:
            raise Unsupported(
                "HWP 3 문서를 읽는 데 필요한 시스템 라이브러리(libfreetype)가 없습니다.",
                "libfreetype6을 설치한 뒤 다시 시도하십시오.",
                detail=str(error),
            ) from error
    try:
        import rhwp._rhwp as library
    except ImportError as error:
        raise Unsupported(detail=f"rhwp: {error}") from error
    module: ModuleType = library
    return module


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Read a whole file. Raises DocumentError; anything else is a bug."""
    if len(data) > limits.file_size:
        raise TooLarge(detail="file size")
    if not data.startswith(SIGNATURE) or len(data) < 1024:
        raise Damaged(detail="HWP 3 header")
    if data[PASSWORD_AT : PASSWORD_AT + 2] != b"\0\0":
        raise Encrypted()
    library = load_rhwp()
    try:
        packed = bytes(library._Document.from_bytes(data).to_hwpx_bytes())
    except (ValueError, OSError, RuntimeError, MemoryError, OverflowError) as error:
        raise Damaged(detail=f"rhwp: {type(error).__name__}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a Rust panic, which is no Exception
            raise
        raise Damaged(detail="rhwp panicked") from None
    parsed = hwpx.parse(packed, limits)
    blocks = tuple(b for b in map(_plain, parsed.blocks) if b.text.strip())
    title = parsed.title.replace(OBJECT_MARK, "").strip()
    return replace(parsed, format=FORMAT, blocks=blocks, title=title)


def _plain(block: Block) -> Block:
    """The block without rhwp's object marks."""
    if OBJECT_MARK not in block.text:
        return block
    turns = tuple([(at - block.text.count(OBJECT_MARK, 0, at), page, sure) for at, page, sure in block.turns])
    return replace(
        block,
        text=block.text.replace(OBJECT_MARK, ""),
        rows=tuple(tuple(cell.replace(OBJECT_MARK, "") for cell in row) for row in block.rows),
        turns=turns,
    )
