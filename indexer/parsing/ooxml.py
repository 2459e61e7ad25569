"""What slides and workbooks of Office Open XML share: parts, relationships, properties (ECMA-376, part 2)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from indexer.errors import Damaged
from indexer.parsing.archives import SafeZip
from indexer.parsing.limits import Limits
from indexer.parsing.safexml import parse_xml


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship to another part: `kind` is the last word of its type, `target` the part's name."""

    id: str
    kind: str
    target: str


class OfficePackage:
    """The parts of one package. Part names are compared without case, as the standard has it."""

    def __init__(self, archive: SafeZip, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.names()}

    def bytes_of(self, name: str) -> bytes | None:
        """The part as it is, None where there is none. Raises Damaged, TooLarge."""
        found = self._names.get(name.lower())
        return self._archive.read(found) if found is not None else None

    def part(self, name: str) -> etree._Element | None:
        """The part's root element, None where there is none. Raises Damaged, TooLarge."""
        data = self.bytes_of(name)
        return parse_xml(data, self._limits) if data is not None else None

    def relations(self, name: str) -> list[Relation]:
        """The internal relationships of a part, or of the package for ""."""
        folder, base = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", base + ".rels"))
        out = []
        for one in root if root is not None else ():
            if one.get("TargetMode") == "External" or not one.get("Target"):
                continue
            target = unquote((one.get("Target") or "").replace("\\", "/"))
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = (one.get("Type") or "").rsplit("/", 1)[-1]
            out.append(Relation(one.get("Id") or "", kind, posixpath.normpath(whole)))
        return out

    def main(self, usual: str) -> str:
        """The name of the main part; `usual` where the package does not say. Raises Damaged."""
        named = [r.target for r in self.relations("") if r.kind == "officeDocument"]
        for name in (*named, usual):
            if name.lower() in self._names:
                return name
        raise Damaged(detail="no main part")

    def properties(self) -> tuple[str, dict[str, str]]:
        """The stated title, and metadata (author, created) as far as they are stated."""
        try:
            root = self.part("docProps/core.xml")
        except Damaged:
            root = None
        found = {local(e): (e.text or "").strip() for e in root} if root is not None else {}
        keys = (("author", "creator"), ("created", "created"))
        return found.get("title", ""), {ours: found[theirs] for ours, theirs in keys if found.get(theirs)}


def local(element: etree._Element) -> str:
    """The element's name without its namespace, which differs between Transitional and Strict files."""
    return str(element.tag).rsplit("}", 1)[-1]


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" where there is none."""
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(value)
    return ""


def relation_id(element: etree._Element, name: str = "id") -> str:
    """An `r:id` (or another `r:` attribute) of the element; "" where there is none."""
    for key, value in element.attrib.items():
        namespace, _, own = str(key).rpartition("}")
        if own == name and namespace.endswith("/relationships"):
            return str(value)
    return ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this local name."""
    return [e for e in element if local(e) == name]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along local names, None where the path breaks off."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element
