"""Spans of days of the calendar: months, the same day of another month, weeks."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def month(year: int, number: int) -> tuple[date, date]:
    """The month, counted on over the end of the year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def months(year: int, first: int, last: int) -> tuple[date, date]:
    """From the first day of one month to the last of another."""
    return month(year, first)[0], month(year, last)[1]


def shifted(today: date, by: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    first, last = month(today.year, today.month + by)
    return first.replace(day=min(today.day, last.day))


def week(today: date, offset: int) -> tuple[date, date]:
    """Monday to Sunday, so many weeks on."""
    monday = today - timedelta(today.weekday()) + timedelta(7 * offset)
    return monday, monday + timedelta(6)
