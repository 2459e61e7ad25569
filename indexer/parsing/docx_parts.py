"""The package around a Word document: its parts, their relations, its styles and automatic numbers.

ECMA-376 part 1 (WordprocessingML) and part 2 (packaging). Strict namespaces are rewritten to the transitional
ones before parsing, so that the readers know one vocabulary only.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from indexer.errors import Damaged
from indexer.parsing.archives import SafeZip, parse_xml
from indexer.parsing.limits import Limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
_NAMED_LEVEL = re.compile(r"(?:heading|제목|개요)\s*([1-9])$", re.IGNORECASE)


class Package:
    """The parts of one .docx file, parsed when asked for."""

    def __init__(self, archive: SafeZip, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        main = self.related("", "officeDocument")
        self.main = main[0] if main else "word/document.xml"

    def part(self, name: str) -> etree._Element | None:
        """The part's root element, or None where there is no such part. Raises Damaged, TooLarge."""
        if name not in self._archive:
            return None
        data = self._archive.read(name)
        for strict, transitional in _STRICT:
            if strict in data:
                data = data.replace(strict, transitional)
        return parse_xml(data, self._limits)

    def related(self, source: str, kind: str) -> list[str]:
        """Names of the parts that `source` points to by relationships whose type ends in `kind`, in order."""
        folder, base = posixpath.split(source)
        relations = self.part(posixpath.join(folder, "_rels", base + ".rels"))
        found = []
        for relation in relations if relations is not None else ():
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External" and (relation.get("Type") or "").endswith("/" + kind):
                name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if name in self._archive:
                    found.append(name)
        return found

    def optional(self, kind: str) -> list[etree._Element]:
        """Parsed parts of this kind that belong to the main document; broken ones are left out."""
        roots = []
        for name in self.related(self.main, kind):
            try:
                root = self.part(name)
            except Damaged:
                continue
            if root is not None:
                roots.append(root)
        return roots

    def properties(self) -> dict[str, str]:
        """Core properties by local name: title, creator, created, ..."""
        found: dict[str, str] = {}
        for name in self.related("", "core-properties") or ["docProps/core.xml"]:
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


def read_styles(roots: list[etree._Element]) -> dict[str, Style]:
    """Paragraph styles by id, with what they inherit (w:basedOn) already filled in."""
    elements = {
        s.get(W + "styleId") or "": s
        for root in roots
        for s in root.iterchildren(W + "style")
        if s.get(W + "type") in (None, "paragraph")
    }
    return {key: _resolved(elements, key) for key in elements}


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
    level = value(properties.find(W + "ilvl"))
    return (ident, int(level) if level.isdigit() else 0) if ident else None


# ---- automatic numbers (17.9)

_GANADA = "가나다라마바사아자차카타파하"
_CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def formatted(number: int, style: str) -> str:
    """`number` (from 1) in a w:numFmt; formats we do not know come out as digits."""
    if style in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        out = ""
        for size, letters in _ROMAN:
            count, number = divmod(number, size)
            out += letters * count
        return out.upper() if style == "upperRoman" else out
    if style in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style == "ganada" and number > 0:
        return _GANADA[(number - 1) % len(_GANADA)]
    if style == "chosung" and number > 0:
        return _CHOSUNG[(number - 1) % len(_CHOSUNG)]
    if style.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return "" if style == "none" else str(number)


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    _counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def read(cls, roots: list[etree._Element]) -> Numbering:
        """From numbering.xml: levels by abstract list (format, text, start), lists by w:numId."""
        self = cls()
        for root in roots:
            for abstract in root.iterchildren(W + "abstractNum"):
                levels = self.levels.setdefault(abstract.get(W + "abstractNumId") or "", {})
                for level in abstract.iterchildren(W + "lvl"):
                    at, start = level.get(W + "ilvl") or "0", value(level.find(W + "start"))
                    levels[int(at) if at.isdigit() else 0] = (
                        value(level.find(W + "numFmt")) or "decimal",
                        value(level.find(W + "lvlText")),
                        int(start) if start.isdigit() else 1,
                    )
            for number in root.iterchildren(W + "num"):
                self.lists[number.get(W + "numId") or ""] = value(number.find(W + "abstractNumId"))
        return self

    def next(self, ident: str, level: int) -> str:
        """The marker of the next paragraph in list `ident` at `level` (from 0), such as "1." or "•"."""
        abstract = self.lists.get(ident)
        levels = self.levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return ""
        counts = self._counts[abstract]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        style, pattern, _ = levels[level]
        if style == "bullet":
            # Symbol fonts keep their bullets in the private-use area: the glyph means nothing as text.
            return pattern if pattern and not "\ue000" <= pattern[0] <= "\uf8ff" else "•"
        for n in range(level + 1):
            start = levels[n][2] if n in levels else 1
            shown = formatted(counts.get(n, start), levels[n][0] if n in levels else "decimal")
            pattern = pattern.replace(f"%{n + 1}", shown)
        return pattern
