"""A cell's number as the sheet shows it: number format codes of Excel (ECMA-376, part 1, 18.8.31).

Covers what office sheets use: digits, thousands, per cent, exponents, literals, currencies, dates, times, sections.
What it does not know is shown as the plain number: a number is never lost.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from indexer.parsing.celldates import Tokens, date_shown, literal

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-", 42: '"₩"#,##0;-"₩"#,##0;-',
    43: "#,##0.00;-#,##0.00;-", 44: '"₩"#,##0.00;-"₩"#,##0.00;-', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
    # Korean Excel's own (18.8.30, ko-kr)
    27: 'yyyy"年" mm"月" dd"日"', 28: "mm-dd", 29: "mm-dd", 30: "mm-dd-yy", 31: 'yyyy"년" mm"월" dd"일"',
    32: 'h"시" mm"분"', 33: 'h"시" mm"분" ss"초"', 34: "yyyy-mm-dd", 35: "yyyy-mm-dd", 36: 'yyyy"年" mm"月" dd"日"',
    50: 'yyyy"年" mm"月" dd"日"', 51: "mm-dd", 52: "yyyy-mm-dd", 53: "yyyy-mm-dd", 54: "mm-dd", 55: "yyyy-mm-dd",
    56: "yyyy-mm-dd", 57: 'yyyy"年" mm"月" dd"日"', 58: "mm-dd",
}  # fmt: skip
"""Format codes that files name by number only."""

_TOKEN = re.compile(
    r"""(?P<text>"[^"]*"?|\\.|_.|\*.)|(?P<bracket>\[[^\]]*\])|(?P<ampm>AM/PM|A/P|오전/오후|am/pm)"""
    r"""|(?P<number>[0#?]+(?:,[0#?]+)*|[.,%@/]|E[+-][0#?]*|General|G/표준)|(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|b+)|(?P<other>.)""",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 255  # characters of a format code, Excel's own bound


@lru_cache(maxsize=2048)
def _sections(code: str) -> tuple[Tokens, ...]:
    out: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code[:_LONGEST]):
        kind, text = match.lastgroup or "other", match.group()
        if kind == "other" and text == ";":
            out.append([])
        else:
            out[-1].append((kind, text))
    return tuple(tuple(section) for section in out)


@lru_cache(maxsize=2048)
def is_date(code: str) -> bool:
    """Whether numbers under this code are shown as dates or times."""
    first = _sections(code)[0]
    elapsed = any(
        kind == "bracket" and text[1:-1].lower() in ("h", "hh", "m", "mm", "s", "ss") for kind, text in first
    )
    return elapsed or any(kind == "date" and text[0].lower() != "e" for kind, text in first)


def shown(value: float, code: str, *, date1904: bool = False) -> str:
    """The number under its format code; the plain number where the code cannot be followed."""
    if not math.isfinite(value):
        return ""
    try:
        if is_date(code):
            return date_shown(value, _sections(code)[0], date1904)
        return _number(value, code)
    except (ValueError, OverflowError, IndexError):
        return plain(value)


def plain(value: float) -> str:
    """A number without format: no exponent and no noise of binary fractions (15 digits, as Excel keeps)."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    if "e" in text and 1e-9 < abs(value) < 1e21:
        text = format(value, ".15f").rstrip("0").rstrip(".")
    return text


def _number(value: float, code: str) -> str:
    sections = _sections(code)
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    else:
        section = sections[0]
    sign = "-" if value < 0 else ""
    tokens = [(kind, text) for kind, text in section]
    words = {text.lower() for kind, text in tokens if kind == "number"}
    if not words:
        words_only = "".join(literal(kind, text) for kind, text in tokens).strip()
        return words_only or plain(value)
    if any(word[:2] in ("e+", "e-") for word in words):
        return _around(tokens, sign, _exponent(abs(value), tokens))
    if words & {"general", "g/표준", "@", "/"}:
        return _around(tokens, sign, plain(abs(value)))
    if _parted(tokens):
        return sign + _filled(abs(value), tokens)
    return _around(tokens, sign, _digits(abs(value), tokens))


def _parted(tokens: list[tuple[str, str]]) -> bool:
    """Whether literals stand between digits, as in 000000-0000000 and 00-000."""
    shape = "".join(
        "0" if kind == "number" else "-" for kind, text in tokens if literal(kind, text) or kind == "number"
    )
    return "0-" in shape.rstrip("-") and all(set(t) <= set("0#?") for k, t in tokens if k == "number")


def _filled(value: float, tokens: list[tuple[str, str]]) -> str:
    """Digits put into their places from the right; what is over stands at the first place."""
    digits = str(math.floor(value + 0.5))
    out: list[str] = []
    places = sum(len(text) for kind, text in tokens if kind == "number")
    for kind, text in reversed(tokens):
        if kind != "number":
            out.append(literal(kind, text)[::-1])
            continue
        for mark in reversed(text):
            places -= 1
            if not places:
                out.append(digits[::-1] or ("0" if mark == "0" else ""))
            else:
                out.append(digits[-1:] or ("0" if mark == "0" else ""))
                digits = digits[:-1]
    return "".join(out)[::-1].strip()


def _around(tokens: list[tuple[str, str]], sign: str, digits: str) -> str:
    """The literals before and after the digits; literals among the digits keep the number's place."""
    before: list[str] = []
    after: list[str] = []
    seen = False
    for kind, text in tokens:
        if kind == "number" and text == "%":
            after.append("%")
        elif kind == "number":
            seen = True
        else:
            (after if seen else before).append(literal(kind, text))
    return f"{''.join(before).strip()}{sign}{digits}{''.join(after).rstrip()}".strip()


def _digits(value: float, tokens: list[tuple[str, str]]) -> str:
    marks = "".join(text for kind, text in tokens if kind == "number")
    value *= 100 ** marks.count("%")
    marks = marks.replace("%", "")
    whole, _, fraction = marks.partition(".")
    scaled = len(whole) - len(whole.rstrip(","))
    value /= 1000**scaled
    whole = whole.rstrip(",")
    fraction = fraction.replace(",", "")
    places = min(30, sum(c in "0#?" for c in fraction))
    # Half away from zero, as the sheet does; the noise of binary fractions is taken off first.
    text = format(math.floor(float(format(value * 10**places, ".15g")) + 0.5) / 10**places, f".{places}f")
    integer, _, decimals = text.partition(".")
    least = sum(c == "0" for c in fraction)
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    zeros = sum(c == "0" for c in whole)
    integer = integer.lstrip("0").rjust(zeros, "0")
    if "," in whole:
        integer = _grouped(integer)
    return f"{integer}.{decimals}" if decimals else integer or ("0" if not marks or least == 0 else "")


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    parts = ([digits[:head]] if head else []) + [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return ",".join(parts)


def _exponent(value: float, tokens: list[tuple[str, str]]) -> str:
    marks = "".join(text for kind, text in tokens if kind == "number")
    fraction = marks.partition(".")[2]
    places = sum(c in "0#?" for c in re.split("[eE]", fraction)[0])
    return format(value, f".{min(places, 15)}E")
