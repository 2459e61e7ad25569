"""How often a paragraph is found on the pages we lay out, and how often that page is Hancom's own.

Truth: pairs of a document and the PDF that Hancom Office printed from it (`pages.csv` of the corpus). Of each
pair, every reference paragraph of 12 letters or more whose first 24 letters stand on exactly one printed page.

    python -m tests.benchmarks.source_pages [CORPUS]
"""

from __future__ import annotations

import csv
import gzip
import json
import statistics
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

from indexer.rendering.layout import Layout, open_layout
from indexer.rendering.locate import Pages, find


def letters(text: str) -> str:
    """As the corpus reduces: NFC, letters and digits."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())


def printed_pages(path: Path) -> list[str]:
    """The letters of each page of a printed PDF."""
    import pymupdf

    with pymupdf.open(path) as document:
        return [letters(page.get_text()) for page in document]


def reference(corpus: Path) -> dict[str, list[list[str]]]:
    """File → its [category, text] paragraphs."""
    out: dict[str, list[list[str]]] = {}
    with gzip.open(corpus / "reference.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            out[row["file"]] = row["paragraphs"]
    return out


def main(corpus: Path) -> None:
    """Print the shares and the times."""
    paragraphs = reference(corpus)
    asked: Counter[str] = Counter()
    located: Counter[str] = Counter()
    judged = right = near = 0
    open_ms: list[float] = []
    draw_ms: list[float] = []
    find_ms: list[float] = []
    worst: list[tuple[int, str]] = []
    with (corpus / "pages.csv").open(encoding="utf-8") as rows:
        pairs = list(csv.DictReader(rows))
    for pair in pairs:
        name = pair["document"]
        layout: Layout | None = None
        started = time.perf_counter()
        try:
            layout = open_layout((corpus / name).read_bytes())
        except Exception as error:
            print(f"not opened: {name}: {type(error).__name__}")
        if layout is None:
            continue
        open_ms.append((time.perf_counter() - started) * 1000)
        for page in range(1, layout.pages + 1):
            started = time.perf_counter()
            layout.draw(page, 1.5)
            draw_ms.append((time.perf_counter() - started) * 1000)
        printed = printed_pages(corpus / pair["printed_pdf"])
        wrong = 0
        for category, text in paragraphs.get(name, []):
            needle = letters(text)
            if len(needle) < 12:
                continue
            asked[category] += 1
            started = time.perf_counter()
            found = find(text, Pages(layout.pages, layout.text))
            find_ms.append((time.perf_counter() - started) * 1000)
            if not found:
                continue
            located[category] += 1
            holders = [page for page, whole in enumerate(printed, 1) if needle[:24] in whole]
            if len(holders) == 1:
                judged += 1
                right += found[0].page == holders[0]
                near += abs(found[0].page - holders[0]) <= 1
                wrong += found[0].page != holders[0]
        if wrong:
            worst.append((wrong, name))
    for category, count in asked.most_common():
        print(f"{category:10} {located[category]:6} of {count:6} located  {100 * located[category] / count:5.1f} %")
    print(
        f"{'all':10} {located.total():6} of {asked.total():6} located  {100 * located.total() / asked.total():5.1f} %"
    )
    print(
        f"page right {right} of {judged}: {100 * right / judged:.1f} %, within one page {100 * near / judged:.1f} %"
    )
    for label, values in (("open", open_ms), ("draw", draw_ms), ("find", find_ms)):
        values.sort()
        print(f"{label} ms: median {statistics.median(values):.1f}, p95 {values[int(len(values) * 0.95)]:.1f}")
    for wrong, name in sorted(worst, reverse=True)[:10]:
        print(f"  {wrong:5} wrong in {name}")


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
