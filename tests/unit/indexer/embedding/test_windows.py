"""Windows of a passage: what they are the mean of, and that nothing of a passage is left out."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.embedding.windows import WindowSettings, pooled

SETTINGS = WindowSettings(size=4, stride=2, head=0.0)


@pytest.mark.parametrize(("count", "windows"), [(0, 0), (1, 1), (4, 1), (5, 2), (6, 2), (7, 3), (40, 19)])
def test_windows_cover_every_token(count: int, windows: int) -> None:
    """Each token stands in a window; all windows but that of a short passage are of full size."""
    rows = pooled(np.eye(max(count, 1), dtype=np.float32)[:count], None, SETTINGS)
    assert len(rows) == windows
    assert count == 0 or ((rows > 0).any(0).all() and set((rows > 0).sum(1)) == {min(4, count)})


def test_windows_are_unit_means_coloured_by_the_head() -> None:
    """Without a head the mean of its tokens; with one, its share of it."""
    states = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]], np.float32)
    plain = pooled(states, None, WindowSettings(2, 2, 0.5))
    assert np.allclose(plain, [[1, 0, 0], [0, 1, 0]])
    both = pooled(states, np.array([0, 0, 1], np.float32), WindowSettings(2, 2, 0.5))
    assert np.allclose(np.linalg.norm(both, axis=1), 1) and np.allclose(both[:, 2], 2**-0.5)
