"""A document as the units that are compared: articles with their items, or sections with their paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from indexer.model import Block, Location, ParsedDocument
from indexer.passages.structure import mark_of

_AGREED = 0.5  # of the headings of the one version, so many are headings of the other
_ASIDE = frozenset({"header", "footer", "memo", "hidden"})
_ARTICLE = re.compile(r"^\s*제\s?(\d+)\s?(편|장|절|관|조)(?:\s?의\s?(\d+))?")
_TITLED = re.compile(r"^\s*제\s?\d+\s?조(?:\s?의\s?\d+)?\s*[(（【\[]([^)）】\]\n]{1,60})[)）】\]]")
_ANNEX = re.compile(r"^\s*[\[<【〔(]?\s*(부\s*칙|별\s*표|별\s*지|붙\s*임|별\s*첨)\s*(?:제?\s*(\d+(?:의\d+)?))?")
_NUMBER = (
    r"(?:[①-⑳]|\d{1,2}(?:\.\d{1,2})+\.?(?=\s)|\d{1,2}(?:의\d+)?\s?[.)](?!\d)|[가-하]\s?[.)]|\(\d{1,2}\)|\([가-하]\))"
)
_NUMBERED = re.compile(rf"^\s*{_NUMBER}")
_LEADING = re.compile(rf"^\s*(?:{_NUMBER}|[□■○●◇ㅇ\-–·•※]\s)")


def bare(text: str) -> str:
    """Text without blanks, width and case: what makes two lines the same."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Line:
    """One paragraph or table row, as it stands in its document."""

    text: str
    location: Location

    @cached_property
    def bare(self) -> str:
        return bare(self.text)

    @cached_property
    def pairs(self) -> Counter[str]:
        """Pairs of letters, for similarity."""
        text = self.bare
        return Counter(text[i : i + 2] for i in range(max(1, len(text) - 1)))

    @cached_property
    def number(self) -> str:
        """①, 1., 2.1.2, 가. at its head, or a table row's first cell with words; "" where there is none."""
        if " | " in self.text:
            return next((bare(c) for c in self.text.split("|") if c.strip()), "")
        found = _NUMBERED.match(self.text)
        return found.group().strip() if found else ""

    @property
    def row(self) -> bool:
        """Whether it is a row of a table."""
        return " | " in self.text


@dataclass(frozen=True)
class Unit:
    """An article or a section. `key`: 제3조의2, 부칙, or the heading's own words; "" before the first one.

    `title`: the words in the brackets behind an article's number. `label`: what names the unit in a table.
    """

    key: str
    label: str
    title: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def article(self) -> bool:
        """Whether it is an article or an annex of a rule."""
        return bool(re.match(r"(?:.*/)?제\d+조|부칙|별표|별지", self.key))

    @cached_property
    def bare(self) -> str:
        """All of it without its own number: articles may be renumbered."""
        whole = "\n".join(line.bare for line in self.lines)
        return re.sub(r"^제\d+조(?:의\d+)?", "", whole)

    @cached_property
    def pairs(self) -> Counter[str]:
        text = self.bare
        return Counter(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def agreed(before: ParsedDocument, after: ParsedDocument) -> tuple[list[Unit], list[Unit]]:
    """The units of both. Headings divide them only where the two agree on what is one: a reader of PDF takes other
    lines for headings than a reader of HWP, and would tear apart what is the same."""
    old, new = units(before), units(after)
    a, b = ({u.key for u in found if u.key and not u.article} for found in (old, new))
    if len(a & b) >= _AGREED * max(len(a), len(b)):
        return old, new
    return units(before, headings=False), units(after, headings=False)


def units(document: ParsedDocument, *, headings: bool = True) -> list[Unit]:
    """The document's units in its order; every line of its body stands in exactly one.

    headings: whether headings begin one, besides the articles and annexes of a rule.
    """
    out = [Unit("", "")]
    within = ""  # 부칙 and 별표 have articles of the same numbers as the body
    for block in document.blocks:
        if block.kind in _ASIDE:
            continue
        for line, family in _lines(block):
            if family == "law" or (family and headings):
                key, label, title = _named(line.text)
                if _ANNEX.match(line.text) and not _ARTICLE.match(line.text):
                    within = f"{key}/"
                    out.append(Unit(key, label, title))
                else:
                    article = bool(re.match(r"제\d+조", key))
                    out.append(Unit(f"{within if article else ''}{key}", label, title))
            out[-1].lines.append(line)
    return [unit for unit in out if unit.lines]


def _named(text: str) -> tuple[str, str, str]:
    if found := _ARTICLE.match(text):
        key = f"제{found[1]}{found[2]}" + (f"의{found[3]}" if found[3] else "")
        titled = _TITLED.match(text)
        if found[2] == "조":
            return key, f"{key}({titled[1]})" if titled else key, titled[1] if titled else ""
        return key, " ".join(text.split()), ""
    if found := _ANNEX.match(text):
        key = bare(found[1]) + (found[2] or "")
        return key, " ".join(text.split())[:40], ""
    label = " ".join(text.split())
    return bare(re.sub(_LEADING, "", label)) or bare(label), label[:40], ""


def _lines(block: Block) -> Iterator[tuple[Line, str]]:
    """(line, what it opens: law, heading or "") of one block; lines that a page's edge has wrapped are one."""
    if block.rows:
        for number, row in enumerate(block.rows):
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                at = block.row_locations[number] if number < len(block.row_locations) else block.location
                yield Line(" | ".join(cells), at), ""
        return
    lines: list[tuple[int, list[str]]] = []
    position = 0
    for text in block.text.split("\n"):
        if not lines or mark_of(text) is not None:
            lines.append((position, [text]))
        else:
            lines[-1][1].append(text)
        position += len(text) + 1
    for number, (start, pieces) in enumerate(lines):
        text = " ".join(" ".join(pieces).split())
        at = block.at(start)
        marker = block.marker if number == 0 else ""
        if not text:
            continue
        whole = f"{marker} {text}" if marker else text
        mark = mark_of(text, marker, block.level, heading=block.kind == "heading" and number == 0)
        family = "" if mark is None else "law" if mark.family == "law" else "heading"
        yield Line(whole, at), family if mark and (mark.family != "outline" or mark.key == "roman") else ""
