"""Files by what their names say, with every letter typed: in any form, with or without spaces, with particles.

A name is compared without its blanks and punctuation, so that 연가지침 finds ‘연가 지침(안).hwp’, and in composed
Hangul, so that a name from a Mac is found too. All words must stand in it, in any order. 250,000 names take about
30 MB, are gone through in some 20 ms, and are given back when the engine rests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indexer.store.connections import Connections
from indexer.store.fresh import Fresh

LARGE = 20_000  # files; of more, the names may be some seconds old while files are being read
_UNFINISHED = re.compile("[\u3131-\u3163]+$")  # jamo by themselves: a syllable that is being typed
# Particles that a word is typed with in a question, longest first (Korean Standard Grammar, 2.4 조사).
_PARTICLE = re.compile(
    "(?:에서는|으로는|에서|에는|에게|으로|까지|부터|처럼|보다|이나|은|는|이|가|을|를|의|에|와|과|로|도|만)$"
)
_LEAST = 2  # letters that must be left of a word without its particle


@dataclass(frozen=True, slots=True)
class _Names:
    """Row ids and bare names, the newest file first."""

    ids: list[int]
    bare: list[str]


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
        self._last: tuple[_Names, str, list[int]] | None = None

    def find(self, query: str, limit: int) -> tuple[list[int], int]:
        """Ids of at most `limit` files, and how many there are in all.

        Names that are what was typed first, then those that begin with it, then the others; the newest first in each.
        """
        words = words_of(query)
        names = self._names.get()  # without words, too: who shows the field has them read before a letter is typed
        if not words:
            return [], 0
        all_of = names.bare
        longest = max(words, key=len)
        kept = self._last
        if kept is not None and kept[0] is names and longest.startswith(kept[1]):
            found = [n for n in kept[2] if longest in all_of[n]]  # a letter more was typed
        else:
            found = [n for n, name in enumerate(all_of) if longest in name]
        self._last = names, longest, found
        for word in words:
            if word is not longest:
                found = [n for n in found if word in all_of[n]]
        whole = bare("".join(query.split()))
        begin = [n for n in found if all_of[n].startswith(words[0])]
        same = [n for n in begin if all_of[n].startswith(whole) and len(all_of[n]) <= len(whole) + 4]  # the suffix
        ordered = dict.fromkeys([*same[:limit], *begin[:limit], *found[: 2 * limit]])
        return [names.ids[n] for n in list(ordered)[:limit]], len(found)

    def release(self) -> None:
        """Give the memory back."""
        self._last = None
        self._names.release()

    def _read(self) -> _Names:
        rows = self._db.rows("SELECT id, name_key FROM file ORDER BY mtime_ns DESC, path")
        # One pass over all of them: a call a name takes four times as long.
        names = bare("\n".join([r[1].replace("\n", " ") for r in rows])).split("\n") if rows else []
        return _Names([r[0] for r in rows], names)
