"""What the PDF reader makes of documents that Hancom Office printed, against MuPDF's plain text beside it.

    python -m tests.benchmarks.parsing_pdf [CORPUS] [--files] [--only WORD] [--json]

Truth: the HWP or HWPX document that each PDF was printed from (`pages.csv`): its reference paragraphs, and the cells
of its tables as our own reader of that format gives them. Everything is reduced to letters and digits.

recall    share of reference characters that stand in the output (the corpus's own measure)
joined    share of paragraphs of 12 characters or more that stand inside one block, or one cell of a table
words     of the paragraphs that stand there: spaces of the source that we kept or did not invent (F1 over words)
cells     F1 of the cells of tables (two cells or more), as they are; MuPDF: its `find_tables`
beside    F1 of pairs of neighbouring cells in a row
running   header and footer: share of their occurrences on pages that are marked so, and of what we mark that is so
order     share of neighbouring paragraphs (body and tables) that follow one another, in order
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pymupdf

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.parsing.pdf import parse

OTHERS = re.compile(r"[^0-9A-Za-zㄱ-ㆎ가-힣一-鿿]+")  # the letters that the reference keeps
NUMBER = re.compile(r"[0-9ivxIVX]{0,6}|(?:p|page|제)?[0-9]{1,4}(?:쪽|페이지|of[0-9]{1,4})?")
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


def running(document: ParsedDocument, heads: list[str], pages: list[str], counts: Counts) -> None:
    """Hold our headers and footers against the source's, page by page."""
    marked: defaultdict[int, list[str]] = defaultdict(list)
    for block in document.blocks:
        if block.kind in ("header", "footer"):
            text = reduced(block.text)
            marked[block.location.page or 0].append(text)
            right = NUMBER.fullmatch(text) is not None or any(text in h or h in text for h in heads)
            counts["running precision"][0] += right
            counts["running precision"][1] += 1
    for number, page in enumerate(pages, 1):
        for head in heads:
            if head in page:
                counts["running recall"][0] += head in "".join(marked[number])
                counts["running recall"][1] += 1


def kept_words(source: list[str], output: str, counts: Counts) -> None:
    """Words of the source's paragraphs (as our reader spaces them) that stand as words in ours."""
    have = Counter(output.split())
    want = Counter(word for text in source for word in text.split())
    common = (have & want).total()
    counts["words"][0] += common
    counts["words"][1] += want.total()


def judge(name: str, pdf: Path, source: Path, paragraphs: list[tuple[str, str]], total: dict[str, Counts]) -> float:
    """Read one PDF both ways and count. Returns the characters lost by ours."""
    data = pdf.read_bytes()
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
    truth = parse_bytes(source.read_bytes(), source.name, Limits())
    heads = list(dict.fromkeys(p for c, p in paragraphs if c in ("header", "footer")))
    running(document, heads, [reduced(t) for t in raw], total["ours"])
    true_cells = cells_of([b.rows for b in truth.blocks if b.rows])
    lost = 0.0
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
            lost += (len(text) - got) * (way == "ours")
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
    return lost


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


def main(corpus: Path, each: bool, only: str, as_json: bool) -> None:
    """Read all pairs and print the figures of both ways."""
    with gzip.open(corpus / "reference.jsonl.gz", "rt", encoding="utf-8") as file:
        reference = {d["file"]: d["paragraphs"] for d in map(json.loads, file)}
    with (corpus / "pages.csv").open(encoding="utf-8") as file:
        pairs = [(r["document"], r["printed_pdf"]) for r in csv.DictReader(file)]
    total: dict[str, Counts] = {}
    rows = []
    seen: set[str] = set()
    for document, pdf in pairs:
        if only not in pdf or document not in reference or pdf in seen:
            continue
        seen.add(pdf)
        mine: dict[str, Counts] = {w: defaultdict(lambda: [0.0, 0.0]) for w in ("ours", "plain")}
        try:
            judge(pdf, corpus / pdf, corpus / document, [tuple(p) for p in reference[document]], mine)
        except DocumentError as error:
            print(f"{pdf}: {error.kind}")
            continue
        rows.append((pdf, {way: figures(counts) for way, counts in mine.items()}))
        for way, counts in mine.items():
            whole = total.setdefault(way, defaultdict(lambda: [0.0, 0.0]))
            for name, (value, of) in counts.items():
                whole[name][0] += value
                whole[name][1] += of
    if each:
        for pdf, result in rows:
            shown = "  ".join(
                f"{k} {result['ours'][k]:g}/{result['plain'].get(k, 0):g}"
                for k in ("recall", "joined", "joined table", "cells", "beside", "order", "words", "ms a page",
                          "running precision", "running recall")
                if k in result["ours"]
            )  # fmt: skip
            print(f"{pdf[4:50]:46} {shown}")
    result = {way: figures(counts) for way, counts in total.items()}
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"{len(rows)} PDFs{'':24} ours   MuPDF's text")
    for name in sorted(result["ours"]):
        print(f"  {name:26} {result['ours'][name]:10.2f} {result['plain'].get(name, float('nan')):12.2f}")


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    word = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    arguments = [a for a in arguments if a != word]
    default = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    main(Path(arguments[0]) if arguments else default, "--files" in sys.argv, word, "--json" in sys.argv)
