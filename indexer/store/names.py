"""Files by what their names say, with every letter typed: in any form, with or without spaces, with particles.

A name is compared without its blanks and punctuation, so that 연가지침 finds ‘연가 지침(안).hwp’, and in composed
Hangul, so that a name from a Mac is found too. All words must stand in it, in any order. 250,000 names take about
15 MB, are read in 0.3 s, gone through in some 10 ms, and are given back when the engine rests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.store import texts
from indexer.store.connections import Connections
from indexer.store.fresh import Fresh
from indexer.store.texts import Numbers, Texts

LARGE = 20_000  # files; of more, the names may be some seconds old while files are being read
_UNFINISHED = re.compile("[\u3131-\u3163]+$")  # jamo by themselves: a syllable that is being typed
# Particles that a word is typed with in a question, longest first (Korean Standard Grammar, 2.4 조사).
_PARTICLE = re.compile(
    "(?:에서는|으로는|에서|에는|에게|으로|까지|부터|처럼|보다|이나|은|는|이|가|을|를|의|에|와|과|로|도|만)$"
)
_LEAST = 2  # letters that must be left of a word without its particle


@dataclass(frozen=True, slots=True)
class _Names:
    """Row ids, bare names, and the place of each among all, the newest file first."""

    ids: Numbers
    bare: Texts
    place: NDArray[np.int32]

    def newest(self, found: Numbers, limit: int) -> list[int]:
        """The first `limit` of these."""
        places = self.place[found]
        if len(found) > limit:
            few = np.argpartition(places, limit - 1)[:limit]
            found, places = found[few], places[few]
        first: list[int] = found[np.argsort(places)].tolist()
        return first


def bare(text: str) -> str:
    """NFC, case-folded, without blanks and punctuation (line ends stay)."""
    text = unicodedata.normalize("NFC", text).casefold()
    # A pass a character that there is: many times as fast as one pattern for all of them.
    for between in {c for c in set(text) if not c.isalnum() and c != "\n"}:
        text = text.replace(between, "")
    return text


def words_of(query: str) -> list[str]:
    """The words that a name must hold: bare, without particles, without a syllable that is not finished yet."""
    words = []
    for typed in query.split():
        word = _UNFINISHED.sub("", bare(typed))
        short = _PARTICLE.sub("", word)
        if word:
            words.append(short if len(short) >= _LEAST else word)
    return words


class Names:
    """`find` answers from memory. Safe from any thread."""

    def __init__(self, db: Connections) -> None:
        self._db = db
        self._names = Fresh(db, self._read, lambda names: len(names.ids) >= LARGE)

    def find(self, query: str, limit: int) -> tuple[list[int], int]:
        """Ids of at most `limit` files, and how many there are in all.

        Names that are what was typed first, then those that begin with it, then the others; the newest first in each.
        """
        words = words_of(query)
        names = self._names.get()  # without words, too: who shows the field has them read before a letter is typed
        if not words:
            return [], 0
        all_of = names.bare
        found = all_of.holding(words[0])
        for word in words[1:]:
            found = all_of.holding(word, found)
        whole = bare("".join(query.split()))
        begin = all_of.beginning(words[0], found)
        same = all_of.beginning(whole, begin)
        same = same[all_of.lengths(same) <= len(texts.units(whole)) + 4]  # the suffix
        best = dict.fromkeys(n for some in (same, begin, found) for n in names.newest(some, limit))
        return names.ids[list(best)[:limit]].tolist(), len(found)

    def release(self) -> None:
        """Give the memory back."""
        self._names.release()

    def _read(self) -> _Names:
        (ids, times), joined = texts.read(self._db, ("id", "mtime_ns"), "name_key")
        letters = texts.only_letters(joined)
        if letters is None:
            letters = texts.units(bare(texts.text_of(joined)))
        place = np.empty(len(ids), np.int32)
        place[np.argsort(-times, kind="stable")] = np.arange(len(ids))  # among equals, the one known longer first
        return _Names(ids, Texts(letters), place)
