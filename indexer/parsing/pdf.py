"""PDF files, through MuPDF: pages read one by one, put in order, and turned into blocks with page and box."""

from __future__ import annotations

import re
from typing import Any

import pymupdf

from indexer.errors import Damaged, Empty, Encrypted, TooLarge, WrongPassword
from indexer.model import ParsedDocument, ParseWarning
from indexer.parsing import password
from indexer.parsing.limits import Limits
from indexer.parsing.nested import PARTS
from indexer.parsing.outline import title_from
from indexer.parsing.pdf_attached import attached, cleaned, read_attached
from indexer.parsing.pdf_blocks import blocks_of
from indexer.parsing.pdf_glyphs import page_list
from indexer.parsing.pdf_page import BROKEN, Page, quiet, read_page

_BROKEN_IN_A_ROW = 200  # then the page tree lies about its length
# What MuPDF notes where content is missing or was guessed; its other notes are about harmless slips of writers.
_DAMAGE = re.compile(
    r"(?:syntax|format|zlib|library|limit|i/o) error|premature end|trying to repair|page load failed"
)


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """The document's blocks in reading order.

    Location: page exact, paragraph = number of the block on its page, box in points from the page's top left
    corner (as shown, rotation applied). metadata["ocr_pages"] lists pages as "1-3,7" whose text has to be
    recognised from their picture (ParseWarning "ocr_needed" says so in words).
    Raises Encrypted (a password to open, and none was given), WrongPassword, Damaged, TooLarge, Empty (no page; or
    no text on any, then with detail "ocr_needed" where the pages are pictures).
    """
    document = read(data, limits)
    if document.blocks:
        return document
    if not {"ocr_pages", PARTS} & document.metadata.keys():
        raise Empty
    raise Empty(
        "글자 정보가 없는 PDF입니다(스캔한 그림으로 보입니다).",
        "글자를 인식(OCR)한 PDF로 저장한 뒤 다시 추가하십시오.",
        detail="ocr_needed",
    )


def read(data: bytes, limits: Limits) -> ParsedDocument:
    """The same of a document that may have no text: what it says of itself, its attachments, its warnings remain."""
    quiet()
    pymupdf.TOOLS.reset_mupdf_warnings()
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
    except BROKEN as error:
        raise Damaged(detail="pdf open") from error
    with document:
        if document.needs_pass:
            words = password.given()
            if words is None:
                raise Encrypted
            if not document.authenticate(words):
                raise WrongPassword
        try:
            return _read(document, limits)
        except BROKEN as error:
            raise Damaged(detail="pdf read") from error


def _read(document: Any, limits: Limits) -> ParsedDocument:
    count = document.page_count
    if count < 1:
        raise Empty("쪽이 없는 PDF입니다.")
    pages, broken = _pages(document, count, limits)
    if len(broken) == len(pages):
        raise Damaged(detail="pdf pages")
    unread = [p.number for p in pages if p.unread]
    blocks = blocks_of(pages)
    damaged = _DAMAGE.search(pymupdf.TOOLS.mupdf_warnings().lower()) is not None
    parts = attached(document)
    characters = sum(len(b.text) for b in blocks)
    more, told, waiting = read_attached(parts, characters, limits) if parts else ((), (), 0)
    if damaged and not blocks and not more:
        raise Damaged(detail="pdf content")
    metadata = _metadata(document)
    title = title_from(metadata.pop("title", ""), blocks)
    if parts:
        metadata["attachments"] = "\n".join(p.name for p in parts)
    if unread:
        metadata["ocr_pages"] = page_list(unread)
    if waiting:
        metadata[PARTS] = str(waiting)
    warnings = _warnings(damaged and not broken, unread, broken, [p.number for p in pages if p.dense])
    return ParsedDocument("pdf", blocks + more, title, count, metadata, warnings + told)


def _pages(document: Any, count: int, limits: Limits) -> tuple[list[Page], list[int]]:
    """All pages, and the numbers of those that could not be read. Raises TooLarge, Damaged."""
    pages: list[Page] = []
    broken: list[int] = []
    characters = 0
    for index in range(count):
        try:
            page = read_page(document, index)
        except BROKEN:
            page = Page(index + 1)
            broken.append(index + 1)
            if len(broken) > _BROKEN_IN_A_ROW and broken[-_BROKEN_IN_A_ROW] == index + 2 - _BROKEN_IN_A_ROW:
                raise Damaged(detail="pdf page tree") from None
        pages.append(page)
        characters += sum(len(line.text) for line in page.all_lines())
        if characters > limits.characters:
            raise TooLarge(detail="pdf characters")
    return pages, broken


def _metadata(document: Any) -> dict[str, str]:
    stated = document.metadata or {}
    out = {"title": cleaned(stated.get("title")), "author": cleaned(stated.get("author"))}
    moment = re.match(r"D:(\d{4})(\d\d)(\d\d)", stated.get("creationDate") or "")
    if moment:
        out["created"] = "-".join(moment.groups())
    return {key: value for key, value in out.items() if value}


def _warnings(repaired: bool, unread: list[int], broken: list[int], dense: list[int]) -> tuple[ParseWarning, ...]:
    out = []
    if repaired:
        out.append(ParseWarning("repaired", "손상된 PDF를 고쳐서 읽었습니다. 빠진 내용이 있을 수 있습니다."))
    if unread:
        out.append(
            ParseWarning(
                "ocr_needed",
                f"{page_list(unread)}쪽은 글자 정보가 없거나 알아볼 수 없어 글자 인식(OCR)이 필요합니다.",
            )
        )
    if broken:
        out.append(ParseWarning("damaged_pages", f"손상되어 읽지 못한 쪽이 있습니다: {page_list(broken)}쪽."))
    if dense:
        out.append(
            ParseWarning(
                "tables_skipped", f"선이 매우 많은 {page_list(dense)}쪽에서는 표를 나누지 않고 글로 읽었습니다."
            )
        )
    return tuple(out)
