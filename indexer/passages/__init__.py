"""Blocks of a parsed document become passages: pieces of a size to be found, that can answer by themselves.

`split` is all that others call. What a heading, an article or an outline line is stands in `structure`,
how tables are cut in `tables`, where Korean sentences end in `sentences`, how pieces are packed in `splitting`.
"""

from __future__ import annotations

from indexer.passages.settings import PassageSettings
from indexer.passages.splitting import split

__all__ = ["PassageSettings", "split"]
