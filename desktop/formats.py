"""Numbers, dates and places as an official writes them: 1,234건, 2025. 3. 1.(토), 약 3쪽."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePath

from desktop.strings import Strings
from indexer.daywords import korean_date, local_time


def count(number: int) -> str:
    """With a comma every three digits."""
    return f"{number:,}"


def date(iso: str) -> str:
    """An ISO 8601 date or time as 2025. 3. 1.(토), in local time; what cannot be read comes back as it is."""
    found = local_time(iso)
    return iso if found is None else korean_date(found)


def when(iso: str, strings: Strings, now: datetime | None = None) -> str:
    """Relative under a day ("3분 전"), else the date."""
    found = local_time(iso)
    if found is None:
        return iso
    now = now or datetime.now().astimezone()
    gone = now - found
    if timedelta(0) <= gone < timedelta(minutes=1):
        return strings("time.now")
    if timedelta(0) <= gone < timedelta(hours=1):
        return strings("time.minutes_ago", n=int(gone.total_seconds() // 60))
    if timedelta(0) <= gone < timedelta(days=1):
        return strings("time.hours_ago", n=int(gone.total_seconds() // 3600))
    return date(iso)


def day(iso: str, strings: Strings, now: datetime | None = None) -> str:
    """ "오늘", "어제", "11월 3일", of another year "2025년 11월 3일", in local time."""
    found = local_time(iso)
    if found is None:
        return iso
    today = (now or datetime.now().astimezone()).date()
    if found.date() == today:
        return strings("time.today")
    if found.date() == today - timedelta(days=1):
        return strings("time.yesterday")
    name = "time.day" if found.year == today.year else "time.day_of_year"
    return strings(name, y=found.year, m=found.month, d=found.day)


def time_left(seconds: float | None, strings: Strings) -> str:
    """ "약 12분 남음"; empty where it is not known yet."""
    if seconds is None:
        return ""
    if seconds < 60:
        return strings("time.left_seconds", n=max(1, round(seconds)))
    if seconds < 3600:
        return strings("time.left_minutes", n=round(seconds / 60))
    return strings("time.left_hours", h=int(seconds // 3600), m=int(seconds % 3600 // 60))


def speed(per_second: float, strings: Strings) -> str:
    """ "1초에 12개", below one "1분에 40개"; empty where it is not known yet."""
    if per_second <= 0:
        return ""
    if per_second >= 1:
        return strings("time.speed_seconds", n=count(round(per_second)))
    return strings("time.speed_minutes", n=count(max(1, round(per_second * 60))))


def page(number: int | None, exact: bool, strings: Strings) -> str:
    """ "3쪽", "약 3쪽" for an estimate, empty where unknown."""
    if number is None:
        return ""
    return strings("page.exact" if exact else "page.about", n=count(number))


def size(number: int) -> str:
    """Bytes as KB, MB or GB, three digits at most."""
    value = float(number)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1024
    raise AssertionError("unreachable")


def name(path: str) -> str:
    """The last part of a path of this or the other system."""
    return PurePath(path.replace("\\", "/")).name or path


def folder(path: str) -> str:
    """Where a file lies, as it stands in its path."""
    return path[: -len(name(path)) - 1]


def kind(path: str, told: str = "") -> str:
    """A file's type as officials call it: HWP, HWPX, PDF."""
    suffix = PurePath(path.replace("\\", "/")).suffix.lstrip(".")
    return (suffix or told).upper()
