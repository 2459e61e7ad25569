"""Text to the encoder's token numbers: SentencePiece's unigram model over the vocabulary of `tokenizer.json`.

Kudo 2018, "Subword Regularization", section 3.2: the segmentation of a word with the highest sum of log
probabilities, by dynamic programming. The tokenizers library gives the same numbers, but its trie of 250,000 pieces
takes 290 MB, more than the encoder's weights; a dictionary takes a fifth of it, and a question 0.1 ms.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache
from pathlib import Path

import msgspec

_BLANK = "\u2581"  # stands at the beginning of every word
_UNKNOWN = 10.0  # below the least probable piece, as SentencePiece has it
_WORDS = re.compile(f"{_BLANK}[^{_BLANK}]*")
_SPACES = re.compile(" {2,}")
_KEPT = 8192  # words whose tokens are remembered


class _Model(msgspec.Struct):
    type: str
    unk_id: int
    vocab: list[tuple[str, float]]


class _File(msgspec.Struct):
    model: _Model


class Tokenizer:
    """Safe to share by threads. first, last: the numbers of the tokens around every text."""

    first, last = 0, 2  # XLM-R's <s> and </s>

    def __init__(self, file: Path) -> None:
        """Raises OSError, and ValueError for what is no file of a unigram model."""
        model = msgspec.json.decode(file.read_bytes(), type=_File).model
        if model.type != "Unigram" or not model.vocab:
            raise ValueError(model.type)
        self._numbers = {piece: number for number, (piece, _) in enumerate(model.vocab)}
        self._scores = array("d", (score for _, score in model.vocab))
        self._unknown = model.unk_id
        self._unknown_score = min(self._scores) - _UNKNOWN
        self._longest = max(map(len, self._numbers))
        self._word = lru_cache(_KEPT)(self._segmented)

    def encode(self, text: str) -> list[int]:
        """Token numbers of the text between the first and the last special one."""
        plain = unicodedata.normalize("NFKC", text)
        plain = _SPACES.sub(" ", plain.translate({9: " ", 10: " ", 13: " "})).replace(" ", _BLANK)
        out = [self.first]
        if plain and not plain.startswith(_BLANK):
            plain = _BLANK + plain
        for word in _WORDS.findall(plain):
            out += self._word(word)
        out.append(self.last)
        return out

    def _segmented(self, word: str) -> tuple[int, ...]:
        """The most probable pieces of a word. What no piece has is unknown, neighbours of it as one token."""
        numbers, scores, unknown = self._numbers, self._scores, self._unknown
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        start_of, piece_of = [0] * (size + 1), [unknown] * (size + 1)
        for start in range(size):
            here = best[start]
            single = False
            for end in range(start + 1, min(size, start + self._longest) + 1):
                number = numbers.get(word[start:end])
                if number is None:
                    continue
                single = single or end == start + 1
                score = here + scores[number]
                if score > best[end]:
                    best[end], start_of[end], piece_of[end] = score, start, number
            if not single and here + self._unknown_score > best[start + 1]:
                best[start + 1], start_of[start + 1], piece_of[start + 1] = here + self._unknown_score, start, unknown
        out: list[int] = []
        end = size
        while end:
            if not (out and out[-1] == unknown == piece_of[end]):
                out.append(piece_of[end])
            end = start_of[end]
        return tuple(reversed(out))
