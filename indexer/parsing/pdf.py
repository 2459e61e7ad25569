"""PDF files, through MuPDF: lines into blocks, with the exact page and box of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pymupdf

from indexer.errors import Damaged, Empty, Encrypted, TooLarge
from indexer.model import Block, BlockKind, Box, Location, ParsedDocument, ParseWarning
from indexer.parsing.limits import Limits
from indexer.parsing.outline import heading_level, is_sentence, starts_block, starts_item, title_from
from indexer.parsing.pdf_lines import Line, from_spans, in_reading_order, union
from indexer.parsing.pdf_tables import Grid, TableBudget, find_grids, place, quiet

_FLAGS = pymupdf.TEXTFLAGS_TEXT
# What pymupdf raises for bytes that lie: besides its own errors, slips of its Python layer on a broken structure.
_BROKEN = (RuntimeError, ValueError, LookupError, TypeError, AttributeError, pymupdf.mupdf.FzErrorBase)
_MARGIN = 0.12  # of the page's height, where running heads and page numbers stand
_HEADING_LENGTH = 80
_PAGE_NUMBER = re.compile(
    r"[-–—〈<(\[\s]*(?:p(?:age|\.)?\s*)?\d{1,4}\s*(?:[/of\s]+\d{1,4})?\s*쪽?[-–—〉>)\]\s]*", re.IGNORECASE
)
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff]")


@dataclass(slots=True)
class _Page:
    number: int  # from 1
    height: float
    runs: list[list[Line]] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """The document's blocks in reading order.

    Location: page exact, paragraph = number of the block on its page, box in points from the page's top left
    corner (as shown, rotation applied). Raises Encrypted (a password to open), Damaged, Empty (no page, or no
    text on any: a scan), TooLarge.
    """
    quiet()
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
    except _BROKEN as error:
        raise Damaged(detail="pdf open") from error
    with document:
        if document.needs_pass:
            raise Encrypted
        try:
            return _read(document, limits)
        except _BROKEN as error:
            raise Damaged(detail="pdf read") from error


def _read(document: Any, limits: Limits) -> ParsedDocument:
    count = document.page_count
    if count < 1:
        raise Empty("쪽이 없는 PDF입니다.")
    budget = TableBudget()
    pages: list[_Page] = []
    broken = characters = 0
    for index in range(count):
        try:
            page = _read_page(document, index, budget)
        except _BROKEN:
            broken += 1
            page = _Page(index + 1, 0.0)
        pages.append(page)
        characters += sum(len(line.text) for run in page.runs for line in run)
        if characters > limits.characters:
            raise TooLarge(detail="pdf characters")
    if broken == count:
        raise Damaged(detail="pdf pages")
    silent = sum(1 for p in pages if not p.runs and not p.grids)
    if silent == count:
        raise Empty(
            "글자 정보가 없는 PDF입니다(스캔한 그림으로 보입니다).",
            "글자를 인식(OCR)한 PDF로 저장한 뒤 다시 추가하십시오.",
        )
    blocks = tuple(_blocks(pages))
    metadata = _metadata(document)
    title = title_from(metadata.pop("title", ""), blocks)
    return ParsedDocument("pdf", blocks, title, count, metadata, _warnings(blocks, silent - broken, broken, budget))


def _read_page(document: Any, index: int, budget: TableBudget) -> _Page:
    page = document[index]
    grids = find_grids(page, budget)
    lines: list[Line] = []
    if grids:
        lines = place(page, grids, _FLAGS)
    else:
        lines = _plain_lines(page)
    bounds = page.rect
    turn = page.rotation_matrix if page.rotation else None
    if turn is not None:
        lines = [_turned(line, turn) for line in lines]
    return _Page(index + 1, bounds.height, in_reading_order(lines, bounds.width), [g for g in grids if g.lines])


def _plain_lines(page: Any) -> list[Line]:
    found = []
    for block in page.get_text("dict", flags=_FLAGS)["blocks"]:
        for line in block.get("lines", ()):
            made = from_spans(line["spans"], abs(line["dir"][0] - 1) < 0.01)
            if made is not None:
                found.append(made)
    return found


def _turned(line: Line, turn: Any) -> Line:
    """The line where the reader of a rotated page sees it."""
    rect = pymupdf.Rect(line.box) * turn
    return Line(line.text, (rect.x0, rect.y0, rect.x1, rect.y1), line.size, line.bold, line.upright)


# ---- running heads


def _margin(page: _Page, line: Line) -> BlockKind | None:
    if line.box[3] <= page.height * _MARGIN:
        return "header"
    return "footer" if line.box[1] >= page.height * (1 - _MARGIN) else None


def _shape(line: Line) -> str:
    """The line without what changes from page to page."""
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))


_Running = Callable[[_Page, Line], BlockKind | None]


def _running(pages: list[_Page]) -> _Running:
    """Tells header and footer lines: what stands in the same margin of more than half of the pages."""
    seen: Counter[tuple[str, str]] = Counter()
    for page in pages:
        seen.update({(m, _shape(x)) for run in page.runs for x in run if (m := _margin(page, x))})
    enough = max(2, len(pages) * 0.5)

    def kind(page: _Page, line: Line) -> BlockKind | None:
        margin = _margin(page, line)
        if margin is None:
            return None
        repeated = seen[margin, _shape(line)] >= enough and len(pages) > 2
        return margin if repeated or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.text.strip())) else None

    return kind


# ---- blocks


def _blocks(pages: list[_Page]) -> list[Block]:
    running = _running(pages)
    body = _body_size(pages, running)
    ranks = _heading_sizes(pages, body)
    spaced = _ends_in_spaces(pages)
    out: list[Block] = []
    for page in pages:
        found: list[tuple[BlockKind, list[Line]]] = []
        for run in page.runs:
            flow: list[Line] = []
            for line in run:
                kind = running(page, line)
                if kind:
                    found.extend(("paragraph", p) for p in _paragraphs(flow))
                    flow = []
                    found.append((kind, [line]))
                elif flow and any(
                    flow[-1].box[3] <= g.box[1] + 2 and line.box[1] >= g.box[3] - 2 for g in page.grids
                ):
                    found.extend(("paragraph", p) for p in _paragraphs(flow))
                    flow = [line]
                else:
                    flow.append(line)
            found.extend(("paragraph", p) for p in _paragraphs(flow))
        placed: list[Block] = []
        waiting = sorted(page.grids, key=lambda g: g.box[1])
        for kind, lines in found:
            box = union(x.box for x in lines)
            while waiting and waiting[0].box[1] < box[1] and _beside(waiting[0].box, box):
                placed.append(_table(waiting.pop(0), page.number))
            placed.append(_text_block(kind, lines, box, page.number, body, ranks, spaced))
        placed.extend(_table(grid, page.number) for grid in waiting)
        out.extend(_numbered(placed))
    return out


def _parted(above: Line, below: Line, grids: list[Grid]) -> bool:
    """Whether a table stands between two lines."""
    return any(above.box[3] <= g.box[1] + 2 and below.box[1] >= g.box[3] - 2 for g in grids)


def _beside(table: Box, text: Box) -> bool:
    """Whether both stand in the same column."""
    return min(table[2], text[2]) > max(table[0], text[0])


def _numbered(blocks: list[Block]) -> list[Block]:
    return [replace(b, location=replace(b.location, paragraph=n)) for n, b in enumerate(blocks)]


def _table(grid: Grid, page: int) -> Block:
    rows = grid.rows()
    text = "\n".join("\t".join(c for c in row if c) for row in rows if any(row))
    places = tuple(Location(page, True, box=box) for box in grid.row_boxes())
    return Block("table", text, Location(page, True, box=grid.box), rows=rows, row_locations=places)


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    """Lines of one run, put together where they continue one another."""
    out: list[list[Line]] = []
    right = max((x.box[2] for x in lines), default=0.0)
    for line in lines:
        if out and _continues(out[-1], line, right):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _continues(before: list[Line], line: Line, right: float) -> bool:
    last = before[-1]
    gap = line.box[1] - last.box[3]
    full = last.box[2] >= right - max(3.0 * last.size, 0.12 * (right - before[0].box[0]))
    return (
        last.upright
        and abs(last.size - line.size) <= 0.1 * last.size
        and last.bold == line.bold
        and -0.5 * line.height < gap < 0.9 * line.height
        and full
        and line.box[0] <= before[0].box[0] + 4 * line.size
        and not starts_block(line.text)
    )


def _text_block(
    kind: BlockKind, lines: list[Line], box: Box, page: int, body: float, ranks: list[float], spaced: bool
) -> Block:
    text = _join(lines, spaced)
    where = Location(page, True, box=box)
    if kind != "paragraph":
        return Block(kind, text, where)
    level = _level(lines, text, body, ranks)
    if level is not None:
        return Block("heading", text, where, level)
    return Block("list_item" if starts_item(text) else "paragraph", text, where)


def _level(lines: list[Line], text: str, body: float, ranks: list[float]) -> int | None:
    short = len(lines) <= 2 and len(text) <= _HEADING_LENGTH and any(c.isalpha() for c in text)
    if short and lines[0].size in ranks and not is_sentence(text):
        return min(ranks.index(lines[0].size) + 1, 6)
    by_words = heading_level(text)
    if by_words is not None:
        return by_words + len(ranks[:2])
    bold = short and lines[0].bold and lines[0].size >= body and not is_sentence(text)
    return min(len(ranks) + 1, 6) if bold and not starts_item(text) else None


def _body_size(pages: list[_Page], running: _Running) -> float:
    """The size most characters of the running text are set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            for line in run:
                if not running(page, line):
                    sizes[line.size] += len(line.text)
        for grid in page.grids:
            for lines in grid.lines.values():
                for line in lines:
                    sizes[line.size] += len(line.text) // 2
    return max(sizes, key=lambda s: (sizes[s], -s)) if sizes else 10.0


def _heading_sizes(pages: list[_Page], body: float) -> list[float]:
    """Sizes clearly over the body's, largest first."""
    larger = {x.size for page in pages for run in page.runs for x in run if x.size >= 1.15 * body}
    return sorted(larger, reverse=True)


def _ends_in_spaces(pages: list[_Page]) -> bool:
    """Whether the writer keeps the space at the end of a line (Hancom Office does): then no space is missing."""
    ends = [x.text[-1:].isspace() for page in pages for run in page.runs for x in run if len(x.text) > 15]
    return sum(ends) > 0.2 * len(ends)


def _join(lines: list[Line], spaced: bool) -> str:
    """The lines as one text; a Latin word that was hyphenated at the line's end is whole again."""
    text = lines[0].text
    for line in lines[1:]:
        more = line.text.lstrip()
        if re.search(r"[a-z]-\s*$", text) and more[:1].islower() and more[:1].isascii():
            text = text.rstrip().removesuffix("-") + more
        elif text[-1:].isspace():
            text = text.rstrip() + " " + more
        else:
            hangul = "가" <= text[-1:] <= "힣" and "가" <= more[:1] <= "힣"
            text += more if spaced and hangul else " " + more
    return text.strip()


# ---- about the document


def _metadata(document: Any) -> dict[str, str]:
    stated = document.metadata or {}
    out = {"title": _clean(stated.get("title")), "author": _clean(stated.get("author"))}
    moment = re.match(r"D:(\d{4})(\d\d)(\d\d)", stated.get("creationDate") or "")
    if moment:
        out["created"] = "-".join(moment.groups())
    return {key: value for key, value in out.items() if value}


def _clean(text: str | None) -> str:
    """Metadata without what cannot be shown; a broken encoding counts as nothing."""
    text = (text or "").replace("\0", "").strip()
    return "" if "\ufffd" in text else text


def _warnings(blocks: tuple[Block, ...], silent: int, broken: int, budget: TableBudget) -> tuple[ParseWarning, ...]:
    out = []
    if silent > 0:
        out.append(
            ParseWarning("no_text_layer", f"글자 정보가 없는 쪽이 {silent}쪽 있습니다(스캔한 그림으로 보입니다).")
        )
    if broken:
        out.append(ParseWarning("damaged_pages", f"손상되어 읽지 못한 쪽이 {broken}쪽 있습니다."))
    if budget.spent:
        out.append(ParseWarning("tables_skipped", "그림이 복잡한 쪽에서는 표를 나누지 않고 글로 읽었습니다."))
    text = "".join(b.text for b in blocks)
    if len(_UNREADABLE.findall(text)) > 0.1 * max(len(text), 1):
        out.append(ParseWarning("unreadable_glyphs", "글꼴에 문자 정보가 없어 일부 글자를 알아볼 수 없습니다."))
    return tuple(out)
