"""What a benchmark found for its questions, kept on disk: a second run, or a refit, reads it instead of searching.

Vectors of texts are kept for ever, under the model's name. Found passages and nouns are kept for one state of the
profile and of the code that finds them; when either changes they are found anew.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_FINDING = ("indexer/search", "indexer/language", "indexer/store", "resources/ranking.json")


def code_state() -> str:
    """A digest of the code and weights on which found passages depend."""
    digest = hashlib.sha256()
    for folder in _FINDING:
        place = ROOT / folder
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Kept:
    """A dictionary in a file. The content of documents stands in it: for test documents only."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[object, Any] = {}
        self._new = False
        if file.exists():
            self._known = pickle.loads(file.read_bytes())

    def get(self, key: object, make: Callable[[], Any]) -> Any:
        """The value of `key`, made where it is not known."""
        if key not in self._known:
            self._known[key] = make()
            self._new = True
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._known

    def __getitem__(self, key: object) -> Any:
        return self._known[key]

    def put(self, key: object, value: Any) -> None:
        self._known[key] = value
        self._new = True

    def save(self) -> None:
        if self._new:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(pickle.dumps(self._known, pickle.HIGHEST_PROTOCOL))
            self._new = False


def of_profile(folder: Path, home: Path) -> Kept:
    """What was found in a profile as it now is, by the code as it now is."""
    index = home / "index.db"
    state = f"{home.resolve()} {index.stat().st_size} {code_state()}"
    return Kept(folder / f"found-{hashlib.sha256(state.encode()).hexdigest()[:16]}.pickle")


def vectors(folder: Path, model: str) -> Kept:
    """Vectors of texts by one model."""
    return Kept(folder / f"vectors-{hashlib.sha256(model.encode()).hexdigest()[:16]}.pickle")
