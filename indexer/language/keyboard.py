"""The Korean keyboard (두벌식, KS X 5002): the keys of a text, the text of keys, which keys lie beside others."""

from __future__ import annotations

import math
from functools import cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
FIRST, LAST = 0xAC00, 0xD7A3
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_SHIFTED = dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "ㅂㅈㄷㄱㅅㅐㅔ", strict=True))
_STAGGER = (0.0, 0.25, 0.75)  # how far a row is moved to the right
_TWO = {
    "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_JOINED = {pair: jamo for jamo, pair in _TWO.items()}
_INITIAL, _VOWEL, _FINAL = ({jamo: i for i, jamo in enumerate(some)} for some in (INITIALS, VOWELS, FINALS))
_FINAL[""] = 0
KEYS = "".join(_ROWS) + "".join(_SHIFTED)


@cache
def _place(key: str) -> tuple[float, int]:
    key = _SHIFTED.get(key, key)
    y = next((y for y, row in enumerate(_ROWS) if key in row), None)
    if y is None:  # old Hangul, digits: nowhere near
        return math.inf, 99
    return _ROWS[y].index(key) + _STAGGER[y], y


@cache
def beside(one: str, other: str) -> bool:
    """Whether two keys touch, or are one key with and without shift."""
    (x, y), (v, w) = _place(one), _place(other)
    return abs(y - w) <= 1 and abs(x - v) <= 1.25


@cache
def keys_of_syllable(syllable: str) -> str:
    """연 → ㅇㅕㄴ, 과 → ㄱㅗㅏ; a loose jamo → its keys; anything else as it is."""
    code = ord(syllable)
    if not FIRST <= code <= LAST:
        return _TWO.get(syllable, syllable)
    initial, vowel, final = parts(syllable)
    jamo = (INITIALS[initial], VOWELS[vowel], FINALS[final].strip())
    return "".join(_TWO.get(j, j) for j in jamo if j)


def parts(syllable: str) -> tuple[int, int, int]:
    """Places of a syllable's initial, vowel and final in their lists (final 0: none)."""
    code = ord(syllable) - FIRST
    return code // 588, code // 28 % 21, code % 28


def syllable_of(initial: int, vowel: int, final: int = 0) -> str:
    """The reverse of `parts`."""
    return chr(FIRST + (initial * 21 + vowel) * 28 + final)


def keys_of(text: str) -> str:
    """The keys that type a text of syllables and jamo."""
    return "".join(map(keys_of_syllable, text))


def composed(keys: str) -> str:
    """The text that these keys type; jamo that make no syllable stay loose."""
    out: list[str] = []
    initial = vowel = final = ""

    def end() -> None:
        nonlocal initial, vowel, final
        if initial and vowel:
            out.append(chr(FIRST + (_INITIAL[initial] * 21 + _VOWEL[vowel]) * 28 + _FINAL[final]))
        elif initial or vowel:
            out.append(initial or vowel)
        initial = vowel = final = ""

    for key in keys:
        if key in _VOWEL:
            if final:
                # The final, or the second of a double one, begins the next syllable.
                pair = _TWO.get(final, "")
                final, begins = (pair[0], pair[1]) if pair else ("", final)
                end()
                initial, vowel = begins, key
            elif (both := _JOINED.get(vowel + key, "")) and vowel:
                vowel = both
            elif vowel:
                end()
                vowel = key
            else:
                vowel = key
        elif key in _INITIAL:
            if initial and vowel and not final and key in _FINAL:
                final = key
            elif final and final + key in _JOINED:
                final = _JOINED[final + key]
            else:
                end()
                initial = key
        else:
            end()
            out.append(key)
    end()
    return "".join(out)
