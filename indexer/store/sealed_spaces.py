"""The sealed files of vector spaces: a cache that may be missing, broken or behind."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from indexer.store import faiss_index, seal
from indexer.store.space import LoadedSpace


def new_key() -> bytes:
    """A random key for the sealed files."""
    return os.urandom(32)


class SealedSpaces:
    """Of one profile. dimensions: of the space's vectors."""

    def __init__(self, home: Path, key: bytes) -> None:
        self._home = home
        self._key = key

    def path(self, space: str) -> Path:
        """Where the sealed index of the space lies; the name tells nothing of the embedder."""
        return self._home / f"vectors-{hashlib.sha256(space.encode()).hexdigest()[:16]}.sealed"

    def coarse_path(self, space: str) -> Path:
        return self.path(space).with_suffix(".coarse.sealed")

    @staticmethod
    def _purpose(space: str, dimensions: int, kind: str = "fp16") -> str:
        return f"faiss {kind}\n{dimensions}\n{space}"

    def read(self, space: str, dimensions: int) -> LoadedSpace:
        """What the files hold; an empty space where they are missing or broken."""
        try:
            pieces = seal.pieces(self.path(space), self._key, self._purpose(space, dimensions))
            index = faiss_index.streamed(pieces)
        except seal.Broken:
            return LoadedSpace(faiss_index.empty(dimensions), dimensions)
        try:
            pieces = seal.pieces(self.coarse_path(space), self._key, self._purpose(space, dimensions, "coarse"))
            return LoadedSpace(index, dimensions, faiss_index.streamed(pieces))
        except seal.Broken:
            return LoadedSpace(index, dimensions)

    def opens(self, space: str, dimensions: int) -> bool:
        """Whether the file of the space is there and whole."""
        try:
            for _ in seal.pieces(self.path(space), self._key, self._purpose(space, dimensions)):
                pass
        except seal.Broken:
            return False
        return True

    def write(self, space: str, dimensions: int, index: memoryview, coarse: memoryview | None) -> None:
        """Raises OSError."""
        seal.write(self.path(space), self._key, self._purpose(space, dimensions), index)
        if coarse is not None:
            seal.write(self.coarse_path(space), self._key, self._purpose(space, dimensions, "coarse"), coarse)

    def remove(self, space: str) -> None:
        self.path(space).unlink(missing_ok=True)
        self.coarse_path(space).unlink(missing_ok=True)

    def remove_all(self) -> None:
        for path in self._home.glob("vectors-*.sealed*"):
            path.unlink(missing_ok=True)
