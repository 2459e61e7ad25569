"""What all vectors have in common is taken from them before they are compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.embedding.centre import centre_of, written
from indexer.embedding.models import DIMENSIONS, NAME
from indexer.store import space
from indexer.store.centre import Centre
from indexer.store.database import Store
from tests.unit.indexer.store.test_vectors import SPACE, filled, nearest


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)  # type: ignore[no-any-return]


COMMON = unit(np.ones((1, 16), np.float32))[0]
CENTRE = Centre(COMMON, COMMON, COMMON)


def crowded(count: int, seed: int = 0) -> NDArray[np.float32]:
    """Vectors that point nearly the same way, some nearer to the middle than others, as an encoder's do."""
    rng = np.random.default_rng(seed)
    return unit(COMMON + rng.uniform(0.02, 0.2, (count, 1)) * rng.standard_normal((count, 16))).astype(np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = filled(tmp_path)
    opened.vectors.add(SPACE, list(range(1, 201)), crowded(200))
    yield opened
    opened.close()


def centred(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return unit(rows - 0.8 * COMMON)


@pytest.mark.parametrize("allowed", [None, np.arange(1, 201, 2)])
def test_the_nearest_are_those_without_what_all_have(store: Store, allowed: NDArray[np.int64] | None) -> None:
    """As an exact search over centred vectors has them; few of them are the nearest by the vectors as they are."""
    for seed in range(10):
        query = crowded(1, 50 + seed)[0]
        ids, scores = store.vectors.search(SPACE, query, 10, allowed, CENTRE)
        exact = nearest(centred(crowded(200)), centred(query), 200)
        wanted = [i for i in exact if allowed is None or i in allowed][:10]
        assert ids.tolist() == wanted
        assert np.allclose(scores, centred(crowded(200))[ids - 1] @ centred(query), atol=2e-3)
        assert (np.diff(scores) <= 0).all()


def test_the_codes_bring_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many vectors the coarse codes say where to look; what they bring is scored without the centre too."""
    monkeypatch.setattr(space, "COARSE_FROM", 100)
    monkeypatch.setattr(space, "_LOOK", 40)
    monkeypatch.setattr(space, "_TIMES", 4)
    loaded = store.vectors._load(SPACE)
    assert loaded is not None and loaded.coarse is not None
    query = crowded(1, 99)[0]
    found = set(store.vectors.search(SPACE, query, 10, None, CENTRE)[0].tolist())
    assert len(found & set(nearest(centred(crowded(200)), centred(query), 10))) >= 8


def test_the_cosines_as_they_are_can_be_had(store: Store) -> None:
    """Of the passages asked for that have a vector."""
    query = crowded(1, 7)[0]
    known = store.vectors.cosines(SPACE, query, [3, 150, 9_999])
    assert known.keys() == {3, 150}
    assert known[3] == pytest.approx(float(crowded(200)[2] @ query), abs=2e-3)
    assert store.vectors.cosines("없는 공간", query, [3]) == {} == store.vectors.cosines(SPACE, query, [])


def test_windows_too(store: Store) -> None:
    """The nearest of a passage's windows by what is left of each."""
    windows = crowded(3, 21)
    store.vectors.add_windows(SPACE, [5], [windows])
    query = crowded(1, 8)[0]
    found = store.vectors.nearest_windows(SPACE, query, [5], CENTRE)
    assert found[5] == pytest.approx(float((centred(windows) @ centred(query)).max()), abs=0.02)


def test_the_local_encoder_has_a_centre_and_no_other() -> None:
    """Three means, shorter than the unit vectors that they are of; written and read the same."""
    centre = centre_of(NAME)
    assert centre is not None and centre_of("another") is None
    for mean in (centre.passages, centre.windows, centre.questions):
        assert mean.shape == (DIMENSIONS,) and 0.8 < np.linalg.norm(mean) < 0.95
    assert written(centre.passages) in (Path(__file__).parents[4] / "resources" / "centre.json").read_text("utf-8")
