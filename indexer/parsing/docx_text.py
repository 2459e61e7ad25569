"""The inside of one Word paragraph: its text, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from indexer.parsing.docx_parts import W, value

NoteKind = Literal["footnote", "endnote", "memo"]

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
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
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Inline:
    """`breaks` counts the page turns inside, `breaks_first` those before the first character."""

    pieces: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    equations: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
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
        elif tag in (_M + "oMath", _M + "oMathPara"):
            _equation(child, inline, into)
        elif tag == _MC + "AlternateContent":
            branch = child.find(_MC + "Choice")
            branch = branch if branch is not None else child.find(_MC + "Fallback")
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


def _equation(element: etree._Element, inline: Inline, into: list[str]) -> None:
    parts = [e.text or "" for e in element.iter(_M + "t", W + "t")]
    if any(parts):
        inline.equations.append(" ".join(p for p in parts if p))


def _symbol(code: str) -> str:
    """A character of a symbol font; private-use glyphs mean nothing as text (17.3.3.30)."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= character <= "\uf8ff" or "\ud800" <= character <= "\udfff" else character
