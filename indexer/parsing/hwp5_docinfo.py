"""What DocInfo says about paragraphs: their heads (outline, number, bullet), styles, numberings, bullets.

HWP 5.0 specification, sections 4.2.8 (numbering), 4.2.9 (bullet), 4.2.10 (paragraph shape), 4.2.11 (style).
A record that is cut short gives a shape without a head; nothing here is needed to read the text.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from functools import lru_cache

from indexer.parsing.glyphs import bullet
from indexer.parsing.hwp5_records import BIN_DATA, BULLET, NUMBERING, PARA_SHAPE, STYLE, TRACK_CHANGE, read_records
from indexer.parsing.hwp5_text import DELETION, wide
from indexer.parsing.numbering import NO_HEAD, Head, HeadKind, LevelFormat

_WANTED = frozenset((BIN_DATA, PARA_SHAPE, STYLE, NUMBERING, BULLET, TRACK_CHANGE))
HEAD_KINDS: tuple[HeadKind, ...] = ("", "outline", "number", "bullet")
MAX_START = 100_000
PLAIN_LEVELS, LEVELS = 7, 10  # of a numbering; those beyond (확장 수준) came with a later version
STYLE_LEVELS = (
    (re.compile(r"^(?:큰|문서|장)?\s?제목$|^(?:title|heading)$", re.IGNORECASE), 1),
    (re.compile(r"^(?:중간?|절)\s?제목$"), 2),
    (re.compile(r"^(?:작은|소)\s?제목$"), 3),
)
OUTLINE_STYLE = re.compile(r"^(?:개요|outline|heading|제목)\s?(\d{1,2})$", re.IGNORECASE)


@dataclass(slots=True)
class DocInfo:
    """Tables that paragraphs point into, each in the order of its records."""

    heads: list[Head] = field(default_factory=list)
    style_levels: list[int | None] = field(default_factory=list)
    numberings: list[tuple[LevelFormat, ...]] = field(default_factory=list)
    bullets: list[str] = field(default_factory=list)
    binaries: list[tuple[str, int]] = field(default_factory=list)  # stream and how it is packed; "" for a link
    deletions: frozenset[int] = frozenset()  # numbers, from 1, of the tracked changes that took text out

    def head(self, shape: int) -> Head:
        """The head of a paragraph shape; none for an unknown shape."""
        return self.heads[shape] if shape < len(self.heads) else NO_HEAD

    def style_level(self, style: int) -> int | None:
        """The heading level that a style's name gives, from 1."""
        return self.style_levels[style] if style < len(self.style_levels) else None


def read_docinfo(data: bytes) -> DocInfo:
    """Read the records of DocInfo; whatever cannot be read is left at its default."""
    info = DocInfo()
    changes: list[bool] = []
    for tag, payload in read_records(data, _WANTED):
        if tag == PARA_SHAPE:
            info.heads.append(_head(payload))
        elif tag == STYLE:
            info.style_levels.append(level_of_style(wide(payload, 0)))
        elif tag == NUMBERING:
            info.numberings.append(_numbering(payload))
        elif tag == BULLET:
            info.bullets.append(_bullet(payload))
        elif tag == BIN_DATA:
            info.binaries.append(_binary(payload))
        elif tag == TRACK_CHANGE:
            changes.append(int.from_bytes(payload[:4], "little") == DELETION)
    info.deletions = frozenset(number for number, is_deletion in enumerate(changes, 1) if is_deletion)
    return info


@lru_cache(maxsize=1024)
def level_of_style(name: str) -> int | None:
    """Heading level by a style's name: `개요 2`, `제목`, `소제목`; None for any other."""
    name = name.strip()
    if match := OUTLINE_STYLE.match(name):
        return int(match[1]) or None
    return next((level for pattern, level in STYLE_LEVELS if pattern.match(name)), None)


def _head(payload: bytes) -> Head:
    if len(payload) < 32:
        return NO_HEAD
    kind = HEAD_KINDS[(payload[3] << 8 | payload[2]) >> 7 & 3]
    if not kind:
        return NO_HEAD
    level = (payload[3] >> 1) & 7
    if level == PLAIN_LEVELS - 1:  # levels from the eighth on stand in a field of their own, where there is one
        level = max(level, min(int.from_bytes(payload[54:58], "little"), LEVELS - 1))
    return Head(kind, level, int.from_bytes(payload[30:32], "little"))


@lru_cache(maxsize=256)  # most documents have the program's own
def _numbering(payload: bytes) -> tuple[LevelFormat, ...]:
    """Seven levels, the number of the whole, where each level starts; later versions add three more (확장 수준)."""
    levels, at = _level_formats(payload, 0, PLAIN_LEVELS, 2)
    if len(levels) == PLAIN_LEVELS:
        levels += _level_formats(payload, at, LEVELS - PLAIN_LEVELS, 0)[0]
    return tuple(levels)


def _level_formats(payload: bytes, at: int, count: int, between: int) -> tuple[list[LevelFormat], int]:
    """Up to `count` levels from `at` on, and where the record goes on. Bytes `between` precede the numbers at which
    the levels start.
    """
    levels: list[tuple[str, int]] = []
    while len(levels) < count and at + 14 <= len(payload):
        pattern = wide(payload, at + 12)
        levels.append((pattern, (payload[at + 1] << 8 | payload[at]) >> 5 & 0xF))
        at += 14 + 2 * (payload[at + 13] << 8 | payload[at + 12])
    at += between
    end = at + 4 * len(levels)
    starts = payload[at:end]
    given = struct.unpack(f"<{len(starts) // 4}I", starts[: len(starts) // 4 * 4])
    if len(given) != len(levels):
        given = (1,) * len(levels)
    return [
        LevelFormat(pattern, shape, start if 0 < start < MAX_START else 1)
        for (pattern, shape), start in zip(levels, given, strict=True)
    ], end


def _binary(payload: bytes) -> tuple[str, int]:
    """The stream of an embedded file (section 4.2.3, table 17), and 0 packed as the file is, 1 packed, 2 not."""
    kind = int.from_bytes(payload[:2], "little")
    if len(payload) < 6 or kind & 0xF not in (1, 2):
        return "", 0
    ident = int.from_bytes(payload[2:4], "little")
    return f"BinData/BIN{ident:04X}.{wide(payload, 4) or 'OLE'}", kind >> 4 & 3


def _bullet(payload: bytes) -> str:
    if len(payload) < 14:
        return ""
    mark = payload[12:14].decode("utf-16-le", "replace")
    return bullet(mark)
