"""Pictures in the body of a document: of a letter that was scanned and pasted as a page, the text stands only there.

Large ones wait for the recognition of text as pictures attached to a mail do. Where they are read, what they say
stands at their place: after the paragraph that they hang on, on its page. Photographs and logos give nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from indexer.errors import DocumentError, Empty
from indexer.model import Block, Location, ParsedDocument, ParseWarning
from indexer.parsing.collect import ONLY_PICTURES
from indexer.parsing.formats import detect
from indexer.parsing.limits import MB, Limits
from indexer.parsing.nested import LEAST_PICTURE, PARTS, Reader, recognising

LARGE = 0.25  # of the page
SMALL = 0.02  # of the page, where the document has next to no text beside it
FEW = 200  # characters: next to none
MOST = 30  # pictures of one document
MOST_BYTES = 64 * MB
A4 = 59_528 * 84_188  # HWPUNIT²
CONFIDENCE = "ocr_confidence"  # metadata, as `ocr_child` has it
_SHARE = 0.6  # of the wall time; then what was read is given and the rest is named


@dataclass(slots=True)
class Pictures:
    """Pictures as they were met, by what the document calls them. `page`: its area, in squares of the sizes' unit.

    One that is shown more than once counts where it is largest.
    """

    page: float = A4
    _seen: dict[str, tuple[float, Location]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(share >= SMALL for share, _ in self._seen.values())

    def see(self, ref: str, width: float, height: float, location: Location) -> None:
        """A picture of this size stands here."""
        if not ref or width <= 0 or height <= 0 or self.page <= 0:
            return
        share = width * height / self.page
        before = self._seen.get(ref)
        if before is None or share > before[0]:
            self._seen[ref] = share, before[1] if before else location

    def wanted(self, characters: int) -> list[tuple[str, Location]]:
        """Those whose text matters in a document of so many characters."""
        least = SMALL if characters < FEW else LARGE
        return [(ref, location) for ref, (share, location) in self._seen.items() if share >= least]


def with_pictures(
    document: ParsedDocument, pictures: Pictures, load: Callable[[str], bytes | None], limits: Limits
) -> ParsedDocument:
    """The document with the text of its pictures where they are read; else with word of how many wait."""
    wanted = pictures.wanted(sum(len(block.text) for block in document.blocks)) if pictures else []
    if not wanted:
        return document
    read = recognising.get()
    if read is None:
        return replace(document, metadata={**document.metadata, PARTS: str(len(wanted))})
    begun = time.monotonic()
    found: list[tuple[Location, tuple[Block, ...]]] = []
    left = max(0, len(wanted) - MOST)
    for ref, location in wanted[:MOST]:
        if time.monotonic() - begun > limits.wall * _SHARE:
            left += 1
            continue
        try:
            if blocks := _read(read, load(ref), limits):
                found.append((location, blocks))
        except DocumentError:
            left += 1
    return _told(document, found, left)


def nothing(waiting: bool) -> Empty:
    """Of a document without any text: whether recognition may find some."""
    return Empty(ONLY_PICTURES, detail="ocr_needed") if waiting else Empty()


def _read(read: Reader, data: bytes | None, limits: Limits) -> tuple[Block, ...]:
    """What one picture says. Raises DocumentError where it could not be read."""
    if data is None or not LEAST_PICTURE <= len(data) <= MOST_BYTES:
        return ()
    try:
        if detect(data, "") != "image":
            return ()
        return read(data, "", limits).blocks
    except Empty:  # nothing in it is text
        return ()


def _told(document: ParsedDocument, found: list[tuple[Location, tuple[Block, ...]]], left: int) -> ParsedDocument:
    warnings = list(document.warnings)
    metadata = dict(document.metadata)
    if found:
        said = [block for _, blocks in found for block in blocks]
        letters = sum(len(block.text) for block in said)
        sure = sum((block.confidence or 0) * len(block.text) for block in said) / max(1, letters)
        metadata[CONFIDENCE] = f"{sure:.2f}"
        told = f"본문에 놓인 그림 {len(found):,}개는 글자를 알아본 것이라 틀릴 수 있습니다(신뢰도 {sure:.0%})."
        warnings.append(ParseWarning("ocr_text", told))
    if left:
        warnings.append(ParseWarning("ocr_failed", f"본문에 놓인 그림 {left:,}개는 글자를 알아보지 못했습니다."))
    return replace(document, blocks=placed(document.blocks, found), metadata=metadata, warnings=tuple(warnings))


def placed(blocks: tuple[Block, ...], found: list[tuple[Location, tuple[Block, ...]]]) -> tuple[Block, ...]:
    """Each picture's blocks behind the last one of its paragraph, else before the first of a later paragraph."""
    behind: dict[tuple[int, int], int] = {}
    for number, block in enumerate(blocks, start=1):
        behind[_key(block.location)] = number
    later = sorted(behind)
    at: dict[int, list[Block]] = {}
    for location, said in found:
        key = _key(location)
        place = behind.get(key)
        if place is None:
            place = max((behind[k] for k in later if k < key), default=0)
        own = replace(location, cell=None, span=None, box=None)
        at.setdefault(place, []).extend(replace(block, location=own) for block in said)
    out = list(at.get(0, ()))
    for number, block in enumerate(blocks, start=1):
        out.append(block)
        out += at.get(number, ())
    return tuple(out)


def _key(location: Location) -> tuple[int, int]:
    return location.section or 0, location.paragraph if location.paragraph is not None else -1
