"""Workbooks (.xlsx, .xlsm, .xltx; Transitional and Strict): every sheet a table, numbers as the sheet shows them.

openpyxl reads either without comments and drawings (read-only) or at a hundred times the file's size in memory, and
inflates without bounds, so the sheets are streamed here (docs/decisions/0008).
"""

from __future__ import annotations

import re

from indexer.errors import Damaged
from indexer.model import BlockKind, Location, ParsedDocument
from indexer.parsing.archives import open_zip
from indexer.parsing.collect import Collector
from indexer.parsing.drawings import body_text, chart, diagram
from indexer.parsing.embedded import Objects, attach
from indexer.parsing.grids import SheetGrid
from indexer.parsing.limits import Limits
from indexer.parsing.ooxml import OfficePackage, child, children, local, relation_id
from indexer.parsing.safexml import iterate_xml
from indexer.parsing.xlsx_cells import Cells, cell_place, rich_text

_HEADER_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[LCRPNDTZFABIUSXYEOHGK+-])')
_STRETCH = re.compile(r"&[LCR]")


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """For each sheet, hidden ones too: its name as a heading, its cells as a table, comments, drawings, print heads.

    Location: section = sheet from 0; cell = (row, column) in the sheet from 0. Raises DocumentError.
    """
    package = OfficePackage(open_zip(data, limits), limits)
    main = package.main("xl/workbook.xml")
    root = package.part(main)
    if root is None or local(root) != "workbook":
        raise Damaged(detail="no workbook")
    relations = package.relations(main)
    targets = {r.id: r for r in relations}
    named = {r.kind: r.target for r in relations}
    properties = child(root, "workbookPr")
    cells = Cells(package, limits, date1904=properties is not None and properties.get("date1904") in ("1", "true"))
    cells.load(named.get("sharedStrings", ""), named.get("styles", ""))
    reader = _Reader(package, cells, Collector(limits), limits)
    listed = child(root, "sheets")
    sheets = children(listed, "sheet") if listed is not None else []
    for number, sheet in enumerate(sheets):
        reader.out.section = number
        target = targets.get(relation_id(sheet))
        reader.sheet(sheet.get("name") or "", target.target if target else "", sheet.get("state") or "")
    if cells.uncomputed:
        reader.out.warn("formula_without_value", f"계산한 값이 저장되지 않은 수식이 {cells.uncomputed:,}개 있습니다.")
    title, metadata = package.properties()
    if not reader.out.blocks and reader.objects.inner:
        return attach(ParsedDocument("xlsx", (), title, None, metadata), reader.objects)
    return attach(reader.out.document("xlsx", title, None, metadata, named_by_file=True), reader.objects)


class _Reader:
    def __init__(self, package: OfficePackage, cells: Cells, out: Collector, limits: Limits) -> None:
        self.out = out
        self.objects = Objects(package.bytes_of, limits)
        self._package = package
        self._limits = limits
        self._cells = cells

    def sheet(self, name: str, part: str, state: str) -> None:
        """One sheet; nothing of it where it is blank."""
        before = len(self.out.blocks)
        self.out.add("heading", name, level=1)
        self._content(name, part)
        if len(self.out.blocks) == before + 1:
            del self.out.blocks[before:]
        elif state in ("hidden", "veryHidden"):
            self.out.warn("hidden_sheet", f"숨긴 시트 ‘{name}’도 읽었습니다.")

    def _content(self, name: str, part: str) -> None:
        data = self._package.bytes_of(part) if part else None
        if data is None:
            self.out.warn("part_missing", f"‘{name}’ 시트가 파일에 들어 있지 않습니다.")
            return
        grid = SheetGrid(self.out)
        last = -1
        for row in iterate_xml(data, self._limits, "row"):
            stated = row.get("r") or ""
            last = int(stated) - 1 if stated.isdecimal() and 0 < len(stated) < 8 else last + 1
            grid.row(last, self._cells.of_row(row))
        grid.finish(name)
        try:
            for relation in sorted(self._package.relations(part), key=lambda r: r.kind):
                if relation.kind == "drawing":
                    self._drawing(relation.target)
                elif relation.kind == "vmlDrawing":
                    self._form_controls(relation.target)
                elif relation.kind in ("oleObject", "package"):
                    self.objects.keep(relation.target, Location(section=self.out.section))
            self._comments(part)
            self._print_heads(data)
        except Damaged:
            self.out.warn("part_damaged", f"‘{name}’ 시트의 메모나 도형을 읽지 못했습니다.")

    def _drawing(self, name: str) -> None:
        root = self._package.part(name)
        if root is None:
            return
        targets = {r.id: r.target for r in self._package.relations(name)}
        for element in root.iter():
            kind = local(element)
            if kind == "txBody":
                self.out.add("textbox", body_text(element))
            elif kind == "chart" and targets.get(relation_id(element)):
                part = self._package.part(targets[relation_id(element)])
                if part is not None:
                    # The values stand in the cells; what the chart adds is its titles.
                    for title in chart(part).titles:
                        self.out.add("caption", title)
            elif kind == "relIds" and targets.get(relation_id(element, "dm")):
                part = self._package.part(targets[relation_id(element, "dm")])
                for text in diagram(part) if part is not None else ():
                    self.out.add("textbox", text)

    def _form_controls(self, name: str) -> None:
        """Captions of buttons and boxes in the old drawing part, which comments share; often it is no sound XML."""
        try:
            root = self._package.part(name)
        except Damaged:
            return
        for shape in (e for e in root.iter() if local(e) == "shape") if root is not None else ():
            about, box = child(shape, "ClientData"), child(shape, "textbox")
            if box is not None and (about is None or about.get("ObjectType") != "Note"):
                self.out.add("textbox", " ".join(" ".join(map(str, box.itertext())).split()))

    def _comments(self, sheet: str) -> None:
        """Threaded comments, and notes where no thread stands (the note beside a thread repeats it)."""
        relations = self._package.relations(sheet)
        threaded: set[str] = set()
        for kind in ("threadedComment", "comments"):
            for relation in (r for r in relations if r.kind == kind):
                root = self._package.part(relation.target)
                for comment in root.iter() if root is not None else ():
                    reference = comment.get("ref") or ""
                    text = child(comment, "text") if reference else None
                    if text is None or (kind == "comments" and reference in threaded):
                        continue
                    if kind == "threadedComment":
                        threaded.add(reference)
                    words = text.text or "" if not len(text) else rich_text(text)
                    self.out.add("memo", words, cell=cell_place(reference))

    def _print_heads(self, data: bytes) -> None:
        if b"headerFooter" not in data:
            return
        for element in iterate_xml(data, self._limits, "headerFooter"):
            for part in element:
                kind: BlockKind = "header" if local(part).endswith("Header") else "footer"
                pieces = _STRETCH.sub("\n", part.text or "")
                words = [_HEADER_CODE.sub("", line).strip() for line in pieces.replace("&&", "\0").split("\n")]
                self.out.add(kind, "\n".join(w.replace("\0", "&") for w in words if w))
