"""A sentence that follows its source word for word but for one place: what stands there instead of what.

A model that copies a sentence and slips in one number or name leaves the rest as it was. The number may well stand
elsewhere in the passage, and the name may be a common word: what gives it away is the place it took.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from indexer.answering.differing import missing
from indexer.answering.names import NamesOf, written_names
from indexer.answering.numbers import facts
from indexer.search.query import bare

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|%")
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:으로부터|에서부터|으로서|으로써|에게서|에서는|에서|에게|으로|까지|부터|처럼|보다|이나|이며|이고|"
    r"은|는|이|가|을|를|의|에|와|과|도|만|로|란)$"
)
_FEWEST = 5  # words of a sentence that can be followed
_FOLLOWED = 0.7  # share of its words that stand in the source in the same order
_LOOKED = 6  # places of the source that are compared in full
_LEFT_OUT = 0.3  # words left out between those it takes, of its own
_PIECE = 4  # words that may stand in one place
_BESIDE = 2  # words beside it that are the same
_PLACES = 3  # more places than this are another sentence
_POINTING = frozenset("해당 이러한 그러한 우리 위의 같은 이들 그들 본인 기관 부서 담당자 사람 분들".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of text to follow, its words ready."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def place(text: str) -> Place:
    """The text as a place of a source, or as a sentence to hold against one."""
    plain = unicodedata.normalize("NFKC", text)
    found = list(_TOKEN.finditer(plain))
    return Place(
        plain,
        tuple(m.group().lower() for m in found),
        tuple(m.start() for m in found),
        tuple(m.end() for m in found),
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What stands in the sentence (`numbers`, `names`: as it writes them) where the source has something else.

    `letter`: the sentence adds nothing to a place of the source that it follows.
    """

    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    letter: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers or self.names)


def taken(sentence: str, places: Sequence[Place], known: str, names_of: NamesOf | None = None) -> Taken:
    """The numbers and names of a sentence that took another's place.

    Empty where the sentence follows no place of the source, or follows one of them to the letter. `known`: `bare`
    text of what the user gave; a name in it is no claim.
    """
    said = place(sentence)
    if len(said.words) < _FEWEST:
        return Taken()
    counts = Counter(said.words)
    near = sorted(places, key=lambda p: -_shared(counts, p))[:_LOOKED]
    best, out = 0.0, Taken()
    for at in near:
        steps = SequenceMatcher(None, said.words, at.words, autojunk=False).get_opcodes()
        same = sum(b - a for tag, a, b, *_ in steps if tag == "equal") / len(said.words)
        # Two sentences of which it leaves out much are not what it follows.
        left_out = sum(d - c for tag, _, _, c, d in steps[1:-1] if tag == "insert") / len(said.words)
        worth = same - left_out / 2
        if same < _FOLLOWED or worth < best:
            continue
        found = _compared(said, at, steps, known, names_of)
        if worth > best or not found:  # of two places that it follows as well, the one that agrees counts
            letter = left_out < _LEFT_OUT and all(tag in ("equal", "insert") for tag, *_ in steps)
            best, out = worth, replace(found, letter=letter or (worth == best and out.letter))
    return out


def _shared(counts: Counter[str], at: Place) -> float:
    """Words in common; of equal places the shorter."""
    return sum((counts & Counter(at.words)).values()) - len(at.words) / 10_000


def _compared(
    said: Place, at: Place, steps: Sequence[tuple[str, int, int, int, int]], known: str, names_of: NamesOf | None
) -> Taken:
    changed = [n for n, (tag, *_) in enumerate(steps) if tag == "replace"]
    if len(changed) > _PLACES:
        return Taken()
    names: Callable[[], list[str]] = _once(
        lambda: [*written_names(at.text), *(names_of(at.text) if names_of else ())]
    )
    numbers: list[str] = []
    strange: list[str] = []
    for n in changed:
        _, a, b, c, d = steps[n]
        left = steps[n - 1][2] - steps[n - 1][1] if n and steps[n - 1][0] == "equal" else 0
        right = steps[n + 1][2] - steps[n + 1][1] if n + 1 < len(steps) and steps[n + 1][0] == "equal" else 0
        if b - a > _PIECE or d - c > _PIECE or left + right < _BESIDE:
            continue
        mine, theirs = said.words[a:b], at.words[c:d]
        if _figures(mine) and _figures(theirs):
            one, other = facts(_with_unit(said, a, b)), facts(_with_unit(at, c, d))
            if absent := missing(one, other):
                numbers += absent
        elif not _figures(mine) and not _figures(theirs):
            strange += _renamed(mine, theirs, at, known, names)
    return Taken(tuple(dict.fromkeys(numbers)), tuple(dict.fromkeys(strange)))


def _figures(words: Sequence[str]) -> list[str]:
    return [w for w in words if w[0].isdigit()]


def _with_unit(text: Place, start: int, end: int) -> str:
    """The words of a place with the one behind it, which gives a number its unit."""
    last = min(len(text.words), end + 1)
    return text.text[text.starts[start] : text.ends[last - 1]]


def _renamed(
    mine: Sequence[str], theirs: Sequence[str], at: Place, known: str, names: Callable[[], list[str]]
) -> list[str]:
    """The words of the sentence in a place where the source has a name."""
    before = "".join(theirs)
    if not any(bare(n) in before for n in names()):
        return []
    out = []
    for word in mine:
        stem = _PARTICLE.sub("", word)
        old = [_PARTICLE.sub("", w) for w in theirs]
        kin = any(stem in o or o in stem for o in old)
        if len(stem) > 1 and not kin and stem not in _POINTING and bare(stem) not in known and stem not in before:
            out.append(stem)
    return out if len(out) == len(mine) or len(mine) > 1 else []


def _once(make: Callable[[], list[str]]) -> Callable[[], list[str]]:
    """A list made when first asked for."""
    kept: list[list[str]] = []

    def get() -> list[str]:
        if not kept:
            kept.append(make())
        return kept[0]

    return get
