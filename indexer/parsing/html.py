"""HTML and XHTML, by lxml's forgiving parser: structure and tables, no script, no style, nothing fetched."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from lxml import etree

from indexer.errors import Damaged, TooLarge
from indexer.model import BlockKind, ParsedDocument
from indexer.parsing.collect import Collector
from indexer.parsing.limits import Limits
from indexer.parsing.tables import Cell, grid
from indexer.parsing.text import decode

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
_KOREAN = re.compile(r"euc-?kr|ks_?c_?5601|ksc|korean|cp949|uhc|x-windows-949|ms949", re.IGNORECASE)
_SKIPPED = {"script", "style", "template", "noscript", "head", "svg", "object", "iframe", "map"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "main", "nav", "option",
    "p", "pre", "section", "select", "summary", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "xmp",
}  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_DEEPEST = 120  # elements within elements; what is deeper becomes one text
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """The body's blocks in order. Raises Unsupported (no text), Damaged, Empty, TooLarge."""
    out = Collector(limits)
    title, metadata = into(out, text_of(data))
    return out.document("html", title, None, metadata)


def text_of(data: bytes, stated: str = "") -> str:
    """The page as text: byte order mark, the encoding a header stated, the page's own charset, else a guess."""
    codec = ""
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = _CHARSET.search(data[:4096])
        codec = codec_of(stated or (found.group(1).decode("ascii") if found else ""))
    if codec:
        try:
            return data.decode(codec)
        except (UnicodeError, LookupError):
            pass  # the page lies about its encoding, which is common
    return decode(data)


def codec_of(name: str) -> str:
    """Python's codec for a charset name; "" for an unknown one. Korean names mean CP949, which holds them all."""
    if _KOREAN.search(name):
        return "cp949"
    try:
        found = codecs.lookup(name.strip() or "?")
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", False) else ""


def into(out: Collector, page: str) -> tuple[str, dict[str, str]]:
    """Read a page into a Collector; returns its title and metadata. Raises Damaged, TooLarge."""
    page = re.sub(r"\A\s*<\?xml[^>]{0,300}\?>", "", page.replace("\0", ""))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, etree.ParserError, ValueError) as error:
        raise Damaged(detail="html") from error
    except MemoryError as error:
        raise TooLarge(detail="memory") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise TooLarge(detail="html depth")  # the parser gave up: half a page is no page
    if root is None:
        return "", {}
    walker = _Walker(out)
    walker.element(root)
    walker.flush()
    title = " ".join((root.findtext(".//title") or "").split())
    author = next(
        (m.get("content") or "" for m in root.iter("meta") if (m.get("name") or "").lower() == "author"), ""
    )
    return title, {"author": author.strip()} if author.strip() else {}


@dataclass(slots=True)
class _Walker:
    """Gathers inline text until a block element begins or ends."""

    out: Collector
    _text: list[str] = field(default_factory=list)
    _kind: tuple[BlockKind, int | None, str] | None = None
    _lists: list[int] = field(default_factory=list)
    _hidden: int = 0
    _preformatted: int = 0
    _depth: int = 0

    def element(self, element: etree._Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        tag = tag.rsplit(":", 1)[-1].lower()
        if tag in _SKIPPED or not tag:
            return
        invisible = element.get("hidden") is not None or _INVISIBLE.search(element.get("style") or "") is not None
        if invisible:
            self.flush()
            self._hidden += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            self._inline(" ".join(str(t) for t in element.itertext()))
        else:
            self._element(element, tag)
        self._depth -= 1
        if invisible:
            self.flush()
            self._hidden -= 1

    def _element(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self._text.append("\n")
        elif tag == "table":
            self.flush()
            self._table(element)
        elif tag in _HEADINGS:
            self._block(element, ("heading", _HEADINGS[tag], ""))
        elif tag in ("ul", "ol", "menu", "dir"):
            self.flush()
            self._lists.append(_start(element) if tag == "ol" else -1)
            self._children(element)
            self.flush()
            self._lists.pop()
        elif tag == "li":
            self._block(element, ("list_item", max(1, len(self._lists)), self._marker()))
        elif tag == "caption":
            self._block(element, ("caption", None, ""))
        elif tag in _BLOCKS:
            self._preformatted += tag in ("pre", "textarea", "xmp")
            # A paragraph inside a list item or a heading is that item or heading.
            self._block(element, self._kind if not "".join(self._text).strip() else None)
            self._preformatted -= tag in ("pre", "textarea", "xmp")
        else:
            self._children(element)

    def _block(self, element: etree._Element, kind: tuple[BlockKind, int | None, str] | None) -> None:
        self.flush()
        self._kind = kind
        self._children(element)
        self.flush()

    def _children(self, element: etree._Element) -> None:
        self._inline(element.text)
        for child in element:
            self.element(child)
            self._inline(child.tail)

    def _inline(self, text: str | None) -> None:
        if text:
            self._text.append(text if self._preformatted else re.sub(r"[ \t\r\n\f]+", " ", text))

    def flush(self) -> None:
        """What was gathered becomes a block."""
        joined = "".join(self._text)
        self._text.clear()
        lines = (
            joined.split("\n")
            if self._preformatted
            else [re.sub(" {2,}", " ", x).strip() for x in joined.split("\n")]
        )
        text = "\n".join(lines).strip("\n")
        if not text.strip():
            return
        kind, self._kind = self._kind, None
        if self._hidden:
            self.out.add("hidden", text)
        elif kind is not None:
            self.out.add(kind[0], text, level=kind[1], marker=kind[2])
        else:
            self.out.paragraph(text)

    def _marker(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            return ""
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}."

    def _table(self, table: etree._Element) -> None:
        """Data becomes a table; a table that only lays the page out is read cell by cell."""
        rows = [e for e in table.iter("tr") if _table_of(e) is table]
        for caption in (e for e in table if e.tag == "caption"):
            self.element(caption)
        cells: list[list[etree._Element]] = [[c for c in row if c.tag in ("td", "th")] for row in rows]
        widest = max(map(len, cells), default=0)
        nested = next(table.iterdescendants("table"), None) is not None
        if widest <= 1 or (nested and not any(c.tag == "th" for row in cells for c in row)):
            for child in table:
                if child.tag != "caption":
                    self.element(child)
                self._inline(child.tail)
            self.flush()
            return
        self.out.table(grid(list(self._placed(cells))))

    def _placed(self, rows: list[list[etree._Element]]) -> list[Cell]:
        """Cells at the places that spans above and before leave them (HTML, 4.9.12 forming a table)."""
        out: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(rows):
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
                if len(taken) < 1_000_000:
                    taken.update((number + r, column + c) for r in range(down) for c in range(across))
                out.append((number, column, self._cell_text(cell), ()))
                column += across
        return out

    def _cell_text(self, cell: etree._Element) -> str:
        """The cell's paragraphs, a line each."""
        walker = _Walker(Collector(self.out.limits), _depth=self._depth)
        walker._children(cell)
        walker.flush()
        return "\n".join(block.text for block in walker.out.blocks)


def _start(element: etree._Element) -> int:
    start = element.get("start") or "1"
    return int(start) if start.isdecimal() and len(start) < 7 else 1


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors("table"), None)


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(1000, max(1, int(value))) if value.isdecimal() and len(value) < 6 else 1
