"""How numbers are written in running text: gaps between digits, marks between groups, labels that stand near."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """`text[start:end]` is personal data of this kind. `value`: the same without spaces and marks, for comparing."""

    kind: str
    start: int
    end: int
    value: str


GAP = r"[ \n|]{0,3}"  # between the digits of one number: spaced out, broken over a line, one digit a cell
BETWEEN = rf"{GAP}[-.·~_]?{GAP}"  # between its groups
MARK = rf"{GAP}[-.·~_]{GAP}"
APART = rf"(?:{MARK}|[ \n|]{{1,3}})"


def spaced_digits(low: int, high: int | None = None) -> str:
    """So many digits, gaps allowed between them."""
    more = f"{low - 1}" if high is None else f"{low - 1},{high - 1}"
    return rf"\d(?:{GAP}\d){{{more}}}"


def near(text: str, match: re.Match[str], label: re.Pattern[str], before: int = 40, after: int = 0) -> bool:
    """Whether a label stands within so many characters before or after the match."""
    if label.search(text, max(0, match.start() - before), match.start()):
        return True
    return bool(after and label.search(text, match.end(), match.end() + after))


def bare(text: str) -> str:
    return re.sub(r"\D", "", text)
