"""What a Word paragraph is (heading, list item, caption) and its number, by its style, its own shape, its words."""

from __future__ import annotations

from lxml import etree

from indexer.model import BlockKind
from indexer.parsing.docx_numbering import Numbering
from indexer.parsing.docx_parts import Package, W, number_of, read_styles, value
from indexer.parsing.outline import heading_level, starts_item


class Structure:
    """Asked for each paragraph once, in order: the numbers of lists go on."""

    def __init__(self, package: Package) -> None:
        self._styles, self._default_style = read_styles(package.optional("styles"))
        self._numbering = Numbering.read(package.optional("numbering"))

    def classify(self, element: etree._Element, text: str) -> tuple[BlockKind, int | None, str]:
        """Kind, level and number of a paragraph with this text."""
        level, number, style_name = self._stated(element)
        marker = self._numbering.next(*number) if number else ""
        if level is not None:
            return "heading", level, marker
        if style_name.lower() in ("caption", "캡션"):
            return "caption", None, marker
        if number:
            return "list_item", number[1] + 1, marker
        plain = heading_level(text)
        if plain is not None:
            return "heading", plain, ""
        return ("list_item" if starts_item(text) else "paragraph"), None, ""

    def marker(self, element: etree._Element) -> str:
        """The number of a paragraph in a cell, whose kind is the table's."""
        number = self._stated(element)[1]
        return self._numbering.next(*number) if number else ""

    def _stated(self, element: etree._Element) -> tuple[int | None, tuple[str, int] | None, str]:
        """(heading level, (list, its level), name of the style) of a paragraph, what it inherits included."""
        properties = element.find(W + "pPr")
        ident = value(properties.find(W + "pStyle")) if properties is not None else ""
        style = self._styles.get(ident or self._default_style)
        level = style.level if style else None
        number = style.number if style else None
        if number and (linked := self._numbering.level_of(number[0], ident)) is not None:
            number = number[0], linked
        if properties is not None:
            outline = value(properties.find(W + "outlineLvl"))
            if outline.isdigit():
                level = int(outline) + 1 if int(outline) < 9 else None
            number = number_of(properties.find(W + "numPr")) or number
        return level, number if number and number[0] != "0" else None, style.name if style else ""
