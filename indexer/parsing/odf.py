"""OpenDocument text, sheets and slides (.odt, .ods, .odp and templates), read from their XML (OASIS ODF 1.3, part 3).

odfpy builds a Python object an element and inflates without bounds, so the parts are walked here.
"""

from __future__ import annotations

import re

from lxml import etree

from indexer.errors import Damaged, Encrypted
from indexer.model import BlockKind, ParsedDocument
from indexer.parsing.archives import SafeZip, open_zip
from indexer.parsing.collect import Collector
from indexer.parsing.grids import SheetGrid
from indexer.parsing.limits import Limits
from indexer.parsing.ooxml import attribute, child, local
from indexer.parsing.safexml import parse_xml
from indexer.parsing.tables import text_of

FORMATS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "drawing": "odg", "graphics": "odg"}
_LEFT_OUT = {
    "tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "ruby-text", "desc", "title",
    "annotation-end", "settings", "event-listeners", "soft-page-break", "index-title-template", "shapes",
    "table-of-content-source", "calculation-settings", "content-validations", "named-expressions", "database-ranges",
}  # fmt: skip
_MOST_REPEATS = 1000  # a cell or row said to repeat more often is blank space
_SPACE = re.compile(r"[ \t\r\n]+")


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Headings, paragraphs, lists, tables, notes, boxes, comments; sheets as tables; a page is a slide.

    Location: section = sheet or slide from 0; cell = (row, column) in a sheet. Raises DocumentError; Encrypted
    where the manifest says that a part is.
    """
    archive = open_zip(data, limits)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Encrypted(detail="odf password")
    if "content.xml" not in archive:
        raise Damaged(detail="no content")
    root = parse_xml(archive.read("content.xml"), limits)
    body = child(root, "body")
    kind = next((e for e in body if local(e) in FORMATS), None) if body is not None else None
    if kind is None:
        raise Damaged(detail="no body")
    reader = _Reader(Collector(limits), archive, limits)
    name = local(kind)
    pages = None
    if name == "spreadsheet":
        reader.sheets(kind)
    elif name == "text":
        reader.heads()
        reader.container(kind)
    else:
        pages = reader.slides(kind)
    title, metadata = _properties(archive, limits)
    return reader.out.document(FORMATS[name], title, pages, metadata, named_by_file=name == "spreadsheet")


def _properties(archive: SafeZip, limits: Limits) -> tuple[str, dict[str, str]]:
    try:
        root = parse_xml(archive.read("meta.xml"), limits)
    except (KeyError, Damaged):
        return "", {}
    found = {local(e): (e.text or "").strip() for e in root.iter()}
    keys = (("author", "initial-creator"), ("author", "creator"), ("created", "creation-date"))
    metadata: dict[str, str] = {}
    for ours, theirs in keys:
        if found.get(theirs):
            metadata.setdefault(ours, found[theirs])
    return found.get("title", ""), metadata


class _Reader:
    def __init__(self, out: Collector, archive: SafeZip, limits: Limits) -> None:
        self.out = out
        self._archive = archive
        self._limits = limits
        self._aside: BlockKind | None = None
        self._later: list[tuple[BlockKind, etree._Element]] = []

    # ---- the three bodies

    def heads(self) -> None:
        """Headers and footers of the page styles that a text uses, each text once."""
        if "styles.xml" not in self._archive:
            return
        seen: set[str] = set()
        for element in parse_xml(self._archive.read("styles.xml"), self._limits).iter():
            name = local(element)
            if re.fullmatch(r"(header|footer)(-left|-first)?", name) and attribute(element, "display") != "false":
                words = "".join(str(t) for t in element.itertext())
                if words not in seen:
                    seen.add(words)
                    self._beside(element, "header" if name.startswith("header") else "footer")

    def sheets(self, body: etree._Element) -> None:
        for number, sheet in enumerate(e for e in body if local(e) == "table"):
            self.out.section = number
            before = len(self.out.blocks)
            name = attribute(sheet, "name")
            self.out.add("heading", name, level=1)
            grid = SheetGrid(self.out)
            at = 0
            for row in _rows(sheet):
                cells = self._row(row)
                for _ in range(_repeats(row, "number-rows-repeated") if any(t for _, t in cells) else 1):
                    grid.row(at, cells)
                    at += 1
                at += (
                    max(0, _repeats(row, "number-rows-repeated", 1 << 20) - 1) if not any(t for _, t in cells) else 0
                )
            grid.finish(name)
            shapes = child(sheet, "shapes")
            for shape in shapes if shapes is not None else ():
                self._beside(shape, "textbox")
            self._release()
            if len(self.out.blocks) == before + 1:
                del self.out.blocks[before:]

    def slides(self, body: etree._Element) -> int:
        number = 0
        for page in (e for e in body if local(e) == "page"):
            number += 1
            self.out.page, self.out.section = number, number - 1
            frames = [e for e in page if local(e) != "notes"]
            titles = [e for e in frames if attribute(e, "class") == "title"]
            for frame in titles:
                self.out.add("heading", self._lines(frame), level=1)
            for frame in (e for e in frames if e not in titles):
                self.container(frame)
            for notes in (e for e in page if local(e) == "notes"):
                for frame in (e for e in notes if attribute(e, "class") == "notes"):
                    self._beside(frame, "memo")
        return number

    # ---- containers

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
                self._beside(one, "memo")
            elif name in ("object", "object-ole"):
                self._object(one)
            else:
                self.container(one, level)

    def _beside(self, element: etree._Element, kind: BlockKind) -> None:
        before, self._aside = self._aside, kind
        self.container(element)
        self._aside = before

    def _release(self) -> None:
        """Notes, comments and boxes that hung on what was just read."""
        later, self._later = self._later, []
        for kind, element in later:
            self._beside(element, kind)

    def _paragraph(self, element: etree._Element, kind: BlockKind | None, level: int | None) -> None:
        text = self._inline(element)
        if self._aside is not None:
            self.out.add(self._aside, text)
        elif kind is not None:
            self.out.add(kind, text, level=level)
        else:
            self.out.paragraph(text)
        self._release()

    def _table(self, table: etree._Element) -> None:
        rows: list[tuple[str, ...]] = []
        for row in _rows(table):
            cells = self._row(row)
            width = max((c for c, _ in cells), default=-1) + 1
            line = [""] * width
            for column, text in cells:
                line[column] = text
            rows.append(tuple(line))
        if self._aside is not None:
            self.out.add(self._aside, text_of(rows))
        else:
            self.out.table(rows)
        self._release()

    def _row(self, row: etree._Element) -> list[tuple[int, str]]:
        out: list[tuple[int, str]] = []
        column = 0
        for cell in row:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            text = self._lines(cell)
            times = _repeats(cell, "number-columns-repeated", 1 << 14)
            if text:
                shown = min(times, _MOST_REPEATS)
                self.out.count(len(text) * (shown - 1))
                out.extend((column + n, text) for n in range(shown))
            column += times
        return out

    def _lines(self, element: etree._Element) -> str:
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
                out.append(text_of([[t for _, t in self._row(row)] for row in _rows(one)]))
            else:
                out.append(self._lines(one))
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
                self.out.add("caption", self._lines(one))


def _say(text: str | None, out: list[str]) -> None:
    if text:
        squeezed = _SPACE.sub(" ", text)
        out.append(squeezed.lstrip(" ") if not out or out[-1].endswith((" ", "\n")) else squeezed)


def _rows(table: etree._Element) -> list[etree._Element]:
    """The table's own rows, those of its groups and header too."""
    out = []
    for one in table:
        name = local(one)
        if name == "table-row":
            out.append(one)
        elif name in ("table-rows", "table-header-rows", "table-row-group"):
            out.extend(_rows(one))
    return out


def _repeats(element: etree._Element, name: str, most: int = _MOST_REPEATS) -> int:
    stated = attribute(element, name)
    return max(1, min(int(stated), most)) if stated.isdecimal() and len(stated) < 9 else 1
