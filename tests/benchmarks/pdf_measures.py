"""What the text, order, tables and running heads of a PDF are worth, held against the document it was printed from."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pymupdf

from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.parsing.pdf import parse

OTHERS = re.compile(r"[^0-9A-Za-zㄱ-ㆎ가-힣一-鿿]+")  # the letters that the reference keeps
APART = 60  # letters between two paragraphs that still count as following one another
Counts = defaultdict[str, list[float]]


def reduced(text: str) -> str:
    """Letters and digits only."""
    return OTHERS.sub("", text)


def recalled(paragraph: str, output: str) -> float:
    """Characters of a reference paragraph that the output holds."""
    if paragraph in output:
        return len(paragraph)
    windows = [paragraph[i : i + 8] for i in range(max(1, len(paragraph) - 7))]
    return len(paragraph) * sum(w in output for w in windows) / len(windows)


def order(paragraphs: list[str], output: str) -> tuple[int, int]:
    """(pairs of neighbours in order, pairs judged): both long enough to be found, and found once."""
    places = [output.find(p) if len(p) >= 8 and output.count(p) == 1 else -1 for p in paragraphs]
    pairs = [(a, len(p), b) for (a, p), (b, _) in pairwise(zip(places, paragraphs, strict=True)) if a >= 0 and b >= 0]
    return sum(0 <= b - a - length <= APART for a, length, b in pairs), len(pairs)


def cells_of(tables: list[tuple[tuple[str, ...], ...]]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """All cells with text, and pairs that stand beside one another (what is between them is empty)."""
    cells: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for rows in tables:
        texts = [[reduced(cell) for cell in row if cell and reduced(cell)] for row in rows]
        if sum(map(len, texts)) < 2:
            continue
        for row in texts:
            cells.update(row)
            pairs.update(pairwise(row))
    return cells, pairs


def add_f1(counts: Counts, name: str, truth: Counter[Any], found: Counter[Any]) -> None:
    """Right, found and true, to be turned into F1 at the end."""
    for key, value in (("right", truth & found), ("found", found), ("true", truth)):
        counts[f"{name} {key}"][0] += value.total()


def running(
    document: ParsedDocument, truth: Sequence[Sequence[str]], paragraphs: list[tuple[str, str]], counts: Counts
) -> None:
    """Hold our headers and footers against the lines that stand outside of the body, page by page.

    What the source says to be a note, a text box or text that overflows is none, wherever it stands.
    """
    heads = [p for c, p in paragraphs if c in ("header", "footer")]
    others = [p for c, p in paragraphs if c not in ("header", "footer")]

    def is_head(line: str) -> bool:
        return (
            len(line) <= 6
            or any(line in p for p in heads)
            or not any(re.sub(r"^[0-9]{1,2}", "", line) in p for p in others)
        )

    marked: defaultdict[int, list[str]] = defaultdict(list)
    for block in document.blocks:
        if block.kind in ("header", "footer"):
            marked[block.location.page or 0] += [r for line in block.text.split("\n") if (r := reduced(line))]
    for number, lines in enumerate(truth, 1):
        true = [r for line in lines if (r := reduced(line)) and is_head(r)]
        whole, ours = "".join(true), "".join(marked[number])
        for line in true:
            counts["running recall"][0] += line in ours
            counts["running recall"][1] += 1
        for line in marked[number]:
            counts["running precision"][0] += line in whole
            counts["running precision"][1] += 1


def kept_words(source: list[str], output: str, counts: Counts) -> None:
    """Words of the source's paragraphs (as our reader spaces them) that stand as words in ours."""
    have = Counter(output.split())
    want = Counter(word for text in source for word in text.split())
    common = (have & want).total()
    counts["words"][0] += common
    counts["words"][1] += want.total()


def judge(
    data: bytes,
    source: tuple[str, bytes],
    paragraphs: list[tuple[str, str]],
    heads: Callable[[Any], Sequence[Sequence[str]] | None],
    total: dict[str, Counts],
) -> None:
    """Read one PDF both ways and count.

    source: name and bytes of the document it was printed from; heads: gives the true running lines of each page of
    the opened PDF, None where they are not known.
    """
    before = time.process_time()
    document = parse(data, Limits())
    ours_ms = (time.process_time() - before) * 1000
    before = time.process_time()
    with pymupdf.open(stream=data) as opened:
        raw = [page.get_text() for page in opened]
        plain_ms = (time.process_time() - before) * 1000
        plain_blocks = [b[4] for page in opened for b in page.get_text("blocks")]
        plain_tables = [
            tuple(tuple(c or "" for c in row) for row in table.extract())
            for page in opened
            for table in page.find_tables().tables
        ]
        outside = heads(opened)
    if outside is not None:
        running(document, outside, paragraphs, total["ours"])
    truth = parse_bytes(source[1], source[0], Limits())
    true_cells = cells_of([b.rows for b in truth.blocks if b.rows])
    for way, whole, blocks, tables, ms in (
        ("ours", "\n".join(b.text for b in document.blocks), [b.text for b in document.blocks if not b.rows]
         + [cell for b in document.blocks for row in b.rows for cell in row],
         [b.rows for b in document.blocks if b.rows], ours_ms),
        ("plain", "\n".join(raw), plain_blocks, plain_tables, plain_ms),
    ):  # fmt: skip
        counts, output = total[way], reduced(whole)
        pieces = "\0".join(map(reduced, blocks))
        for category, text in paragraphs:
            got = recalled(text, output)
            for key in (f"recall {category}", "recall"):
                counts[key][0] += got
                counts[key][1] += len(text)
            if len(text) >= 12 and text in output.replace("\0", ""):
                key = "joined table" if category == "table" else "joined"
                counts[key][0] += text in pieces
                counts[key][1] += 1
        right, judged = order([p for c, p in paragraphs if c in ("body", "table")], output)
        counts["order"][0] += right
        counts["order"][1] += judged
        add_f1(counts, "cells", true_cells[0], cells_of(tables)[0])
        add_f1(counts, "beside", true_cells[1], cells_of(tables)[1])
        kept_words([b.text for b in truth.blocks if b.kind not in ("header", "footer")], whole, counts)
        counts["ms a page"][0] += ms
        counts["ms a page"][1] += len(raw)


def figures(counts: Counts) -> dict[str, float]:
    """Shares in per cent, times in milliseconds."""
    out = {}
    for name, (value, of) in counts.items():
        if name.endswith((" right", " found", " true")):
            continue
        out[name] = round(value / max(of, 1) * (1 if name.startswith("ms") else 100), 2)
    for name in ("cells", "beside"):
        right, found, true = (counts[f"{name} {k}"][0] for k in ("right", "found", "true"))
        if true or found:
            out[name] = round(200 * right / (found + true), 2)
    return out
