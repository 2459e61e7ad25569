"""Text to vectors on this PC: multilingual-e5-small with 8-bit weights, through onnxruntime.

Mean pooling and the unit length are part of the graph. The model reads 512 tokens; of a longer passage only the
beginning is read. Averaging overlapping windows of all of it was tried and blurs: nDCG@10 of vectors alone on the
welfare questions, a fifth of whose passages are longer, .798 against .829, and it takes longer.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import models
from indexer.embedding.models import DIMENSIONS, NAME, EncoderDamaged, EncoderMissing, find_model
from indexer.embedding.tokens import Tokenizer

__all__ = ["EncoderSettings", "LocalEncoder", "find_model"]

Tokens = list[int]


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How the encoder works. One thread was faster than two for our short texts (design/stack.md).

    batch_tokens: padded tokens in one run, of one text or several short ones. What 512 tokens give stays in the
    processor's cache and is not mapped anew for every layer: 1.8 times the passages of 4,096 (docs/decisions/0010).
    windows: the most windows of one passage, averaged; what lies behind the last is not read.
    """

    threads: int = 1
    batch_tokens: int = 512
    batch_texts: int = 32
    max_tokens: int = 512
    overlap: int = 64
    windows: int = 1


class LocalEncoder:
    """`connectors.ports.Embedder` over the prepared files; loads them when first used, safe to share by threads.

    Raises EncoderMissing or EncoderDamaged when first used, never when made.
    """

    name = NAME
    dimensions = DIMENSIONS
    windowed = True

    def __init__(self, folder: Path | None = None, settings: EncoderSettings = EncoderSettings()) -> None:
        """`folder` None: wherever `find_model` finds it."""
        self._folder = folder
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Tokenizer] | None = None

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions), in the order of `texts`."""
        return self._embed(["passage: " + text for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """One unit vector, shape (dimensions,). About 8 ms."""
        vector: NDArray[np.float32] = self._embed(["query: " + text])[0]
        return vector

    def warm(self) -> None:
        """Load everything now (about 1 s), so that the first question does not wait for it."""
        self.embed_query("준비")

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._loaded is not None

    def release(self) -> None:
        """Give the memory back; the next use loads again."""
        with self._lock:
            self._loaded = None
        gc.collect()

    def _parts(self) -> tuple[Any, Tokenizer]:
        """Session and tokenizer."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> tuple[Any, Tokenizer]:
        folder = self._folder or find_model()
        if folder is None:
            raise EncoderMissing()
        models.verify(folder)
        # Since 1.29 its own binaries report every session to their maker; they read this when they are loaded.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # 0.2 s and 40 MB: only where vectors are made

        onnxruntime.disable_telemetry_events()  # Windows traces events by another way
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._settings.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena keeps the largest batch for ever; without it a batch costs about 1 % more time.
        options.enable_cpu_mem_arena = False
        try:
            # The bytes, not the path: non-ASCII paths are no concern of onnxruntime then.
            session = onnxruntime.InferenceSession(
                (folder / models.GRAPH).read_bytes(), options, providers=["CPUExecutionProvider"]
            )
            session._model_bytes = None  # kept to load it again on another device: 119 MB for nothing
            tokenizer = Tokenizer(folder / models.TOKENIZER)
        except Exception as error:  # onnxruntime raises classes of its own, and bare Exception
            raise EncoderDamaged(detail=type(error).__name__) from error
        return session, tokenizer

    def _windows(self, ids: Tokens) -> list[Tokens]:
        """The token ids of one text (with its first and last special token) as pieces the model can read."""
        limit = self._settings.max_tokens
        if len(ids) <= limit:
            return [ids]
        # "passage: " is repeated for every window: the model was trained with it.
        first, last, head, body = ids[:1], ids[-1:], ids[1:4], ids[4:-1]
        room = limit - len(head) - 2
        step = room - self._settings.overlap
        starts = range(0, max(1, len(body) - self._settings.overlap), step)
        return [first + head + body[s : s + room] + last for s in starts][: self._settings.windows]

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        if not texts:
            return out
        session, tokenizer = self._parts()
        pieces: list[Tokens] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            windows = self._windows(tokenizer.encode(text))
            pieces += windows
            owners += [owner] * len(windows)
        for batch in self._batches(pieces):
            vectors = self._run(session, [pieces[i] for i in batch])
            np.add.at(out, [owners[i] for i in batch], vectors)
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        unit: NDArray[np.float32] = out / np.maximum(lengths, 1e-12)
        return unit

    def _batches(self, pieces: list[Tokens]) -> list[list[int]]:
        """Numbers of pieces of like length together: padding is work for nothing."""
        batches: list[list[int]] = []
        for number in sorted(range(len(pieces)), key=lambda i: len(pieces[i])):
            size = len(batches[-1]) + 1 if batches else 0
            fits = size * len(pieces[number]) <= self._settings.batch_tokens and size <= self._settings.batch_texts
            if batches and fits:
                batches[-1].append(number)
            else:
                batches.append([number])
        return batches

    @staticmethod
    def _run(session: Any, batch: list[Tokens]) -> NDArray[np.float32]:
        longest = max(len(piece) for piece in batch)
        ids = np.ones((len(batch), longest), np.int64)  # 1 is XLM-R's <pad>
        mask = np.zeros_like(ids)
        for row, piece in enumerate(batch):
            ids[row, : len(piece)] = piece
            mask[row, : len(piece)] = 1
        vectors: NDArray[np.float32] = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors
