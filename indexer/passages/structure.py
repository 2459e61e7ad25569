"""What a line is in the structure of a Korean document, and under which headings it stands.

Two ladders are known: the statute's (편 장 절 관 조, 부칙 별표 별지) and the report's outline (Ⅰ. 1. 가. 1) 가) (1)
(가) ① □ ○ - ·). The statute's ladder has a fixed order. The outline's order differs from office to office, so it is learnt
from the document: a mark already open closes down to itself, a new one opens a level below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Family = Literal["heading", "law", "outline"]

_LAW = ("편", "장", "절", "관", "조")
_LAW_MARK = re.compile(r"^\s*제\s?(\d+|[一二三四五六七八九十]+)\s?(편|장|절|관|조)(?:의\s?\d+)?(?![가-힣0-9])")
_LAW_TITLE = re.compile(r"^\s*제\s?\d+\s?조(?:의\s?\d+)?\s*[(（【\[][^)）】\]\n]{1,60}[)）】\]]")
_ANNEX = re.compile(
    r"^\s*[\[<【〔(]?\s*(?:부\s*칙|별\s*표|별\s*지|붙\s*임|별\s*첨)\s*(?:제?\s*\d+(?:의\d+)?\s*(?:호\s*서식)?)?\s*[\]>】〕)]?"
)
_ANNEX_LENGTH = 60  # "부칙은 …" in running text is no heading
_OUTLINE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("roman", re.compile(r"^\s*[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]+\s?[.．]?\s*\S|^\s*[IVX]{1,4}\s?[.．]\s*\S")),
    ("number", re.compile(r"^\s*\d{1,2}\s?[.．](?!\s?\d)\s*\S")),
    ("syllable", re.compile(r"^\s*[가나다라마바사아자차카타파하]\s?[.．]\s*\S")),
    ("number)", re.compile(r"^\s*\d{1,2}\s?\)\s*\S")),
    ("syllable)", re.compile(r"^\s*[가나다라마바사아자차카타파하]\s?\)\s*\S")),
    ("(number)", re.compile(r"^\s*(?:\(\d{1,2}\)|[⑴-⒇])\s*\S")),
    ("(syllable)", re.compile(r"^\s*\([가나다라마바사아자차카타파하]\)\s*\S")),
    ("circled", re.compile(r"^\s*[①-⑳㉠-㉻]\s*\S")),
    ("□", re.compile(r"^\s*[□■◇◆❏▣]\s*\S")),
    ("○", re.compile(r"^\s*[○●◎❍ㅇ〇](?:\s+|(?=[가-힣A-Z(「]))\S")),
    ("-", re.compile(r"^\s*[-–―−](?:\s+|(?=[가-힣(「]))\S")),
    ("·", re.compile(r"^\s*[·ㆍ•∙▪▫‣*](?:\s*)[^\s*]")),
)
_NOTE = re.compile(r"^\s*[※☞]|^\s*\*+\s?\)?\S|^\s*주\s?\d?\s?[):]")
_TITLE_LENGTH = 45
_SENTENCE_END = re.compile(r"[.?!。,;]\s*$|[다함임음됨]\.?\s*$")
_LABEL = 60  # characters of a heading that go into a path


@dataclass(frozen=True, slots=True)
class Mark:
    """A line's place: `family` and `key` (the kind of mark), `rank` inside the family (smaller is higher).

    `section`: it opens a section, which passages do not cross. `label`: what a heading path shows of it.
    """

    family: Family
    key: str
    rank: int
    section: bool
    label: str


def _label(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LABEL else line[: _LABEL - 1].rstrip() + "…"


def law_mark(text: str) -> Mark | None:
    """The mark of a 편, 장, 절, 관, 조, 부칙, 별표 or 별지 line, else None."""
    if match := _LAW_MARK.match(text):
        level = match.group(2)
        rest = text[match.end() :].lstrip()
        if level == "조":
            titled = _LAW_TITLE.match(text)
            # "제5조 및 제6조에 따라" refers to an article, it does not open one.
            if titled is None and re.match(r"(?:및|또는|부터|까지|[,ㆍ·]|제\s?\d+\s?항)", rest):
                return None
            label = titled.group() if titled else match.group()
            return Mark("law", "조", 10 + _LAW.index(level), True, _label(label))
        if "\n" not in text.strip() and len(text.strip()) <= _TITLE_LENGTH:
            return Mark("law", level, 10 + _LAW.index(level), True, _label(text))
    match = _ANNEX.match(text)
    if match and len(text.strip()) <= _ANNEX_LENGTH and not _SENTENCE_END.search(text):
        rest = text[match.end() :]
        if not rest or rest[0].isspace() or rest[0] in "<(:-[":
            return Mark("law", "부칙", 10, True, _label(text))
    return None


def mark_of(text: str, marker: str = "", level: int | None = None, *, heading: bool = False) -> Mark | None:
    """The mark of one line. `marker`: its automatic number; `level`: of a heading, from 1."""
    whole = f"{marker} {text}".strip() if marker else text
    law = law_mark(whole)
    if law is not None:
        return law
    if heading:
        return Mark("heading", "heading", level or 1, True, _label(whole))
    if _NOTE.match(whole):
        return None
    for rank, (key, pattern) in enumerate(_OUTLINE):
        if pattern.match(whole):
            title = len(whole.strip()) <= _TITLE_LENGTH and not _SENTENCE_END.search(whole)
            return Mark("outline", key, rank, title and key in ("roman", "number"), _label(whole))
    return None


@dataclass(slots=True)
class Outline:
    """The headings that are open at a point of the document, outermost first."""

    stack: list[Mark] = field(default_factory=list)

    @property
    def in_article(self) -> bool:
        """Whether the point is inside a 조, where numbers are items and not chapters."""
        return any(m.key == "조" for m in self.stack)

    def open(self, mark: Mark) -> None:
        """Close what `mark` ends, then stand under it."""
        if mark.family == "outline":
            keep = next((i for i, m in enumerate(self.stack) if m.family == "outline" and m.key == mark.key), None)
        else:
            while self.stack and self.stack[-1].family == "outline":
                self.stack.pop()
            keep = next(
                (i for i, m in enumerate(self.stack) if m.family == mark.family and m.rank >= mark.rank), None
            )
        if keep is not None:
            del self.stack[keep:]
        self.stack.append(mark)

    @property
    def section(self) -> tuple[Mark, ...]:
        """The open marks that are sections."""
        return tuple(m for m in self.stack if m.section)

    def path(self, below: int | None = None) -> tuple[str, ...]:
        """Labels from the outermost, sentences left out; with `below`, only of the first `below` marks."""
        return tuple(m.label for m in self.stack[:below] if m.section or len(m.label) <= _TITLE_LENGTH)
