"""XML from strangers, parsed without DTD, entities or network, whatever its encoding says."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from indexer.errors import Damaged, TooLarge
from indexer.parsing.limits import Limits

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]{0,300}?\?>")
# Only encodings in which "<" is "<": UTF-7 or EBCDIC could hide a DTD from the search below.
_ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "euc-kr": "cp949",
              "ks_c_5601-1987": "cp949", "cp949": "cp949", "iso-8859-1": "latin-1", "windows-1252": "cp1252",
              "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}  # fmt: skip
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")


def parse_xml(data: bytes, limits: Limits) -> etree._Element:
    """The root element of one XML document.

    No DTD, entity, include or network is ever followed: a document that brings a DTD is refused. Texts may be
    of any length. Raises Damaged (not well-formed, unknown encoding, a DTD), TooLarge (bytes over
    `limits.inflated`, elements nested deeper than `limits.xml_depth`).
    """
    if len(data) > limits.inflated:
        raise TooLarge(detail="xml size")
    plain = _as_utf8(data)
    if b"<!DOCTYPE" in plain and _has_doctype(plain):
        raise Damaged(detail="xml doctype")
    try:
        root = _parsed(plain)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise TooLarge(detail="xml depth") from error
        root = _parsed_without_controls(plain, error)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Damaged(detail="xml doctype")
    if root.xpath("boolean(" + "/*" * (limits.xml_depth + 1) + ")"):
        raise TooLarge(detail="xml depth")
    return root


def _parsed(plain: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return etree.fromstring(plain, parser)


def _parsed_without_controls(plain: bytes, error: etree.XMLSyntaxError) -> etree._Element:
    """Some writers leave control characters in the text, which XML 1.0 forbids: the text is worth more."""
    cleaned = plain.translate(None, _CONTROLS)
    if len(cleaned) == len(plain):
        raise Damaged(detail="xml syntax") from error
    try:
        return _parsed(cleaned)
    except etree.XMLSyntaxError as again:
        raise Damaged(detail="xml syntax") from again


def _as_utf8(data: bytes) -> bytes:
    """The document as UTF-8 without its declaration, so that what is searched is what is parsed."""
    head = data[:4]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif head == b"<\0?\0":
        encoding = "utf-16-le"
    elif head == b"\0<\0?":
        encoding = "utf-16-be"
    else:
        declared = _DECLARED.search(data[:400])
        name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
        if name.startswith("utf-16"):  # it says so in plain ASCII, so it is not
            name = "utf-8"
        if name not in _ENCODINGS:
            raise Damaged(detail="xml encoding")
        encoding = _ENCODINGS[name]
    if encoding == "utf-8":
        start = data.find(b"<", 0, 4096)
        match = re.match(rb"<\?xml[^>]{0,300}?\?>", data[start : start + 400]) if start >= 0 else None
        return data[start + match.end() :].lstrip() if match else data[max(start, 0) :]
    try:
        return _DECLARATION.sub("", data.decode(encoding)).lstrip("\ufeff").encode("utf-8")
    except UnicodeError as error:
        raise Damaged(detail="xml encoding") from error


def _has_doctype(plain: bytes) -> bool:
    """Whether the document type stands where it counts: before the root, after comments and instructions."""
    at = 0
    while True:
        at = plain.find(b"<", at)
        if plain.startswith(b"<!--", at):
            at = plain.find(b"-->", at + 4)
        elif plain.startswith(b"<?", at):
            at = plain.find(b"?>", at + 2)
        else:
            return at >= 0 and plain.startswith(b"<!DOCTYPE", at)
        if at < 0:
            return False


def iterate_xml(data: bytes, limits: Limits, name: str) -> Iterator[etree._Element]:
    """Every element of this local name, whole, one at a time, for parts too large to hold as a tree.

    An element is emptied when the next one is asked for. The same refusals as `parse_xml`; nesting is bounded by
    libxml2 itself (256) and, inside an element that is yielded, by `limits.xml_depth`.
    """
    if len(data) > limits.inflated:
        raise TooLarge(detail="xml size")
    plain = _as_utf8(data)
    if b"<!DOCTYPE" in plain and _has_doctype(plain):
        raise Damaged(detail="xml doctype")
    too_deep = etree.XPath("boolean(" + "*/" * limits.xml_depth + "*)")
    walk = etree.iterparse(
        io.BytesIO(plain), events=("end",), tag=("{*}" + name, name), encoding="utf-8", resolve_entities=False,
        no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in walk:
            if too_deep(element):
                raise TooLarge(detail="xml depth")
            yield element
            element.clear(keep_tail=False)
            above = element.getparent()
            while above is not None and element.getprevious() is not None:
                del above[0]
    except etree.XMLSyntaxError as error:
        raise (TooLarge if "depth" in str(error).lower() else Damaged)(detail="xml syntax") from error
