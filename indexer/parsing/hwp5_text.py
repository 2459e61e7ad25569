"""The text of a paragraph of HWP 5: words and control characters (specification, section 4.3.2, table 6)."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from codecs import utf_16_le_decode  # bytes.decode finds the same one by way of a Python function
from itertools import accumulate
from typing import NamedTuple

from indexer.parsing.glyphs import shown

# Control characters by size: extended ones (8 units) own a CTRL_HEADER, inline ones (8 units) do not.
EXTENDED = frozenset("\x01\x02\x03\x0b\x0c\x0e\x0f\x10\x11\x12\x15\x16\x17")
SINGLE = {"\0": "", "\n": "\n", "\r": "", "\x18": "-", "\x19": "", "\x1a": "", "\x1b": "", "\x1c": "", "\x1d": "",
          "\x1e": "\u00a0", "\x1f": " "}  # fmt: skip
_CONTROL = re.compile("[\0\n\r\x18-\x1f]|[\x01-\x1f].{0,7}", re.DOTALL)
_private = re.compile("[\uf020-\uf0ff]").search  # signs of symbol fonts
_any_control = re.compile("[\0-\x1f]").search
DELETION = 0x11  # kind of a tracked change, and upper byte of a range tag that points to one; 0x10: insertion
_DRAWN = {"\t": "\t"} | {code: piece for code, piece in SINGLE.items() if piece}
_private_use = re.compile("[\ue000-\uf8ff]").search


class Control(NamedTuple):
    """An extended control: where it stands in the text, in units of the source and in characters of `text`."""

    unit: int
    at: int
    deleted: bool = False


class ParagraphText(NamedTuple):
    """A paragraph's text without controls, and the controls in order."""

    text: str
    controls: tuple[Control, ...] = ()


def plain_text(payload: bytes) -> str | None:
    """The text of a PARA_TEXT record that holds nothing but words; None for any other."""
    try:
        text = utf_16_le_decode(payload, "strict", True)[0]
    except UnicodeDecodeError:
        return None
    if text[-1:] == "\r":
        text = text[:-1]
    if text.isprintable():
        return text
    return shown(text) if _any_control(text) is None else None


def decode_text(payload: bytes, deleted: tuple[tuple[int, int], ...] = ()) -> ParagraphText:
    """The text of a PARA_TEXT record; `deleted` are unit ranges that tracked changes took out."""
    payload = payload[: len(payload) // 2 * 2]
    try:
        units = utf_16_le_decode(payload, "strict", True)[0]
    except UnicodeDecodeError:
        units = ""
    split = len(units) != len(payload) // 2
    if split:  # positions count 16-bit units: keep pairs apart while cutting
        units = "".join(map(chr, struct.unpack(f"<{len(payload) // 2}H", payload)))
    elif not deleted and _private_use(units) is None:
        return _runs(units)
    if deleted:
        units = _without(units, deleted)
    private = split or _private(units) is not None  # Hancom's own signs are pairs
    starts = sorted(start for start, _ in deleted)
    ends = list(accumulate((end for _, end in sorted(deleted)), max))
    pieces: list[str] = []
    controls: list[Control] = []
    at = length = 0
    for match in _CONTROL.finditer(units):
        start = match.start()
        code = units[start]
        piece = SINGLE.get(code)
        if piece is None:
            piece = "\t" if code == "\t" else ""
        words = units[at:start]
        if split:
            words = _joined(words)
        if private:
            words = shown(words)
        length += len(words)
        if code in EXTENDED:
            gone = bisect_right(starts, start)
            controls.append(Control(start, length, bool(gone) and start < ends[gone - 1]))
        pieces += words, piece
        length += len(piece)
        at = match.end()
    words = _joined(units[at:]) if split else units[at:]
    pieces.append(shown(words) if private else words)
    return ParagraphText("".join(pieces), tuple(controls))


def _runs(units: str) -> ParagraphText:
    """The same in few steps, where words need only be told from controls: of nearly every paragraph."""
    pieces: list[str] = []
    controls: list[Control] = []
    at = length = 0
    for match in _CONTROL.finditer(units):
        start, end = match.span()
        if start > at:
            pieces.append(units[at:start])
            length += start - at
        at = end
        code = units[start]
        if code in EXTENDED:
            controls.append(Control(start, length))
        elif piece := _DRAWN.get(code):
            pieces.append(piece)
            length += len(piece)
    pieces.append(units[at:])
    return ParagraphText("".join(pieces), tuple(controls))


def deleted_ranges(ranges: bytes, deletions: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Unit ranges of a RANGE_TAG record that point to tracked deletions (numbers of TRACK_CHANGE records, from 1).

    Hancom keeps the final text in BodyText and the marked one in ViewText, so this matters where only that is read.
    """
    whole = ranges[: len(ranges) // 12 * 12]
    return tuple(
        (start, end)
        for start, end, tag in struct.iter_unpack("<III", whole)
        if tag >> 24 == DELETION and tag & 0xFFFFFF in deletions
    )


def _joined(units: str) -> str:
    """Surrogate pairs as the character they stand for; a lone one as U+FFFD."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without(units: str, deleted: tuple[tuple[int, int], ...]) -> str:
    """`units` with the plain characters of some ranges made empty (NUL), so that positions stay."""
    kept: list[str] = []
    at = 0
    for start, end in sorted(deleted):
        start, end = max(start, at), min(end, len(units))
        if start < end:
            kept += units[at:start], "\0" * (end - start)
            at = end
    blanked = "".join((*kept, units[at:]))
    if "\0" not in blanked:
        return units
    pieces: list[str] = []
    at = 0
    for match in _CONTROL.finditer(units):  # a control keeps its units: the text after it is found by them
        if len(match[0]) > 1:
            pieces += blanked[at : match.start()], match[0]
            at = match.end()
    return "".join((*pieces, blanked[at:]))


def wide(payload: bytes, offset: int) -> str:
    """A string of the format: a 16-bit count, then that many 16-bit units. Empty where it is cut short."""
    size = int.from_bytes(payload[offset : offset + 2], "little")
    return utf_16_le_decode(payload[offset + 2 : offset + 2 + size * 2], "replace", True)[0].rstrip("\0")
