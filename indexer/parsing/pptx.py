"""Presentations (.pptx, .pptm, .ppsx; Transitional and Strict): a page is a slide.

python-pptx inflates without bounds, follows no diagram and no chart's cache, so the parts are walked here.
"""

from __future__ import annotations

from lxml import etree

from indexer.errors import Damaged
from indexer.model import BlockKind, ParsedDocument
from indexer.parsing.archives import open_zip
from indexer.parsing.collect import Collector
from indexer.parsing.drawings import CHART, Chart, body_text, chart, diagram, paragraphs, table_rows
from indexer.parsing.embedded import Objects, attach
from indexer.parsing.limits import Limits
from indexer.parsing.ooxml import OfficePackage, Relation, attribute, child, children, local, relation_id

_TITLES = ("title", "ctrTitle")
_LISTS = ("", "body", "obj", "subTitle")
_ASIDE: dict[str, BlockKind] = {"ftr": "footer", "hdr": "header", "dt": "footer"}


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Slides in their order, hidden ones too; a slide's title, its shapes, its charts, then comments and notes.

    Location: page = slide (exact), section = slide from 0. Raises DocumentError.
    """
    package = OfficePackage(open_zip(data, limits), limits)
    main = package.main("ppt/presentation.xml")
    root = package.part(main)
    if root is None or local(root) != "presentation":
        raise Damaged(detail="no presentation")
    targets = {r.id: r.target for r in package.relations(main)}
    reader = _Reader(package, Collector(limits))
    listed = child(root, "sldIdLst")
    slides = [targets.get(relation_id(e), "") for e in (children(listed, "sldId") if listed is not None else [])]
    for number, name in enumerate(slides, start=1):
        reader.slide(name, number)
    title, metadata = package.properties()
    if not reader.out.blocks and reader.objects.inner:
        return attach(ParsedDocument("pptx", (), title, len(slides), metadata), reader.objects)
    return attach(reader.out.document("pptx", title, len(slides), metadata), reader.objects)


class _Reader:
    def __init__(self, package: OfficePackage, out: Collector) -> None:
        self.out = out
        self.objects = Objects(package.bytes_of, out.limits)
        self._package = package
        self._embedded: set[str] = set()  # of this slide, by relationship: each is told for new and old programs
        self._relations: dict[str, Relation] = {}
        self._backgrounds: set[str] = set()

    def slide(self, name: str, number: int) -> None:
        self.out.page, self.out.section = number, number - 1
        root = self._package.part(name) if name else None
        if root is None:
            self.out.warn("part_missing", f"{number}번째 슬라이드가 파일에 들어 있지 않습니다.")
            return
        relations = self._package.relations(name)
        self._relations = {r.id: r for r in relations}
        self._embedded.clear()
        tree = child(root, "cSld", "spTree")
        shapes = list(tree) if tree is not None else []
        titles = [s for s in shapes if _placeholder(s) in _TITLES]
        for shape in (*titles, *(s for s in shapes if s not in titles)):
            self._shape(shape)
        for relation in relations:
            if relation.kind in ("comments", "comment"):
                self._comments(relation.target)
            elif relation.kind == "notesSlide":
                self._notes(relation.target)
        self._background(relations)

    def _shape(self, shape: etree._Element) -> None:
        name = local(shape)
        if name in ("grpSp", "Choice"):
            for one in shape:
                self._shape(one)
        elif name == "AlternateContent":
            chosen = child(shape, "Choice")
            before = len(self.out.blocks)
            if chosen is not None:
                self._shape(chosen)
            fallback = child(shape, "Fallback")
            if len(self.out.blocks) == before and fallback is not None:
                for one in fallback:
                    self._shape(one)
        elif name in ("sp", "cxnSp"):
            self._text(shape)
        elif name == "graphicFrame":
            for data in shape.iter():
                self._graphic(data)

    def _text(self, shape: etree._Element) -> None:
        body = child(shape, "txBody")
        if body is None:
            return
        kind = _placeholder(shape)
        if kind in _TITLES:
            self.out.add("heading", body_text(body), level=1)
        elif kind in _ASIDE:
            self.out.add(_ASIDE[kind], body_text(body))
        else:
            for one in paragraphs(body):
                if one.bullet or (one.bullet is None and kind in _LISTS):
                    self.out.add("list_item", one.text, level=one.level + 1, marker=one.marker)
                else:
                    self.out.paragraph(one.text, one.marker)

    def _graphic(self, element: etree._Element) -> None:
        name = local(element)
        if name == "tbl":
            self.out.table(table_rows(element))
        elif name == "chart" and relation_id(element):
            root = self._part(relation_id(element))
            if root is not None:
                self._chart(chart(root))
        elif name == "oleObj" and (ident := relation_id(element)) and ident not in self._embedded:
            self._embedded.add(ident)
            relation = self._relations.get(ident)
            found = self.objects.keep(relation.target, self.out.here()) if relation is not None else None
            if found is not None:
                self._chart(found)
        elif name == "relIds":
            root = self._part(relation_id(element, "dm"))
            for text in diagram(root) if root is not None else ():
                self.out.add("list_item", text, level=1)

    def _chart(self, found: Chart) -> None:
        for title in found.titles:
            self.out.add("caption", title)
        self.out.table(found.rows, marker=CHART)

    def _part(self, id: str) -> etree._Element | None:
        """A part that the slide shows; where it is broken the slide is read without it, and says so."""
        relation = self._relations.get(id)
        try:
            root = self._package.part(relation.target) if relation is not None else None
        except Damaged:
            root = None
        if root is None:
            self.out.warn("part_missing", f"{self.out.page}번째 슬라이드의 차트나 도형을 읽지 못했습니다.")
        return root

    def _comments(self, name: str) -> None:
        root = self._package.part(name)
        for element in root.iter() if root is not None else ():
            if local(element) == "text" and element.text:  # the old form
                self.out.add("memo", element.text)
            elif local(element) == "txBody":  # threaded comments
                self.out.add("memo", body_text(element))

    def _notes(self, name: str) -> None:
        root = self._package.part(name)
        for shape in (e for e in root.iter() if local(e) == "sp") if root is not None else ():
            kind = _placeholder(shape)
            if kind in (None, "body"):  # its text and boxes drawn beside it
                self.out.add("memo", body_text(child(shape, "txBody")))
            elif kind in ("hdr", "ftr"):
                self.out.add(_ASIDE[kind], body_text(child(shape, "txBody")))

    def _background(self, relations: list[Relation]) -> None:
        """What layout and master draw on the slide, told once, with the first slide that shows it."""
        while True:
            above = next((r.target for r in relations if r.kind in ("slideLayout", "slideMaster")), "")
            if not above or above in self._backgrounds:
                return
            self._backgrounds.add(above)
            root = self._package.part(above)
            for shape in (e for e in root.iter() if local(e) == "sp") if root is not None else ():
                if _placeholder(shape) is None:
                    self.out.add("header", body_text(child(shape, "txBody")))
            relations = [r for r in self._package.relations(above) if r.kind == "slideMaster"]


def _placeholder(shape: etree._Element) -> str | None:
    """The type of the placeholder that the shape fills ("" where it is the common one), None for other shapes."""
    for properties in shape:
        if local(properties).startswith("nv"):
            found = child(properties, "nvPr", "ph")
            return attribute(found, "type") if found is not None else None
    return None
