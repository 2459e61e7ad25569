"""Sources, exclusions, file rows and filters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from indexer.errors import QueryError, Unsupported
from indexer.model import Passage
from indexer.store.database import DocumentRecord, Store, StoreKey
from indexer.store.records import FileRecord
from tests.helpers.small_engine import RAW_KEY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    for number, (path, form, day) in enumerate(
        [
            ("/자료/예산/2025 예산안.hwp", "hwp5", "2025-03-01"),
            ("/자료/예산/집행_결과.pdf", "pdf", "2025-06-30"),
            ("/자료/예산2/여비.hwpx", "hwpx", "2026-01-01"),
            (unicodedata.normalize("NFD", "/자료/한글 이름.DOCX"), "docx", "2026-02-02"),
        ]
    ):
        mtime = int(datetime.strptime(day, "%Y-%m-%d").astimezone().timestamp()) * 10**9
        passages = [Passage(f"본문 {number}", "paragraph"), Passage(f"표 {number}", "table")]
        opened.commit_document(
            FileRecord(path, 100 + number, mtime, "d"), DocumentRecord(f"제목 {number}", form, 7), passages, [{}, {}]
        )
    opened.record_failure(FileRecord("/자료/그림.txt", 5, 0), Unsupported())
    opened.catalog.put([FileRecord("/자료/대기.txt", 1, 0), FileRecord("/자료/온라인.txt", 1, 0, state="skipped")])
    yield opened
    opened.close()


def test_sources_and_exclusions_come_and_go(store: Store) -> None:
    """Adding twice is once; removing says whether there was one."""
    catalog = store.catalog
    catalog.add_source("/자료", now=0)
    catalog.add_source("/자료", now=99)
    assert [(s.path, s.added[:4], s.device) for s in catalog.sources()] in (
        [("/자료", "1970", "")],
        [("/자료", "1969", "")],
    )
    catalog.seen_on("/자료", "42")
    assert catalog.sources()[0].device == "42"
    assert catalog.remove_source("/자료") and not catalog.remove_source("/자료")
    catalog.exclude("*.bak")
    catalog.exclude("*.bak")
    assert catalog.exclusions() == ["*.bak"] and catalog.include("*.bak") and not catalog.include("*.bak")


def test_rows_tell_state_title_pages_and_reason(store: Store) -> None:
    """One page of the library, its total, and the facts of each row."""
    rows, total = store.catalog.files(offset=1, limit=2)
    assert total == 7 and len(rows) == 2
    by_name = {unicodedata.normalize("NFC", Path(r.path).name): r for r in store.catalog.files()[0]}
    first = by_name["2025 예산안.hwp"]
    assert (first.state, first.format, first.title, first.pages, first.passages, first.size) == (
        "indexed", "hwp5", "제목 0", 7, 2, 100,
    )  # fmt: skip
    assert first.modified.startswith("2025-03-01T00:00:00")
    failed = by_name["그림.txt"]
    assert (failed.state, failed.kind, failed.message) == ("failed", "unsupported", Unsupported.message)
    assert store.catalog.files(state="pending")[1] == 1
    assert store.catalog.counts() == {"files": 7, "indexed": 4, "failed": 1, "pending": 1, "skipped": 1}
    assert store.catalog.counts("/자료/예산")["files"] == 2
    assert [f.path for f in store.catalog.failures()] == ["/자료/그림.txt"] and not store.catalog.failures(
        "/자료/예산"
    )


@pytest.mark.parametrize(("typed", "count"), [("예산", 3), ("한글 이름.docx", 1), ("_", 1), ("%", 0), ("/자료/", 7)])
def test_names_are_found_as_typed(store: Store, typed: str, count: int) -> None:
    """Whatever the case or the form on disk; % and _ are themselves."""
    assert store.catalog.files(contains=typed)[1] == count


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"type": "hwp"}, [1, 2]),
        ({"type": ".PDF"}, [3, 4]),
        ({"path": "/자료/예산/"}, [1, 2, 3, 4]),
        ({"path": "/자료/예산"}, [1, 2, 3, 4, 5, 6]),
        ({"name": "한글"}, [7, 8]),
        ({"after": "2025-06-30"}, [3, 4, 5, 6, 7, 8]),
        ({"before": "2025-06-30"}, [1, 2]),
        ({"after": "2025-01-01", "before": "2026-01-01", "kind": "table"}, [2, 4]),
        ({"name": "없는 이름"}, []),
    ],
)
def test_filters_choose_passages(store: Store, filters: dict[str, str], numbers: list[int]) -> None:
    """Several filters all hold; ids ascend."""
    chosen = store.catalog.select(filters)
    assert chosen is not None and chosen.tolist() == numbers


def test_filters_that_cannot_be_used_are_told_in_korean(store: Store) -> None:
    """An unknown key and a date that is none are the asker's errors; no filter is no filter."""
    assert store.catalog.select({}) is None
    for filters in ({"author": "김"}, {"after": "작년"}, {"before": "2025-13-01"}):
        with pytest.raises(QueryError) as told:
            store.catalog.select(filters)
        assert told.value.message.endswith("습니다.") or told.value.message.endswith("조건입니다.")


def test_a_source_is_summed_up(store: Store) -> None:
    """Files by state, their bytes, and when the latest changed; a folder without files has no such time."""
    catalog = store.catalog
    counts, size, changed = catalog.summary("/자료")
    assert counts == catalog.counts("/자료") and size == catalog.extent("/자료")[1]
    catalog.put([FileRecord("/자료/새것.txt", 70, 1_900_000_000_500_000_000)])
    assert catalog.summary("/자료")[1:] == (size + 70, 1_900_000_000.5)
    assert catalog.summary("/없음")[1:] == (0, None)
    assert changed is None or changed < 1_900_000_000
