"""Words that may have been meant where another was typed: one key wrong, left out, typed besides, or exchanged.

By jamo (연거 → 연가) and by key (역나 → 연가: two keys exchanged; 여나 → 연가: one left out), each with how it came.
Only the 2,350 syllables of KS X 1001 are put in: the other 8,822 stand in hardly any document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from indexer.language.keyboard import (
    FINALS,
    FIRST,
    INITIALS,
    KEYS,
    LAST,
    VOWELS,
    beside,
    composed,
    keys_of,
    keys_of_syllable,
    parts,
    syllable_of,
)

Way = Literal["beside", "other", "missing", "extra", "exchanged", "added"]
_JAMO = {
    **{chr(0x1100 + i): jamo for i, jamo in enumerate(INITIALS)},
    **{chr(0x1161 + i): jamo for i, jamo in enumerate(VOWELS)},
    **{chr(0x11A7 + i): jamo for i, jamo in enumerate(FINALS) if i},
}


class NearMiss(NamedTuple):
    """`word` was meant; its syllables [start, end) are not those typed. way: what happened at the keyboard.

    extra: a key was hit together with one beside it; added: any other key too many.
    """

    word: str
    way: Way
    start: int
    end: int


def near_misses(typed: str, places: Collection[int]) -> list[NearMiss]:
    """Every word of whole syllables that one error at one of these places of `typed` makes out of; each once.

    typed: syllables and loose jamo, as `normalized` leaves them.
    """
    typed = "".join(_JAMO.get(c, c) for c in typed)
    loose = [i for i, c in enumerate(typed) if not whole(c)]
    found: dict[str, NearMiss] = {}
    for miss in _by_key(typed, loose or places, bool(loose)):
        found.setdefault(miss.word, miss)
    if not loose:
        for place in places:
            for syllable, way in _near(typed[place]):
                word = typed[:place] + syllable + typed[place + 1 :]
                found[word] = NearMiss(word, way, place, place + 1)
            for two in split_apart(typed[place]):
                word = typed[:place] + two + typed[place + 1 :]
                found.setdefault(word, NearMiss(word, "missing", place, place + 2))
            if place + 1 < len(typed):
                for two in _moved(typed[place], typed[place + 1]):
                    word = typed[:place] + two + typed[place + 2 :]
                    found.setdefault(word, NearMiss(word, "missing", place, place + 2))
    found.pop(typed, None)
    return list(found.values())


def whole(character: str) -> bool:
    """Whether it is a syllable."""
    return FIRST <= ord(character) <= LAST


@lru_cache(maxsize=LAST - FIRST + 1)
def _usual(syllable: str) -> bool:
    """Whether KS X 1001 has it."""
    try:
        return len(syllable.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def _of_usual(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(w for w in words if all(map(_usual, w)))


@lru_cache(maxsize=4096)
def _near(syllable: str) -> tuple[tuple[str, Way], ...]:
    """Syllables that differ by one jamo: another initial, vowel or final, or one more or less."""
    initial, vowel, final = parts(syllable)
    near = [(i, vowel, final) for i in range(len(INITIALS)) if i != initial]
    near += [(initial, v, final) for v in range(len(VOWELS)) if v != vowel]
    near += [(initial, vowel, f) for f in range(len(FINALS)) if f != final]
    own = keys_of_syllable(syllable)
    return tuple((o, _way(own, keys_of_syllable(o))) for o in _of_usual(syllable_of(*n) for n in near))


def _way(typed: str, meant: str) -> Way:
    if len(typed) == len(meant):
        different = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
        return "beside" if len(different) == 1 and beside(*different[0]) else "other"
    if len(meant) == len(typed) + 1 and any(meant[:i] + meant[i + 1 :] == typed for i in range(len(meant))):
        return "missing"
    for i in range(len(typed)):
        if typed[:i] + typed[i + 1 :] == meant:
            return "extra" if _brushed(typed, i) else "added"
    return "other"


def _brushed(keys: str, at: int) -> bool:
    """Whether the key lies beside the one hit before or after it."""
    return any(beside(keys[at], keys[i]) for i in (at - 1, at + 1) if 0 <= i < len(keys))


@lru_cache(maxsize=4096)
def _moved(first: str, second: str) -> tuple[str, ...]:
    """여나 → 연가, 연다, …: without its own key the second syllable took the final of the first."""
    initial, vowel, final = parts(first)
    jamo = INITIALS[parts(second)[0]]
    if final or jamo not in FINALS:
        return ()
    _, v, f = parts(second)
    a = syllable_of(initial, vowel, FINALS.index(jamo))
    return _of_usual(a + syllable_of(i, v, f) for i in range(len(INITIALS)))


@lru_cache(maxsize=4096)
def split_apart(syllable: str) -> tuple[str, ...]:
    """잍 → 이트, 이타, …; 궝 → 구성, 구정, …: without the key between them two syllables became one."""
    initial, vowel, final = parts(syllable)
    out: list[str] = []
    two = keys_of(FINALS[final]) if final else ""
    if two and two[-1] in INITIALS:
        a = syllable_of(initial, vowel, FINALS.index(two[0]) if len(two) == 2 else 0)
        out += [a + syllable_of(INITIALS.index(two[-1]), v) for v in range(len(VOWELS))]
    both = keys_of(VOWELS[vowel])
    if len(both) == 2:
        a = syllable_of(initial, VOWELS.index(both[0]))
        out += [a + syllable_of(i, VOWELS.index(both[1]), final) for i in range(len(INITIALS))]
    return _of_usual(out)


def _by_key(typed: str, places: Collection[int], loose: bool) -> Iterator[NearMiss]:
    """Keys taken out or exchanged; with loose jamo, which no sound word has, also put in and replaced."""
    if loose:  # the error is in the loose jamo or in a syllable beside it
        places = {q for p in places for q in (p - 1, p, p + 1) if 0 <= q < len(typed)}
    for place in sorted(places):
        # No key reaches further than the syllables beside its own, unless jamo stand loose.
        left, right = (0, len(typed)) if loose else (max(0, place - 1), place + 2)
        window = typed[left:right]
        before, own = len(keys_of(typed[left:place])), len(keys_of_syllable(typed[place]))
        for keys, way in _tried(keys_of(window), range(before, before + own), loose).items():
            word = typed[:left] + composed(keys) + typed[right:]
            if len(word) > 1 and all(map(whole, word)) and all(map(_usual, set(word) - set(typed))):
                yield _compared(typed, word, way)


def _tried(keys: str, at: range, loose: bool) -> dict[str, Way]:
    tried: dict[str, Way] = {}
    for k in at:
        tried.setdefault(keys[:k] + keys[k + 1 :], "extra" if _brushed(keys, k) else "added")
        if k + 1 < len(keys):
            tried.setdefault(keys[:k] + keys[k + 1] + keys[k] + keys[k + 2 :], "exchanged")
        if loose:
            for key in KEYS:
                tried.setdefault(keys[:k] + key + keys[k:], "missing")
                tried.setdefault(keys[:k] + key + keys[k + 1 :], "beside" if beside(key, keys[k]) else "other")
                if k + 1 == len(keys):
                    tried.setdefault(keys + key, "missing")
    return tried


def _compared(typed: str, word: str, way: Way) -> NearMiss:
    both = list(zip(typed, word, strict=False))
    start = next((i for i, (a, b) in enumerate(both) if a != b), len(both))
    start = min(start, len(word) - 1)
    most = min(len(typed), len(word)) - start
    same = next((i for i in range(most) if typed[-1 - i] != word[-1 - i]), most)
    return NearMiss(word, way, start, max(start + 1, len(word) - same))
