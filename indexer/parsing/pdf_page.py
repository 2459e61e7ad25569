"""One page of a PDF, as it is shown: its lines, its ruled tables, its comments and form fields."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pymupdf

from indexer.model import Box
from indexer.parsing.pdf_cells import Placed, place
from indexer.parsing.pdf_glyphs import readable
from indexer.parsing.pdf_lines import Line, cleaned, from_spans
from indexer.parsing.pdf_overlays import is_overlay
from indexer.parsing.pdf_rules import Grid, find_grids
from indexer.parsing.pdf_spaces import put_spaces, whole_lines, with_spaces
from indexer.parsing.pdf_strokes import Cuts, Rule
from indexer.parsing.pdf_tables import too_many_cells
from indexer.parsing.pdf_turns import main_direction, turn_all, upright_matrix

# What pymupdf raises for bytes that lie: besides its own errors, slips of its Python layer on a broken structure.
BROKEN = (RuntimeError, ValueError, LookupError, TypeError, AttributeError, pymupdf.mupdf.FzErrorBase)
# Unknown glyphs must show as U+FFFD, not as letters with their numbers.
_FLAGS = (pymupdf.TEXTFLAGS_TEXT & ~pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE) | pymupdf.TEXT_COLLECT_VECTORS
_OUTLINES = 150  # drawn shapes on a page without text that can be letters turned into curves
_MOST_FIELDS = 5000
_TEXT_FIELDS = (
    pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_COMBOBOX, pymupdf.PDF_WIDGET_TYPE_LISTBOX,
)  # fmt: skip


@dataclass(slots=True)
class Page:
    """What stands on a page. `back` turns boxes into those of the page as shown, where the text runs sideways."""

    number: int  # from 1
    width: float = 0.0
    height: float = 0.0
    lines: list[Line] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    boxes: list[tuple[Box, list[Line], list[Grid]]] = field(default_factory=list)
    overlays: list[Line] = field(default_factory=list)  # among the lines: watermarks, stamps
    rules: list[Rule] = field(default_factory=list)  # horizontal ones that are no table's
    comments: list[tuple[str, Box]] = field(default_factory=list)
    fields: list[tuple[str, Box]] = field(default_factory=list)
    back: Any = None
    unread: bool = False  # pictures or shapes without text, or letters that mean nothing
    dense: bool = False  # too many rules to look for tables

    def all_lines(self) -> list[Line]:
        """Every line, those in tables and boxes too."""
        grids = [*self.tables, *(g for _, _, inside in self.boxes for g in inside)]
        return [
            *self.lines,
            *(x for _, lines, _ in self.boxes for x in lines),
            *(x for grid in grids for lines in grid.lines.values() for x in lines),
        ]


def read_page(document: Any, index: int) -> Page:
    """Read page `index` (from 0). Raises one of BROKEN."""
    page = document[index]
    shown = page.rect
    text_page = page.get_textpage(flags=_FLAGS)
    blocks = text_page.extractDICT()["blocks"]
    turn = page.rotation_matrix if page.rotation else pymupdf.Identity
    quarter = main_direction(blocks, turn)
    out = Page(index + 1, shown.width, shown.height)
    if quarter:
        upright = upright_matrix(quarter, shown)
        turn = turn * upright
        out.back = ~upright
        if quarter != 180:
            out.width, out.height = shown.height, shown.width
    if turn != pymupdf.Identity:
        turn_all(blocks, turn)
    vectors = [b for b in blocks if b["type"] == 3]
    lines, over = _lines(blocks, out.width, out.height)

    @cache
    def characters() -> list[dict[str, Any]]:
        raw = text_page.extractRAWDICT()["blocks"]
        if turn != pymupdf.Identity:
            turn_all(raw, turn)
        found, _ = _lines(raw, out.width, out.height)
        for line in found:
            put_spaces(line)
        return found

    grids, out.rules, out.dense = find_grids(vectors, Cuts(lines, characters))
    grids = [g for g in grids if not too_many_cells(g)]

    placed: Placed = place(with_spaces(lines, characters), grids, characters, _line, cleaned)
    out.overlays = cleaned([x for line in over if (x := from_spans(line["spans"], upright=False))])
    out.lines, out.tables, out.boxes = [*placed.outside, *out.overlays], placed.tables, placed.boxes
    text = " ".join(x.text for x in out.all_lines())
    out.fields = _fields(page, text)
    out.comments = _comments(page, text)
    out.unread = not readable(text) or (not text.strip() and _is_picture(page, vectors))
    return out


def _lines(
    blocks: list[dict[str, Any]], width: float, height: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The lines that stand on the page (outside of its crop box nobody sees them), and those that lie over it."""
    shown = [
        line
        for block in blocks
        if block["type"] == 0
        for line in block["lines"]
        if line["bbox"][0] < width and line["bbox"][2] > 0 and line["bbox"][1] < height and line["bbox"][3] > 0
    ]
    over = [x for x in shown if is_overlay(x, shown)]
    return whole_lines([x for x in shown if not any(x is y for y in over)] if over else shown), over


def _line(spans: list[dict[str, Any]], line: dict[str, Any]) -> Line | None:
    made = from_spans(spans, line["wmode"] == 0 and line["dir"][0] > 0.99)
    return made if made is None or made.text.isascii() else _composed(made)


def _composed(line: Line) -> Line:
    """Hangul that was written as separate letters (NFD), composed; nothing else is touched."""
    if not any("\u1100" <= c <= "\u11ff" for c in line.text):
        return line
    return Line(
        unicodedata.normalize("NFC", line.text), line.box, line.size, line.bold, line.upright,
        line.opens_bold, line.ends_bold,
    )  # fmt: skip


def _is_picture(page: Any, vectors: list[dict[str, Any]]) -> bool:
    """Whether a page without text shows something that may be text: an image, or letters drawn as shapes."""
    curves = sum(1 for v in vectors if not v["isrect"])
    return curves >= _OUTLINES or any(
        w >= 0.25 * page.rect.width for w in (pymupdf.Rect(i["bbox"]).width for i in page.get_image_info())
    )


def _fields(page: Any, text: str) -> list[tuple[str, Box]]:
    """Values of form fields whose drawing does not show them already."""
    found: list[tuple[str, Box]] = []
    squeezed = "".join(text.split())
    for number, widget in enumerate(page.widgets() or ()):
        if number >= _MOST_FIELDS:
            break
        value = widget.field_value
        if widget.field_type not in _TEXT_FIELDS or not isinstance(value, str) or not value.strip():
            continue
        if "".join(value.split()) not in squeezed:
            rect = widget.rect
            found.append((value.strip(), (rect.x0, rect.y0, rect.x1, rect.y1)))
    return found


def _comments(page: Any, text: str) -> list[tuple[str, Box]]:
    """What readers wrote on the page: the contents of notes, highlights and other annotations."""
    found: list[tuple[str, Box]] = []
    squeezed = "".join(text.split())
    for number, annotation in enumerate(page.annots() or ()):
        if number >= _MOST_FIELDS:
            break
        if annotation.type[0] in (pymupdf.PDF_ANNOT_POPUP, pymupdf.PDF_ANNOT_LINK, pymupdf.PDF_ANNOT_WIDGET):
            continue
        content = (annotation.info.get("content") or "").strip()
        if content and "".join(content.split()) not in squeezed:
            rect = annotation.rect
            found.append((content, (rect.x0, rect.y0, rect.x1, rect.y1)))
    return found


def quiet() -> None:
    """Keep MuPDF's notes off the terminal."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    pymupdf.no_recommend_layout()
