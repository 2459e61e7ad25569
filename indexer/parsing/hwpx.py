"""HWPX (.hwpx, OWPML, KS X 6101) → blocks, from Contents/sectionN.xml in the order of the package's spine.

Errors: Encrypted, Damaged (a missing or broken part that holds text), Empty, TooLarge.
"""

from __future__ import annotations

from indexer.errors import Damaged
from indexer.model import ParsedDocument, ParseWarning
from indexer.parsing.embedded import Objects, attach
from indexer.parsing.flow import TRACKED, Flow
from indexer.parsing.garbage import uncollected
from indexer.parsing.hwpx_header import Header, read_header
from indexer.parsing.hwpx_package import Package, open_package
from indexer.parsing.hwpx_section import Reader
from indexer.parsing.limits import Limits
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter

FORMAT = "hwpx"


@uncollected
def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Read a whole file. Raises DocumentError; anything else is a bug."""
    package = open_package(data, limits)
    header = _header(package)
    flow, pages = Flow(limits), PageCounter()
    objects = Objects(package.binary, limits)
    reader = Reader(header, flow, pages, Counters(header.numberings, header.bullets), objects)
    broken = list(package.missing)
    for name in package.sections:
        try:
            root = package.xml(name)
        except Damaged:
            broken.append(name)
            continue
        reader.read(root)
    reader.finish()
    for name in package.master_pages:
        try:
            reader.read_master_page(package.xml(name))
        except Damaged:
            broken.append(name)
    warnings = []
    if broken:
        if not flow.blocks:
            raise Damaged(detail=f"{len(broken)} broken sections")
        warnings.append(ParseWarning("damaged_part", "파일의 일부가 손상되어 읽은 데까지만 담았습니다."))
    if reader.left_out:
        warnings.append(TRACKED)
    document = flow.finish(FORMAT, pages, package.metadata, package.title, warnings, more=objects.more)
    return attach(document, objects)


def _header(package: Package) -> Header:
    """header.xml, or defaults: the text does not need it."""
    name = package.find("Contents/header.xml")
    if name is None:
        return Header()
    try:
        return read_header(package.xml(name))
    except Damaged:
        return Header()
