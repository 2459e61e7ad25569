"""Whether a document that no program laid out is one page, told by the length of its text."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.model import Block
from indexer.parsing.pages import PageCounter
from indexer.parsing.tablepages import SLIGHT


def is_one_page(counter: PageCounter, blocks: Sequence[Block]) -> bool:
    """Whether all of the document stands on its first page.

    Taken as 16 points with the spacing of a heading, and cells as the columns of a table of the text's width.
    """
    tables = sum(block.kind == "table" for block in blocks)
    if counter.page != 1 or counter.objects > tables or not counter.body:
        return False
    tall = counter.blanks * 3 * SLIGHT
    for block in blocks:
        for row in block.rows or ((block.text,),):
            tall += 2 * SLIGHT + max((_tallest(cell, counter.body // 2 // len(row)) for cell in row), default=0)
    return tall <= counter.body


def _tallest(text: str, width: int) -> int:
    """About the most that a text takes in a column, in HWPUNIT."""
    return sum(1 + len(line) * SLIGHT * 2 // max(width, SLIGHT) for line in text.split("\n")) * 3 * SLIGHT
