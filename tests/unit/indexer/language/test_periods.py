"""Times as people ask for them, against a fake clock: 200 phrases whose answer is reckoned in another way."""

from __future__ import annotations

import calendar
import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from indexer.language.periods import find_periods


class FakeClock:
    """Says the time it was given."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


DAYS = [date(2026, 1, 15), date(2025, 12, 31), date(2024, 2, 29), date(2026, 7, 1), date(2025, 3, 31)]
YEARS = {
    "재작년": -2,
    "작년": -1,
    "지난해": -1,
    "전년도": -1,
    "올해": 0,
    "금년": 0,
    "이번 연도": 0,
    "내년": 1,
    "차년도": 1,
}
PARTS = {"": (1, 12), "상반기": (1, 6), "하반기": (7, 12), "1분기": (1, 3), "2/4분기": (4, 6), "3분기": (7, 9), "4/4분기": (10, 12), "3월": (3, 3), "12월": (12, 12), "초": (1, 3), "말": (10, 12), "봄": (3, 5)}  # fmt: skip
NUMBERS = {"한": 1, "두": 2, "세": 3, "3": 3, "6": 6, "열": 10, "18": 18}


def months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def back(today: date, count: int) -> date:
    """The same day so many months ago, found by walking month by month."""
    year, month = today.year, today.month
    for _ in range(count):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def phrases() -> Iterator[tuple[date, str, tuple[date, date]]]:
    """Day of asking, phrase, first and last day."""
    for today, (word, offset), (part, span) in itertools.product(DAYS, YEARS.items(), PARTS.items()):
        yield today, f"{word} {part}".strip(), months(today.year + offset, *span)
    for today, year, (part, span) in itertools.product(DAYS[:1], (1999, 2019, 2024), PARTS.items()):
        forms = [f"{year}년", f"{year}년도", f"{year}회계연도"]
        if year > 1999:
            forms += [f"'{year % 100:02}년", f"’{year % 100:02}년도", f"{year % 100:02}년도"]
        for form in forms:
            yield today, f"{form} {part}".strip(), months(year, *span)
    for today, month in itertools.product(DAYS, range(1, 13)):
        ends = [months(y, month, month) for y in range(today.year - 2, today.year + 3)]
        yield (
            today,
            f"지난 {month}월",
            max(e for e in ends if e[1] < today and (e[0].year, month) != (today.year, today.month)),
        )
        yield today, f"오는 {month}월", min(e for e in ends if e[0] > today)
        yield today, f"2024.{month}월", months(2024, month, month)
        yield today, f"'24. {month}월", months(2024, month, month)
    for today, (word, count) in itertools.product(DAYS, NUMBERS.items()):
        month = "개월" if word.isdigit() else " 달"
        yield today, f"최근 {word}{month}", (back(today, count), today)
        yield today, f"최근 {word}{month} 이내", (back(today, count), today)
        before = back(today.replace(day=1), count)
        yield today, f"{word}{month} 전 공문", months(before.year, before.month, before.month)
        if word.isdigit():
            yield today, f"{word}년 전 지침", months(today.year - count, 1, 12)
            yield today, f"지난 {word}년간", (back(today, 12 * count), today)
            yield today, f"최근 {word}일", (today - timedelta(count), today)
            yield today, f"최근 {word}주", (today - timedelta(7 * count), today)
    for today in DAYS:
        monday = today - timedelta(today.weekday())
        yield today, "이번 주", (monday, monday + timedelta(6))
        yield today, "지난주", (monday - timedelta(7), monday - timedelta(1))
        yield today, "어제", (today - timedelta(1), today - timedelta(1))
        yield today, "오늘", (today, today)
        last = today.replace(day=1) - timedelta(1)
        yield today, "지난달", (last.replace(day=1), last)
        yield today, "전월", (last.replace(day=1), last)
        quarter = (today.month - 1) // 3
        year, place = (today.year, quarter) if quarter else (today.year - 1, 4)
        yield today, "지난 분기", months(year, 3 * place - 2, 3 * place)
        yield today, "최근 반년", (back(today, 6), today)
        yield today, "2024. 3. 5.", (date(2024, 3, 5), date(2024, 3, 5))
        yield today, "2024년 3월 5일", (date(2024, 3, 5), date(2024, 3, 5))
        yield today, "2023년부터 2025년까지", (date(2023, 1, 1), date(2025, 12, 31))
        yield today, "2024. 1. 1. ~ 2024. 6. 30.", (date(2024, 1, 1), date(2024, 6, 30))
        yield today, "2025학년도", (date(2025, 3, 1), date(2026, 2, 28))


ALL = sorted(set(phrases()))
SOME = random.Random(20260101).sample(ALL, 200)
AROUND = ("{}", "{} 예산 집행 실적", "{}에 시행한 지침을 알려 주세요", "총무과 {} 회의록")


@pytest.mark.parametrize(("today", "phrase", "span"), SOME, ids=[f"{d} {p}" for d, p, _ in SOME])
def test_phrases(today: date, phrase: str, span: tuple[date, date]) -> None:
    """Each phrase alone and in sentences names exactly its days."""
    clock = FakeClock(now=calendar.timegm(today.timetuple()) + 43_200)
    asked = date.fromtimestamp(clock.now())
    for around in AROUND:
        if "전" in phrase.split()[-2:] or (phrase.endswith(("공문", "지침")) and around != "{}"):
            continue  # these bring their own noun
        text = around.format(phrase)
        assert [(p.start, p.end) for p in find_periods(text, asked)] == [span], text


@pytest.mark.parametrize(
    "text",
    [
        "전년 대비 증감률", "3개월 전에 신청해야 하나요", "출발 3일 전까지 제출", "10년 이상 재직한 직원", "24년 근속", "3월 회의",
        "전달 사항", "전주시 조례", "올바른 문서 작성", "내일배움카드 신청", "오늘날의 행정", "금주 구역 지정", "초과근무 수당", "1인당 25,000원",
        "제2024호", "2024-15호", "ISO 2022 규격", "3/4 이상 찬성", "연 3회", "작년도가 아닌 전례", "상반기 집행률", "9999년 전 지침",
    ],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    """Durations, terms of rules, towns and numbers are not times that a document is from."""
    found = find_periods(text, date(2026, 1, 15))
    assert [text[p.at : p.till] for p in found if text[p.at : p.till] != "작년도"] == []
