"""header.xml of HWPX → the same tables that DocInfo gives for HWP 5 (OWPML, clause 9: paraPr, style, numbering)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from lxml import etree

from indexer.parsing.glyphs import bullet
from indexer.parsing.hwp5_docinfo import level_of_style
from indexer.parsing.hwpx_package import local
from indexer.parsing.numbering import NO_HEAD, SHAPES, Head, HeadKind, LevelFormat

HEAD_KINDS: dict[str, HeadKind] = {"OUTLINE": "outline", "NUMBER": "number", "BULLET": "bullet"}
MAX_ID = 10_000
T = TypeVar("T")


@dataclass(slots=True)
class Header:
    """Paragraph heads and style levels by the ids that paragraphs carry."""

    heads: dict[str, Head] = field(default_factory=dict)
    style_levels: dict[str, int | None] = field(default_factory=dict)
    numberings: list[tuple[LevelFormat, ...]] = field(default_factory=list)  # id 1 first
    bullets: list[str] = field(default_factory=list)

    def head(self, ref: str) -> Head:
        """The head of a paragraph shape."""
        return self.heads.get(ref, NO_HEAD)


def read_header(root: etree._Element) -> Header:
    """Read header.xml; what it does not say stays at its default."""
    header = Header()
    for element in root.iter("{*}paraPr", "{*}style", "{*}numbering", "{*}bullet"):
        kind = local(element)
        if kind == "paraPr":
            header.heads[element.get("id", "")] = _head(element)
        elif kind == "style":
            header.style_levels[element.get("id", "")] = level_of_style(element.get("name", ""))
        elif kind == "numbering":
            _put(header.numberings, integer(element.get("id")), _levels(element), ())
        elif kind == "bullet":
            _put(header.bullets, integer(element.get("id")), bullet(element.get("char", "")), "")
    return header


def integer(value: str | None, default: int = 0) -> int:
    """An attribute as a number; `default` where it is missing or no number of a sane size."""
    try:
        number = int(value) if value and len(value) < 12 else default
    except ValueError:
        return default
    return number


def _put(table: list[T], number: int, value: T, blank: T) -> None:
    if 0 < number <= MAX_ID:
        table.extend([blank] * (number - len(table)))
        table[number - 1] = value


def _head(element: etree._Element) -> Head:
    for child in element.iter("{*}heading"):
        kind = HEAD_KINDS.get(child.get("type", ""))
        if kind:
            return Head(kind, min(9, max(0, integer(child.get("level")))), integer(child.get("idRef")))
    return NO_HEAD


def _levels(element: etree._Element) -> tuple[LevelFormat, ...]:
    heads = sorted((h for h in element if local(h) == "paraHead"), key=lambda h: integer(h.get("level")))
    return tuple(
        LevelFormat(h.text or "", SHAPES.get(h.get("numFormat", ""), 0), max(1, integer(h.get("start"), 1)))
        for h in heads[:10]
    )
