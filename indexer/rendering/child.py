"""The rendering child: one thread that opens, lays out, searches and draws documents, a few kept open."""

from __future__ import annotations

import time
from collections import OrderedDict
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from indexer.errors import Damaged, DocumentError, TooLarge, Unreachable
from indexer.model import Location, ParsedDocument
from indexer.parsing.confine import confine
from indexer.parsing.limits import Limits
from indexer.priority import process_gives_way
from indexer.rendering import placing
from indexer.rendering.layout import Layout, box_as_shown, kind_of, open_layout, rhwp_module
from indexer.rendering.locate import Found, Pages, find
from indexer.rendering.messages import (
    ENCODER,
    JOBS,
    Answer,
    DrawJob,
    Drawn,
    Job,
    Opened,
    OpenJob,
    PageJob,
    PageTold,
    Placed,
    PlaceJob,
    Refused,
)
from indexer.rendering.pagetext import reduced
from indexer.rendering.textmode import text_blocks
from indexer.requests import Mark, PageDrawn, SourceOpened, TextBlock

KEPT_DOCUMENTS = 3
MEMORY = 1536 * 1024 * 1024  # bytes; a page of pictures at high zoom needs more than a parser does

PLACED_PAGES = 3_000  # of one document that are laid out to find its texts on them
PLACE_SECONDS = 60.0  # for laying them out

NO_LAYOUT = "원래 모양을 그리지 못해 글자로 보여 드립니다."


class OpenDocument:
    """One document in the child: its bytes read once, laid out and parsed when first needed."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Raises Unreachable or TooLarge."""
        try:
            if path.stat().st_size > limits.file_size:
                raise TooLarge
            self.data = path.read_bytes()
        except OSError as error:
            raise Unreachable from error
        self.name = path.name
        self._limits = limits
        self._layout: Layout | None = None
        self._tried = False
        self._parsed: ParsedDocument | None = None

    def layout(self) -> Layout | None:
        """The pages, or None where they cannot be laid out; the reason then shows in `parsed`."""
        if not self._tried:
            self._tried = True
            try:
                self._layout = open_layout(self.data)
            except DocumentError:
                raise
            except Exception:  # rhwp and pymupdf raise many kinds for a file they cannot read
                self._layout = None
        return self._layout

    def parsed(self) -> ParsedDocument:
        """The blocks. Raises DocumentError."""
        if self._parsed is None:
            from indexer.parsing.dispatch import parse_bytes

            self._parsed = parse_bytes(self.data, self.name, self._limits)
        return self._parsed


class Desk:
    """The open documents, the last used kept."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._open: OrderedDict[tuple[str, int, int], OpenDocument] = OrderedDict()

    def document(self, path: str) -> OpenDocument:
        """The document as it is on disk now; an edited file is read again. Raises DocumentError."""
        try:
            stat = Path(path).stat()
        except OSError as error:
            raise Unreachable from error
        key = (path, stat.st_mtime_ns, stat.st_size)
        found = self._open.pop(key, None)
        if found is None:
            found = OpenDocument(Path(path), self._limits)
        self._open[key] = found
        while len(self._open) > KEPT_DOCUMENTS:
            self._open.popitem(last=False)
        return found

    def do(self, job: Job) -> Answer:
        """Raises DocumentError."""
        if isinstance(job, OpenJob):
            return Opened(self._opened(job))
        if isinstance(job, DrawJob):
            return Drawn(self._drawn(job))
        if isinstance(job, PlaceJob):
            return self._placed(job)
        return self._page(job)

    def _opened(self, job: OpenJob) -> SourceOpened:
        document = self.document(job.path)
        layout = document.layout() if job.layout else None
        blocks: tuple[TextBlock, ...] = ()
        note = title = ""
        try:
            parsed = document.parsed()
            blocks, note = text_blocks(parsed, job.quote, job.location)
            title = parsed.title
        except DocumentError:
            if layout is None:
                raise
        if layout is None:
            laid_out = kind_of(document.data) != ""
            note = " ".join(filter(None, (NO_LAYOUT if laid_out else "", note)))
            return SourceOpened(job.path, "text", title, 0, text=blocks, note=note)
        marks = _marks(layout, job.location, job.quote)
        return SourceOpened(job.path, layout.form, title, layout.pages, layout.sizes(), marks, blocks, note)

    def _drawn(self, job: DrawJob) -> PageDrawn:
        layout = self.document(job.path).layout()
        if layout is None or not 1 <= job.page <= layout.pages:
            raise Damaged
        width, height, drawing = layout.draw(job.page, job.scale)
        if layout.form == "svg":
            return PageDrawn(job.path, job.page, width, height, svg=drawing)
        return PageDrawn(job.path, job.page, width, height, png=drawing)

    def _placed(self, job: PlaceJob) -> Placed:
        layout = self.document(job.path).layout()
        if layout is None:
            raise Damaged
        pieces = [placing.Piece(reduced(text), page, exact) for text, page, exact in job.texts]
        spots, pages = placing.place(pieces, _letters(layout))
        return Placed(tuple((s.page, s.exact) for s in spots), pages)

    def _page(self, job: PageJob) -> PageTold:
        layout = self.document(job.path).layout()
        if layout is None:
            return PageTold(job.hint, False)
        found = find(job.text, Pages(layout.pages, layout.text), job.hint)
        return PageTold(found[0].page, True) if found else PageTold(job.hint, False)


def _letters(layout: Layout) -> list[str]:
    """The letters of each page. Pages that time or number leave out are empty: their texts are not found."""
    end = time.monotonic() + PLACE_SECONDS
    out = []
    for page in range(1, layout.pages + 1):
        out.append(layout.text(page).letters if page <= PLACED_PAGES and time.monotonic() < end else "")
    return out


def _marks(layout: Layout, location: Location, quote: str) -> tuple[Mark, ...]:
    """Where the quote stands; a PDF's quote that is not found is marked by its block's box."""
    box = box_as_shown(layout, location.page, location.box)
    found: tuple[Found, ...] = find(quote, Pages(layout.pages, layout.text), location.page, box)
    if not found and box is not None and location.page is not None and quote:
        return (Mark(location.page, (box,)),)
    marks = []
    for place in found:
        text = layout.text(place.page)
        rects = tuple(rect for start, end in place.runs for rect in text.lines(start, end))
        marks.append(Mark(place.page, rects))
    return tuple(marks)


def load() -> None:
    """What every job needs, before the first one comes: half a second that nobody waits for in a child made ahead."""
    for name in ("indexer.parsing.dispatch", "indexer.rendering.layout"):
        import_module(name)
    try:
        rhwp_module()
    except Exception:  # told with the first document that needs it
        pass


def main(pipe: Connection, background: bool = False) -> None:
    """Answer jobs until the parent goes away. background: give way to what the user waits for."""
    if background:
        process_gives_way()
    confine(Limits(memory=MEMORY))
    desk = Desk()
    load()
    while True:
        try:
            job = JOBS.decode(pipe.recv_bytes())
        except (EOFError, OSError):
            return
        try:
            answer = desk.do(job)
        except DocumentError as error:
            answer = Refused(error.kind, error.message, error.next_step)
        except MemoryError:
            answer = Refused(TooLarge.kind, TooLarge.message, TooLarge.next_step)
        except Exception:  # a library's complaint about a broken file: the file's fault, told as such
            answer = Refused(Damaged.kind, Damaged.message, Damaged.next_step)
        try:
            pipe.send_bytes(ENCODER.encode(answer))
        except (BrokenPipeError, OSError):
            return
