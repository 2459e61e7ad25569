"""A cell's number as a date or time, under the pieces of its format code (ECMA-376, part 1, 18.8.31)."""

from __future__ import annotations

import datetime

_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = "월화수목금토일"
_ELAPSED = ("h", "hh", "m", "mm", "s", "ss")

Tokens = tuple[tuple[str, str], ...]
"""Pieces of one section of a code: kind and text."""


def literal(kind: str, text: str) -> str:
    """What a piece of a format code that is no number or date shows."""
    if kind == "text":
        if text[0] == '"':
            return text.strip('"')
        return text[1:] if text[0] == "\\" else " " if text[0] == "_" else ""
    if kind == "bracket":  # [$₩-412] is a currency, the rest are colours and conditions
        return text[2:-1].split("-", 1)[0] if text.startswith("[$") else ""
    return text if kind in ("other", "date", "ampm") else ""


def moment(value: float, date1904: bool = False) -> datetime.datetime:
    """A serial number of days as a date and time, to the millisecond. Raises ValueError, OverflowError."""
    if value < 0:
        raise ValueError("before the calendar")
    base = datetime.datetime(1904, 1, 1) if date1904 else datetime.datetime(1899, 12, 30 if value >= 60 else 31)
    return base + datetime.timedelta(milliseconds=round(value * 86_400_000))


def date_shown(value: float, tokens: Tokens, date1904: bool) -> str:
    """A serial number of days under a format code. Raises ValueError, OverflowError."""
    when = moment(value, date1904)
    twelve = any(kind == "ampm" for kind, _ in tokens)
    out = []
    for place, (kind, text) in enumerate(tokens):
        low = text.lower()
        if kind == "date":
            out.append(_date_part(low, when, twelve, minutes=low in ("m", "mm") and _is_minute(tokens, place)))
        elif kind == "ampm":
            korean = "오전" in text
            out.append(("오전" if korean else "AM") if when.hour < 12 else ("오후" if korean else "PM"))
        elif kind == "bracket" and low[1:-1] in _ELAPSED:
            unit = {"h": 3600, "m": 60, "s": 1}[low[1]]
            out.append(str(int(round(value * 86400, 3) // unit)).rjust(len(low) - 2, "0"))
        elif kind == "number" and place and tokens[place - 1][1] == "." and set(text) == {"0"}:
            out.append(f"{when.microsecond / 1e6:.{len(text)}f}"[2:])
        elif kind == "number" and text in ("@", "%"):
            continue
        elif kind == "number":
            out.append(text)
        else:
            out.append(literal(kind, text))
    return "".join(out).strip()


def _is_minute(tokens: Tokens, place: int) -> bool:
    """An m after hours or before seconds means minutes."""
    dates = [(n, t.strip("[]").lower()) for n, (k, t) in enumerate(tokens) if k in ("date", "bracket")]
    dates = [(n, t) for n, t in dates if t and t[0] in "ymdhs"]
    at = next(n for n, (there, _) in enumerate(dates) if there == place)
    return (at > 0 and dates[at - 1][1][0] == "h") or (at + 1 < len(dates) and dates[at + 1][1][0] == "s")


def _date_part(text: str, when: datetime.datetime, twelve: bool, *, minutes: bool) -> str:
    letter, width = text[0], len(text)
    if minutes:
        return str(when.minute).rjust(min(width, 2), "0")
    if letter in "ye":
        return f"{when.year:04}" if width > 2 or letter == "e" else f"{when.year % 100:02}"
    if letter == "m":
        if width >= 3:
            return _MONTHS[when.month - 1][: 3 if width == 3 else 1 if width == 5 else None]
        return str(when.month).rjust(width, "0")
    if letter == "d":
        if width >= 3:
            return _ENGLISH_DAYS[when.weekday()][: 3 if width == 3 else None]
        return str(when.day).rjust(width, "0")
    if letter == "a":
        return _DAYS[when.weekday()] + ("요일" if width == 4 else "")
    if letter == "h":
        hour = (when.hour + 11) % 12 + 1 if twelve else when.hour
        return str(hour).rjust(min(width, 2), "0")
    if letter == "s":
        return str(when.second).rjust(min(width, 2), "0")
    return ""
