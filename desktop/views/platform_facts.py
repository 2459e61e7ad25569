"""What a platform may be sent and how much of its limits is left, as words of its card."""

from __future__ import annotations

import time
from datetime import datetime

from desktop import formats
from desktop.strings import Strings
from indexer.requests import PlatformRow


def facts(row: PlatformRow, strings: Strings) -> list[str]:
    """The grade that may be sent, the day's requests of this PC's own limit, limits a minute, how it is reached."""
    out = [strings("connections.may_send", grade=strings(f"library.grade.{row.ceiling}"))]
    if row.requests_per_day:
        used, limit = formats.count(row.used_today), formats.count(row.requests_per_day)
        out.append(strings("connections.quota", used=used, limit=limit))
    elif row.used_today:
        out.append(strings("connections.used", used=formats.count(row.used_today)))
    for kind, number in (("requests", row.requests_per_minute), ("tokens", row.tokens_per_minute)):
        if number:
            out.append(strings(f"connections.per_minute_{kind}", n=formats.count(number)))
    return out + [strings(f"connections.via_{name}") for name in ("ca_file", "proxy") if getattr(row, name)]


def left(row: PlatformRow, strings: Strings, now: float | None = None) -> list[str]:
    """What the platform itself last said is left, and until when it wants no request. Empty where it said nothing."""
    quota, now = row.quota, time.time() if now is None else now
    if quota is None:
        return []
    out = []
    for kind, number, limit in (
        ("requests", quota.requests_left, quota.requests_limit), ("tokens", quota.tokens_left, quota.tokens_limit),
    ):  # fmt: skip
        if number is None:
            continue
        if limit is None:
            out.append(strings(f"connections.left_{kind}", n=formats.count(number)))
        else:
            out.append(strings(f"connections.left_{kind}_of", n=formats.count(number), limit=formats.count(limit)))
    if quota.held_until and quota.held_until > now:
        clock = datetime.fromtimestamp(quota.held_until).astimezone()
        out.append(strings("connections.held", time=f"{clock:%H:%M}"))
    return out
