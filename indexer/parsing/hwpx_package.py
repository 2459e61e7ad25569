"""The package of an HWPX file: which sections, in which order, and what is said about the document.

OWPML (KS X 6101), clauses on the package: META-INF/manifest.xml (encryption), Contents/content.hpf (spine).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from lxml import etree

from indexer.errors import Damaged, Encrypted
from indexer.parsing.archives import SafeZip, open_zip
from indexer.parsing.limits import Limits
from indexer.parsing.safexml import parse_xml

SECTION = re.compile(r"(?:^|/)section(\d{1,6})\.xml$", re.IGNORECASE)
MASTER_PAGE = re.compile(r"(?:^|/)masterpage(\d{1,6})\.xml$", re.IGNORECASE)
MAX_NAMES = 2_000
META = {"creator": "author", "subject": "subject", "keyword": "keywords", "CreatedDate": "created"}


@dataclass(slots=True)
class Package:
    """An opened package. `sections` are member names in reading order."""

    archive: SafeZip
    limits: Limits
    names: dict[str, str]  # by the name in lower case with `/`, the member's own name
    sections: list[str]
    master_pages: list[str]  # 바탕쪽: what every page of a section shows
    title: str
    metadata: dict[str, str]
    items: dict[str, str]  # href by id, of everything that the package lists
    missing: list[str]  # sections that the spine names and the package does not hold

    def xml(self, name: str) -> etree._Element:
        """A part's root element. Raises Damaged, TooLarge."""
        return parse_xml(self.archive.read(name), self.limits)

    def binary(self, ref: str) -> bytes | None:
        """An embedded file by its id, or by its name in the package. Raises Damaged, TooLarge."""
        href = self.items.get(ref, ref)
        name = self.find(href) or self.find("Contents/" + href)
        return self.archive.read(name) if name is not None else None

    def find(self, name: str) -> str | None:
        """The member of this name, whatever its slashes and case."""
        return self.names.get(key_of(name))


def key_of(name: str) -> str:
    """A member's name as it is compared."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


class _Names(dict[object, str]):
    """Tags → names without their namespace, remembered: a document has a hundred names and 100,000 elements."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""  # a comment's tag is no string
        if len(self) < MAX_NAMES:
            self[tag] = name
        return name


NAMES = _Names()


def local(element: etree._Element) -> str:
    """The element's name without its namespace: writers disagree about the year in it. Empty for a comment."""
    return NAMES[element.tag]


def open_package(data: bytes, limits: Limits) -> Package:
    """Open and order a package. Raises Encrypted, Damaged, TooLarge."""
    archive = open_zip(data, limits)
    names = {key_of(name): name for name in archive.names()}
    package = Package(archive, limits, names, [], _numbered(archive, MASTER_PAGE), "", {}, {}, [])
    manifest = package.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.read(manifest):
        raise Encrypted()
    _read_spine(package)
    if not package.sections:
        package.sections = _numbered(archive, SECTION)
    if not package.sections:
        raise Damaged(detail="no section")
    return package


def _numbered(archive: SafeZip, pattern: re.Pattern[str]) -> list[str]:
    """The members whose name matches, in order of the number in it."""
    found = [(int(m[1]), name) for name in archive.names() if (m := pattern.search(name.replace("\\", "/")))]
    return [name for _, name in sorted(found)]


def _read_spine(package: Package) -> None:
    """Sections, title and metadata from content.hpf; nothing where it is missing or broken."""
    name = package.find("Contents/content.hpf")
    if name is None:
        return
    try:
        root = package.xml(name)
    except Damaged:
        return
    items = package.items
    order: list[str] = []
    for element in root.iter():
        kind = local(element)
        if kind == "item":
            items[element.get("id", "")] = element.get("href", "")
        elif kind == "itemref":
            order.append(element.get("idref", ""))
        elif kind == "title":
            package.title = " ".join((element.text or "").split())[:300]
        elif (
            kind == "meta" and (field := META.get(element.get("name", ""))) and (text := (element.text or "").strip())
        ):
            package.metadata[field] = text[:10] if field == "created" else text[:300]
    for href in (items.get(ref, "") for ref in order):
        if not SECTION.search(href.replace("\\", "/")):
            continue
        found = package.find(href) or package.find("Contents/" + href)
        if found is None:
            package.missing.append(href)
        elif found not in package.sections:
            package.sections.append(found)
