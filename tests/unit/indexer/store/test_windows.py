"""Windows of passages beside their vectors, in the real encrypted store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.store.check import check, repair
from indexer.store.database import Store
from indexer.store.windows import packed, unpacked
from tests.unit.indexer.store.test_vectors import SPACE, filled


def units(count: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)  # type: ignore[no-any-return]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = filled(tmp_path)
    opened.vectors.add(SPACE, list(range(1, 101)), units(100))
    opened.vectors.add_windows(SPACE, list(range(1, 101)), [units(1 + n % 3, n) for n in range(100)])
    yield opened
    opened.close()


def test_eight_bits_lose_next_to_nothing() -> None:
    """Cosines with what was packed differ by less than a hundredth; rows of nothing are no division by zero."""
    rows, query = units(50), units(1, 9)[0]
    assert np.abs(unpacked(packed(rows), 16) @ query - rows @ query).max() < 0.01
    assert (unpacked(packed(np.zeros((2, 16), np.float32)), 16) == 0).all()


def test_the_nearest_window_of_each_passage(store: Store) -> None:
    """The greatest cosine of a passage's own windows; passages without any are left out."""
    query = units(1, 77)[0]
    found = store.vectors.nearest_windows(SPACE, query * 5, [3, 99, 7, 150, 5_000])
    assert set(found) == {3, 99, 7}
    for passage, cosine in found.items():
        assert cosine == pytest.approx(float((units(1 + (passage - 1) % 3, passage - 1) @ query).max()), abs=0.01)
    assert store.vectors.nearest_windows("another", query, [3]) == {}
    assert store.vectors.nearest_windows(SPACE, query, []) == {}


def test_windows_come_later_for_vectors_of_an_older_version(store: Store) -> None:
    """What has a vector alone is named, oldest first, and no more once its windows are there."""
    store.vectors.add(SPACE, list(range(101, 111)), units(10))
    assert store.vectors.count_lacking_windows(SPACE) == 10
    some = [p.id for p in store.vectors.lacking_windows(SPACE, 4)]
    assert some == [101, 102, 103, 104]
    store.vectors.add_windows(SPACE, [*some, 999], [units(2)] * 5)  # 999 was deleted meanwhile
    assert store.vectors.count_lacking_windows(SPACE) == 6
    assert store.vectors.lacking_windows(SPACE, 1)[0].id == 105
    assert set(store.vectors.nearest_windows(SPACE, units(1)[0], [101, 105, 999])) == {101}


def test_windows_go_with_their_passage(store: Store) -> None:
    """A document taken away leaves no window; one without a vector is found by the check and removed."""
    store.remove_file("/0")
    assert store.vectors.nearest_windows(SPACE, units(1)[0], [1, 2, 3, 4, 5]).keys() == {5}
    assert all(f.ok for f in check(store))
    with store.db.writing() as connection:
        connection.execute("INSERT INTO window(passage, space, data) VALUES (77777, 1, x'00')")
    assert not all(f.ok for f in check(store))
    assert all(f.ok for f in repair(store))


def test_windows_are_in_the_encrypted_file_alone(store: Store, tmp_path: Path) -> None:
    """No plain SQLite file holds them."""
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "index.db").execute("SELECT count(*) FROM window")
