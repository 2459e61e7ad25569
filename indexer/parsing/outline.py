"""The outline of Korean official writing, where no style tells it: 제N장, 제N조, □, ○, 1., 가., ①.

Only the words of a line are looked at; readers that know fonts or styles ask here last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.model import Block

HEADING_LENGTH = 60  # characters; a longer line says something, it does not head anything
TITLE_LENGTH = 120

_NUMBERED = (
    (1, re.compile(r"제\s?\d{1,3}\s?편(?:의\d+)?(?=[\s\W]|$)")),
    (1, re.compile(r"(?:[Ⅰ-Ⅻ]|[IVX]{1,4}\s?\.)[\s.·]")),
    (2, re.compile(r"제\s?\d{1,3}\s?장(?:의\d+)?(?=[\s\W]|$)")),
    (3, re.compile(r"제\s?\d{1,3}\s?절(?:의\d+)?(?=[\s\W]|$)")),
    (3, re.compile(r"(?:부\s{0,10}칙|별\s?표|별지\s?제?\d+호\s?서식|붙\s?임)(?=\s*(?:\d{1,3}|[<\[(]|$))")),
    # An article's title alone; with its first sentence behind it the line is text.
    (4, re.compile(r"제\s?\d{1,4}\s?조(?:의\s?\d+)?\s?(?:[(（][^)）]*[)）])?\s*$")),
    (3, re.compile(r"[□■◇◆▣❏]\s?\S")),
)
_ITEM = re.compile(
    r"(?:[○●◦∘ㅇ•·‧∙▪▫▸►▶※*＊☞→✓✔-]|[\u2010-\u2015]|[①-⑳]|[㉠-㉻]|[❶-❿]"
    r"|\(?\d{1,3}\)|\d{1,3}\.(?!\d)|\(?[가나다라마바사아자차카타파하]\)|[가나다라마바사아자차카타파하]\.)\s?(?=\S)"
)
_ARTICLE = re.compile(r"제\s?\d{1,4}\s?조(?:의\s?\d+)?\s?[(（]")
_SENTENCE = re.compile(r"(?:[다요음함임됨]\.|[.?!。]|[,;:])\s*$")


def heading_level(line: str) -> int | None:
    """The level (1 outermost) of a line that heads what follows, by its numbering; else None."""
    stripped = line.strip()
    if not stripped or len(stripped) > HEADING_LENGTH or "\n" in stripped:
        return None
    for level, pattern in _NUMBERED:
        if pattern.match(stripped):
            return None if _SENTENCE.search(stripped) else level
    return None


def is_sentence(text: str) -> bool:
    """Whether the text ends as a sentence or a clause does."""
    return _SENTENCE.search(text) is not None


def starts_item(line: str) -> bool:
    """Whether the line begins with a bullet or a number of an enumeration."""
    return _ITEM.match(line.lstrip()) is not None


def starts_block(line: str) -> bool:
    """Whether the line begins something new, so that it never continues the line before it."""
    stripped = line.lstrip()
    numbered = any(pattern.match(stripped) for _, pattern in _NUMBERED)
    return numbered or starts_item(stripped) or _ARTICLE.match(stripped) is not None


def kind_of(line: str) -> tuple[str, int | None]:
    """(kind, level) of a text without style: heading, list_item or paragraph."""
    level = heading_level(line)
    if level is not None:
        return "heading", level
    return ("list_item" if starts_item(line) else "paragraph"), None


def title_from(stated: str, blocks: Iterable[Block]) -> str:
    """The title the file states, else its first heading, else its first line of text."""
    if stated.strip():
        return " ".join(stated.split())[:TITLE_LENGTH]
    first = ""
    for block in blocks:
        if block.kind == "heading" and block.text.strip():
            return " ".join(block.text.split())[:TITLE_LENGTH]
        if not first and block.kind in ("paragraph", "list_item", "textbox"):
            first = block.text
    return " ".join(first.split())[:TITLE_LENGTH]
