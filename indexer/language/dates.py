"""Dates as Korean official documents write them: 2024. 3. 5., 2024-03-05, 2024년 3월 5일, ’24.3.5., 20240305.

The form with points and a space is 행정업무의 운영 및 혁신에 관한 규정 시행규칙 제2조; the others are met as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

YEAR = r"(?:(?:19|20)\d{2}|['’‘`´′]\s?\d{2})"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# For the patterns of others: a written date without groups.
DATE = (
    rf"(?<!\d){YEAR}\s{{0,3}}(?:[.\-/]\s{{0,4}}{MONTH}\s{{0,3}}[.\-/월]|년\s{{0,4}}{MONTH}\s{{0,3}}[.월])\s{{0,4}}"
    rf"{DAY}(?!\d)(?:\s?일|\s?\.(?!\d))?"
)
_DATE = re.compile(DATE)
_DIGITS = re.compile(r"['’‘`´′]?\d+")
_MONTH = re.compile(
    rf"(?<!\d)({YEAR})\s{{0,3}}(?:[.\-/]|년)\s{{0,4}}({MONTH})(?:\s{{0,2}}월|\s?\.|(?=\s*$|\s*\)))(?!\s*\d)"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date and the characters [start, end) it was written in."""

    value: date
    start: int
    end: int


def year_of(digits: str) -> int:
    """2024 of "2024" and of "’24" (two digits from 70 are of the last century)."""
    number = int("".join(c for c in digits if c.isdigit()))
    if number >= 100:
        return number
    return number + (1900 if number >= 70 else 2000)


def find_dates(text: str) -> list[Written]:
    """All whole dates of the text, in order; days that no calendar has are left out."""
    found = []
    for match in _DATE.finditer(text):
        year, month, day = _DIGITS.findall(match[0])[:3]
        try:
            value = date(year_of(year), int(month), int(day))
        except ValueError:
            continue
        found.append(Written(value, match.start(), match.end()))
    return found


def first_date(text: str) -> str:
    """The first whole date as YYYY-MM-DD, "" without one."""
    found = find_dates(text)
    return found[0].value.isoformat() if found else ""


def first_month(text: str) -> str:
    """The first year and month as YYYY-MM, "" without one."""
    match = _MONTH.search(text)
    return f"{year_of(match[1]):04}-{int(match[2]):02}" if match else ""
