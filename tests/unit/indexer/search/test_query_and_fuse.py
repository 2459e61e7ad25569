"""What the user typed, and two rankings made one."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.search.fuse import fuse
from indexer.search.query import understand


@pytest.mark.parametrize(
    ("typed", "text", "phrases", "excluded"),
    [
        ("연가 일수", "연가 일수", (), ()),
        ('"연가 저축" 한도', "연가 저축 한도", ("연가저축",), ()),
        ("“특별 휴가” -출산", "특별 휴가", ("특별휴가",), ("출산",)),
        ("증가율 -3% 인 과목", "증가율 -3% 인 과목", (), ()),
        ("2025-03-01 시행", "2025-03-01 시행", (), ()),
        ("", "", (), ()),
    ],
)
def test_phrases_and_exclusions(typed: str, text: str, phrases: tuple[str, ...], excluded: tuple[str, ...]) -> None:
    """Quoted words must stand there, -words must not; negative numbers and dates are neither."""
    query = understand(typed)
    assert (query.text, query.phrases, query.excluded) == (text, phrases, excluded)


def ranking(**scores: float) -> tuple[np.ndarray, np.ndarray]:
    ids = sorted(scores, key=lambda k: -scores[k])
    return np.array([int(i[1:]) for i in ids], np.int64), np.array([scores[i] for i in ids], np.float32)


def test_scores_are_stretched_and_added() -> None:
    """Each ranking is stretched to 0..1 by itself; what it found keeps its own figure."""
    fused = fuse(ranking(p1=8.0, p2=4.0, p3=2.0), ranking(p3=0.9, p2=0.8), 0.6)
    assert fused[1].fused == pytest.approx(0.6)
    assert fused[3].fused == pytest.approx(0.4)
    assert fused[2].fused == pytest.approx(0.6 * 2 / 6)
    assert fused[1].vector is None
    assert fused[3].vector == pytest.approx(0.9)


def test_one_ranking_alone_keeps_its_full_weight() -> None:
    """Without vectors, words decide alone, and the other way round."""
    empty = (np.zeros(0, np.int64), np.zeros(0, np.float32))
    assert fuse(ranking(p1=3.0, p2=1.0), empty, 0.6)[1].fused == 1.0
    assert fuse(empty, ranking(p1=0.9, p2=0.7), 0.6)[1].fused == 1.0
    assert fuse(empty, empty, 0.6) == {}
