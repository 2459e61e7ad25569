"""Files found by their names, however they are typed."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import Encrypted
from indexer.store import fresh, names
from indexer.store.database import FileRecord, Store, StoreKey
from indexer.store.names import words_of
from tests.helpers.small_engine import RAW_KEY

FILES = (
    "/업무/총무과/연가 지침(2025년 개정).hwp",
    "/업무/총무과/" + unicodedata.normalize("NFD", "연가지침_최종.hwpx"),
    "/업무/감사/2024 회의록.docx",
    "/업무/연가 지침/예산안.xlsx",  # the folder's name is no name of a file
    "/업무/감사/Budget-Plan v2.XLSX",
    "/업무/예산.pdf",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    opened.catalog.put(FileRecord(p, 1, n * 10**9, state="pending") for n, p in enumerate(FILES))
    yield opened
    opened.close()


def found(store: Store, query: str, limit: int = 10) -> list[int]:
    rows, total = store.catalog.named(query, limit)
    assert total >= len(rows)
    return [FILES.index(row.path) for row in rows]


@pytest.mark.parametrize(
    ("query", "files"),
    [
        ("연가지침", [1, 0]),  # spaces in the name, and a Mac's form of Hangul; the newer file first
        ("연가 지침", [1, 0]),
        ("지침을 연가", [1, 0]),  # particles, any order
        (unicodedata.normalize("NFD", "연가지침"), [1, 0]),
        ("연가 지침(2025년 개정).hwp", [0]),
        ("연가지ㅊ", [1, 0]),  # a syllable that is being typed
        ("회의", [2]),  # 의 is no particle here: one letter would be left
        ("회의록의", [2]),
        ("예산", [5, 3]),  # the name that is what was typed comes first
        ("budget plan", [4]),
        ("BUDGETPLAN", [4]),
        ("xlsx", [4, 3]),
        ("없는 이름", []),
        ("연가 없는말", []),
        ("", []),
        ("()", []),
    ],
)
def test_names_as_they_are_typed(store: Store, query: str, files: list[int]) -> None:
    assert found(store, query) == files


def test_how_many_there_are_and_why_one_was_not_read(store: Store) -> None:
    rows, total = store.catalog.named("지침", 1)
    assert (len(rows), total) == (1, 2)
    record = store.catalog.get(FILES[2])
    assert record is not None
    store.record_failure(record, Encrypted())
    (row,), _ = store.catalog.named("회의록", 5)
    assert (row.state, row.kind) == ("failed", "encrypted") and "암호" in row.message


def test_names_follow_what_changes(store: Store) -> None:
    assert found(store, "예산안") == [3]
    store.remove_file(FILES[3])
    assert found(store, "예산안") == []
    store.catalog.release()
    assert found(store, "예산") == [5]


def test_a_large_library_shows_the_old_names_while_the_new_are_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for names to be read again; a moment later they are there."""
    monkeypatch.setattr(names, "LARGE", 1)
    assert found(store, "예산안") == [3]
    store.catalog.put([FileRecord("/업무/예산안 2.xlsx", 1, 9 * 10**9, state="pending")])
    monkeypatch.setattr(fresh, "FRESH_SECONDS", 0.0)
    assert store.catalog.named("예산안", 9)[1] == 1
    end = time.monotonic() + 10
    while store.catalog.named("예산안", 9)[1] != 2:
        assert time.monotonic() < end
    store.catalog.release()


def test_words_of_a_query() -> None:
    assert words_of("연가 지침에서는 ㅊ") == ["연가", "지침"]
    assert words_of("가 나") == ["가", "나"]


def test_nothing_indexed(tmp_path: Path) -> None:
    with_none = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    assert with_none.catalog.named("연가", 10) == ([], 0)
    with_none.close()
