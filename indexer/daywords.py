"""Days and times as an official writes them."""

from __future__ import annotations

from datetime import date, datetime

_DAYS = "월화수목금토일"


def korean_date(day: date) -> str:
    """2025. 3. 1.(토), as 행정업무운영 편람 writes dates."""
    return f"{day.year}. {day.month}. {day.day}.({_DAYS[day.weekday()]})"


def local_time(iso: str) -> datetime | None:
    """An ISO 8601 date or time in local time; None for what is none."""
    try:
        return datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return None


def korean_moment(iso: str) -> str:
    """An ISO 8601 time as 2025. 3. 1.(토) 14:05, in local time; what cannot be read comes back as it is."""
    found = local_time(iso)
    return iso if found is None else f"{korean_date(found)} {found:%H:%M}"
