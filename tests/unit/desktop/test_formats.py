"""Numbers, dates and places in Korean form."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desktop import formats
from desktop.strings import Strings


def test_dates_are_written_as_officials_write_them() -> None:
    """A day is 2025. 3. 1.(토); what is no date stays as it is."""
    assert formats.date("2025-03-01T12:00:00") == "2025. 3. 1.(토)"
    assert formats.date("언젠가") == "언젠가"


@pytest.mark.parametrize(
    ("gone", "words"),
    [(timedelta(seconds=5), "방금"), (timedelta(minutes=3), "3분 전"), (timedelta(hours=5), "5시간 전")],
)
def test_times_are_relative_only_under_a_day(gone: timedelta, words: str, strings: Strings) -> None:
    """Under a day: how long ago; else the date."""
    now = datetime(2025, 3, 2, 12).astimezone()
    assert formats.when((now - gone).isoformat(), strings, now) == words
    assert formats.when((now - timedelta(days=1)).isoformat(), strings, now) == "2025. 3. 1.(토)"


def test_pages_tell_when_they_are_estimates(strings: Strings) -> None:
    """An exact page is 3쪽, an estimate 약 1,203쪽, an unknown one nothing."""
    assert formats.page(3, True, strings) == "3쪽"
    assert formats.page(1203, False, strings) == "약 1,203쪽"
    assert formats.page(None, False, strings) == ""


def test_what_is_left_is_rounded_to_what_one_can_use(strings: Strings) -> None:
    """Seconds, minutes or hours; nothing where it is not known."""
    assert formats.time_left(None, strings) == ""
    assert formats.time_left(42, strings) == "42초 남음"
    assert formats.time_left(734, strings) == "약 12분 남음"
    assert formats.time_left(2 * 3600 + 300, strings) == "약 2시간 5분 남음"


def test_sizes_and_names_of_both_systems() -> None:
    """Sizes keep three digits; names are found in Windows and Linux paths."""
    assert formats.size(512) == "512 B"
    assert formats.size(18_000) == "17.6 KB"
    assert formats.name("C:\\문서\\연가.hwp") == "연가.hwp"
    assert formats.kind("/문서/연가.HwpX") == "HWPX"
