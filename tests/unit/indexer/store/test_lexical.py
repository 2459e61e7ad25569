"""The keyword index against BM25 written out by hand, through commits, deletions, folds, merges and restarts."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from indexer.model import Passage
from indexer.store import segments
from indexer.store.check import check
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from indexer.store.scoring import Bm25, best, term_id
from tests.helpers.small_engine import RAW_KEY

KEY = StoreKey(raw=RAW_KEY)
Terms = Mapping[str, int]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, KEY)
    yield opened
    assert all(f.ok for f in check(opened))
    opened.close()


def put(store: Store, path: str, *terms: Terms) -> None:
    passages = [Passage(" ".join(t), "paragraph") for t in terms]
    store.commit_document(FileRecord(path, 1, 1), DocumentRecord(path, "txt"), passages, terms)


def by_hand(documents: Mapping[int, Terms], query: Mapping[str, float]) -> dict[int, float]:
    """BM25, k1 1.2, b 0.75, Lucene's idf, in double precision."""
    average = sum(sum(t.values()) for t in documents.values()) / len(documents)
    scores: dict[int, float] = {}
    for term, weight in query.items():
        df = sum(term in t for t in documents.values())
        idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
        for number, terms in documents.items():
            if term in terms:
                tf, length = terms[term], sum(terms.values())
                part = weight * idf * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / average))
                scores[number] = scores.get(number, 0.0) + part
    return scores


def some_terms(rng: random.Random) -> Terms:
    return Counter(f"말{int(rng.paretovariate(0.7)) % 60}" for _ in range(rng.randint(1, 30)))


def test_scores_are_those_of_bm25(store: Store) -> None:
    """Every passage with a term is found, with the score computed by hand, best first."""
    rng = random.Random(3)
    documents = {n + 1: some_terms(rng) for n in range(200)}
    for number, terms in documents.items():
        put(store, f"/{number}", terms)
    for query in ({"말1": 1.0}, {"말2": 1.0, "말5": 2.5, "말30": 0.5}, {"말1": 1.0, "없음": 1.0, "말2": -1.0}):
        wanted = by_hand(documents, {t: w for t, w in query.items() if w > 0})
        ids, scores = store.lexical.search(query, 1000)
        assert set(ids.tolist()) == set(wanted)
        assert scores.tolist() == pytest.approx([wanted[i] for i in ids.tolist()], rel=1e-5)
        assert (scores[:-1] >= scores[1:]).all()
        assert store.lexical.search(query, 7)[0].tolist() == ids[:7].tolist()


@pytest.mark.parametrize("seed", range(6))
def test_any_history_ends_like_a_clean_rebuild(tmp_path: Path, seed: int) -> None:
    """Commits, replacements, deletions, folds, merges and restarts in any order change no score by one bit."""
    rng = random.Random(seed)
    store = Store.open(tmp_path / "a", KEY)
    living: dict[str, list[Terms]] = {}
    for _ in range(250):
        path, what = f"/{rng.randrange(60)}", rng.random()
        if what < 0.7:
            living.pop(path, None)  # a replaced document is the newest one
            living[path] = [some_terms(rng) for _ in range(rng.randint(0, 4))]
            put(store, path, *living[path])
        elif what < 0.85:
            living.pop(path, None)
            store.remove_file(path)
        elif what < 0.93:
            store.lexical.fold()
        elif what < 0.97:
            store.lexical.maintain(idle=True)
        else:
            store.close()
            store = Store.open(tmp_path / "a", KEY)
    clean = Store.open(tmp_path / "b", KEY)
    for path, terms in living.items():
        put(clean, path, *terms)
    for _ in range(30):
        query = [f"말{rng.randrange(60)}" for _ in range(rng.randint(1, 6))]
        ids, scores = store.lexical.search(query, 500)
        clean_ids, clean_scores = clean.lexical.search(query, 500)
        assert scores.tolist() == clean_scores.tolist()
        told = [(p.path, p.ordinal) for p in store.passages.get(ids.tolist()).values()]
        assert told == [(p.path, p.ordinal) for p in clean.passages.get(clean_ids.tolist()).values()]
        assert store.lexical.document_frequency(query[0]) == clean.lexical.document_frequency(query[0])
    store.lexical.maintain(idle=True)
    every = [f"말{n}" for n in range(70)]
    for term, count in store.lexical.document_frequencies(every).items():
        assert count >= clean.lexical.document_frequency(term)  # deleted ones are counted until a merge
    assert all(f.ok for f in check(store))
    store.close()
    clean.close()


def test_recent_passages_are_folded_and_segments_merged(store: Store) -> None:
    """About 2,000 passages make a segment; idle upkeep makes few of many; the answer stays the same."""
    rng = random.Random(1)
    for n in range(65):
        put(store, f"/{n}", *(some_terms(rng) for _ in range(100)))
        store.lexical.maintain()
    assert store.lexical.segment_sizes() == [2000, 2000, 2000]
    before = store.lexical.search(["말3", "말7"], 50)
    store.lexical.maintain(idle=True)
    assert store.lexical.segment_sizes() == [6500]  # the 500 recent ones were folded first
    after = store.lexical.search(["말3", "말7"], 50)
    assert before[0].tolist() == after[0].tolist() and before[1].tolist() == after[1].tolist()
    assert store.db.value("SELECT count(DISTINCT segment) FROM posting") == 1
    for n in range(30):
        store.remove_file(f"/{n}")
    store.lexical.maintain(idle=True)
    assert store.lexical.segment_sizes() == [store.passages.count()] == [3500]
    assert store.db.value("SELECT count(*) FROM dead") == 0


def test_a_merge_that_was_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    """A segment that was being built is swept at the next start; the old ones still answer."""
    store = Store.open(tmp_path, KEY)
    for n in range(4):
        put(store, f"/{n}", *({"가": n + 1, f"말{i}": 1} for i in range(5)))
        store.lexical.fold()
    before = store.lexical.search(["가"], 50)
    old = segments.load(store.db)
    segments.build_merged(store.db, old, np.ones(20, np.bool_))  # and never switched
    store.close()
    store = Store.open(tmp_path, KEY)
    assert store.db.value("SELECT count(*) FROM segment") == 4
    assert store.db.value("SELECT count(DISTINCT segment) FROM posting") == 4
    assert store.lexical.search(["가"], 50)[1].tolist() == before[1].tolist()
    assert all(f.ok for f in check(store))
    store.close()


def test_only_allowed_passages_are_ranked(store: Store) -> None:
    """A filter takes passages out of the result, not out of the statistics; unknown ids do nothing."""
    for n in range(10):
        put(store, f"/{n}", {"가": 1, "나": n + 1})
    everything = dict(zip(*(a.tolist() for a in store.lexical.search(["가"], 20)), strict=True))
    ids, scores = store.lexical.search(["가"], 20, np.array([9, 3, 777, -1], np.int64))
    assert sorted(ids.tolist()) == [3, 9] and scores.tolist() == [everything[i] for i in ids.tolist()]
    assert len(store.lexical.search(["가"], 20, np.zeros(0, np.int64))[0]) == 0


def test_nothing_asked_or_nothing_there_gives_nothing(store: Store) -> None:
    """An empty index, an empty query, an unknown term, k of zero."""
    assert len(store.lexical.search(["가"], 5)[0]) == 0
    put(store, "/a", {"가": 1}, {})
    assert [len(store.lexical.search(q, k)[0]) for q, k in (([], 5), (["나"], 5), (["가"], 0), (["가"], 5))] == [
        0,
        0,
        0,
        1,
    ]
    assert store.lexical.document_frequency("가") == 1 and store.lexical.document_frequency("나") == 0


def test_a_term_asked_twice_counts_twice(store: Store) -> None:
    """A list with a repeated term is a mapping with twice the weight."""
    put(store, "/a", {"가": 1, "나": 3}, {"나": 1})
    twice, weighted = store.lexical.search(["가", "나", "가"], 5), store.lexical.search({"가": 2.0, "나": 1.0}, 5)
    assert twice[1].tolist() == weighted[1].tolist()


def test_huge_frequencies_and_lengths_are_capped_not_broken(store: Store) -> None:
    """More than 255 of a term and more than 65,535 terms still store and rank."""
    put(store, "/a", {"가": 100_000, "나": 1}, {"가": 1, "나": 1})
    store.lexical.fold()
    assert store.lexical.search(["나"], 5)[0].tolist() == [2, 1]


def test_the_cache_of_postings_is_bounded_and_right(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for almost nothing the answers are the same."""
    rng = random.Random(5)
    for n in range(40):
        put(store, f"/{n}", *(some_terms(rng) for _ in range(5)))
    store.lexical.fold()
    queries = [[f"말{rng.randrange(60)}" for _ in range(3)] for _ in range(40)]
    wide = [store.lexical.search(q, 20)[1].tolist() for q in queries]
    monkeypatch.setattr("indexer.store.postings._CACHE_POSTINGS", 50)
    assert [store.lexical.search(q, 20)[1].tolist() for q in queries] == wide
    assert len(store.lexical._reader._cache) < 60


def test_merging_rewrites_a_passage_a_logarithmic_number_of_times() -> None:
    """A small segment does not make a large one be written again; a fifth of dead does."""
    assert segments.plan([2000, 2000], [0, 0]) == (0, 2)
    assert segments.plan([60_000, 2000], [0, 0]) is None
    assert segments.plan([60_000, 2000, 2000], [0, 0, 0]) == (1, 3)
    assert segments.plan([40_000, 40_000], [0, 0]) is None
    assert segments.plan([40_000, 40_000], [20_000, 20_000]) == (0, 2)
    assert segments.plan([60_000], [12_000]) == (0, 1)
    assert segments.plan([], []) is None
    sizes, written = [], 0
    for _ in range(32):
        sizes.append(2000)
        while (run := segments.plan(sizes, [0] * len(sizes))) is not None:
            written += sum(sizes[slice(*run)])
            sizes[slice(*run)] = [sum(sizes[slice(*run)])]
    assert written <= 64_000 * 5


def test_equal_scores_are_ordered_by_id_and_cut_alike() -> None:
    """Which of equal passages are kept does not depend on where they lie."""
    ids = np.array([5, 3, 9, 1], np.int64)
    assert best(ids, np.array([1, 1, 2, 1], np.float32), 3)[0].tolist() == [9, 1, 3]
    assert best(ids, np.zeros(4, np.float32), 3)[0].tolist() == []
    assert Bm25().idf(10, 10) > 0 and term_id("가") != term_id("나")


def test_frequencies_come_from_the_dictionary_of_each_segment(store: Store) -> None:
    """The same numbers from memory, from the postings of a segment without a dictionary, and once it has one."""
    rng = random.Random(5)
    for n in range(30):
        put(store, f"/{n}", *(some_terms(rng) for _ in range(10)))
        if n % 10 == 9:
            store.lexical.fold()
    put(store, "/recent", some_terms(rng))
    every = [f"말{n}" for n in range(80)]
    truth = {t: store.lexical.document_frequency(t) for t in every}
    assert store.lexical.document_frequencies(every) == truth
    with store.writing() as connection:  # as a profile of an older version
        connection.execute("DELETE FROM dictionary")
    store.lexical.fold()
    store.lexical._reader.release()
    assert store.lexical.document_frequencies(every) == truth
    store.lexical.maintain(idle=True)
    assert store.db.value("SELECT count(*) FROM dictionary") == len(store.lexical.segment_sizes())
    assert store.lexical.document_frequencies(every) == truth


def test_released_postings_are_read_again(store: Store) -> None:
    """What was read is kept, given back when idle, and makes no difference to what is found."""
    rng = random.Random(11)
    put(store, "/a", *(some_terms(rng) for _ in range(50)))
    store.lexical.fold()
    before = store.lexical.search(["말1", "말2"], 10)
    assert store.lexical._reader._cache
    store.lexical.release()
    assert not store.lexical._reader._cache
    after = store.lexical.search(["말1", "말2"], 10)
    assert before[0].tolist() == after[0].tolist() and before[1].tolist() == after[1].tolist()


def test_which_terms_stand_where(store: Store) -> None:
    """A row a term, a column a passage in the order asked; unknown passages and terms have none; recent ones count."""
    put(store, "/a", {"가": 1, "나": 2}, {"나": 1})
    store.lexical.fold()
    put(store, "/b", {"가": 3})
    idf, there = store.lexical.standing(["나", "가", "없음"], [3, 99, 1, 2])
    assert there.tolist() == [
        [False, False, True, True],
        [True, False, True, False],
        [False, False, False, False],
    ]
    assert idf["없음"] > idf["가"] == idf["나"] > 0


def test_frequencies_are_those_of_living_passages(store: Store) -> None:
    """Deleted passages count nowhere, before a merge and after, with new ones in between."""
    rng = random.Random(12)
    for n in range(6):
        put(store, f"/{n}", *(some_terms(rng) for _ in range(20)))
        if n == 2:
            store.lexical.fold()
    terms = [f"말{n}" for n in range(30)]
    for path in ("/1", "/4"):
        store.remove_file(path)
        rows = [store.lexical.standing([t], list(range(1, 130)))[1][0].sum() for t in terms]
        assert [store.lexical.document_frequency(t) for t in terms] == [
            len(store.lexical.search([t], 1_000)[0]) for t in terms
        ]
        assert all(n >= store.lexical.document_frequency(t) for n, t in zip(rows, terms, strict=True))
    put(store, "/9", some_terms(rng))
    assert [store.lexical.document_frequency(t) for t in terms] == [
        len(store.lexical.search([t], 1_000)[0]) for t in terms
    ]
