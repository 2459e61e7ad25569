"""How hard a passphrase is to guess, told while it is typed: a plain estimate, on the safe side.

A letter counts the bits of its kind, but only where it is not to be expected from the one before. A Hangul syllable
counts six bits, not the eleven of a random one, as syllables of words follow from each other. The thresholds are for
guessing off-line against PBKDF2 with 256,000 rounds (some 10^4 tries a second on one graphics card): 36 bits hold for
weeks, 60 for longer than anybody waits.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal

Level = Literal["weak", "fair", "good"]
SHORTEST = 8  # letters
FAIR, GOOD = 36.0, 60.0  # bits
_KINDS = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10))
_HANGUL, _OTHER, _EXPECTED = 6.0, 5.0, 1.0  # bits
_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    "가나다라마바사아자차카타파하",
    "!@#$%^&*()",
)
# What is tried first: each counts as one letter.
_COMMON = re.compile(
    r"pass(?:word|phrase)?|qwerty|admin|root|korea|welcome|letmein|iloveyou|비밀번호|암호문구|암호|대한민국|공무원|인수인계|문서나루|munseo|"
    r"(?:19|20)\d\d",
    re.IGNORECASE,
)


def bits(text: str) -> float:
    """The estimate, 0 for nothing."""
    text = _COMMON.sub("\x00", unicodedata.normalize("NFC", text))
    total, before = 0.0, ""
    for letter in text:
        expected = before and (letter == before or letter in _beside(before))
        total += _EXPECTED if expected else _letter(letter)
        before = letter
    return total


def level(text: str) -> Level:
    """weak is too weak for what is handed over."""
    if len(text) < SHORTEST or bits(text) < FAIR:
        return "weak"
    return "good" if bits(text) >= GOOD else "fair"


def _letter(letter: str) -> float:
    if "가" <= letter <= "힣":
        return _HANGUL
    for holds, number in _KINDS:
        if letter.isascii() and holds(letter):
            return math.log2(number)
    return _OTHER


def _beside(letter: str) -> set[str]:
    """The letters that come after and before this one, on the keyboard or in the alphabet."""
    found: set[str] = set()
    for row in _ROWS:
        at = row.find(letter)
        if at >= 0:
            found |= set(row[max(0, at - 1) : at]) | set(row[at + 1 : at + 2])
    return found | ({chr(ord(letter) - 1), chr(ord(letter) + 1)} if letter.isascii() and letter.isalnum() else set())
