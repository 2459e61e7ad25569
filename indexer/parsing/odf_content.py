"""What stands in the bodies of OpenDocument: paragraphs, lists, tables, notes and boxes → blocks."""

from __future__ import annotations

import re

from lxml import etree

from indexer.errors import Damaged
from indexer.model import BlockKind
from indexer.parsing.archives import SafeZip
from indexer.parsing.collect import Collector
from indexer.parsing.limits import Limits
from indexer.parsing.ooxml import attribute, local
from indexer.parsing.safexml import parse_xml
from indexer.parsing.tables import text_of

_LEFT_OUT = {
    "tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "ruby-text", "desc", "title",
    "annotation-end", "settings", "event-listeners", "soft-page-break", "index-title-template", "shapes",
    "table-of-content-source", "calculation-settings", "content-validations", "named-expressions", "database-ranges",
}  # fmt: skip
_MOST_REPEATS = 1000  # a cell or row said to repeat more often is blank space
_SPACE = re.compile(r"[ \t\r\n]+")


class Content:
    """Reads containers one after the other into `out`."""

    def __init__(self, out: Collector, archive: SafeZip, limits: Limits) -> None:
        self.out = out
        self._archive = archive
        self._limits = limits
        self._aside: BlockKind | None = None
        self._later: list[tuple[BlockKind, etree._Element]] = []

    def container(self, element: etree._Element, level: int = 0) -> None:
        """All block-level content. Depth is bounded by `Limits.xml_depth`."""
        for one in element:
            name = local(one)
            if name in _LEFT_OUT:
                continue
            if name == "h":
                stated = attribute(one, "outline-level")
                self._paragraph(one, "heading", int(stated) if stated.isdecimal() and len(stated) < 3 else 1)
            elif name == "p":
                self._paragraph(one, "list_item" if level else None, level or None)
            elif name == "list":
                self.container(one, level + 1)
            elif name == "table":
                self._table(one)
            elif name == "annotation":
                self.beside(one, "memo")
            elif name in ("object", "object-ole"):
                self._object(one)
            else:
                self.container(one, level)

    def beside(self, element: etree._Element, kind: BlockKind) -> None:
        """Content beside the flow: every block of it is of `kind`."""
        before, self._aside = self._aside, kind
        self.container(element)
        self._aside = before

    def release(self) -> None:
        """Notes, comments and boxes that hung on what was just read."""
        later, self._later = self._later, []
        for kind, element in later:
            self.beside(element, kind)

    def _paragraph(self, element: etree._Element, kind: BlockKind | None, level: int | None) -> None:
        text = self._inline(element)
        if self._aside is not None:
            self.out.add(self._aside, text)
        elif kind is not None:
            self.out.add(kind, text, level=level)
        else:
            self.out.paragraph(text)
        self.release()

    def _table(self, table: etree._Element) -> None:
        rows: list[tuple[str, ...]] = []
        for row in rows_of(table):
            cells = self.row(row)
            width = max((c for c, _ in cells), default=-1) + 1
            line = [""] * width
            for column, text in cells:
                line[column] = text
            rows.append(tuple(line))
        if self._aside is not None:
            self.out.add(self._aside, text_of(rows))
        else:
            self.out.table(rows)
        self.release()

    def row(self, row: etree._Element) -> list[tuple[int, str]]:
        """(column, text) of the cells that have text, those said to repeat included."""
        out: list[tuple[int, str]] = []
        column = 0
        for cell in row:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            text = self.lines(cell)
            times = repeats(cell, "number-columns-repeated", 1 << 14)
            if text:
                shown = min(times, _MOST_REPEATS)
                self.out.count(len(text) * (shown - 1))
                out.extend((column + n, text) for n in range(shown))
            column += times
        return out

    def lines(self, element: etree._Element) -> str:
        """All text inside as lines; tables inside as their rows."""
        out: list[str] = []
        for one in element:
            name = local(one)
            if name in _LEFT_OUT:
                continue
            if name in ("p", "h"):
                out.append(self._inline(one))
            elif name == "annotation":
                self._later.append(("memo", one))
            elif name == "table":
                out.append(text_of([[t for _, t in self.row(row)] for row in rows_of(one)]))
            else:
                out.append(self.lines(one))
        return "\n".join(line for line in out if line.strip())

    # ---- inside a paragraph

    def _inline(self, element: etree._Element) -> str:
        out: list[str] = []
        self._walk(element, out)
        return "".join(out).strip(" ")

    def _walk(self, element: etree._Element, out: list[str]) -> None:
        _say(element.text, out)
        for one in element:
            name = local(one)
            if name == "s":
                count = attribute(one, "c")
                out.append(" " * (min(int(count), 1000) if count.isdecimal() and len(count) < 6 else 1))
            elif name == "tab":
                out.append("\t")
            elif name == "line-break":
                out.append("\n")
            elif name == "note":
                kind: BlockKind = "endnote" if attribute(one, "note-class") == "endnote" else "footnote"
                self._later.extend((kind, e) for e in one if local(e) == "note-body")
            elif name == "annotation":
                self._later.append(("memo", one))
            elif name == "hidden-text":
                self.out.add("hidden", attribute(one, "string-value") or one.text or "")
            elif name in ("frame", "custom-shape", "text-box", "g", "rect", "ellipse"):
                self._later.append(("textbox", one))
            elif name not in _LEFT_OUT and name != "page-number":
                self._walk(one, out)
            _say(one.tail, out)

    def _object(self, element: etree._Element) -> None:
        """An embedded formula gives its source, a chart its titles."""
        name = attribute(element, "href").removeprefix("./").rstrip("/") + "/content.xml"
        if name not in self._archive:
            return
        try:
            root = parse_xml(self._archive.read(name), self._limits)
        except Damaged:
            self.out.warn("part_damaged", "문서에 든 개체 하나를 읽지 못했습니다.")
            return
        for one in root.iter():
            if local(one) == "annotation" and attribute(one, "encoding").startswith("StarMath"):
                self.out.add("equation", one.text or "")
            elif local(one) in ("title", "subtitle") and "chart" in str(one.tag):
                self.out.add("caption", self.lines(one))


def _say(text: str | None, out: list[str]) -> None:
    if text:
        squeezed = _SPACE.sub(" ", text)
        out.append(squeezed.lstrip(" ") if not out or out[-1].endswith((" ", "\n")) else squeezed)


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The table's own rows, those of its groups and header too."""
    out = []
    for one in table:
        name = local(one)
        if name == "table-row":
            out.append(one)
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            out.extend(rows_of(one))
    return out


def repeats(element: etree._Element, name: str, most: int = _MOST_REPEATS) -> int:
    """How often a cell or a row stands there by its attribute `name`, within bounds."""
    stated = attribute(element, name)
    return max(1, min(int(stated), most)) if stated.isdecimal() and len(stated) < 9 else 1
