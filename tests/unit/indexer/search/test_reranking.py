"""A reranker's order fused with ours: a good one counts, a bad one does little harm, whatever it says."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.search.reranking import Trust, agreement, reordered
from tests.helpers.values import DictValues

OURS = [1.0 - i / 40 for i in range(30)]


def asked(trust: Trust, rng: np.random.Generator, good: float, n: int = 60) -> list[float]:
    """The shares after each of n questions whose right passage is among our first three nine times of ten."""
    shares = []
    for _ in range(n):
        right = int(rng.integers(0, 3)) if rng.random() < 0.9 else int(rng.integers(3, 30))
        theirs = rng.normal(size=30)
        theirs[right] += good
        shares.append(trust.heard(agreement(OURS, theirs.astype(np.float32))))
    return shares


def test_agreement() -> None:
    """1 where our first are its first, -1 where they are its last, about 0 by chance, 0 where it says nothing."""
    rng = np.random.default_rng(1)
    assert agreement(OURS, np.array(OURS, np.float32)) == pytest.approx(1)
    assert agreement(OURS, -np.array(OURS, np.float32)) == pytest.approx(-1)
    by_chance = [agreement(OURS, rng.normal(size=30).astype(np.float32)) for _ in range(400)]
    assert abs(np.mean(by_chance)) < 0.06
    assert agreement(OURS, np.ones(30, np.float32)) == pytest.approx(0)


def test_trust_is_earned_and_lost() -> None:
    """A good reranker gets most of its share, a random one almost none, and a good one that goes mad loses it."""
    rng = np.random.default_rng(2)
    trust = Trust()
    assert np.mean(asked(trust, rng, 4.0)[-20:]) > 0.5
    assert np.mean(asked(trust, rng, 0.0, 120)[-40:]) < 0.15
    assert max(asked(Trust(), rng, -4.0)[5:]) == 0


def test_trust_is_kept() -> None:
    values, rng = DictValues(), np.random.default_rng(3)
    asked(Trust(values, "가/r"), rng, -4.0, 30)
    assert Trust(values, "가/r").heard(0.3) == 0
    assert Trust(values, "나/r").heard(0.3) > 0


def test_order() -> None:
    """Without a share our order stays, with all of it the reranker's; equal ones keep our order."""
    theirs = np.array([0.1, 0.9, 0.5, 0.5], np.float32)
    ours = [4.0, 3.0, 2.0, 1.0]
    assert reordered(ours, theirs, 0) == [0, 1, 2, 3]
    assert reordered(ours, theirs, 1) == [1, 2, 3, 0]
    assert reordered(ours, np.ones(4, np.float32), 0.6) == [0, 1, 2, 3]
    assert reordered([], np.zeros(0, np.float32), 0.6) == []
