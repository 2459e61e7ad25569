"""HWPML 2.x (.hml) → blocks: its elements are those of HWPX under other names, so they are renamed and read so.

Hancom's HWPML revision 1.2. The file stores no line segments: pages are unknown.
Errors: Damaged, Empty, TooLarge, Unsupported (XML that is no HWPML).
"""

from __future__ import annotations

import base64
import binascii
import zlib
from functools import partial

from lxml import etree

from indexer.errors import Unsupported
from indexer.model import ParsedDocument
from indexer.parsing.embedded import Objects, attach
from indexer.parsing.flow import TRACKED, Flow
from indexer.parsing.garbage import uncollected
from indexer.parsing.hwpx_header import read_header
from indexer.parsing.hwpx_package import local
from indexer.parsing.hwpx_section import Reader
from indexer.parsing.limits import MB, Limits
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter
from indexer.parsing.safexml import parse_xml

FORMAT = "hml"
NAMES = {
    "P": "p", "TEXT": "run", "CHAR": "t", "TAB": "tab", "LINEBREAK": "lineBreak", "NBSPACE": "nbSpace",
    "FWSPACE": "fwSpace", "HYPHEN": "hyphen", "TABLE": "tbl", "ROW": "tr", "CELL": "tc", "PARALIST": "subList",
    "CAPTION": "caption", "FOOTNOTE": "footNote", "ENDNOTE": "endNote", "HEADER": "header", "FOOTER": "footer",
    "HIDDENCOMMENT": "hiddenComment", "EQUATION": "equation", "SCRIPT": "script", "FIELDBEGIN": "fieldBegin",
    "MEMO": "memo", "COMPOSE": "compose", "DUTMAL": "dutmal", "MAINTEXT": "mainText", "SUBTEXT": "subText",
    "TEXTART": "textart", "SECDEF": "secPr", "COLDEF": "colPr", "CONTAINER": "container", "RECTANGLE": "rect",
    "PARASHAPE": "paraPr", "STYLE": "style", "NUMBERING": "numbering", "PARAHEAD": "paraHead", "BULLET": "bullet",
    "DRAWTEXT": "drawText", "ELLIPSE": "ellipse", "POLYGON": "polygon", "CURVE": "curve", "ARC": "arc",
    "PICTURE": "pic", "OLE": "ole", "LINE": "line", "BUTTON": "btn", "CHECKBUTTON": "checkBtn", "EDIT": "edit",
    "RADIOBUTTON": "radioBtn", "COMBOBOX": "comboBox", "INSERTBEGIN": "insertBegin", "INSERTEND": "insertEnd",
    "DELETEBEGIN": "deleteBegin", "DELETEEND": "deleteEnd", "AUTONUM": "autoNum", "AUTONUMFORMAT": "autoNumFormat",
    "HYPEN": "hypen", "EDITTEXT": "text", "LISTBOX": "listBox", "BUTTONSET": "buttonSet", "MASTERPAGE": "masterPage",
    "EXT_MASTERPAGE": "masterPage", "CONNECTLINE": "connectLine",
}  # fmt: skip
ATTRIBUTES = {
    "Id": "id", "Name": "name", "ParaShape": "paraPrIDRef", "Style": "styleIDRef", "Char": "char", "Text": "text",
    "Level": "level", "Start": "start", "NumFormat": "numFormat", "Count": "colCount", "Caption": "caption",
    "Number": "num", "NumberType": "numType", "Type": "type", "UserChar": "userChar", "PrefixChar": "prefixChar",
    "SuffixChar": "suffixChar", "ComposeText": "composeText", "OutlineShape": "outlineShapeIDRef",
    "SelectedValue": "selectedValue", "BinItem": "binaryItemIDRef",
}  # fmt: skip
SHAPES = {
    "Digit": "DIGIT", "CircledDigit": "CIRCLED_DIGIT", "RomanCapital": "ROMAN_CAPITAL", "RomanSmall": "ROMAN_SMALL",
    "LatinCapital": "LATIN_CAPITAL", "LatinSmall": "LATIN_SMALL", "HangulSyllable": "HANGUL_SYLLABLE",
    "CircledHangulSyllable": "CIRCLED_HANGUL_SYLLABLE", "HangulJamo": "HANGUL_JAMO", "Ideograph": "IDEOGRAPH",
    "CircledLatinCapital": "CIRCLED_LATIN_CAPITAL", "CircledLatinSmall": "CIRCLED_LATIN_SMALL",
    "CircledHangulJamo": "CIRCLED_HANGUL_JAMO", "HangulPhonetic": "HANGUL_PHONETIC",
}  # fmt: skip
MOST_BINARY = 64 * MB
SUMMARY = {"TITLE": "title", "AUTHOR": "author", "SUBJECT": "subject", "KEYWORDS": "keywords"}


@uncollected
def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """Read a whole file. Raises DocumentError; anything else is a bug."""
    root = parse_xml(data, limits)
    if local(root).upper() != "HWPML":
        raise Unsupported(detail="no HWPML")
    sections: list[etree._Element] = []
    fields: dict[str, str] = {}
    for element in root.iter():
        name = local(element)
        if name == "SECTION":
            sections.append(element)
        elif name in SUMMARY and (text := " ".join((element.text or "").split())):
            fields.setdefault(SUMMARY[name], text[:300])
        _rename(element, name)
    header = read_header(root)
    flow, pages = Flow(limits), PageCounter()
    objects = Objects(partial(_binary, root), limits)
    reader = Reader(header, flow, pages, Counters(header.numberings, header.bullets), objects)
    for section in sections:
        reader.read(section)
    reader.finish()
    title = fields.pop("title", "")
    warnings = [TRACKED] if reader.left_out else []
    document = flow.finish(FORMAT, pages, fields, title, warnings, more=bool(objects.inner))
    return attach(document, objects)


def _binary(root: etree._Element, ref: str) -> bytes | None:
    """An embedded file: Base64, deflated where it says so. None where it is not there or broken."""
    for element in root.iter("BINDATA"):
        if element.get("Id") == ref:
            try:
                data = base64.b64decode(element.text or "")
                packed = element.get("Compress") == "true"
                return zlib.decompressobj(-15).decompress(data, MOST_BINARY) if packed else data
            except (binascii.Error, ValueError, zlib.error):
                return None
    return None


def _rename(element: etree._Element, name: str) -> None:
    """One element and its attributes by the names that HWPX has for them."""
    if name not in NAMES:
        return
    element.tag = NAMES[name]
    for old, new in ATTRIBUTES.items():
        value = element.get(old)
        if value is not None:
            element.set(new, SHAPES.get(value, value))
    if name == "PARASHAPE" and (kind := element.get("HeadingType", "None")) != "None":
        heading = etree.SubElement(element, "heading")
        heading.set("type", kind.upper())
        heading.set("level", element.get("Level", "0"))
        heading.set("idRef", element.get("Heading", "0"))
    elif name == "CELL":
        place, span = etree.SubElement(element, "cellAddr"), etree.SubElement(element, "cellSpan")
        for target, old, new in (
            (place, "RowAddr", "rowAddr"),
            (place, "ColAddr", "colAddr"),
            (span, "RowSpan", "rowSpan"),
            (span, "ColSpan", "colSpan"),
        ):
            value = element.get(old)
            if value is not None:
                target.set(new, value)
