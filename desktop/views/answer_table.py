"""A table of an answer as the label shows it: escaped, what differs underlined, cells with their sources."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from desktop.strings import Strings
from desktop.theme.tokens import Colours

if TYPE_CHECKING:
    from indexer.answers import Cell, TableEvent

BREAK = "\u200b"  # taken out again when text is copied
_JOINT = re.compile(r"(?<=\S{3})[_·,.)\]](?=\S{3})")
ROWS = 150  # more are in the export: a label is laid out whole


def table(item: TableEvent, known: set[int], colours: Colours, strings: Strings) -> str:
    """The table as rich text of our own making. Links are `cite:NUMBER`."""
    width = 100 // max(1, len(item.columns))
    edge = f"border:1px solid {colours.line_strong}"
    head = "".join(
        f'<td width="{width}%" style="{edge}" bgcolor="{colours.primary_wash}"><b>{html.escape(name)}</b></td>'
        for name in item.columns
    )
    cell = f'<td valign="top" style="{edge}">{{}}</td>'
    rows = "".join(
        f"<tr>{''.join(cell.format(_cell(c, known, colours, strings)) for c in row)}</tr>" for row in item.rows[:ROWS]
    )
    more = len(item.rows) - ROWS
    rest = f"<p>{html.escape(strings('ask.table_more', n=more))}</p>" if more > 0 else ""
    caption = f"<p><b>{html.escape(item.caption)}</b></p>" if item.caption else ""
    style = 'cellspacing="0" cellpadding="6" width="100%" style="border-collapse:collapse; margin-top:8px"'
    return f"{caption}<table {style}><tr>{head}</tr>{rows}</table>{rest}"


def _breakable(text: str) -> str:
    """Long names of files may be broken where they are joined: a label does not break them by itself."""
    return _JOINT.sub(lambda m: m[0] + BREAK, text)


def _cell(cell: Cell, known: set[int], colours: Colours, strings: Strings) -> str:
    out = []
    for span in cell.spans:
        text = html.escape(_breakable(span.text), quote=False).replace("\n", "<br>")
        if span.mark == "changed":
            text = f"<u>{text}</u>"
        elif span.mark == "told":
            text = f'<span style="color:{colours.text_subtle}; font-weight:600">{text}</span>'
        out.append(text)
    if cell.citation is not None and cell.citation in known:
        style = f"color:{colours.primary}; text-decoration:none; font-weight:600"
        out.append(f' <a href="cite:{cell.citation}" style="{style}">[{cell.citation}]</a>')
    if cell.verdict not in (None, "supported"):
        colour = colours.warning if cell.verdict == "weak" else colours.danger
        mark = html.escape(strings(f"ask.verdict.{cell.verdict}"))
        out.append(f'<br><span style="color:{colour}; font-weight:600">{mark}</span>')
    return "".join(out)
