"""Text to vectors on this PC: multilingual-e5-small with 8-bit weights, through onnxruntime.

Mean pooling and the unit length are part of the graph. The model reads 512 tokens; a longer passage's vector is that
of its beginning, its windows (`embed_windowed`) go on to its end. Averaging overlapping readings of all of it was
tried and blurs: nDCG@10 of vectors alone on the welfare questions, a fifth of whose passages are longer, .798 against
.829, and it takes longer.
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
from indexer.embedding.windows import WindowSettings, pooled

__all__ = ["EncoderSettings", "LocalEncoder", "find_model"]

Tokens = list[int]

_PREFIX = "passage: "  # the model was trained with it
_HEAD = 4  # tokens of it, the first special one included


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How the encoder works. One thread was faster than two for our short texts (design/stack.md).

    batch_tokens: padded tokens in one run; 4,096 keeps a run's memory near 100 MB.
    averaged: the most readings of 512 tokens that a passage's vector is the mean of. readings: the most that its
    windows are taken from; what lies behind the last is not read.
    """

    threads: int = 1
    batch_tokens: int = 4096
    batch_texts: int = 32
    max_tokens: int = 512
    overlap: int = 64
    averaged: int = 1
    readings: int = 8
    windows: WindowSettings = WindowSettings()  # noqa: RUF009 - frozen


class LocalEncoder:
    """`connectors.ports.WindowEmbedder` over the prepared files; loads them when first used. Safe from any thread.

    Raises EncoderMissing or EncoderDamaged when first used, never when made.
    """

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, folder: Path | None = None, settings: EncoderSettings = EncoderSettings()) -> None:
        """`folder` None: wherever `find_model` finds it."""
        self._folder = folder
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimensions), in the order of `texts`."""
        return self._embed([_PREFIX + text for text in texts])

    def embed_windowed(
        self, texts: Sequence[str], heads: Sequence[int]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """As `embed_passages`, and of each text its windows' unit vectors, shape (windows, dimensions).

        heads: characters at a text's beginning that are title and headings. Costs what `embed_passages` does, but for
        passages of more than 512 tokens.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        windows: list[NDArray[np.float32]] = [np.zeros((0, DIMENSIONS), np.float32)] * len(texts)
        if not texts:
            return vectors, windows
        session, tokenizer = self._parts()
        encodings = tokenizer.encode_batch([_PREFIX + text for text in texts])
        pieces: list[Tokens] = []
        owners: list[int] = []
        for owner, encoding in enumerate(encodings):
            some = self._pieces(encoding.ids, self._settings.readings)
            pieces += some
            owners += [owner] * len(some)
        read: list[Any] = [None] * len(pieces)
        for batch in self._batches(pieces):
            rows, states = self._run(session, [pieces[i] for i in batch], ["embedding", "states"])
            for row, number in enumerate(batch):
                read[number] = rows[row], states[row, : len(pieces[number])]
        for number, owner in enumerate(owners):
            first = number == 0 or owners[number - 1] != owner
            row, states = read[number]
            if first:
                vectors[owner] = row
                # The first piece begins as the text does, so that its tokens' places are the text's.
                ends = np.array([end for _, end in encodings[owner].offsets[: len(states) - 1]])
                body = int(np.searchsorted(ends[1:], len(_PREFIX) + heads[owner], side="right")) + 1
                head = states[_HEAD:body].mean(0) if body > _HEAD else None
            else:
                body = _HEAD
            windows[owner] = np.concatenate([windows[owner], pooled(states[body:-1], head, self._settings.windows)])
        for owner, rows in enumerate(windows):
            if not len(rows):  # nothing but title and headings
                windows[owner] = vectors[owner : owner + 1].copy()
        return vectors, windows

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """One unit vector, shape (dimensions,). About 8 ms."""
        vector: NDArray[np.float32] = self._embed(["query: " + text])[0]
        return vector

    def warm(self) -> None:
        """Load everything now (about 1 s), so that the first question does not wait for it."""
        self.embed_query("준비")

    def release(self) -> None:
        """Give the memory back; the next use loads again."""
        with self._lock:
            self._loaded = None
        gc.collect()

    def _parts(self) -> tuple[Any, Any]:
        """Session and tokenizer."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> tuple[Any, Any]:
        folder = self._folder or find_model()
        if folder is None:
            raise EncoderMissing()
        models.verify(folder)
        # Since 1.29 its own binaries report every session to their maker; they read this when they are loaded.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # 0.2 s and 40 MB: only where vectors are made
        from tokenizers import Tokenizer

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
            tokenizer = Tokenizer.from_str((folder / models.TOKENIZER).read_text(encoding="utf-8"))
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own, and bare Exception
            raise EncoderDamaged(detail=type(error).__name__) from error
        return session, tokenizer

    def _pieces(self, ids: Tokens, most: int) -> list[Tokens]:
        """The token ids of one text (with its first and last special token) as pieces the model can read."""
        limit = self._settings.max_tokens
        if len(ids) <= limit:
            return [ids]
        first, last, head, body = ids[:1], ids[-1:], ids[1:_HEAD], ids[_HEAD:-1]
        room = limit - len(head) - 2
        step = room - self._settings.overlap
        starts = range(0, max(1, len(body) - self._settings.overlap), step)
        return [first + head + body[s : s + room] + last for s in starts][:most]

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        if not texts:
            return out
        session, tokenizer = self._parts()
        pieces: list[Tokens] = []
        owners: list[int] = []
        for owner, encoding in enumerate(tokenizer.encode_batch(list(texts))):
            some = self._pieces(encoding.ids, self._settings.averaged)
            pieces += some
            owners += [owner] * len(some)
        for batch in self._batches(pieces):
            (vectors,) = self._run(session, [pieces[i] for i in batch], ["embedding"])
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
    def _run(session: Any, batch: list[Tokens], wanted: list[str]) -> list[NDArray[np.float32]]:
        longest = max(len(piece) for piece in batch)
        ids = np.ones((len(batch), longest), np.int64)  # 1 is XLM-R's <pad>
        mask = np.zeros_like(ids)
        for row, piece in enumerate(batch):
            ids[row, : len(piece)] = piece
            mask[row, : len(piece)] = 1
        answered: list[NDArray[np.float32]] = session.run(wanted, {"input_ids": ids, "attention_mask": mask})
        return answered
