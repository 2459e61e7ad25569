"""OpenDocument text, sheets and slides (.odt, .ods, .odp and templates), read from their XML (OASIS ODF 1.3, part 3).

odfpy builds a Python object an element and inflates without bounds, so the parts are walked here.
"""

from __future__ import annotations

import re

from lxml import etree

from indexer.errors import Damaged, Encrypted
from indexer.model import ParsedDocument
from indexer.parsing.archives import SafeZip, open_zip
from indexer.parsing.collect import Collector
from indexer.parsing.grids import SheetGrid
from indexer.parsing.limits import Limits
from indexer.parsing.odf_content import Content, repeats, rows_of
from indexer.parsing.ooxml import attribute, child, local
from indexer.parsing.safexml import parse_xml

FORMATS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "drawing": "odg", "graphics": "odg"}


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
    content = Content(Collector(limits), archive, limits)
    name = local(kind)
    pages = None
    if name == "spreadsheet":
        _sheets(content, kind)
    elif name == "text":
        _heads(content, archive, limits)
        content.container(kind)
    else:
        pages = _slides(content, kind)
    title, metadata = _properties(archive, limits)
    return content.out.document(FORMATS[name], title, pages, metadata, named_by_file=name == "spreadsheet")


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


def _heads(content: Content, archive: SafeZip, limits: Limits) -> None:
    """Headers and footers of the page styles that a text uses, each text once."""
    if "styles.xml" not in archive:
        return
    seen: set[str] = set()
    for element in parse_xml(archive.read("styles.xml"), limits).iter():
        name = local(element)
        if re.fullmatch(r"(header|footer)(-left|-first)?", name) and attribute(element, "display") != "false":
            words = "".join(str(t) for t in element.itertext())
            if words not in seen:
                seen.add(words)
                content.beside(element, "header" if name.startswith("header") else "footer")


def _sheets(content: Content, body: etree._Element) -> None:
    """Each sheet: its name, its grid, what is drawn on it; nothing of one that is blank."""
    out = content.out
    for number, sheet in enumerate(e for e in body if local(e) == "table"):
        out.section = number
        before = len(out.blocks)
        name = attribute(sheet, "name")
        out.add("heading", name, level=1)
        grid = SheetGrid(out)
        at = 0
        for row in rows_of(sheet):
            cells = content.row(row)
            for _ in range(repeats(row, "number-rows-repeated") if any(t for _, t in cells) else 1):
                grid.row(at, cells)
                at += 1
            at += max(0, repeats(row, "number-rows-repeated", 1 << 20) - 1) if not any(t for _, t in cells) else 0
        grid.finish(name)
        shapes = child(sheet, "shapes")
        for shape in shapes if shapes is not None else ():
            content.beside(shape, "textbox")
        content.release()
        if len(out.blocks) == before + 1:
            del out.blocks[before:]


def _slides(content: Content, body: etree._Element) -> int:
    """Each slide: its titles first, its notes last; how many there are."""
    out = content.out
    number = 0
    for page in (e for e in body if local(e) == "page"):
        number += 1
        out.page, out.section = number, number - 1
        frames = [e for e in page if local(e) != "notes"]
        titles = [e for e in frames if attribute(e, "class") == "title"]
        for frame in titles:
            out.add("heading", content.lines(frame), level=1)
        for frame in (e for e in frames if e not in titles):
            content.container(frame)
        for notes in (e for e in page if local(e) == "notes"):
            for frame in (e for e in notes if attribute(e, "class") == "notes"):
                content.beside(frame, "memo")
    return number
