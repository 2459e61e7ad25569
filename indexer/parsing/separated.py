"""Comma- and tab-separated tables (.csv, .tsv), whatever encoding and separator they were saved with."""

from __future__ import annotations

import csv
import io

from indexer.model import ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.grids import SheetGrid
from indexer.parsing.limits import Limits
from indexer.parsing.text import decode

_SEPARATORS = ",\t;|"
_SAMPLE_LINES = 50


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """One table; Location.cell = (record, column) from 0. Raises Unsupported (no text), Empty, TooLarge."""
    text = decode(data)
    out = Collector(limits)
    out.count(len(text))
    out.characters = 0
    csv.field_size_limit(limits.characters)
    grid = SheetGrid(out)
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))):
        grid.row(number, enumerate(field.strip() for field in record))
    grid.finish("CSV")
    return out.document("csv", named_by_file=True)


def separator(text: str) -> str:
    """The character that parts the most lines into the same number of fields, more than one; else a comma.

    csv.Sniffer guesses from quoting first and takes any character; the four in use are tried here instead.
    """
    sample = "\n".join(text[:65536].splitlines()[:_SAMPLE_LINES])
    best, choice = (0.0, 0), ","
    for candidate in _SEPARATORS:
        records = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate) if any(r)]
        widths = [len(r) for r in records if len(r) > 1]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (widths.count(usual) / len(records), usual)
        if score > best:
            best, choice = score, candidate
    return choice
