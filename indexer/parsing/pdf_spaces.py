"""Spaces between Hangul words that a PDF shows as gaps only.

MuPDF puts a space into a gap between Latin letters, but never between East Asian ones, so that text of writers who
leave spaces out of the file comes as one long word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

_LONG = re.compile(r"[가-힣][가-힣,.()·]{6,}")
_HANGUL = re.compile(r"[가-힣]")
_FEW_SPACES = 0.12  # spaces for one syllable; Korean text has about 0.25
_GAP = 0.2  # of the letters' size, beyond the line's usual distance between letters


def whole_lines(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines put together that MuPDF parted because something was drawn between their letters (outlines, marks).

    Takes "dict" and "rawdict" and parts both in the same way, so that their lines can be matched by number.
    """
    out: list[dict[str, Any]] = []
    for line in lines:
        before = out[-1] if out else None
        if before is None or not _goes_on(before, line):
            out.append(line)
            continue
        last, first = before["spans"][-1], line["spans"][0]
        gap = line["bbox"][0] - before["bbox"][2]
        spans = [*before["spans"], *line["spans"]]
        if gap > _GAP * first["size"] and "text" in last:
            spans[len(before["spans"]) - 1] = {**last, "text": last["text"] + " "}
        elif gap > _GAP * first["size"] and last["chars"]:
            a, box = last["chars"][-1], last["bbox"]
            space = {**a, "c": " ", "bbox": (box[2], box[1], line["bbox"][0], box[3])}
            spans[len(before["spans"]) - 1] = {**last, "chars": [*last["chars"], space]}
        a, b = before["bbox"], line["bbox"]
        out[-1] = {**before, "spans": spans, "bbox": (a[0], min(a[1], b[1]), b[2], max(a[3], b[3]))}
    return out


def _goes_on(before: dict[str, Any], line: dict[str, Any]) -> bool:
    if not before["spans"] or not line["spans"] or before["dir"][0] < 0.99 or line["dir"][0] < 0.99:
        return False
    size = line["spans"][0]["size"]
    a, b = before["bbox"], line["bbox"]
    level = abs(a[1] - b[1]) < 0.05 * size and abs(a[3] - b[3]) < 0.05 * size
    return bool(level and -0.15 * size < b[0] - a[2] < 0.7 * size and b[2] > a[2])


def with_spaces(
    lines: Sequence[dict[str, Any]], characters: Callable[[], list[dict[str, Any]]]
) -> Sequence[dict[str, Any]]:
    """The lines, those that may lack spaces in single characters ("rawdict") with the spaces put in."""
    texts = ["".join(span["text"] for span in line["spans"]) for line in lines]
    hangul = sum(len(_HANGUL.findall(t)) for t in texts)
    every = hangul > 20 and sum(t.strip().count(" ") for t in texts) < _FEW_SPACES * hangul
    wanted = [bool(_HANGUL.search(t)) if every else _LONG.search(t) is not None for t in texts]
    if not any(wanted):
        return lines
    raw = characters()
    return [raw[n] if want else line for n, (line, want) in enumerate(zip(lines, wanted, strict=True))]


def put_spaces(line: dict[str, Any]) -> None:
    """Put spaces into the gaps of one line of "rawdict", in place; letters that are set wide apart stay so."""
    chars = [(span, char) for span in line["spans"] for char in span["chars"]]
    if line["wmode"] or abs(line["dir"][1]) > 0.01 or len(chars) < 2:
        return
    gaps = [(b["bbox"][0] - a["bbox"][2]) / span["size"] for (span, a), (_, b) in pairwise(chars)]
    usual = median(gaps)
    for number, gap in reversed(list(enumerate(gaps))):
        (span, a), (_, b) = chars[number], chars[number + 1]
        if gap < max(usual, 0.0) + _GAP or a["c"].isspace() or b["c"].isspace():
            continue
        if not (_HANGUL.match(a["c"]) or _HANGUL.match(b["c"])):
            continue
        box = (a["bbox"][2], a["bbox"][1], b["bbox"][0], a["bbox"][3])
        span["chars"].insert(span["chars"].index(a) + 1, {**a, "c": " ", "bbox": box})
