"""The pruned search against scoring every posting."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.store import pruning
from indexer.store.pruning import Listed, top
from indexer.store.recent import Recent
from indexer.store.scoring import best


def exhaustive(lists: list[Listed], norms: pruning.Scores, wanted: np.ndarray | None) -> pruning.Scores:
    scores = np.zeros(len(norms), np.float32)
    for one in lists:
        tf = one.counts.astype(np.float32)
        scores[one.slots] += np.float32(one.weight) * (tf / (tf + norms[one.slots]))
    if wanted is not None:
        scores[~wanted] = 0
    return scores


@st.composite
def indexes(draw: st.DrawFn) -> tuple[list[Listed], pruning.Scores, np.ndarray | None, int]:
    """Postings from rare to everywhere, with many equal scores, some weights alike, some passages not wanted."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from([1, 5, 300, 5_000]))
    flat = draw(st.booleans())
    norms = np.full(size, 1.2, np.float32) if flat else (0.3 + rng.gamma(2, 0.5, size)).astype(np.float32)
    lists = []
    for _ in range(draw(st.integers(0, 25))):
        share = 10 ** rng.uniform(-4, 0)
        slots = np.flatnonzero(rng.random(size) < share).astype(np.uint32)
        counts = np.minimum(rng.geometric(0.6, len(slots)), 255).astype(np.uint8)
        weight = draw(st.sampled_from([0.0001, 0.15, 1.0])) * float(np.log(1 + size / (len(slots) + 0.5)))
        lists.append(Listed(slots, counts, weight))
    wanted = None
    if draw(st.booleans()):
        wanted = rng.random(size) < draw(st.sampled_from([0.0, 0.01, 0.5, 0.99]))
    return lists, norms, wanted, draw(st.sampled_from([1, 10, 200, 10_000]))


@settings(max_examples=300, deadline=None)
@given(indexes(), st.sampled_from([1, 50, 8_192]), st.booleans())
def test_the_best_are_those_of_scoring_everything(
    index: tuple[list[Listed], pruning.Scores, np.ndarray | None, int], sample: int, pruned: bool
) -> None:
    """The same passages with the same scores to the last bit, in the same order, ties too; pruned or added up."""
    lists, norms, wanted, k = index
    ids = np.arange(len(norms), dtype=np.int64) * 3
    before = pruning._SAMPLE, pruning._ALL
    pruning._SAMPLE = sample
    if pruned:
        pruning._ALL = 0
    try:
        slots, scores = top(lists, norms, k, wanted)
    finally:
        pruning._SAMPLE, pruning._ALL = before
    found = best(ids[slots], scores, k)
    truth = best(ids, exhaustive(lists, norms, wanted), k)
    assert found[0].tolist() == truth[0].tolist()
    assert found[1].tolist() == truth[1].tolist()


def test_common_terms_are_not_scored_for_all() -> None:
    """With a rare strong term and a common weak one, only passages with the strong one come to be looked at."""
    common = Listed(np.arange(50_000, dtype=np.uint32), np.ones(50_000, np.uint8), 0.01)
    rare = Listed(np.arange(0, 50_000, 1_000, dtype=np.uint32), np.ones(50, np.uint8), 9.0)
    slots, _ = top([common, rare], np.full(50_000, 1.2, np.float32), 10)
    assert len(slots) == 50


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from([-(2**63), -5, 0, 7, 2**63 - 1]), st.integers(1, 255)), max_size=40))
def test_recent_blocks_hold_all_postings_in_order(passages: list[dict[int, int]]) -> None:
    """Whatever the sizes of the blocks, a term's slots ascend and none is lost, at both ends of the numbers too."""
    recent = Recent()
    for slot, counts in enumerate(passages):
        recent.add(
            np.array(list(counts), np.int64),
            np.full(len(counts), slot, np.uint32),
            np.array(list(counts.values()), np.uint8),
        )
    asked = [7, -(2**63), -5, 0, 2**63 - 1, 3]
    found, often = recent.postings(asked), recent.counts(asked)
    for term in asked:
        wanted = [(slot, counts[term]) for slot, counts in enumerate(passages) if term in counts]
        there = found.get(term)
        assert wanted == ([] if there is None else list(zip(*(a.tolist() for a in there), strict=True)))
        assert often.get(term, 0) == len(wanted)
    assert len(recent._blocks) <= 12
