"""Many short texts in one array, looked through for a part of them: file names, paths.

As Python strings 250,000 names take 30 MB, and their objects hold on to memory long after they are gone; as UTF-16
in one array they take 10 MB and are given back at once. numpy leaves the interpreter while it goes through them, so
that a search beside it is not held up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.store.connections import Connections

LINE = 10  # what ends a text
_AT_A_TIME = 50_000  # rows that are read in one statement
_PLANES = 0xD800, 0xE000  # halves of characters beyond the first 65,536

Numbers = NDArray[np.int64]


def units(text: str) -> NDArray[np.uint16]:
    """The text as UTF-16."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2").astype(np.uint16, copy=False)


def text_of(some: NDArray[np.uint16]) -> str:
    return some.astype("<u2", copy=False).tobytes().decode("utf-16-le", "surrogatepass")


class Texts:
    """`joined`: UTF-16 of all texts, each ended by a line end that stands nowhere else in it."""

    def __init__(self, joined: NDArray[np.uint16]) -> None:
        self._units = joined
        ends: Numbers = np.flatnonzero(joined == LINE)
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))[: len(ends)]
        small = np.int32 if len(joined) < 2**31 else np.int64
        self._ends, self._starts = ends.astype(small), starts.astype(small)

    def __len__(self) -> int:
        return len(self._ends)

    def lengths(self, numbers: Numbers) -> Numbers:
        """UTF-16 units of each of these texts."""
        out: Numbers = (self._ends[numbers] - self._starts[numbers]).astype(np.int64)
        return out

    def holding(self, word: str, among: Numbers | None = None) -> Numbers:
        """The numbers of the texts in which `word` stands, ascending; of those in `among` only, where given."""
        wanted, all_of = units(word), self._units
        room = len(all_of) - len(wanted) + 1
        if not len(wanted):
            return np.arange(len(self), dtype=np.int64) if among is None else among
        if room <= 0:
            return np.zeros(0, np.int64)
        at = np.flatnonzero(all_of[:room] == wanted[0])
        for place in range(1, len(wanted)):
            at = at[all_of[at + place] == wanted[place]]
        found = np.searchsorted(self._starts, at, "right") - 1
        first = np.ones(len(found), np.bool_)
        first[1:] = found[1:] != found[:-1]
        numbers: Numbers = found[first].astype(np.int64, copy=False)
        if among is None:
            return numbers
        has = np.zeros(len(self), np.bool_)
        has[numbers] = True
        both: Numbers = among[has[among]]
        return both

    def beginning(self, word: str, numbers: Numbers) -> Numbers:
        """Those of the texts that begin with `word`."""
        wanted = units(word)
        out = numbers[self.lengths(numbers) >= len(wanted)]
        for place in range(len(wanted)):
            out = out[self._units[self._starts[out] + place] == wanted[place]]
        return out


def read(db: Connections, columns: tuple[str, ...], key: str) -> tuple[list[Numbers], NDArray[np.uint16]]:
    """Of all files by id: these columns of whole numbers, and the texts of the column `key` as `Texts` takes them.

    SQLite joins the rows, so that no object is made of each and the interpreter is free meanwhile.
    """
    numbers: list[list[Numbers]] = [[np.zeros(0, np.int64)] for _ in columns]
    texts, last = [np.zeros(0, np.uint16)], -1
    joined = ", ".join(f"group_concat({c})" for c in columns)
    some = f"(SELECT id, {key}, {', '.join(columns)} FROM file WHERE id > ? ORDER BY id LIMIT {_AT_A_TIME})"
    while True:
        count, until, text, *values = db.rows(
            f"SELECT count(*), max(id), group_concat({key}, char(10)), {joined} FROM {some}", (last,)
        )[0]
        if not count:
            return [np.concatenate(n) for n in numbers], np.concatenate(texts)
        if text.count("\n") != count - 1:  # a name may have a line end where the system allows it
            text = db.rows(f"SELECT group_concat(replace({key}, char(10), ' '), char(10)) FROM {some}", (last,))[0][0]
        last = int(until)
        texts.append(units(text + "\n"))
        for of, value in zip(numbers, values, strict=True):
            of.append(np.fromstring(value, np.int64, sep=","))


def only_letters(joined: NDArray[np.uint16]) -> NDArray[np.uint16] | None:
    """Without all that is neither letter nor digit nor line end; None where that cannot be told of single units."""
    used = np.zeros(65_536, np.bool_)
    used[joined] = True
    there = np.flatnonzero(used).tolist()
    if any(_PLANES[0] <= unit < _PLANES[1] for unit in there):
        return None
    kept = np.zeros(65_536, np.bool_)
    kept[[unit for unit in there if unit == LINE or chr(unit).isalnum()]] = True
    letters: NDArray[np.uint16] = joined[kept[joined]]
    return letters
