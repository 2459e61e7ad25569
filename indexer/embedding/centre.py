"""The means of the local encoder's vectors, which a search takes away: resources/centre.json.

Made by `tests/benchmarks/train_centre.py` from passages and questions of two kinds, without labels; no other kind had
a part in it.
"""

from __future__ import annotations

import base64
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexer.settings import resources
from indexer.store.centre import Centre


@cache
def centre_of(space: str) -> Centre | None:
    """Of the embedder of this name; None for those whose means nobody has measured."""
    table = msgspec.json.decode((resources() / "centre.json").read_bytes(), type=dict[str, dict[str, str]])
    means = table.get(space)
    return Centre(*(_vector(means[of]) for of in ("passages", "windows", "questions"))) if means else None


def _vector(text: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32)


def written(vector: NDArray[np.float32]) -> str:
    """As it stands in the file."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")
