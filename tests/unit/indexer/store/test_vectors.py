"""Vectors and their sealed cache, with a real FAISS index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.model import Passage
from indexer.store import faiss_index, seal
from indexer.store.check import check, repair
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from indexer.store.vectors import VectorIndex
from tests.helpers.small_engine import RAW_KEY

KEY = StoreKey(raw=RAW_KEY)
SPACE = "시험 공간 v1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = filled(tmp_path)
    yield opened
    assert all(f.ok for f in check(opened))
    opened.close()


def filled(home: Path) -> Store:
    """Fifty documents of four passages."""
    opened = Store.open(home, KEY)
    for n in range(50):
        passages = [Passage(f"문서 {n} 문단 {i}", "paragraph") for i in range(4)]
        opened.commit_document(FileRecord(f"/{n}", 1, 1), DocumentRecord("", "txt"), passages, [{"가": 1}] * 4)
    return opened


def some(count: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)


def fill(store: Store, index: VectorIndex | None = None) -> NDArray[np.float32]:
    vectors = some(200)
    (index or store.vectors).add(SPACE, list(range(1, 201)), vectors)
    return vectors


def nearest(vectors: NDArray[np.float32], query: NDArray[np.float32], k: int) -> list[int]:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return (np.argsort(-(unit @ query), kind="stable")[:k] + 1).tolist()


def test_the_nearest_by_cosine_are_found(store: Store) -> None:
    """Same passages as an exact search, cosines between -1 and 1, best first."""
    vectors = fill(store)
    for seed in range(5):
        query = some(1, seed + 10)[0]
        ids, scores = store.vectors.search(SPACE, query, 10)
        assert ids.tolist() == nearest(vectors, query, 10)
        assert scores[0] <= 1.001 and (scores[:-1] >= scores[1:]).all()
    ids, scores = store.vectors.search(SPACE, vectors[7] * 9, 1)
    assert ids.tolist() == [8] and scores[0] == pytest.approx(1, abs=2e-3)


def test_filters_hold(store: Store) -> None:
    """Only allowed passages come back, all of them if k is large enough."""
    fill(store)
    allowed = np.array([3, 50, 199, 5_000_000], np.int64)
    ids, _ = store.vectors.search(SPACE, some(1)[0], 10, allowed)
    assert sorted(ids.tolist()) == [3, 50, 199]
    assert len(store.vectors.search(SPACE, some(1)[0], 10, np.zeros(0, np.int64))[0]) == 0


def test_pending_shrinks_to_nothing_and_grows_with_new_passages(store: Store) -> None:
    """Oldest first; a deleted passage is neither pending nor found."""
    assert store.vectors.count_pending(SPACE) == 200 and store.vectors.count(SPACE) == 0
    first = store.vectors.pending(SPACE, 3)
    assert [p.id for p in first] == [1, 2, 3] and first[0].passage.text == "문서 0 문단 0"
    store.vectors.add(SPACE, [2, 1], some(2))
    assert [p.id for p in store.vectors.pending(SPACE, 3)] == [3, 4, 5]
    fill(store)
    assert store.vectors.pending(SPACE, 3) == [] and store.vectors.count_pending(SPACE) == 0
    store.remove_file("/3")
    assert store.vectors.count(SPACE) == 196
    assert not set(store.vectors.search(SPACE, some(1)[0], 300)[0].tolist()) & set(range(13, 17))
    store.commit_document(FileRecord("/new", 1, 1), DocumentRecord("", "txt"), [Passage("새", "paragraph")], [{}])
    assert [p.id for p in store.vectors.pending(SPACE, 3)] == [201]


def test_vectors_of_passages_that_are_gone_and_repeated_ones_are_left_out(store: Store) -> None:
    """A batch that was embedded while its file was deleted does no harm; a repeated batch changes nothing."""
    store.vectors.search(SPACE, some(1)[0], 1)
    vectors = fill(store)
    fill(store)
    store.vectors.add(SPACE, [999], some(1))
    assert store.vectors.count(SPACE) == 200
    assert len(store.vectors.search(SPACE, vectors[0], 400)[0]) == 200


def test_spaces_are_kept_apart(store: Store) -> None:
    """Another embedder's vectors have their own dimensions and their own pending passages."""
    fill(store)
    store.vectors.add("다른 공간", [1], np.ones((1, 8), np.float32))
    assert store.vectors.count_pending("다른 공간") == 199
    assert store.vectors.search("다른 공간", np.ones(8, np.float32), 5)[0].tolist() == [1]
    assert len(store.vectors.search("없는 공간", np.ones(8, np.float32), 5)[0]) == 0


@pytest.mark.parametrize("bad", [np.ones((1, 9)), np.full((1, 16), np.nan), np.ones((2, 16)), np.ones(16)])
def test_vectors_that_do_not_fit_are_refused(store: Store, bad: NDArray[np.float32]) -> None:
    """Wrong dimensions, no numbers, wrong count: nothing is stored."""
    fill(store)
    with pytest.raises(ValueError):
        store.vectors.add(SPACE, [1], bad)
    with pytest.raises(ValueError):
        store.vectors.search(SPACE, np.ones(9, np.float32), 1)
    assert store.vectors.count(SPACE) == 200


def test_the_index_holds_the_numbers_of_the_database(store: Store) -> None:
    """What FAISS gives back for a passage is, bit for bit, the fp16 vector that is stored."""
    fill(store)
    store.vectors.search(SPACE, some(1)[0], 1)
    index = store.vectors._loaded[SPACE].index
    rows, ids = faiss_index.rows_at(index, slice(None)), faiss_index.ids(index).tolist()
    for passage in (1, 77, 200):
        kept = store.db.value("SELECT data FROM vector WHERE passage = ?", (passage,))
        assert rows[ids.index(passage)].astype("<f2").tobytes() == kept


def test_the_cache_is_used_and_says_nothing_in_plain(store: Store) -> None:
    """Saved, sealed, loaded again: same answers; the vectors' bytes are not in the file."""
    vectors = fill(store)
    store.vectors.save_cache()
    path = store.vectors.cache_path(SPACE)
    assert path.exists() and store.vectors.cache_opens(SPACE)
    half = (vectors[0] / np.linalg.norm(vectors[0])).astype(np.float16).astype(np.float32).tobytes()
    assert half[:16] not in path.read_bytes() and b"IxMp" not in path.read_bytes()
    before = store.vectors.search(SPACE, some(1, 9)[0], 20)
    store.close()
    again = Store.open(store.home, KEY)
    after = again.vectors.search(SPACE, some(1, 9)[0], 20)
    assert before[0].tolist() == after[0].tolist() and before[1].tolist() == after[1].tolist()
    again.close()
    store.__init__(store.home, Store.open(store.home, KEY).db)  # type: ignore[misc]


def test_a_cache_that_is_behind_is_brought_up_to_date(tmp_path: Path) -> None:
    """Vectors added and removed after the cache was written are there, and gone, at the next start."""
    store = filled(tmp_path)
    vectors = some(200)
    store.vectors.add(SPACE, list(range(1, 151)), vectors[:150])
    store.vectors.save_cache()
    store.vectors.add(SPACE, list(range(151, 201)), vectors[150:])
    store.remove_file("/0")
    store.vectors.save_cache()  # too little has changed: the file stays as it is
    store.close()
    store = Store.open(tmp_path, KEY)
    ids = store.vectors.search(SPACE, vectors[160], 400)[0].tolist()
    assert ids[0] == 161 and sorted(ids) == list(range(5, 201))
    store.close()


def test_writing_the_cache_loads_only_what_was_written(tmp_path: Path) -> None:
    """A space that nobody has searched or added to since the start stays on disk."""
    store = filled(tmp_path)
    fill(store)
    store.vectors.add("옛 공간", list(range(1, 201)), some(200, 5))
    store.vectors.save_cache()
    store.close()
    store = Store.open(tmp_path, KEY)
    store.vectors.add("새 공간", list(range(1, 201)), some(200, 6))
    store.vectors.save_cache()
    assert set(store.vectors._loaded) == {"새 공간"} and store.vectors.cache_opens("새 공간")
    store.vectors.save_cache(always=True)
    assert set(store.vectors._loaded) == {SPACE, "옛 공간", "새 공간"}
    store.close()


@pytest.mark.parametrize("seed", range(24))
def test_a_flipped_cut_or_swapped_cache_is_rebuilt_from_the_database(tmp_path: Path, seed: int) -> None:
    """Whatever happens to the file, the answers are right and nothing has to be embedded again."""
    rng = random.Random(seed)
    store = filled(tmp_path)
    vectors = fill(store)
    store.vectors.add("다른 공간", list(range(1, 201)), some(200, 5))
    store.vectors.save_cache()
    path, other = store.vectors.cache_path(SPACE), store.vectors.cache_path("다른 공간")
    store.close()
    data = bytearray(path.read_bytes())
    if seed % 4 == 0:
        data = data[: rng.randrange(len(data))]
    elif seed % 4 == 1:
        data = bytearray(other.read_bytes())
    elif seed % 4 == 2:
        data += b"x"
    for _ in range(16 if seed % 4 == 3 else 0):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    store = Store.open(tmp_path, KEY)
    assert not store.vectors.cache_opens(SPACE)
    assert "cache" in [f.name for f in check(store) if not f.ok]
    query = some(1, seed)[0]
    assert store.vectors.search(SPACE, query, 10)[0].tolist() == nearest(vectors, query, 10)
    assert all(f.ok for f in repair(store)) and store.vectors.cache_opens(SPACE)
    store.close()


def test_a_cache_of_another_profile_does_not_open(tmp_path: Path) -> None:
    """The key of the seal lies in the database, and each profile has its own."""
    one, two = filled(tmp_path / "1"), filled(tmp_path / "2")
    fill(one)
    two.vectors.add(SPACE, list(range(1, 201)), some(200, 9))
    one.vectors.save_cache()
    two.vectors.cache_path(SPACE).write_bytes(one.vectors.cache_path(SPACE).read_bytes())
    assert not two.vectors.cache_opens(SPACE)
    query = some(1, 3)[0]
    assert two.vectors.search(SPACE, query, 5)[0].tolist() == nearest(some(200, 9), query, 5)
    one.close()
    two.close()


def test_seals_hold_many_chunks_and_keep_the_old_file_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks cannot be swapped or left out; a write that fails leaves the old file."""
    monkeypatch.setattr(seal, "_CHUNK", 100)
    path, key = tmp_path / "s", bytes(32)
    data = bytes(range(256)) * 2
    seal.write(path, key, "p", data)
    assert seal.read(path, key, "p") == data
    seal.write(tmp_path / "empty", key, "p", b"")
    assert seal.read(tmp_path / "empty", key, "p") == b""
    sealed = path.read_bytes()
    first, second = sealed[20:140], sealed[140:260]
    for broken in (sealed[:20] + second + first + sealed[260:], sealed[:20] + sealed[140:], sealed[:-1], b""):
        path.write_bytes(broken)
        with pytest.raises(seal.Broken):
            seal.read(path, key, "p")
    path.write_bytes(sealed)
    for wrong_key, purpose in ((bytes(31) + b"x", "p"), (key, "q")):
        with pytest.raises(seal.Broken):
            seal.read(path, wrong_key, purpose)
    (tmp_path / "s.new").mkdir()
    with pytest.raises(OSError):
        seal.write(path, key, "p", b"new")
    assert seal.read(path, key, "p") == data


def test_counts_are_kept_while_vectors_come_and_go(store: Store) -> None:
    """What is remembered is what the database counts, over adding twice, replacing, removing and an undone change."""

    def counted() -> tuple[int, int]:
        sql = "SELECT count(*) FROM vector v JOIN space s ON s.id = v.space WHERE s.name = ?"
        vectors, passages = store.db.value(sql, (SPACE,)), store.db.value("SELECT count(*) FROM passage")
        return vectors, passages - vectors

    def told() -> tuple[int, int]:
        return store.vectors.count(SPACE), store.vectors.count_pending(SPACE)

    assert told() == counted() == (0, 200)
    store.vectors.add(SPACE, list(range(1, 101)), some(100))
    assert told() == counted() == (100, 100)
    store.vectors.add(SPACE, list(range(51, 201)), some(150))
    assert told() == counted() == (200, 0)
    store.vectors.add("ein anderer", [1, 2], some(2))
    store.remove_file("/0")
    assert told() == counted() == (196, 0) and store.vectors.count("ein anderer") == 0
    store.commit_document(
        FileRecord("/1", 1, 1), DocumentRecord("", "txt"), [Passage("neu", "paragraph")], [{"가": 1}]
    )
    assert told() == counted() == (192, 1)
    with pytest.raises(ZeroDivisionError), store.writing():
        store.remove_file("/2")
        raise ZeroDivisionError
    assert told() == counted() == (192, 1)
