"""Coarse codes over the exact vectors: what they bring, what they must never bring, and their sealed file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.model import Passage
from indexer.store import faiss_index, space
from indexer.store.check import check
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from indexer.store.space import LoadedSpace
from tests.helpers.small_engine import RAW_KEY

SIZE, COUNT, NAME = 48, 3_000, "공간"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes are made for few vectors already."""
    monkeypatch.setattr(space, "COARSE_FROM", 1_000)
    monkeypatch.setattr(space, "_LOOK", 300)


def rows(count: int = COUNT, seed: int = 1) -> NDArray[np.float32]:
    """Unit vectors in some hundred heaps that all point one way, as an encoder's do."""
    dice = np.random.default_rng(seed)
    heaps = dice.standard_normal((120, SIZE)) + 1.5
    found = heaps[dice.integers(0, 120, count)] + 0.6 * dice.standard_normal((count, SIZE))
    return faiss_index.unit(found).astype(np.float16).astype(np.float32)


def loaded(vectors: NDArray[np.float32]) -> LoadedSpace:
    made = LoadedSpace(faiss_index.empty(SIZE), SIZE)
    made.add(np.arange(len(vectors)) * 3 + 1, vectors)
    assert made.sharpen()
    return made


def test_nearly_all_of_the_nearest_are_found_with_exact_scores() -> None:
    """Of the exact best ten the codes lose next to none; what is found has the score that an exact search gives."""
    vectors = rows()
    made = loaded(vectors)
    kept = 0
    for at in range(0, 300, 7):
        query = faiss_index.unit(vectors[at : at + 1] + 0.05)
        ids, scores = made.search(query, 10, None)
        exact_scores, exact = made.index.search(query, 10)
        kept += len(set(ids.tolist()) & set(exact[0].tolist()))
        assert ids[0] == exact[0][0] and scores[0] == pytest.approx(exact_scores[0][0], abs=1e-5)
        assert (scores[:-1] >= scores[1:]).all()
    assert kept >= 0.98 * 10 * len(range(0, 300, 7))


def test_deleted_and_forbidden_passages_never_come_and_new_ones_do() -> None:
    """The codes of a deleted vector stay for a while; its passage is not found all the same."""
    vectors = rows()
    made = loaded(vectors)
    query = vectors[5:6]
    assert made.search(query, 1, None)[0].tolist() == [16]
    made.forget({16, 999_999})
    assert 16 not in made.search(query, 50, None)[0]
    some = np.arange(COUNT)[::2] * 3 + 1  # half of them: the codes are used
    found = made.search(query, 50, some)[0]
    assert len(found) == 50 and set(found.tolist()) <= set(some.tolist())
    few = np.array([4, 7, 10], np.int64)
    assert sorted(made.search(query, 50, few)[0].tolist()) == [4, 7, 10]
    made.add(np.array([1_000_000]), vectors[5:6])
    assert made.search(query, 1, None)[0].tolist() == [1_000_000]


def test_codes_are_made_anew_once_a_tenth_of_them_is_stale_and_dropped_for_few() -> None:
    """Then no code of a deleted vector is left."""
    made = loaded(rows())
    made.forget(set(range(1, 3 * COUNT, 6)))
    assert made.sharpen() and len(faiss_index.ids(made.coarse)) == COUNT // 2
    made.forget({n for n in made.ids().tolist() if n > 600})
    assert not made.sharpen() and made.coarse is None
    assert len(made.search(rows()[:1], 5, None)[0]) == 5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    for n in range(COUNT // 100):
        passages = [Passage(f"문단 {i}", "paragraph") for i in range(100)]
        opened.commit_document(FileRecord(f"/{n}", 1, 1), DocumentRecord("", "txt"), passages, [{"가": 1}] * 100)
    yield opened
    assert all(f.ok for f in check(opened))
    opened.close()


@pytest.mark.parametrize("harm", ["none", "missing", "flipped", "behind"])
def test_the_sealed_codes_may_be_missing_broken_or_behind(store: Store, harm: str) -> None:
    """Whatever lies on the disk, the next start answers as before."""
    vectors = rows()
    store.vectors.add(NAME, list(range(1, COUNT + 1)), vectors)
    store.vectors.save_cache()
    before = store.vectors.search(NAME, vectors[17], 20)
    coarse = store.vectors._sealed.coarse_path(NAME)
    assert coarse.exists()
    if harm == "missing":
        coarse.unlink()
    elif harm == "flipped":
        data = bytearray(coarse.read_bytes())
        data[len(data) // 2] ^= 1
        coarse.write_bytes(data)
    elif harm == "behind":
        store.remove_file("/20")
    store.close()
    again = Store.open(store.home, StoreKey(raw=RAW_KEY))
    gone = set(range(2_001, 2_101)) if harm == "behind" else set()
    after = again.vectors.search(NAME, vectors[17], 20)[0].tolist()
    assert not gone & set(after)
    assert [i for i in before[0].tolist() if i not in gone] == after[: len([i for i in before[0] if i not in gone])]
    again.vectors.save_cache()
    assert coarse.exists()
    again.close()
    store.__init__(store.home, Store.open(store.home, StoreKey(raw=RAW_KEY)).db)  # type: ignore[misc]
