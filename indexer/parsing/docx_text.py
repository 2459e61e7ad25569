"""The inside of one Word paragraph: its text, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from indexer.parsing.docx_math import M, equation_text
from indexer.parsing.docx_parts import W, value
from indexer.parsing.docx_pictures import pictures_in
from indexer.parsing.docx_side import A, drawn_text
from indexer.parsing.glyphs import SYMBOLS

NoteKind = Literal["footnote", "endnote", "memo"]

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SHOWN = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": _R + "id",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": _R + "dm",
    "{urn:schemas-microsoft-com:office:office}OLEObject": _R + "id",
}
_LEFT_OUT = {
    W + "del",
    W + "moveFrom",
    W + "pPr",
    W + "rPr",
    W + "instrText",
    W + "delText",
    W + "sdtPr",
    W + "sdtEndPr",
}
_NOTES: dict[str, NoteKind] = {
    W + "footnoteReference": "footnote", W + "endnoteReference": "endnote", W + "commentReference": "memo",
}  # fmt: skip
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_PICTURES = (W + "drawing", W + "pict")
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Inline:
    """`breaks` counts the page turns inside, `breaks_first` those before the first character."""

    pieces: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # relationship ids of charts, diagrams and embedded files
    pictures: list[tuple[str, float, float]] = field(default_factory=list)  # relationship id, width, height in points
    notes: list[tuple[NoteKind, str]] = field(default_factory=list)
    breaks: int = 0
    breaks_first: int = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def read_inline(paragraph: etree._Element) -> Inline:
    """Read one w:p. Text boxes and notes are handed back unread, for the caller to place."""
    inline = Inline()
    _walk(paragraph, inline, inline.pieces)
    return inline


def _walk(element: etree._Element, inline: Inline, into: list[str]) -> None:
    """Depth is bounded by `Limits.xml_depth`, which every part was held to."""
    for child in element:
        tag = child.tag
        if tag == W + "t":
            into.append(child.text or "")
        elif tag == W + "r":
            _run(child, inline, into)
        elif tag in _LEFT_OUT:
            continue
        elif tag in _CHARACTERS:
            into.append(_CHARACTERS[tag])
        elif tag in _NOTES:
            inline.notes.append((_NOTES[tag], child.get(W + "id") or ""))
        elif tag == W + "lastRenderedPageBreak":
            inline.breaks += 1
            inline.breaks_first += not "".join(inline.pieces).strip()
        elif tag == W + "sym":
            into.append(_symbol(child.get(W + "char") or ""))
        elif tag == W + "txbxContent":
            inline.boxes.append(child)
        elif tag in (M + "oMath", M + "oMathPara"):
            if text := equation_text(child).strip():
                inline.equations.append(text)
        elif tag == A + "txBody":
            if text := drawn_text(child):
                inline.drawn.append(text)
        elif tag in _PICTURES:
            inline.pictures += pictures_in(child)
            _walk(child, inline, into)
        elif tag in _SHOWN:
            inline.shown.append(child.get(_SHOWN[tag]) or "")
        elif tag == MC + "AlternateContent":
            branch = alternative(child)
            if branch is not None:
                _walk(branch, inline, into)
        else:
            _walk(child, inline, into)


def _run(run: etree._Element, inline: Inline, into: list[str]) -> None:
    vanish = run.find(f"{W}rPr/{W}vanish")
    if vanish is None or value(vanish) in _OFF:
        _walk(run, inline, into)
        return
    hidden: list[str] = []
    _walk(run, inline, hidden)
    if text := "".join(hidden):
        inline.hidden.append(text)


def alternative(element: etree._Element) -> etree._Element | None:
    """One branch of mc:AlternateContent: both hold the same text, so the one that has more of it."""
    branches = [b for b in element if b.tag in (MC + "Choice", MC + "Fallback")]
    return max(branches, key=lambda b: sum(len(t.text or "") for t in b.iter(W + "t", M + "t")), default=None)


def _symbol(code: str) -> str:
    """A character of a symbol font (17.3.3.30): boxes, ticks and arrows by what they show, others mean no text."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    if "\ue000" <= character <= "\uf8ff":
        return SYMBOLS.get(ord(character) & 0xFF, "")
    return "" if "\ud800" <= character <= "\udfff" or character < " " else character
