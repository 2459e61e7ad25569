"""What optical recognition does to Korean print, as a seeded model: for trials where no scan may be kept.

Kinds of error, after what Tesseract makes of the same text printed small (share of syllables or blanks): jamo of like
shape in each other's place, blanks lost or added, lines broken inside words, digits read as letters, specks read as
signs, a table's cells run together.
"""

from __future__ import annotations

import random
import re

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_LIKE = (  # of initials, vowels and finals
    {
        "ㄱ": "ㅋ",
        "ㅋ": "ㄱ",
        "ㄷ": "ㅌㄹ",
        "ㅌ": "ㄷ",
        "ㅂ": "ㅍ",
        "ㅍ": "ㅂ",
        "ㅈ": "ㅊㅅ",
        "ㅊ": "ㅈ",
        "ㅅ": "ㅈ",
        "ㅇ": "ㅎㅁ",
    }
    | {"ㅎ": "ㅇ", "ㅁ": "ㅇ", "ㄹ": "ㅌ", "ㄴ": "ㄷ", "ㄲ": "ㄱ", "ㅆ": "ㅅ"},
    {
        "ㅏ": "ㅑㅣ",
        "ㅑ": "ㅏ",
        "ㅓ": "ㅕㅣ",
        "ㅕ": "ㅓ",
        "ㅗ": "ㅛ",
        "ㅛ": "ㅗ",
        "ㅜ": "ㅠㅡ",
        "ㅠ": "ㅜ",
        "ㅐ": "ㅔ",
        "ㅔ": "ㅐ",
    }
    | {"ㅡ": "ㅜ", "ㅢ": "ㅣ", "ㅣ": "ㅏ", "ㅘ": "ㅗ", "ㅚ": "ㅣ", "ㅝ": "ㅜ", "ㅟ": "ㅣ", "ㅖ": "ㅔ"},
    {"ㄴ": "ㄹ ", "ㄹ": "ㄴ", "ㅁ": "ㅇ", "ㅇ": "ㅁ ", "ㄱ": " ㄴ", "ㅂ": "ㅁ", "ㅆ": "ㅅ", "ㅅ": "ㅆ", " ": "ㄴㅇ"},
)
_DIGITS = {"0": "O", "1": "l", "5": "S", "8": "B", "6": "G"}
_SPECKS = "·'`~.,|-"
_WIDE = 38  # characters of a printed line


def noisy(text: str, seed: str, level: float = 1.0) -> str:
    """The text as a bad scan gives it, the same for the same seed; `level` scales every share."""
    rng = random.Random(seed)
    out: list[str] = []
    column = 0
    for c in re.sub(r"\s*\|\s*", " ", text):
        if c == "\n":
            out.append(rng.choice(" \n"))
            column = 0
            continue
        if c == " ":
            if rng.random() >= 0.12 * level:
                out.append(c)
        elif "가" <= c <= "힣":
            out.append(_syllable(c, rng) if rng.random() < 0.04 * level else c)
            if rng.random() < 0.025 * level:
                out.append(" ")
        elif c in _DIGITS:
            out.append(_DIGITS[c] if rng.random() < 0.02 * level else c)
        elif rng.random() >= 0.1 * level or c.isalnum():
            out.append(c)
        if rng.random() < 0.006 * level:
            out.append(rng.choice(_SPECKS))
        column += 1
        if column >= _WIDE + rng.randrange(-2, 3):
            out.append("-\n" if rng.random() < 0.05 * level else "\n")
            column = 0
    return "".join(out)


def _syllable(c: str, rng: random.Random) -> str:
    code = ord(c) - 0xAC00
    parts = [code // 588, code % 588 // 28, code % 28]
    names = (_INITIALS, _VOWELS, _FINALS)
    place = rng.choices((0, 1, 2), (3, 4, 3))[0]
    like = _LIKE[place].get(names[place][parts[place]])
    if like:
        parts[place] = names[place].index(rng.choice(like))
    return chr(0xAC00 + parts[0] * 588 + parts[1] * 28 + parts[2])
