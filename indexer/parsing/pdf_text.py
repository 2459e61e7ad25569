"""Lines of one column put together to paragraphs, and their text without the breaks the layout made.

A line goes on below where it had to break: the first word of the next line would not have fit beside it. Where it
would have, the writer wanted the break.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from indexer.parsing.outline import starts_block
from indexer.parsing.pdf_lines import Line

_HYPHEN = re.compile(r"[^\W\d_]{2,}[-\u2010\u00ad]$")
_PRIOR = 1.0  # letters seen of each kind before the first
_BREAKS = 4.0  # odds of a word's end at a line's end, before this document shows any
_KEPT = 0.2  # share of breaks between Hangul that must show a space, where spaces are kept
_SOFT = "\u00ad"
# Particles that never begin a word: before them the line broke inside one. (이, 가, 나, 고 also stand alone.)
_PARTICLE = re.compile(
    r"(?:은|는|을|를|의|에|에서|에게|와|과|로|으로|로서|으로서|로써|부터|까지|하고|하여|하는|한다|된다|되는|이다|입니다)"
    r"(?=[\s.,)]|$)"
)
_DATE_AHEAD = re.compile(r"(?:\d{4}|\d{1,2})\.\s*$")
_OPEN_END = re.compile(r"[,·:;(及및]\s*$")
_ENDS = re.compile(r"[.?!。]['\"”’)\]]?\s*$")


@dataclass(slots=True)
class Spacing:
    """How the document's writer breaks lines of Hangul: learnt from all its lines, asked at each break.

    `kept`: a space at a line's end is in the file (Hancom Office writes it), so where there is none, none belongs.
    `words`: words seen inside of lines. `inside`, `between`: breaks that these words show to be inside of a word
    or between two.
    """

    kept: bool = False
    words: Counter[str] = field(default_factory=Counter)
    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    inside: int = 0
    between: int = 0

    @classmethod
    def learnt(cls, lines: Sequence[Line]) -> Spacing:
        """From the lines of the document in order."""
        self = cls()
        spaced = unspaced = 0
        for line in lines:
            # The first and the last word of a line may be pieces.
            self.words.update(_bare(w) for w in line.text.split()[1:-1])
            self._learn_letters(line.text)
        for above, below in pairwise(lines):
            last, first = above.text.split()[-1:], below.text.split()[:1]
            if not (last and first and _hangul(last[0][-1]) and _hangul(first[0][0]) and _follow(above, below)):
                continue
            spaced += above.text[-1:].isspace()
            unspaced += not above.text[-1:].isspace()
            self._count(_bare(last[0]), _bare(first[0]))
        self.kept = spaced > _KEPT * (spaced + unspaced)
        return self

    def _learn_letters(self, text: str) -> None:
        for word in text.split():
            for n, letter in enumerate(word):
                self.letters[letter, "ends" if n == len(word) - 1 else "goes on"] += 1
                self.letters[letter, "begins" if n == 0 else "follows"] += 1

    def _odds(self, last: str, first: str) -> float:
        """Odds of a word's end between two letters, by how often each ends, or begins, a word (naive Bayes)."""
        ends, on = self.letters[last, "ends"] + _PRIOR, self.letters[last, "goes on"] + 3 * _PRIOR
        begins, follows = self.letters[first, "begins"] + _PRIOR, self.letters[first, "follows"] + 3 * _PRIOR
        return (self.between + _BREAKS) / (self.inside + 1) * (3 * ends / on) * (3 * begins / follows)

    def _count(self, last: str, first: str) -> None:
        whole, apart = self.words[last + first], min(self.words[last], self.words[first])
        self.inside += whole > apart
        self.between += apart > whole

    def parted(self, last: str, first: str) -> bool:
        """Whether a space stands between the word that ends a line and the one that begins the next."""
        if not (_hangul(last[-1:]) and _hangul(first[:1])):
            return not (last[-1:] in "([{“‘<〈「『" or first[:1] in ",.)]}”’%>〉」』!?;:")
        if self.kept:
            return False
        last, first = _bare(last), _bare(first)
        if _PARTICLE.match(first):
            return False
        whole, apart = self.words[last + first], min(self.words[last], self.words[first])
        if whole != apart:
            return apart > whole
        return self._odds(last[-1:], first[:1]) > 1


def _follow(above: Line, below: Line) -> bool:
    """Whether two lines look like running text, one under the other and as long or longer."""
    long = len(above.text) > 15 and above.box[2] >= below.box[2] - 2 * above.size
    return long and abs(above.size - below.size) < 0.6 and 0 < below.middle - above.middle < 3 * above.height


def _bare(word: str) -> str:
    return word.strip(".,()[]{}“”‘’'\"<>「」『』·:;")


def _hangul(text: str) -> bool:
    return "가" <= text <= "힣"


def joined(lines: Sequence[Line], spacing: Spacing) -> str:
    """The lines as one text; a word that was cut at a line's end is whole again."""
    text = lines[0].text
    for line in lines[1:]:
        more = line.text.lstrip()
        stripped = text.rstrip()
        ended = text[-1:].isspace()
        if _HYPHEN.search(stripped) and more[:1].isalpha() and not _hangul(more[0]):
            # A hyphen that belongs to the word stays: before a capital or where the word is known with it.
            first = re.split(r"[\s.,;)]", more, maxsplit=1)[0]
            last = stripped.split()[-1]
            keep = stripped[-1] != _SOFT and (more[0].isupper() or spacing.words[_bare(last + first)] > 0)
            text = (stripped if keep else stripped[:-1]) + more
        elif ended and (spacing.kept or not _hangul(stripped[-1:])):
            text = stripped + " " + more
        elif stripped and more:
            last, first = stripped.split()[-1], more.split()[0] if more.split() else more
            text = stripped + (" " if spacing.parted(last, first) else "") + more
    return text.strip()


def paragraphs(lines: Sequence[Line], left: float | None = None, right: float | None = None) -> list[list[Line]]:
    """Lines of one column, put together where they continue one another.

    left, right: the column's sides in points, where known; else the outermost letters are.
    """
    if not lines:
        return []
    left = min(x.box[0] for x in lines) if left is None else left
    right = max(x.box[2] for x in lines) if right is None else right
    usual = _usual_gap(lines)
    out: list[list[Line]] = []
    for line in lines:
        if out and _continues(out[-1], line, left, right, usual):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _weight(line: Line) -> bool | None:
    """True for a line that is bold, False for one that is not, None for one that is both."""
    return line.bold if line.bold == line.opens_bold == line.ends_bold else None


def _usual_gap(lines: Sequence[Line]) -> float | None:
    """The median distance between lines as a share of their height; None for too few to tell."""
    gaps = [
        (b.box[1] - a.box[3]) / b.height
        for a, b in pairwise(lines)
        if abs(a.size - b.size) < 0.6 and -0.5 * b.height < b.box[1] - a.box[3] < 1.8 * b.height
    ]
    return median(gaps) if len(gaps) >= 4 else None


def _continues(before: list[Line], line: Line, left: float, right: float, usual: float | None) -> bool:
    last = before[-1]
    if last.alone or line.alone or last.upright != line.upright:
        return False
    if not line.upright:
        return _next_downwards(last, line)
    gap = (line.box[1] - last.box[3]) / line.height
    widest = 0.95 if usual is None else max(usual + 0.3, 0.3)
    if abs(last.size - line.size) > 0.1 * last.size or not -0.6 < gap < widest:
        return False
    if {_weight(last), _weight(line)} == {True, False}:
        return False
    if starts_block(line.text) and not (_DATE_AHEAD.search(last.text) and line.text.lstrip()[:1].isdigit()):
        return False
    return must_break(last, line, left, right) and _aligned(before, line, left, right)


def must_break(last: Line, line: Line, left: float, right: float) -> bool:
    """Whether the first word of `line` would not have fit behind `last`, between the sides of its column."""
    text = line.text.strip()
    letters = sum(2 if _wide(c) else 1 for c in text) or 1
    unit = (line.box[2] - line.box[0]) / letters  # a narrow letter's width
    word = text.split()[0]
    first = sum(2 if _wide(c) else 1 for c in word) * unit
    if _ENDS.search(last.text):
        first = min(first, 4 * unit)  # after the end of a sentence only a full line must break: two letters' room
    # A centred line is short at both sides; an indented one only starts late.
    start = last.box[0]
    middle_off = abs((last.box[0] + last.box[2]) - (left + right)) < 0.06 * (right - left)
    room = right - last.box[2]
    if middle_off and start - left > last.size:
        room += start - left
    return room < first + 1.2 * unit


def _aligned(before: list[Line], line: Line, left: float, right: float) -> bool:
    """Whether `line` begins where a further line of this paragraph does."""
    first, last, em = before[0], before[-1], line.size
    if len(before) > 1:
        centred = abs((last.box[0] + last.box[2]) - (line.box[0] + line.box[2])) < em
        return abs(line.box[0] - last.box[0]) < 0.9 * em or centred
    hanging = (right - left) * 0.45 if _OPEN_END.search(last.text) else 6 * em
    return -4.5 * em < line.box[0] - first.box[0] < hanging or _beside(first, line)


def _beside(first: Line, line: Line) -> bool:
    """Whether a short line stands under the middle of a long one (centred text)."""
    return abs((first.box[0] + first.box[2]) - (line.box[0] + line.box[2])) < line.size


def _next_downwards(last: Line, line: Line) -> bool:
    """The next column of text written downwards: to the left, beginning at the same height."""
    return 0 < last.box[0] - line.box[0] < 2.5 * line.size and abs(last.box[1] - line.box[1]) < line.size


def continues_elsewhere(before: Sequence[Line], after: Sequence[Line], right: float) -> bool:
    """Whether the first paragraph of a column goes on where the column before it ended."""
    last, line = before[-1], after[0]
    if last.alone or line.alone or not (last.upright and line.upright):
        return False
    same = abs(last.size - line.size) <= 0.1 * last.size and last.bold == line.bold
    if not same or _ENDS.search(last.text) or starts_block(line.text):
        return False
    indented = len(after) > 1 and line.box[0] - after[1].box[0] > 0.8 * line.size
    return not indented and must_break(last, line, min(x.box[0] for x in before), right)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
