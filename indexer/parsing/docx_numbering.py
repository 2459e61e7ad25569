"""Automatic numbers of Word documents: what the reader sees before a paragraph though no text says it.

ECMA-376 part 1, 17.9 (numbering.xml) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.parsing.docx_parts import W, number_at, value
from indexer.parsing.docx_text import MC
from indexer.parsing.glyphs import SYMBOLS
from indexer.parsing.numbering import GANADA, JAMO, LONGEST, format_number

_DIGITS = {
    "koreanDigital": "영일이삼사오육칠팔구", "koreanDigital2": "零一二三四五六七八九",
    "ideographDigital": "〇一二三四五六七八九", "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "chineseCounting": "○一二三四五六七八九",
}  # fmt: skip
_KOREAN_ONES = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")
_KOREAN_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
# First code points of runs of enclosed numbers from 1, and how long they run.
_ENCLOSED = {
    "decimalEnclosedCircle": (0x2460, 20), "decimalEnclosedCircleChinese": (0x2460, 20),
    "decimalEnclosedParen": (0x2474, 20), "decimalEnclosedFullstop": (0x2488, 20),
    "ideographEnclosedCircle": (0x3280, 10),
}  # fmt: skip
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: `%1`…`%9` in `pattern` stand for the numbers of the levels."""

    style: str = "decimal"
    pattern: str = ""
    start: int = 1
    legal: bool = False  # all numbers as digits
    restart: int | None = None  # the level (from 1) whose numbers start this one anew; 0: nothing does
    zeros: int = 0  # width of numbers in a custom format such as "001, 002, 003, ..."
    paragraph_style: str = ""


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by abstract list
    lists: dict[str, str] = field(default_factory=dict)  # w:numId → abstract list
    overrides: dict[str, dict[int, Level]] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, roots: list[etree._Element]) -> Numbering:
        """From numbering.xml; lists that take their levels from a style's list (w:numStyleLink) included."""
        self = cls()
        by_style: dict[str, dict[int, Level]] = {}
        linked: dict[str, str] = {}
        for root in roots:
            for abstract in root.iterchildren(W + "abstractNum"):
                ident = abstract.get(W + "abstractNumId") or ""
                self.levels[ident] = dict(_levels(abstract))
                if name := value(abstract.find(W + "styleLink")):
                    by_style[name] = self.levels[ident]
                if name := value(abstract.find(W + "numStyleLink")):
                    linked[ident] = name
            for number in root.iterchildren(W + "num"):
                ident = number.get(W + "numId") or ""
                self.lists[ident] = value(number.find(W + "abstractNumId"))
                for override in number.iterchildren(W + "lvlOverride"):
                    level = number_at(override, W + "ilvl")
                    start = value(override.find(W + "startOverride"))
                    if start.isdigit():
                        self.starts.setdefault(ident, {})[level] = int(start)
                    self.overrides.setdefault(ident, {}).update(_levels(override))
        for ident, name in linked.items():
            self.levels[ident] = self.levels[ident] or by_style.get(name, {})
        return self

    def level_of(self, ident: str, style: str) -> int | None:
        """The level of list `ident` that belongs to the paragraph style `style`."""
        levels = self._all_levels(ident)
        return next((n for n, level in levels.items() if style and level.paragraph_style == style), None)

    def _all_levels(self, ident: str) -> dict[int, Level]:
        levels = self.levels.get(self.lists.get(ident, ""), {})
        return {**levels, **self.overrides[ident]} if ident in self.overrides else levels

    def next(self, ident: str, level: int) -> str:
        """The marker of the next paragraph in list `ident` at `level` (from 0), such as "1." or "•"."""
        abstract = self.lists.get(ident)
        levels = self._all_levels(ident)
        if abstract is None or level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        here = levels[level]
        start = self.starts.get(ident, {}).get(level)
        if start is not None and (ident, level) not in self._begun:
            self._begun.add((ident, level))
            counts[level] = start
        else:
            counts[level] = counts.get(level, here.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                del counts[deeper]
        if here.style == "bullet":
            return bullet(here.pattern)
        marker = here.pattern[:LONGEST]
        for n in range(level + 1):
            if f"%{n + 1}" in marker:
                of = levels.get(n, Level())
                number = counts.setdefault(n, of.start)
                style = "decimal" if here.legal and of.style != "none" else of.style
                marker = marker.replace(f"%{n + 1}", formatted(number, style).zfill(of.zeros))
        return marker.strip()


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in parent.iterchildren(W + "lvl"):
        at = number_at(element, W + "ilvl")
        if at < _MOST_LEVELS:
            yield at, _level(element)


def _level(element: etree._Element) -> Level:
    kind = element.find(W + "numFmt")
    custom = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    start, restart = value(element.find(W + "start")), value(element.find(W + "lvlRestart"))
    level = Level(
        style=value(kind) or "decimal",
        pattern=value(element.find(W + "lvlText")),
        start=int(start) if start.isdigit() else 1,
        legal=element.find(W + "isLgl") is not None and value(element.find(W + "isLgl")) not in ("0", "false", "off"),
        restart=int(restart) if restart.isdigit() else None,
        paragraph_style=value(element.find(W + "pStyle")),
    )
    padded = re.match(r"0+1", (custom.get(W + "format") or "") if custom is not None else "")
    return replace(level, style="decimal", zeros=len(padded.group())) if padded else level


def bullet(pattern: str) -> str:
    """A bullet as a letter that any font has; those of symbol fonts stand in the private-use area."""
    if not pattern:
        return "•"
    code = ord(pattern[0])
    return SYMBOLS.get(code & 0xFF, "•") if 0xE000 <= code <= 0xF8FF else pattern


def formatted(number: int, style: str) -> str:
    """`number` in a w:numFmt; formats we do not know, and numbers beyond a format's end, come out as digits."""
    if style == "none":
        return ""
    if number < 1:
        return str(number)
    if style in ("upperRoman", "lowerRoman") and number < 4000:
        return format_number(number, 2 if style == "upperRoman" else 3)
    if style in ("upperLetter", "lowerLetter") and number < 26 * 40:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("ganada", "chosung"):
        letters = GANADA if style == "ganada" else JAMO
        return letters[(number - 1) % len(letters)]
    if style in _ENCLOSED and number <= _ENCLOSED[style][1]:
        return chr(_ENCLOSED[style][0] + number - 1)
    if style in ("koreanCounting", "taiwaneseCounting") and number < 100:
        return format_number(number, 12 if style == "koreanCounting" else 13)
    if style == "koreanLegal" and number < 100:
        return _KOREAN_TENS[number // 10] + _KOREAN_ONES[number % 10]
    if style in _DIGITS:
        return "".join(_DIGITS[style][int(d)] for d in str(number))
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(0xFF10 + int(d)) for d in str(number))
    if style == "decimalZero":
        return f"{number:02}"
    if style == "numberInDash":
        return f"- {number} -"
    if style == "ordinal":
        ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"
    return str(number)
