"""A document laid out in pages: by rhwp (HWP, HWPX) or by pymupdf (PDF).

Both belong to the thread that opened them, and both read hostile input in native code: child processes only.
"""

from __future__ import annotations

import base64
import ctypes
import sys
import time
from typing import Any, Literal, Protocol

from indexer.errors import Damaged, Encrypted
from indexer.rendering.geometry import Rect
from indexer.rendering.pagetext import PageText, reduced
from indexer.rendering.svgglyphs import clean, glyphs, page_size, run_of_text

Form = Literal["svg", "image"]

KEPT_PAGES = 32  # drawings kept as SVG text, some 50 to 500 KB each
SIZES_SECONDS = 0.15  # how long opening may spend on learning the sizes of pages
MAX_PIXELS = 25_000_000  # of one drawn page: A4 at 5 times its size


class Layout(Protocol):
    """An open document. Pages count from 1; anything but DocumentError that is raised is a broken file."""

    form: Form
    pages: int

    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each page in page units."""
        ...

    def text(self, page: int) -> PageText:
        """The letters of a page, remembered."""
        ...

    def draw(self, page: int, scale: float) -> tuple[float, float, str]:
        """Width and height in page units, and the drawing: SVG text, or PNG in base64."""
        ...


# Names in the directory of a compound file: a workbook or a mail is one too.
_HWP_STREAM = "FileHeader".encode("utf-16-le")
_MAIL_STREAM = "__nameid_version1.0".encode("utf-16-le")


def kind_of(data: bytes) -> Literal["hwp", "pdf", ""]:
    """Who can lay the file out, told by content: an extension may lie."""
    head = data[:1024]
    if head.startswith(b"PK"):  # an archive may hold a PDF or an HWPX among others
        return "hwp" if b"hwp+zip" in head or (b"Contents/section" in data and b"content.hpf" in data) else ""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "hwp" if _HWP_STREAM in data and _MAIL_STREAM not in data else ""
    if b"%PDF-" in head:
        return "pdf"
    return "hwp" if head.startswith(b"HWP Document File") else ""


def open_layout(data: bytes) -> Layout | None:
    """The document laid out, or None where nobody here can. Raises ValueError or DocumentError."""
    kind = kind_of(data)
    if kind == "hwp":
        return HwpLayout(data)
    if kind == "pdf":
        return PdfLayout(data)
    return None


def rhwp_module() -> Any:
    """The rhwp module. Its Linux wheel misses a symbol until freetype is loaded for everyone."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL("libfreetype.so.6", mode=ctypes.RTLD_GLOBAL)
    import rhwp

    return rhwp


class HwpLayout:
    """HWP 3, HWP 5 and HWPX by rhwp. Page units are CSS pixels, 96 an inch."""

    form: Form = "svg"

    def __init__(self, data: bytes) -> None:
        """Raises ValueError for what rhwp does not read, Encrypted for a password."""
        try:
            self._document = rhwp_module().Document.from_bytes(data)
        except ValueError as error:
            if "암호" in str(error):
                raise Encrypted from error
            raise
        self.pages: int = self._document.page_count
        if not self.pages:
            raise ValueError("no pages")
        self._svg: dict[int, str] = {}
        self._size: dict[int, tuple[float, float]] = {}
        self._text: dict[int, PageText] = {}

    def sizes(self) -> tuple[tuple[float, float], ...]:
        """As Layout. A page that time did not allow to lay out is taken to be as large as the one before."""
        end = time.monotonic() + SIZES_SECONDS
        last = (793.7, 1122.5)
        out = []
        for page in range(1, self.pages + 1):
            if page not in self._size and time.monotonic() < end:
                self._drawn(page)
            last = self._size.get(page, last)
            out.append(last)
        return tuple(out)

    def text(self, page: int) -> PageText:
        known = self._text.get(page)
        if known is None:
            svg = self._drawn(page)
            known = self._text[page] = PageText(reduced(run_of_text(svg)), lambda: glyphs(clean(self._drawn(page))))
        return known

    def draw(self, page: int, scale: float) -> tuple[float, float, str]:
        svg = self._drawn(page)
        return (*self._size[page], clean(svg))

    def _drawn(self, page: int) -> str:
        svg = self._svg.get(page)
        if svg is None:
            svg = self._document.render_svg(page - 1)
            self._size[page] = page_size(svg)
            while len(self._svg) >= KEPT_PAGES:
                del self._svg[next(iter(self._svg))]
            self._svg[page] = svg
        return svg


class PdfLayout:
    """PDF by pymupdf. Page units are points, 72 an inch, from the top left of the page as it is shown."""

    form: Form = "image"

    def __init__(self, data: bytes) -> None:
        """Raises Damaged for what is no PDF, Encrypted for one that needs a password."""
        import pymupdf

        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
        self._pymupdf = pymupdf
        try:
            self._document = pymupdf.open(stream=data, filetype="pdf")
        except Exception as error:
            raise Damaged from error
        if self._document.needs_pass:
            raise Encrypted
        self.pages: int = self._document.page_count
        if not self.pages:
            raise Damaged
        self._text: dict[int, PageText] = {}

    def sizes(self) -> tuple[tuple[float, float], ...]:
        out = []
        for page in self._document:
            out.append((float(page.rect.width), float(page.rect.height)))
        return tuple(out)

    def text(self, page: int) -> PageText:
        known = self._text.get(page)
        if known is None:
            shown = self._document[page - 1]
            turn = shown.rotation_matrix  # words come in the page's own axes, not as it is shown
            words = shown.get_text("words")
            pairs = []
            for word in words:
                rect = self._pymupdf.Rect(word[:4]) * turn
                pairs.append((str(word[4]), (rect.x0, rect.y0, rect.x1, rect.y1)))
            known = self._text[page] = PageText.of(pairs)
        return known

    def draw(self, page: int, scale: float) -> tuple[float, float, str]:
        shown = self._document[page - 1]
        width, height = float(shown.rect.width), float(shown.rect.height)
        scale = max(0.1, min(scale, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5))
        pixmap = shown.get_pixmap(matrix=self._pymupdf.Matrix(scale, scale), alpha=False)
        return width, height, base64.b64encode(pixmap.tobytes("png")).decode("ascii")


def box_as_shown(layout: Layout, page: int | None, box: Rect | None) -> Rect | None:
    """A Location's box where it can be used on this layout: PDF points only."""
    return box if box is not None and page is not None and layout.form == "image" else None
