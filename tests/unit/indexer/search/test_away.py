"""Another embedder's vectors in place of ours: its order on our scale, what it lacks by ours, late or wrong not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from connectors.errors import Busy
from indexer.search.away import Away
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.syncing import sync
from tests.helpers.small_engine import RAW_KEY, Reader, WallClock, split, terms_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    papers = tmp_path / "자료"
    papers.mkdir()
    (papers / "가.txt").write_text("\n".join(f"문장 {i}" for i in range(6)), encoding="utf-8")
    list(sync(made, Reader(), split, terms_of, [papers], cancel=threading.Event(), clock=WallClock()))
    yield made
    made.close()


def away(store: Store, embed: Callable[[str], np.ndarray], wait: float = 5.0) -> tuple[Away, list[str], list[int]]:
    told: list[str] = []
    late: list[int] = []
    return Away(store.vectors, "먼 곳", embed, wait, lambda: late.append(1), told.append), told, late


def near(ids: list[int], scores: list[float]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(ids, np.int64), np.array(scores, np.float32)


def test_its_order_on_our_scale(store: Store) -> None:
    """The other's best gets our best score, its last our last; a passage that it lacks keeps ours."""
    ids = [int(r[0]) for r in store.db.rows("SELECT id FROM passage ORDER BY id")]
    angles = np.linspace(0, 1.5, 5)
    store.vectors.add("먼 곳", ids[:5], np.stack([np.cos(angles), np.sin(angles)], 1).astype(np.float32))
    ours = near([ids[4], ids[5], ids[0]], [0.9, 0.85, 0.7])
    made, told, _ = away(store, lambda _text: np.array([1.0, 0.0], np.float32))
    awaited = made.ask("물음")
    found, scores = awaited.instead(ours, 10, None)
    assert (found[0], scores[0]) == (ids[0], pytest.approx(0.9, abs=1e-3))
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert scores[found == ids[5]] == pytest.approx(0.85)
    assert scores[found == ids[4]] == pytest.approx(0.7, abs=1e-3)
    assert len(found) == 6
    # A second look of the same question, among some only, is on the same scale.
    some, again = awaited.instead(near([], []), 10, np.array(ids[1:3], np.int64))
    assert again.tolist() == pytest.approx([float(scores[found == i][0]) for i in some.tolist()])
    assert told == []


def test_not_in_time(store: Store) -> None:
    """Who does not answer in time, or fails, leaves ours as they are, and it is told once."""
    gate = threading.Event()
    ours = near([1, 2], [0.9, 0.8])
    made, told, late = away(store, lambda _text: (gate.wait(10), np.ones(2, np.float32))[1], 0.1)
    began = time.monotonic()
    awaited = made.ask("물음")
    for _ in range(2):
        assert awaited.instead(ours, 10, None) is ours
    assert time.monotonic() - began < 1
    assert (len(told), len(late)) == (1, 1)
    gate.set()

    def busy(_text: str) -> np.ndarray:
        raise Busy

    made, told, late = away(store, busy)
    assert made.ask("물음").instead(ours, 10, None) is ours
    assert (len(told), late) == (1, [])
    assert "바쁘거나" in told[0]


def test_another_dimension(store: Store) -> None:
    """A model that was exchanged behind its name is told, not searched with."""
    ids = [int(r[0]) for r in store.db.rows("SELECT id FROM passage ORDER BY id")]
    store.vectors.add("먼 곳", ids[:2], np.eye(2, dtype=np.float32))
    made, told, _ = away(store, lambda _text: np.ones(3, np.float32))
    ours = near([ids[0]], [0.9])
    assert made.ask("물음").instead(ours, 10, None) is ours
    assert len(told) == 1


def test_removed_a_space(store: Store) -> None:
    """Its vectors, its counts and its files go, others stay."""
    ids = [int(r[0]) for r in store.db.rows("SELECT id FROM passage ORDER BY id")]
    for space in ("먼 곳", "가까운 곳"):
        store.vectors.add(space, ids, np.ones((len(ids), 2), np.float32))
    store.vectors.save_cache(always=True)
    assert store.vectors.which("먼 곳", [*ids, 999]) == set(ids)
    assert store.vectors.remove("먼 곳") == len(ids)
    assert store.vectors.spaces() == ["가까운 곳"]
    assert store.vectors.which("먼 곳", ids) == set()
    assert not store.vectors.cache_path("먼 곳").exists()
    assert store.vectors.count("가까운 곳") == len(ids)
    assert store.vectors.remove("먼 곳") == 0
