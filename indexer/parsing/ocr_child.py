"""The child process that recognises text: like the parser's child, but it may start one program.

It parses the file as the parser does, draws the pages that have no text, and gives the whole document anew with the
recognised blocks in their places, so that it replaces what was stored before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from indexer.errors import Damaged, DocumentError, Empty
from indexer.model import Block, ParsedDocument, ParseWarning
from indexer.parsing import child, ocr
from indexer.parsing.limits import MB, Limits
from indexer.parsing.nested import recognising
from indexer.priority import process_gives_way

LIMITS = Limits(wall=3600.0, memory=1024 * MB, files_per_child=50)
PAGES = "ocr_pages"  # metadata of a parsed document: pages without text, as "1-3,7"
DONE = "ocr_read"  # metadata afterwards: pages whose text was recognised
CONFIDENCE = "ocr_confidence"  # metadata: mean confidence, 0 to 1
_PART_SHARE = 0.3  # of the wall time, for one part of a container
_SHARE = 0.8  # of the wall time; then what was recognised is given, and the rest is named
_LONGEST = 5000  # pixels of a page's longer side
_DOTS = 300 / 72  # pixels a point of a scanned page


def main(pipe: Connection, limits: Limits) -> None:
    """Serve one parent until it closes the pipe or dies."""
    process_gives_way()
    found = ocr.program()
    child.serve(pipe, limits, recognise_file, (str(found),) if found else ())


def recognise_file(path: Path, limits: Limits) -> ParsedDocument:
    """The document with the text of its pictures, those of its attachments, too. Raises DocumentError."""
    data = child.read_file(path, limits)
    entered = recognising.set(_recognised_part)
    try:
        return _read(data, path.name, limits, path)
    finally:
        recognising.reset(entered)


def _recognised_part(data: bytes, name: str, limits: Limits) -> ParsedDocument:
    """A part of a mail, an archive or a document, with a share of the whole's time."""
    return _read(data, name, replace(limits, wall=limits.wall * _PART_SHARE), None)


def _read(data: bytes, name: str, limits: Limits, path: Path | None) -> ParsedDocument:
    from indexer.parsing.dispatch import parse_bytes
    from indexer.parsing.formats import detect

    kind = detect(data, name, limits)
    if kind not in ("pdf", "image"):
        return parse_bytes(data, name, limits, path)
    try:
        document = parse_bytes(data, name, limits, path)
        wanted = page_numbers(document.metadata.get(PAGES, ""))
    except Empty:
        document, wanted = ParsedDocument(kind, ()), None
        if kind == "pdf":  # what is attached, and what could not be read of it, is told all the same
            from indexer.parsing import pdf

            document = pdf.read(data, limits)
    if wanted is not None and not wanted:
        return document
    return _recognised(document, data, kind, wanted, limits)


def _recognised(
    document: ParsedDocument, data: bytes, kind: str, wanted: list[int] | None, limits: Limits
) -> ParsedDocument:
    end = time.monotonic() + limits.wall * _SHARE
    found: dict[int, ocr.Recognised] = {}
    left: list[int] = []
    pages = 0
    for picture, page, count in pictures(data, kind, wanted):
        pages = count
        try:
            if picture is None or time.monotonic() > end:
                left.append(page)
            else:
                found[page] = ocr.recognise(picture)
        except DocumentError:
            left.append(page)
    blocks = _merged(document.blocks, found)
    if not any(b.text.strip() for b in blocks):
        raise Empty(ocr.NOTHING, "더 선명하게 스캔하거나 글자를 인식한 PDF로 저장한 뒤 다시 추가하십시오.")
    read = sorted(page for page, result in found.items() if result.blocks)
    metadata = {k: v for k, v in document.metadata.items() if k != PAGES}
    metadata[DONE] = ",".join(map(str, read)) or "0"
    weights = [(r.confidence, sum(len(b.text) for b in r.blocks)) for r in found.values()]
    letters = sum(n for _, n in weights)
    if letters:
        metadata[CONFIDENCE] = f"{sum(c * n for c, n in weights) / letters:.2f}"
    kept = tuple(w for w in document.warnings if w.kind != "ocr_needed")
    return replace(
        document, blocks=blocks, pages=document.pages or pages, metadata=metadata,
        warnings=(*kept, *_warnings(metadata.get(CONFIDENCE, ""), read, found, left)),
    )  # fmt: skip


def _warnings(
    confidence: str, read: list[int], found: dict[int, ocr.Recognised], left: list[int]
) -> Iterator[ParseWarning]:
    if read:
        share = f"(신뢰도 {float(confidence):.0%})" if confidence else ""
        yield ParseWarning("ocr_text", f"{len(read):,}쪽은 그림에서 글자를 알아본 것이라 틀릴 수 있습니다{share}.")
    garbage = sum(r.garbage for r in found.values())
    if garbage:
        yield ParseWarning("ocr_garbage", f"글자로 보기 어려운 {garbage:,}곳은 쓰지 않았습니다.")
    if left:
        told = ", ".join(map(str, left[:20]))
        yield ParseWarning("ocr_failed", f"글자를 알아보지 못한 쪽이 있습니다: {told}쪽.")


def _merged(blocks: tuple[Block, ...], found: dict[int, ocr.Recognised]) -> tuple[Block, ...]:
    """Recognised blocks after the page's own; what the page held of unreadable letters goes."""
    out: list[Block] = []
    for block in blocks:
        page = block.location.page
        if page in found and found[page].blocks and ocr.is_garbage(block.text):
            continue
        out.append(block)
    after: dict[int | None, int] = {}
    for block in out:
        after[block.location.page] = after.get(block.location.page, 0) + 1
    for page, result in found.items():
        for number, block in enumerate(result.blocks):
            place = replace(block.location, paragraph=after.get(page, 0) + number)
            out.append(replace(block, location=place))
    # Stable: within a page the order stays. Blocks without a page, of files attached, stay behind all pages.
    last = max((b.location.page or 0 for b in out), default=0)
    return tuple(sorted(out, key=lambda b: b.location.page or last + 1))


def page_numbers(text: str) -> list[int]:
    """Page numbers of "1-3,7", ascending, each once."""
    out: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdecimal() and (not last or last.isdecimal()):
            out.update(range(int(first), min(int(last or first), int(first) + 10_000) + 1))
    return sorted(out)


def pictures(data: bytes, kind: str, wanted: list[int] | None) -> Iterator[tuple[ocr.Picture | None, int, int]]:
    """Each wanted page drawn in grey, its number, and how many pages there are. None: it could not be drawn.

    Raises Damaged where the file cannot be opened.
    """
    import pymupdf

    faults = (RuntimeError, ValueError, OSError, MemoryError)
    pymupdf.TOOLS.mupdf_display_errors(False)
    try:
        document: Any = pymupdf.open(stream=data, filetype="pdf" if kind == "pdf" else _type(data))
    except faults as error:
        raise Damaged(detail="ocr open") from error
    with document:
        count = int(document.page_count)
        for number in wanted or range(1, count + 1):
            try:
                page = document[number - 1]
                longest = max(page.rect.width, page.rect.height, 1.0)
                dots = min(_DOTS, _LONGEST / longest)
                if kind == "image":  # its own pixels, at least as many as letters need
                    dots = min(max(_native(page, longest), 2000 / longest), _LONGEST / longest)
                drawn = page.get_pixmap(matrix=pymupdf.Matrix(dots, dots), colorspace=pymupdf.csGRAY, alpha=False)
                yield ocr.Picture(drawn.tobytes("png"), 1 / dots, number), number, count
            except (*faults, IndexError):
                yield None, number, count


def _native(page: Any, longest: float) -> float:
    """Pixels a point of a picture's own resolution."""
    images = page.get_image_info()
    widest = max((max(i["width"], i["height"]) for i in images), default=0)
    return float(widest) / longest


def _type(data: bytes) -> str:
    for start, name in ((b"\x89PNG", "png"), (b"\xff\xd8", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp")):
        if data.startswith(start):
            return name
    return "tiff" if data[:2] in (b"II", b"MM") else "webp"
