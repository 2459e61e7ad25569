"""A small real reader, splitter, tokeniser, encoder and clock, so that the store can be tried by itself."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import Damaged, DocumentError, Empty, Unreachable
from indexer.model import Block, Location, ParsedDocument, Passage, PassagePart

RAW_KEY = bytes(range(32))


def read_text(path: Path) -> ParsedDocument | DocumentError:
    """A UTF-8 text file: one paragraph a line, the first is the title. `깨짐` at its head counts as damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return Unreachable()
    try:
        lines = [line for line in data.decode().splitlines() if line.strip()]
    except UnicodeDecodeError:
        return Damaged()
    if not lines:
        return Empty()
    if lines[0].startswith("깨짐"):
        return Damaged()
    blocks = tuple(Block("paragraph", line, Location(1, True, 0, n)) for n, line in enumerate(lines))
    return ParsedDocument("txt", blocks, title=lines[0], pages=1)


class Reader:
    """`parse_many` in this process; remembers which files were read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, paths: Iterable[Path]) -> Iterator[tuple[Path, ParsedDocument | DocumentError]]:
        for path in paths:
            self.read.append(path.name)
            yield path, read_text(path)


def split(document: ParsedDocument) -> list[Passage]:
    """One passage a block."""
    return [
        Passage(b.text, b.kind, (document.title,), "", (PassagePart(0, len(b.text), b.location),))
        for b in document.blocks
    ]


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring letters of each word; a word of one letter by itself."""
    return [w[i : i + 2] for w in text.split() for i in range(max(1, len(w) - 1))]


def terms_of(passage: Passage, title: str, name: str) -> Mapping[str, int]:
    """Bigrams of the text, and of the title once."""
    return Counter(bigrams(passage.text)) + Counter(set(bigrams(title)))


class HashingEmbedder:
    """A real, if simple, encoder: bigrams hashed into 32 dimensions."""

    name = "bigram-hash"
    dimensions = 32
    windowed = True

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.embed_query(t) for t in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        out = np.zeros(self.dimensions, np.float32)
        for pair in bigrams(text) or [""]:
            out[hashlib.md5(pair.encode()).digest()[0] % self.dimensions] += 1
        unit: NDArray[np.float32] = out / np.linalg.norm(out)
        return unit


class WallClock:
    """The real time."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class SetClock:
    """Time that is set by hand; every look at it takes `step` seconds."""

    def __init__(self, step: float = 0.0) -> None:
        self.time = 1000.0
        self.wall = 1_750_000_000.0
        self.step = step

    def monotonic(self) -> float:
        self.time += self.step
        return self.time

    def now(self) -> float:
        return self.wall

    def sleep(self, seconds: float) -> None:
        self.time += seconds
