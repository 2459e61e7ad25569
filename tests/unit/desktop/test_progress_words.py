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
