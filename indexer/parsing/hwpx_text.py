"""A paragraph of HWPX → its text and the objects that hang in it (OWPML, clause 10: p, run, t, ctrl)."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from indexer.parsing.hwpx_header import integer
from indexer.parsing.hwpx_package import local
from indexer.parsing.pages import Line

CHARACTERS = {"lineBreak": "\n", "nbSpace": "\u00a0", "fwSpace": " ", "hypen": "-", "hyphen": "-"}
OBJECT_UNITS = 8  # 16-bit units that a control takes in the text that line segments count
TRANSPARENT = frozenset(("ctrl", "case", "default"))


@dataclass(slots=True)
class Changes:
    """Tracked deletions: text between deleteBegin and deleteEnd of one id is left out.

    `closed` holds the ids that do end: one that never ends takes nothing away.
    """

    closed: frozenset[str] = frozenset()
    open: set[str] = field(default_factory=set)

    def mark(self, kind: str, ref: str) -> None:
        """A deleteBegin or deleteEnd passes by."""
        if kind == "deleteBegin" and ref in self.closed:
            self.open.add(ref)
        elif kind == "deleteEnd":
            self.open.discard(ref)


@dataclass(slots=True)
class ParagraphContent:
    """Text, and objects with their place in units of the source."""

    pieces: list[str] = field(default_factory=list)
    objects: list[tuple[int, etree._Element]] = field(default_factory=list)
    units: int = 0

    @property
    def text(self) -> str:
        """The paragraph's text without its objects."""
        return "".join(self.pieces)


def read_paragraph(paragraph: etree._Element, changes: Changes) -> ParagraphContent:
    """The text and the objects of a `p`, in order."""
    content = ParagraphContent()
    for run in paragraph:
        if local(run) == "run":
            for child in run:
                _run_child(child, content, changes)
        elif local(run) in ("t", "ctrl"):  # some writers leave the run out
            _run_child(run, content, changes)
    return content


def _run_child(child: etree._Element, content: ParagraphContent, changes: Changes) -> None:
    kind = local(child)
    if kind == "t":
        _text(child, content, changes)
    elif kind in TRANSPARENT:
        for inner in child:
            _run_child(inner, content, changes)
    elif kind == "switch":
        for inner in list(child)[-1:]:  # the default comes last and is what every reader understands
            _run_child(inner, content, changes)
    elif kind in ("deleteBegin", "deleteEnd"):
        changes.mark(kind, child.get("Id", ""))
    elif kind in ("compose", "dutmal"):
        drawn = child.get("composeText") or " ".join(
            inner.text for inner in child if local(inner) in ("mainText", "subText") and inner.text
        )
        _append(drawn, content, changes, OBJECT_UNITS)
    elif kind == "tab":
        _append("\t", content, changes, OBJECT_UNITS)
    elif kind in CHARACTERS:
        _append(CHARACTERS[kind], content, changes, 1)
    elif kind:
        content.objects.append((content.units, child))
        content.units += OBJECT_UNITS


def _text(element: etree._Element, content: ParagraphContent, changes: Changes) -> None:
    """A `t`: words, with characters and marks as elements among them."""
    _append(element.text, content, changes)
    for child in element:
        kind = local(child)
        if kind in ("deleteBegin", "deleteEnd"):
            changes.mark(kind, child.get("Id", ""))
        elif kind == "tab":
            _append("\t", content, changes, OBJECT_UNITS)
        elif kind in CHARACTERS:
            _append(CHARACTERS[kind], content, changes, 1)
        elif kind and child.text:
            _append(child.text, content, changes)
        _append(child.tail, content, changes)


def _append(text: str | None, content: ParagraphContent, changes: Changes, units: int = 0) -> None:
    if not text:
        return
    content.units += units or len(text)
    if not changes.open:
        content.pieces.append(text)


def read_lines(paragraph: etree._Element) -> list[Line]:
    """The line segments of a `p`."""
    lines = []
    for child in paragraph:
        if local(child) == "linesegarray":
            for segment in child:
                lines.append(
                    Line(
                        integer(segment.get("textpos")),
                        integer(segment.get("vertpos")),
                        integer(segment.get("vertsize")),
                        integer(segment.get("spacing")),
                        integer(segment.get("horzpos")),
                        integer(segment.get("horzsize")),
                    )
                )
    return lines
