"""Figures of rankings and their intervals."""

from __future__ import annotations

import math

import pytest

from indexer.evaluation.metrics import interval, ndcg, recall, reciprocal_rank


def test_ndcg_counts_places() -> None:
    """First place is 1; second 1/log2(3); two relevant ones share the ideal."""
    assert ndcg(["a", "b"], {"a"}) == 1.0
    assert ndcg(["x", "a"], {"a"}) == pytest.approx(1 / math.log2(3))
    assert ndcg(["a", "x", "b"], {"a", "b"}) == pytest.approx((1 + 0.5) / (1 + 1 / math.log2(3)))
    assert ndcg(["x"] * 10 + ["a"], {"a"}) == 0.0
    assert ndcg(["a"], set()) == 0.0


def test_recall_and_reciprocal_rank() -> None:
    """Recall is of what could stand among the first k; the reciprocal rank of the first relevant one."""
    assert recall(["a", "x", "b"], {"a", "b"}, 3) == 1.0
    assert recall(["a", "x", "y"], {"a", "b", "c", "d"}, 3) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "a"], {"a"}) == 0.5
    assert reciprocal_rank(["x"], {"a"}) == 0.0


def test_intervals_hold_the_mean_and_narrow() -> None:
    """More questions, a narrower interval; one value has none to speak of; nothing has none."""
    few, many = interval([0.0, 1.0] * 5), interval([0.0, 1.0] * 200)
    assert few is not None and many is not None
    assert few.low < few.mean == 0.5 < few.high
    assert many.high - many.low < few.high - few.low
    assert interval([0.7]).low == interval([0.7]).high == pytest.approx(0.7)  # type: ignore[union-attr]
    assert interval([]) is None
    assert interval([0.0, 1.0] * 5) == few
