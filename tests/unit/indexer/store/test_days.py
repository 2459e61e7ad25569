"""Years and periods asked of memory: the same passages as by SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.errors import QueryError
from indexer.model import Passage
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY

TODAY = date(2026, 1, 15)
FACTS: tuple[dict[str, str], ...] = (
    {"about_year": "2025"}, {"released_on": "2024-12-31"}, {"revised_on": "2025-03"}, {"enforced_on": "2025-01-01"}, {},
    {"dated_on": "2026-01-02", "about_year": "2024"}, {"about_year": "이천"}, {"released_on": "2025-06-30"},
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    for number, facts in enumerate(FACTS):
        put(made, number, facts)
    return made


def put(store: Store, number: int, facts: dict[str, str]) -> None:
    some = [Passage(f"본문 {number} {n}", "paragraph") for n in range(2)]
    record = DocumentRecord(f"문서 {number}", "txt", metadata=facts)
    store.commit_document(FileRecord(f"/자료/{number}.txt", 1, 1), record, some, [{"m:본문": 1}] * 2)


@pytest.mark.parametrize("name", ["year", "period"])
@pytest.mark.parametrize(
    "value", ["2025", "2024", "2023", "2025-01-01", "2025-03", "2024-12..2025-02", "..2025-01-01", "2025..", "작년"]
)
def test_the_same_passages_as_by_sql(store: Store, name: str, value: str) -> None:
    found = store.catalog.select({name: value}, TODAY)
    assert found is not None
    assert found.tolist() == store.catalog._selection._meeting({name: value}, TODAY).tolist()


def test_some_value_finds_something_and_a_new_document_at_once(store: Store) -> None:
    before = store.catalog.select({"year": "2025"}, TODAY)
    put(store, 99, {"about_year": "2025"})
    after = store.catalog.select({"year": "2025"}, TODAY)
    assert before is not None and after is not None and len(before) > 2 and len(after) == len(before) + 2
    store.remove_file("/자료/99.txt")
    again = store.catalog.select({"year": "2025"}, TODAY)
    assert again is not None and again.tolist() == before.tolist()


def test_what_is_remembered_of_the_library_outlives_a_question(store: Store) -> None:
    """Settings and conversations are written without making anything of the library anew; a document is not."""
    commits = store.db.commits
    store.settings.set("가", 1)
    assert store.db.commits == commits
    with store.writing(), store.db.writing(library=False):
        pass
    assert store.db.commits == commits + 1
    put(store, 100, {})
    assert store.db.commits == commits + 2


def test_no_time_is_told(store: Store) -> None:
    with pytest.raises(QueryError):
        store.catalog.select({"year": "언젠가"}, TODAY)
