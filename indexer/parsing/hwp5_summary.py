"""Title, author and date of an HWP 5 file: the property set of \\005HwpSummaryInformation.

[MS-OLEPS] 2.21 (stream), 2.20 (set), 2.15 (values); HWP 5.0 specification, table 4 (which property is what).
Real files write lengths that reach past the set or count one unit too many, so each value is read as far as it goes.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

FIELDS = {2: "title", 3: "subject", 4: "author", 5: "keywords", 12: "created"}
LPSTR, LPWSTR, FILETIME = 0x1E, 0x1F, 0x40
MAX_PROPERTIES = 200
MAX_TEXT = 300
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read_summary(data: bytes) -> dict[str, str]:
    """The fields that the property set gives; `created` as YYYY-MM-DD. Whatever is broken is left out."""
    found: dict[str, str] = {}
    try:
        (start,) = struct.unpack_from("<I", data, 44)
        (count,) = struct.unpack_from("<I", data, start + 4)
        for number in range(min(count, MAX_PROPERTIES)):
            key, offset = struct.unpack_from("<II", data, start + 8 + 8 * number)
            if key in FIELDS and (text := _value(data, start + offset)):
                found[FIELDS[key]] = text
    except struct.error:
        pass
    return found


def _value(data: bytes, at: int) -> str:
    """A text on one line, or a date; empty for anything else."""
    if at + 12 > len(data):
        return ""
    kind, size = struct.unpack_from("<II", data, at)
    if kind == LPWSTR:
        text = data[at + 8 : at + 8 + 2 * min(size, 4 * MAX_TEXT)].decode("utf-16-le", "replace")
    elif kind == LPSTR:
        text = data[at + 8 : at + 8 + min(size, 4 * MAX_TEXT)].decode("cp949", "replace")
    elif kind == FILETIME:  # 100 ns since 1601
        (ticks,) = struct.unpack_from("<Q", data, at + 4)
        try:
            day = _EPOCH + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return ""
        return day.date().isoformat() if day.year > 1990 else ""
    else:
        return ""
    return " ".join(text.partition("\0")[0].split())[:MAX_TEXT]
