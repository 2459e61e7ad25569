"""Automatic numbers and bullets: what the reader sees before a paragraph though no text says it.

Shapes are those of HWP 5.0, table 43 (번호 모양); HWPX names the same ones in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

HeadKind = Literal["", "outline", "number", "bullet"]

GANADA = "가나다라마바사아자차카타파하"
VOWELS = (0, 4, 8, 13, 18, 20)  # of Hangul syllables: ㅏ, ㅓ, ㅗ, ㅜ, ㅡ, ㅣ
JAMO = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
HANGUL_DIGITS = "영일이삼사오육칠팔구"
HANJA_DIGITS = "零一二三四五六七八九"
STEMS, STEMS_HANJA = "갑을병정무기경신임계", "甲乙丙丁戊己庚辛壬癸"
SHAPES = {
    "DIGIT": 0, "CIRCLED_DIGIT": 1, "ROMAN_CAPITAL": 2, "ROMAN_SMALL": 3, "LATIN_CAPITAL": 4, "LATIN_SMALL": 5,
    "CIRCLED_LATIN_CAPITAL": 6, "CIRCLED_LATIN_SMALL": 7, "HANGUL_SYLLABLE": 8, "CIRCLED_HANGUL_SYLLABLE": 9,
    "HANGUL_JAMO": 10, "CIRCLED_HANGUL_JAMO": 11, "HANGUL_PHONETIC": 12, "IDEOGRAPH": 13, "CIRCLED_IDEOGRAPH": 14,
    "DECAGON_CIRCLE": 15, "DECAGON_CIRCLE_HANJA": 16,
}  # fmt: skip
LONGEST = 100  # characters of a level's pattern, of a bullet: what is longer is no number that anyone reads
LEVEL = re.compile(r"\^(10|\d)|\^[nN]")


@dataclass(frozen=True, slots=True)
class LevelFormat:
    """How one level is written: `^1`…`^10` stand for the numbers of the levels, `^n` for the whole path."""

    pattern: str
    shape: int = 0
    start: int = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What a paragraph shape says of its head: kind, level from 0, number of the numbering or bullet (from 1)."""

    kind: HeadKind = ""
    level: int = 0
    ref: int = 0


NO_HEAD = Head()


@dataclass(slots=True)
class Counters:
    """Runs the automatic numbers of one document in reading order."""

    numberings: list[tuple[LevelFormat, ...]]
    bullets: list[str]
    outline: int = 0  # the numbering that the section's outline uses, from 1
    _counts: dict[int, list[int]] = field(default_factory=dict)

    def marker(self, head: Head) -> str:
        """The next marker for a paragraph with this head; empty where nothing is written."""
        if head.kind == "bullet":
            return self.bullets[head.ref - 1][:LONGEST] if 0 < head.ref <= len(self.bullets) else ""
        ref = self.outline if head.kind == "outline" else head.ref
        if not head.kind or not 0 < ref <= len(self.numberings):
            return ""
        levels = self.numberings[ref - 1]
        if head.level >= len(levels):
            return ""
        counts = self._counts.setdefault(ref, [0] * 10)
        counts[head.level] = counts[head.level] + 1 if counts[head.level] else levels[head.level].start
        counts[head.level + 1 :] = [0] * (9 - head.level)

        def written(match: re.Match[str]) -> str:
            if match[1] is None:
                return ".".join(str(max(1, n)) for n in counts[: head.level + 1])
            level = int(match[1]) - 1
            if not 0 <= level < len(levels):
                return ""
            return format_number(max(1, counts[level]), levels[level].shape)

        return LEVEL.sub(written, levels[head.level].pattern[:LONGEST]).strip()


def format_number(number: int, shape: int) -> str:
    """`number` (from 1) in one of the format's shapes; digits where the shape runs out."""
    index = number - 1
    if shape == 1 and number <= 20:
        return chr(0x2460 + index)
    if shape in (2, 3) and number < 4000:
        roman = _roman(number)
        return roman if shape == 2 else roman.lower()
    if shape in (4, 5, 6, 7) and number <= 26:
        return chr((0x41, 0x61, 0x24B6, 0x24D0)[shape - 4] + index)
    if shape == 8 and number <= len(GANADA) * len(VOWELS):
        # 하 is followed by 거, 너, 더, …, 허 by 고, as official letters are written.
        return chr(ord(GANADA[index % 14]) + VOWELS[index // 14] * 28)
    if shape == 9 and number <= 14:
        return chr(0x326E + index)
    if shape == 10 and number <= len(JAMO):
        return JAMO[index]
    if shape == 11 and number <= 14:
        return chr(0x3260 + index)
    if shape in (12, 13) and number < 100:
        return _counted(number, HANGUL_DIGITS if shape == 12 else HANJA_DIGITS, "십" if shape == 12 else "十")
    if shape == 14 and number <= 10:
        return chr(0x3280 + index)
    if shape in (15, 16) and number <= 10:
        return (STEMS if shape == 15 else STEMS_HANJA)[index]
    return str(number)


def _roman(number: int) -> str:
    parts = []
    for value, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        parts.append(letters * (number // value))
        number %= value
    return "".join(parts)


def _counted(number: int, digits: str, ten: str) -> str:
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + (ten if tens else "") + (digits[ones] if ones else "")
