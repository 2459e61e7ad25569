"""Times as people ask for them: 작년, 올해 상반기, 지난 12월, ’24.3월, 2024회계연도, 최근 3개월.

Relative words are read from the day of asking. 회계연도 is the calendar year (국가재정법 제2조), 학년도 runs from
1 March to the end of February (초·중등교육법 제24조). A month without a year ("3월 회의") is none: it may be any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from indexer.language.calendar_days import month, months, shifted, week
from indexer.language.dates import DAY, MONTH, find_dates, year_of


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included; text[at:till] says so. `years`: whole calendar years."""

    start: date
    end: date
    at: int
    till: int

    @property
    def years(self) -> bool:
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31)


_RELATIVE_YEARS = {
    "재작년": -2, "지지난해": -2, "전전년도": -2, "전전년": -2, "그러께": -2, "작년도": -1, "작년": -1, "지난해": -1,
    "지난 해": -1, "전년도": -1, "전년": -1, "지난연도": -1, "지난 연도": -1, "지난 회계연도": -1, "직전 연도": -1,
    "올해": 0, "올 해": 0, "금년도": 0, "금년": 0, "당해연도": 0, "당해 연도": 0, "이번 연도": 0, "이번 해": 0,
    "이번 회계연도": 0, "올": 0, "내년도": 1, "내년": 1, "다음 해": 1, "다음해": 1, "차년도": 1, "내후년": 2,
}  # fmt: skip
_RELATIVE_MONTHS = {
    "지지난달": -2, "지난달": -1, "지난 달": -1, "전월": -1, "저번 달": -1, "저번달": -1, "이번 달": 0,
    "이번달": 0, "이달": 0, "금월": 0, "당월": 0, "다음 달": 1, "다음달": 1, "내달": 1, "익월": 1,
}  # fmt: skip
_RELATIVE_DAYS = {"그저께": -2, "그제": -2, "어제": -1, "오늘": 0, "금일": 0, "내일": 1, "모레": 2}
_RELATIVE_WEEKS = {"지난주": -1, "지난 주": -1, "저번 주": -1, "이번 주": 0, "이번주": 0, "다음 주": 1, "다음주": 1}
_SEASONS = {"봄": (3, 5), "여름": (6, 8), "가을": (9, 11), "겨울": (12, 14)}
_COUNTS = {
    "한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    "열": 10, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "십": 10,
}  # fmt: skip


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted((w.replace(" ", r"\s?") for w in words), key=len, reverse=True))


_N = r"(?P<n>\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_START = r"(?<![가-힣A-Za-z0-9])"
_QUARTER = r"(?:[1-4]\s?/\s?4\s?분기|[1-4]\s?사분기|[1-4]\s?분기)"
_SUB = (
    rf"(?:\s{{0,2}}(?:의\s)?(?P<sub>상\s?반기|하\s?반기|전반기|후반기|{_QUARTER}"
    rf"|{MONTH}\s?월(?:\s?{DAY}\s?일)?|연초|연말|[초말](?=$|[^가-힣]|에|의|부터|까지|쯤)|봄|여름|가을|겨울))?"
)
_YEAR = re.compile(
    rf"{_START}(?:(?P<abs>(?:19|20)\d{{2}})\s?(?P<unit>년도|년|회계\s?연도|학년도)|FY\s?(?P<fy>(?:20)?\d{{2}})"
    rf"|(?P<short>['’‘`´′]\s?\d{{2}})\s?(?:년도|년|[.](?=\s?{MONTH}\s?월))|(?P<two>\d{{2}})년도"
    rf"|(?P<twosub>\d{{2}})년(?=\s?(?:상반기|하반기|{_QUARTER}|{MONTH}\s?월))"
    rf"|(?P<point>(?:19|20)\d{{2}})\s?[.](?=\s?{MONTH}\s?월)|(?P<rel>{_any(_RELATIVE_YEARS)}))"
    rf"(?!간|차|\s?대비|\s?동기|\s?동월)" + _SUB
)
_MONTH_POINT = re.compile(
    rf"{_START}((?:19|20)\d{{2}}|['’‘`´′]\s?\d{{2}})\s?[.\-/]\s?({MONTH})(?:\s?[.](?!\s?\d)|(?=\s|$|[가-힣)])(?!\s?[.\d]))"
)
_RANGE = re.compile(
    rf"{_START}(?P<a>(?:19|20)\d{{2}})\s?년?도?\s?(?:[~∼～\-–]|부터)\s?(?P<b>(?:19|20)\d{{2}})\s?년(?:도)?(?:\s?까지)?"
)
_LAST = re.compile(
    rf"{_START}(?P<way>지난|저번|직전|오는|돌아오는|다음|이번)\s?(?P<what>상반기|하반기|분기|{_QUARTER}|{MONTH}\s?월(?!\s?간)|연말|연초|봄|여름|가을|겨울)"
)
_MONTHS = re.compile(rf"{_START}(?:{_any(_RELATIVE_MONTHS)})(?!력)")
_DAYS = re.compile(rf"{_START}(?:{_any(_RELATIVE_DAYS)})(?=[\s,.?!)]|$|의|은|는|까지|부터|에|자)")
_WEEKS = re.compile(rf"{_START}(?:{_any(_RELATIVE_WEEKS)})(?!말)")
_QUARTERS = re.compile(rf"{_START}(?P<q>전\s?분기|금\s?분기|당\s?분기)")
# "3년 전 지침", "두 달 전에 받은 공문"; not "3개월 전에 신청": a term in the rules themselves.
_AGO = re.compile(
    rf"{_START}{_N}\s?(?P<unit>년|개월|달|주일|주|일)\s?전(?:의|에)?(?=\s?(?:공문|문서|자료|회의|보고|지침|계획|보도|규정|나온|나왔|받은|온|보낸|시행한|작성|만든|바뀐|개정된)|\s?$)"
)
_RECENT = re.compile(
    rf"{_START}(?:최근|지난|과거|근래)\s?(?:(?P<half>반\s?년)|(?P<week>일주일)|{_N}\s?(?P<unit>년|개년|개월|달|주일|주|일))(?:\s?(?:간|동안|이내|사이))?(?!\s?전)"
)


def _part(year: int, sub: str) -> tuple[date, date] | None:
    """What `sub` (상반기, 2분기, 3월 5일, 초, 봄) is in that year; None for a day that is none."""
    sub = "".join(sub.split())
    if not sub:
        return months(year, 1, 12)
    if sub in ("상반기", "전반기"):
        return months(year, 1, 6)
    if sub in ("하반기", "후반기"):
        return months(year, 7, 12)
    if sub.endswith("분기"):
        quarter = int(sub[0])
        return months(year, 3 * quarter - 2, 3 * quarter)
    if sub in ("초", "연초"):
        return months(year, 1, 3)
    if sub in ("말", "연말"):
        return months(year, 10, 12)
    if sub in _SEASONS:
        return months(year, *_SEASONS[sub])
    numbers = [int(n) for n in re.findall(r"\d+", sub)]
    if len(numbers) == 1:
        return month(year, numbers[0])
    try:
        day = date(year, numbers[0], numbers[1])
    except ValueError:
        return None
    return day, day


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() else _COUNTS[text or "한"]


def _years(match: re.Match[str], today: date) -> tuple[date, date] | None:
    sub = match["sub"] or ""
    if match["rel"]:
        word = " ".join(match["rel"].split())
        # "올" alone is a word of many uses; only "올 상반기", "올 3월" are times.
        if word == "올" and not sub:
            return None
        offset = _RELATIVE_YEARS.get(word)
        if offset is None:
            offset = next(v for k, v in _RELATIVE_YEARS.items() if k.replace(" ", "") == word.replace(" ", ""))
        return _part(today.year + offset, sub)
    year = year_of(match["abs"] or match["fy"] or match["short"] or match["two"] or match["twosub"] or match["point"])
    if match["unit"] == "학년도" and not sub:
        return months(year, 3, 14)
    return _part(year, sub)


def _last(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """지난 12월, 오는 5월, 지난 분기, 이번 하반기: the nearest such time before, after, or around today."""
    way, what = match["way"], "".join(match["what"].split())
    if what == "분기":
        quarter = (today.month - 1) // 3 + {"지난": -1, "저번": -1, "직전": -1, "이번": 0}.get(way, 1)
        return months(today.year, 3 * quarter + 1, 3 * quarter + 3)
    choices = [p for y in (today.year - 1, today.year, today.year + 1) if (p := _part(y, what)) is not None]
    if way == "이번":
        return next((p for p in choices if p[0].year == today.year), None)
    if way in ("지난", "저번", "직전"):
        before = [p for p in choices if p[1] < today and not p[0] <= today <= p[1]]
        if what == "연초":  # 지난 연초: of this year, once it is over
            return before[-1] if before else None
        return before[-1] if before else _part(today.year - 1, what)
    return next((p for p in choices if p[0] > today), None)


def _ago(match: re.Match[str], today: date) -> tuple[date, date]:
    n, unit = _count(match["n"]), match["unit"]
    if unit == "년":
        return months(today.year - n, 1, 12)
    if unit in ("개월", "달"):
        return month(today.year, today.month - n)
    if unit in ("주", "주일"):
        return week(today, -n)
    return today - timedelta(n), today - timedelta(n)


def _recent(match: re.Match[str], today: date) -> tuple[date, date]:
    if match["half"]:
        return shifted(today, -6), today
    if match["week"]:
        return today - timedelta(7), today
    n, unit = _count(match["n"]), match["unit"]
    each = {"년": 12, "개년": 12, "개월": 1, "달": 1}.get(unit)
    if each:
        return shifted(today, -n * each), today
    return today - timedelta(n * (7 if unit in ("주", "주일") else 1)), today


def find_periods(text: str, today: date) -> list[Period]:
    """All times that the text names, in order, none inside another; read from the day `today`."""
    found: list[Period] = []

    def take(span: tuple[date, date] | None, match: re.Match[str]) -> None:
        at, till = match.span()
        if span is not None and not any(p.at < till and at < p.till for p in found):
            found.append(Period(*span, at, till))

    dates = find_dates(text)
    for first, second in pairwise(dates):
        between = text[first.end : second.start].strip()
        if between in ("~", "∼", "～", "-", "–", "부터") and first.value <= second.value:
            found.append(Period(first.value, second.value, first.start, second.end))
    found += [
        Period(d.value, d.value, d.start, d.end)
        for d in dates
        if not any(p.at <= d.start and d.end <= p.till for p in found)
    ]
    for match in _RANGE.finditer(text):
        first_year, last_year = sorted((int(match["a"]), int(match["b"])))
        take((date(first_year, 1, 1), date(last_year, 12, 31)), match)
    try:
        for match in _RECENT.finditer(text):
            take(_recent(match, today), match)
        for match in _AGO.finditer(text):
            take(_ago(match, today), match)
    except (ValueError, OverflowError):  # 999년 전: before the calendar
        pass
    for match in _YEAR.finditer(text):
        take(_years(match, today), match)
    for match in _MONTH_POINT.finditer(text):
        take(month(year_of(match[1]), int(match[2])), match)
    for match in _LAST.finditer(text):
        take(_last(match, today), match)
    for match in _MONTHS.finditer(text):
        take(month(today.year, today.month + _word(_RELATIVE_MONTHS, match[0])), match)
    for match in _WEEKS.finditer(text):
        take(week(today, _word(_RELATIVE_WEEKS, match[0])), match)
    for match in _DAYS.finditer(text):
        day = today + timedelta(_word(_RELATIVE_DAYS, match[0]))
        take((day, day), match)
    for match in _QUARTERS.finditer(text):
        quarter = (today.month - 1) // 3 - (1 if match["q"].startswith("전") else 0)
        take(months(today.year, 3 * quarter + 1, 3 * quarter + 3), match)
    return sorted(found, key=lambda p: p.at)


def _word(words: dict[str, int], found: str) -> int:
    bare = "".join(found.split())
    return next(value for word, value in words.items() if word.replace(" ", "") == bare)
