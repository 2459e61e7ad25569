"""What a piece of a PDF page is, by its type and its words: heading, caption, footnote, list item, paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indexer.model import BlockKind
from indexer.parsing.outline import heading_level, is_sentence, starts_item
from indexer.parsing.pdf_lines import Line
from indexer.parsing.pdf_strokes import Rule

_HEADING_LENGTH = 80  # characters
_LARGER = 1.15  # times the body's size
_RANKS = 6
_ENOUGH = 300  # letters of running text that tell the size it is set in
_CAPTION = re.compile(
    r"\s*[<〈\[(【『]?\s*(?:표|그림|사진|도표|도|서식|Table|Figure|Fig\.?|Chart|TABLE|FIGURE)\s?"
    r"(?:[A-Z]?\d{1,3}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{1,4})(?:[-–.]\d{1,3}){0,3}\s*(?:[>〉\])】』.:：|]|\s|$)"
)
_CAPTION_LENGTH = 200
_NOTE = re.compile(
    r"\s*(?:\d{1,3}\)|\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}(?=[\s가-힣A-Za-z‘“])|[*†‡§¶¹²³⁴-⁹]"
    r"|주\s?\d{0,3}\s?[):])"
)
# Without a rule above, a star is as often a remark below a table.
_SURE_NOTE = re.compile(r"\s*(?:\d{1,3}\)|\(\d{1,3}\)|\[\d{1,3}\]|\d{1,3}(?=[가-힣A-Z‘“])|[†‡¶¹²³⁴-⁹])")
_RULE_FROM = 0.4
_FOOT = 0.6  # of the page's height: footnotes stand below
_SMALL = 0.93  # times the body's size


@dataclass(slots=True)
class Look:
    """How the document is set: the size of its text and the larger sizes that head it, largest first."""

    body: float = 10.0
    ranks: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, flow: Iterable[Line], in_tables: Iterable[Line]) -> Look:
        """From the lines of the running text; those of the tables help where there is little of it."""
        sizes: Counter[float] = Counter()
        larger: Counter[float] = Counter()
        flow = list(flow)
        for line in flow:
            sizes[line.size] += len(line.text)
        if sizes.total() < _ENOUGH:
            for line in in_tables:
                sizes[line.size] += len(line.text)
        body = max(sizes, key=lambda s: (sizes[s], -s)) if sizes else 10.0
        for line in flow:
            if line.size >= _LARGER * body and line.upright and any(c.isalpha() for c in line.text):
                larger[line.size] += 1
        return cls(body, sorted(larger, reverse=True))

    def kind(self, lines: Sequence[Line], text: str, *, noted: bool = False) -> tuple[BlockKind, int | None]:
        """(kind, level) of one paragraph of the running text; noted: it stands below the rule over footnotes."""
        if noted:
            return "footnote", None
        if len(text) <= _CAPTION_LENGTH and _CAPTION.match(text) and not is_sentence(text):
            return "caption", None
        level = self._level(lines, text)
        if level is not None:
            return "heading", level
        return ("list_item" if starts_item(text) else "paragraph"), None

    def _level(self, lines: Sequence[Line], text: str) -> int | None:
        short = len(lines) <= 2 and len(text) <= _HEADING_LENGTH and any(c.isalpha() for c in text)
        if short and lines[0].size in self.ranks and not is_sentence(text):
            return min(self.ranks.index(lines[0].size) + 1, _RANKS)
        by_words = heading_level(text)
        if by_words is not None:
            return by_words + len(self.ranks[:2])
        bold = short and all(x.bold for x in lines) and lines[0].size >= self.body and not is_sentence(text)
        return min(len(self.ranks) + 1, _RANKS) if bold and not starts_item(text) else None

    def opens_note(self, lines: Sequence[Line], text: str, page_height: float) -> bool:
        """Whether it looks like a footnote where no rule parts it from the text: small, low, with a note's mark."""
        low = lines[0].box[1] > _FOOT * page_height
        return low and max(x.size for x in lines) <= _SMALL * self.body and _SURE_NOTE.match(text) is not None

    def note_rule(self, rules: Sequence[Rule], lines: Sequence[Line], page_height: float) -> Rule | None:
        """The short rule over the footnotes of the column in which `lines` are, or None.

        It begins where the column does, is 10 to 60 % of its width, low on the page, and what stands below it
        begins with a note's mark and is no larger than the text.
        """
        if not lines:
            return None
        left, right = min(x.box[0] for x in lines), max(x.box[2] for x in lines)
        for rule in sorted(rules, key=lambda r: -r.at):
            share = (rule.end - rule.start) / max(right - left, 1.0)
            if rule.at < _RULE_FROM * page_height or not 0.1 < share < 0.6 or abs(rule.start - left) > 2 * self.body:
                continue
            below = [x for x in lines if x.box[1] > rule.at - 2]
            if below and _NOTE.match(below[0].text) and max(x.size for x in below) <= self.body * 1.02 + 0.3:
                return rule
        return None
