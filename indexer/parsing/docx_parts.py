"""The package around a Word document: its parts, their relations, its styles.

ECMA-376 part 1 (WordprocessingML) and part 2 (packaging). Strict namespaces are rewritten to the transitional
ones before parsing, so that the readers know one vocabulary only.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from lxml import etree

from indexer.errors import Damaged
from indexer.parsing.archives import SafeZip
from indexer.parsing.limits import Limits
from indexer.parsing.safexml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# ISO 29500 Strict names of vocabularies: ".../drawingml/chart" is ".../drawingml/2006/chart" in Transitional.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,30})/")
_NAMED_LEVEL = re.compile(r"(?:heading|제목|개요)\s*([1-9])$", re.IGNORECASE)


class Package:
    """The parts of one .docx file, parsed when asked for. `broken`: side parts that could not be read."""

    def __init__(self, archive: SafeZip, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._names = {name.replace("\\", "/").lower(): name for name in archive.names()}
        self.broken: list[str] = []
        main = self.related("", "officeDocument")
        self.main = next(iter(main), "word/document.xml")

    def part(self, name: str) -> etree._Element | None:
        """The part's root element, or None where there is no such part. Raises Damaged, TooLarge."""
        data = self.data(name)
        if data is None:
            return None
        return parse_xml(_STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data), self._limits)

    def data(self, name: str) -> bytes | None:
        """The part's bytes; names mean the same in any case (ECMA-376 part 2, 6.2.2). Raises Damaged, TooLarge."""
        stored = self._names.get(name.lower())
        return None if stored is None else self._archive.read(stored)

    def related(self, source: str, kind: str) -> dict[str, str]:
        """Parts that `source` points to by relationships whose type ends in `kind`: name → id, in order."""
        folder, base = posixpath.split(source)
        try:
            relations = self.part(posixpath.join(folder, "_rels", base + ".rels"))
        except Damaged:
            self.broken.append(base + ".rels")
            return {}
        found: dict[str, str] = {}
        for relation in relations if relations is not None else ():
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External" and (relation.get("Type") or "").endswith("/" + kind):
                name = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
                if name.lower() in self._names:
                    found[name] = relation.get("Id") or ""
        return found

    def optional(self, kind: str, source: str = "") -> list[etree._Element]:
        """Parsed parts of this kind that belong to the main document (or `source`); broken ones are noted."""
        roots = []
        for name in self.related(source or self.main, kind):
            try:
                root = self.part(name)
            except Damaged:
                self.broken.append(posixpath.basename(name))
                continue
            if root is not None:
                roots.append(root)
        return roots

    def embedded(self) -> dict[str, str]:
        """Relationship id → part of the files embedded in the main document (workbooks, documents, OLE objects)."""
        return {i: n for kind in ("package", "oleObject") for n, i in self.related(self.main, kind).items()}

    def properties(self) -> dict[str, str]:
        """Core properties by local name: title, creator, created, ..."""
        found: dict[str, str] = {}
        for name in self.related("", "core-properties") or ("docProps/core.xml",):
            try:
                root = self.part(name)
            except Damaged:
                continue
            for child in root if root is not None else ():
                if child.text and child.text.strip():
                    found[etree.QName(child).localname] = child.text.strip()
        return found


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about structure. `level` from 1, None for running text."""

    name: str = ""
    level: int | None = None
    number: tuple[str, int] | None = None


def read_styles(roots: list[etree._Element]) -> tuple[dict[str, Style], str]:
    """Paragraph styles by id, with what they inherit (w:basedOn) already filled in; the id of the default one."""
    elements = {
        s.get(W + "styleId") or "": s
        for root in roots
        for s in root.iterchildren(W + "style")
        if s.get(W + "type") in (None, "paragraph")
    }
    usual = next((k for k, s in elements.items() if s.get(W + "default") in ("1", "true", "on")), "")
    return {key: _resolved(elements, key) for key in elements}, usual


def _resolved(elements: dict[str, etree._Element], key: str) -> Style:
    name, level, number = "", None, None
    seen: set[str] = set()
    while key in elements and key not in seen:
        seen.add(key)
        element = elements[key]
        own = value(element.find(W + "name"))
        name = name or own
        outline = value(element.find(f"{W}pPr/{W}outlineLvl"))
        if level is None and outline.isdigit():
            level = int(outline) + 1
        if level is None and (match := _NAMED_LEVEL.match(own)):
            level = int(match.group(1))
        if level is None and own.lower() == "title":
            level = 1
        number = number or number_of(element.find(f"{W}pPr/{W}numPr"))
        key = value(element.find(W + "basedOn"))
    return Style(name, level if level is not None and level <= 9 else None, number)


def value(element: etree._Element | None) -> str:
    """The w:val of an element, "" where either is missing."""
    return (element.get(W + "val") or "") if element is not None else ""


def number_of(properties: etree._Element | None) -> tuple[str, int] | None:
    """(w:numId, w:ilvl) of a w:numPr; ("0", n) takes a style's number away."""
    if properties is None:
        return None
    ident = value(properties.find(W + "numId"))
    level = properties.find(W + "ilvl")
    return (ident, number_at(level, W + "val") if level is not None else 0) if ident else None


def number_at(element: etree._Element, attribute: str) -> int:
    """A small number in an attribute, 0 where it is none."""
    text = element.get(attribute) or ""
    return min(int(text), 1000) if text.isdigit() and text.isascii() else 0
