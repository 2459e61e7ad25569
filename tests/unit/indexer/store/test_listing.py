"""A large library is filtered from memory, with the same answers as SQL, and follows what changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.store import catalog, listing
from indexer.store.database import FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY


def test_filters_answer_alike_in_memory_and_by_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every filter, state and offset gives the same rows and the same total, before and after changes."""
    store = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    states = ("indexed", "pending", "failed")
    store.catalog.put(
        FileRecord(f"/업무/{n % 7}_총무과/{n:04} 점검%_결과.hwp", n, n * 10**9, state=states[n % 3])
        for n in range(300)
    )
    asked = [(s, c, o) for s in (None, "pending") for c in ("", "3_총무", "점검%_", "0017", "없음") for o in (0, 60)]

    def answers() -> list[object]:
        return [store.catalog.files(s, c, o, 50) for s, c, o in asked]

    for _ in range(2):
        by_sql = answers()
        for module in (catalog, listing):
            monkeypatch.setattr(module, "LARGE", 10)
        assert answers() == by_sql
        assert store.catalog.listing.ids(None, "0017") is not None
        store.remove_file("/업무/3_총무과/0017 점검%_결과.hwp")
        assert store.catalog.files(contains="0017") == ([], 0)
        for module in (catalog, listing):
            monkeypatch.setattr(module, "LARGE", 20_000)
    store.close()
