"""Glyphs that fonts keep in the private-use area → the characters that everybody has for what they show.

Symbol fonts (Wingdings) stand at U+F020 to U+F0FF; Hancom's own signs at U+F0000 and on, as its fonts draw them.
Old Hangul there is no sign but text: it stays as it is, and `indexer.language` compares it as jamo.
"""

from __future__ import annotations

import re

# Wingdings and Symbol, by the low byte of their private-use code.
SYMBOLS = {
    0x46: "☞", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫",
    0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA4: "◉",
    0xA5: "◎", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xB7: "•", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_HANCOM = {
    0xF003B: "↓", 0xF012B: "(인)", 0xF02EF: "·", 0xF02FC: "►", 0xF031C: "■", 0xF03A0: "↵", 0xF03C5: "□",
    0xF03EF: "한", 0xF03F0: "글", 0xF03F1: "과", 0xF03F2: "컴", 0xF03F3: "퓨", 0xF03F4: "터",
    0xF080F: "━", 0xF0811: "┌", 0xF0817: "└", 0xF081A: "─", 0xF081C: "", 0xF0854: "《", 0xF0855: "》",
}  # fmt: skip
# Numbers in a frame: one of nine digits, or a left half (tens) and a right half (ones), for each shape of frame.
_FRAMES = (0xF02B0, 0xF02CD)
_PRIVATE = re.compile(
    "[\uf020-\uf0ff]|[\U000f02ba-\U000f02c2][\U000f02c3-\U000f02cc]|[\U000f02d7-\U000f02df][\U000f02e0-\U000f02e9]"
    "|[\U000f0000-\U000f0fff]"
)
BULLET = "•"


def shown(text: str) -> str:
    """`text` with private signs as what they show; those that nobody knows stay, so that nothing is lost."""
    return _PRIVATE.sub(_sign, text)


def bullet(mark: str) -> str:
    """A bullet as a character that any font has. U+FFFF stands for a picture."""
    if not mark or mark == "\0":
        return ""
    if mark[0] == "\uffff":
        return BULLET
    seen = shown(mark)
    return seen if seen.isprintable() else BULLET


def circled(number: int) -> str:
    """A number in a circle, as far as Unicode has them."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return f"({number})"


def composed(text: str, *, in_circle: bool) -> str:
    """Characters drawn over one another (글자겹침): a number in a circle is one character."""
    seen = shown(text)
    return circled(int(seen)) if in_circle and seen.isascii() and seen.isdecimal() and len(seen) <= 2 else seen


def _sign(match: re.Match[str]) -> str:
    sign = match[0]
    code = ord(sign[0])
    base = next((base for base in _FRAMES if base < code <= base + 28), 0)
    if len(sign) == 2:
        return circled((code - base - 9) * 10 + ord(sign[1]) - base - 19)
    if base and code <= base + 9:
        return circled(code - base)
    if code < 0xF100:
        return SYMBOLS.get(code & 0xFF, sign)
    return _HANCOM.get(code, sign)
