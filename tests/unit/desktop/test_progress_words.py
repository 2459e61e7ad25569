"""What the progress line says of each stage."""

from __future__ import annotations

from desktop.strings import Strings
from desktop.views.progress_panel import progress_words
from indexer.requests import IndexProgress


def test_the_stage_of_pages_counts_documents() -> None:
    """Not files: they are read already."""
    words = progress_words(IndexProgress("pages", seen=1200, done=30, seconds_left=90), Strings.load("ko"))
    assert words.startswith("쪽 번호 확인: 문서 30 / 1,200")
    assert "남음" in words


def test_reading_tells_how_fast_and_why_not_faster() -> None:
    """Files, speed, time left, failures; a slow one by the minute; the reason where it holds back."""
    strings = Strings.load("ko")
    told = IndexProgress("reading", 31_613, 12_340, failed=3, seconds_left=720, speed=25.4, slow="battery")
    assert (
        progress_words(told, strings)
        == "12,340 / 31,613 파일 · 1초에 25개 · 약 12분 남음 · 실패 3 · 배터리를 쓰는 중이라 천천히"
    )
    assert "1분에 40개" in progress_words(IndexProgress("reading", 100, 4, speed=0.67), strings)
    assert progress_words(IndexProgress("reading", 100, 4, slow="user"), strings).endswith("사용하시는 동안 천천히")
