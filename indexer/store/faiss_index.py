"""FAISS as we use it: an exact index of fp16 numbers, and a coarse one of a bit a dimension that says where to look.

FAISS gets bytes, never a path (it cannot open Korean ones on Windows), and keeps no checksum: the seal does.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import seal

_SAMPLE = 20_000  # vectors that the centre of the coarse index is the mean of
_PIECE = 20_000  # vectors turned from fp16 at a time


def library() -> Any:
    """0.2 s: only when vectors are used. Its type stubs know the C++ signatures only."""
    return importlib.import_module("faiss")


def unit(vectors: NDArray[Any]) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = np.ascontiguousarray(vectors, np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    out: NDArray[np.float32] = rows / np.maximum(norms, np.float32(1e-12))
    return out


def empty(dimensions: int) -> Any:
    faiss = library()
    base = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap(base)


def only(bits: NDArray[np.uint8]) -> Any:
    """Search parameters that let through the ids whose bit is set."""
    faiss = library()
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))


def streamed(pieces: Iterator[bytes]) -> Any:
    """The index whose bytes come in pieces: it is never in memory twice. Raises seal.Broken."""
    faiss = library()
    waiting = memoryview(b"")
    broken: list[seal.Broken] = []

    def take(size: int) -> bytes:
        nonlocal waiting
        out = bytearray()
        try:
            while len(out) < size:
                if not len(waiting):
                    waiting = memoryview(next(pieces, b""))
                    if not len(waiting):
                        break
                some = waiting[: size - len(out)]
                waiting = waiting[len(some) :]
                out += some
        except seal.Broken as error:  # must not pass through C++
            broken.append(error)
        return bytes(out)

    try:
        index = faiss.read_index(faiss.PyCallbackIOReader(take))
        if next(pieces, None) is not None:  # reads the file to its end, where a cut would show
            raise seal.Broken("length")
    except RuntimeError as error:
        raise broken[0] if broken else seal.Broken(type(error).__name__) from error
    return index


def _codes(exact: Any) -> tuple[Any, NDArray[np.uint8]]:
    """The quantizer of an exact index and its codes, a row a vector; they are the index's own memory."""
    quantizer = library().downcast_index(exact.index)
    flat = library().rev_swig_ptr(quantizer.codes.data(), 2 * exact.d * int(exact.ntotal))
    codes: NDArray[np.uint8] = flat.reshape(int(exact.ntotal), -1)
    return quantizer, codes


def rows_at(exact: Any, places: NDArray[np.int64] | slice) -> NDArray[np.float32]:
    """Vectors of an exact index by their places in it."""
    if not int(exact.ntotal):
        return np.zeros((0, exact.d), np.float32)
    quantizer, codes = _codes(exact)
    # FAISS turns fp16 into fp32 by an instruction, numpy one by one.
    rows: NDArray[np.float32] = quantizer.sa_decode(np.ascontiguousarray(codes[places]))
    return rows


def nearest_of(
    exact: Any, places: NDArray[np.int64], query: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Of the vectors at these places (each once) the k nearest: (which of `places`, cosines), best first.

    In an index of their own, which compares fp16 as it stands: turned into fp32 first they take four times as long.
    """
    faiss = library()
    some = faiss.IndexScalarQuantizer(exact.d, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    some.add_sa_codes(np.take(_codes(exact)[1], places, axis=0))
    scores, found = some.search(query, min(k, len(places)))
    return found[0], scores[0]


def coarse_of(exact: Any) -> Any:
    """The vectors of an exact index as codes of a bit a dimension, 64 bytes a vector with its id.

    RaBitQ: Gao and Long 2024, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for
    Approximate Nearest Neighbor Search". Measured on 20,000 vectors of our encoder: of the exact best hundred 99.5 %
    are among its best 1,000.
    """
    faiss = library()
    codes = faiss.IndexRaBitQFastScan(exact.d, faiss.METRIC_INNER_PRODUCT)
    known = ids(exact)
    codes.train(rows_at(exact, slice(None, None, max(1, len(known) // _SAMPLE))))
    out = faiss.IndexIDMap(codes)
    for start in range(0, len(known), _PIECE):
        piece = slice(start, start + _PIECE)
        out.add_with_ids(rows_at(exact, piece), known[piece])
    return out


def ids(index: Any) -> NDArray[np.int64]:
    faiss = library()
    ids: NDArray[np.int64] = faiss.vector_to_array(index.id_map)
    return ids
