"""What a library can be filtered by."""

from __future__ import annotations

from pathlib import Path

from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.store.facets import facets
from tests.helpers.small_engine import RAW_KEY


def test_facets_are_counted_and_named_as_officials_do(tmp_path: Path) -> None:
    """HWP and HWPX are one type; years come newest first; what no document says is not offered."""
    store = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    with store.writing() as connection:
        for form, metadata in (
            ("hwp5", '{"kind": "공문", "department": "총무과", "about_year": "2024"}'),
            ("hwpx", '{"kind": "공문", "department": "회계과", "about_year": "2025"}'),
            ("pdf", '{"kind": "조례"}'),
        ):
            connection.execute(
                "INSERT INTO document(title, format, metadata, warnings, passages) VALUES ('', ?, ?, '[]', 1)",
                (form, metadata),
            )
    found = facets(store.db)
    assert found.types == (("한글", 2), ("pdf", 1))
    assert found.kinds == (("공문", 2), ("조례", 1))
    assert found.departments == (("총무과", 1), ("회계과", 1))
    assert found.years == (("2025", 1), ("2024", 1))
    store.close()
