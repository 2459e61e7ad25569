"""A paragraph of HWPX → its text and the objects that hang in it (OWPML, clause 10: p, run, t, ctrl)."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from indexer.parsing.flowing import Line
from indexer.parsing.glyphs import composed, shown
from indexer.parsing.hwpx_header import integer
from indexer.parsing.hwpx_package import NAMES, local
from indexer.parsing.numbering import SHAPES, format_number

CHARACTERS = {"lineBreak": "\n", "nbSpace": "\u00a0", "fwSpace": " ", "hypen": "-", "hyphen": "-"}
OBJECT_UNITS = 8  # 16-bit units that a control takes in the text that line segments count
TRANSPARENT = frozenset(("ctrl", "case", "default"))
ALWAYS = frozenset(("secPr", "colPr"))  # what they say holds though the text around them was deleted
PAGE_NUMBERS = frozenset(("PAGE", "TOTAL_PAGE", "Page", "TotalPage"))


@dataclass(slots=True)
class Changes:
    """Tracked deletions: what stands between deleteBegin and deleteEnd of one id is left out.

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


class ParagraphContent:
    """Text, and objects with their place in units of the source."""

    __slots__ = ("objects", "pieces", "units")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.objects: list[tuple[int, etree._Element]] = []
        self.units = 0

    @property
    def text(self) -> str:
        """The paragraph's text without its objects."""
        text = "".join(self.pieces)
        return text if text.isprintable() else shown(text)


def read_paragraph(paragraph: etree._Element, changes: Changes) -> ParagraphContent:
    """The text and the objects of a `p`, in order."""
    content = ParagraphContent()
    for run in paragraph:
        kind = NAMES[run.tag]
        if kind == "run":
            for child in run:
                _run_child(child, content, changes)
        elif kind != "linesegarray":  # some writers leave the run out
            _run_child(run, content, changes)
    return content


def _run_child(child: etree._Element, content: ParagraphContent, changes: Changes) -> None:
    kind = NAMES[child.tag]
    if kind == "t":
        _append(child.text, content, changes)
        if len(child):
            _text(child, content, changes)
    elif kind in TRANSPARENT:
        for inner in child:
            _run_child(inner, content, changes)
    elif kind == "switch":
        # The default comes last and is what every reader understands; for a chart it is a picture of the object.
        charts = [case for case in child if next(case.iterchildren("{*}chart"), None) is not None]
        for inner in charts[:1] or list(child)[-1:]:
            _run_child(inner, content, changes)
    elif kind in ("deleteBegin", "deleteEnd"):
        changes.mark(kind, child.get("Id", ""))
    elif kind in ("compose", "dutmal"):
        in_circle = child.get("circleType", "") in ("SHAPE_CIRCLE", "SHAPE_REVERSAL_CIRCLE")
        drawn = composed(child.get("composeText", ""), in_circle=in_circle) or " ".join(
            inner.text for inner in child if local(inner) in ("mainText", "subText") and inner.text
        )
        _append(drawn, content, changes, OBJECT_UNITS)
    elif kind == "tab":
        _append("\t", content, changes, OBJECT_UNITS)
    elif kind in CHARACTERS:
        _append(CHARACTERS[kind], content, changes, 1)
    elif kind:
        if not changes.open or kind in ALWAYS:
            content.objects.append((content.units, child))
        content.units += OBJECT_UNITS


def _text(element: etree._Element, content: ParagraphContent, changes: Changes) -> None:
    """What follows the first words of a `t`: characters and marks as elements, and words behind them."""
    for child in element:
        kind = NAMES[child.tag]
        if kind in ("deleteBegin", "deleteEnd"):
            changes.mark(kind, child.get("Id", ""))
        elif kind == "tab":
            _append("\t", content, changes, OBJECT_UNITS)
        elif kind in CHARACTERS:
            _append(CHARACTERS[kind], content, changes, 1)
        elif kind:
            _append("".join(map(str, child.itertext())), content, changes)
        _append(child.tail, content, changes)


def _append(text: str | None, content: ParagraphContent, changes: Changes, units: int = 0) -> None:
    if not text:
        return
    content.units += units or len(text)
    if not changes.open:
        content.pieces.append(text)


def read_lines(paragraph: etree._Element) -> list[Line]:
    """The line segments of a `p`."""
    return [
        Line(
            integer(segment.get("textpos")),
            integer(segment.get("vertpos")),
            integer(segment.get("vertsize")),
            integer(segment.get("spacing")),
            integer(segment.get("horzpos")),
            integer(segment.get("horzsize")),
        )
        for array in paragraph.iterchildren("{*}linesegarray")
        for segment in array
    ]


def auto_number(numbered: etree._Element) -> str:
    """What the first number control below an element shows, of a note, picture, table or equation; else empty."""
    for found in numbered.iter("{*}autoNum"):
        if found.get("numType") in PAGE_NUMBERS:
            continue
        count = integer(found.get("num"))
        written = next(found.iterchildren("{*}autoNumFormat"), None)
        if written is None:
            return str(count) if count > 0 else ""
        shown = written.get("userChar") if written.get("type") == "USER_CHAR" else ""
        shown = shown or (format_number(count, SHAPES.get(written.get("type", ""), 0)) if count > 0 else "")
        return f"{written.get('prefixChar', '')}{shown}{written.get('suffixChar', '')}" if shown else ""
    return ""
