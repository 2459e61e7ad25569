"""Text recall, page accuracy, errors and time of the HWP, HWPX, HWP 3 and HWPML readers over real documents.

    python tests/benchmarks/parsing_recall.py ../shared/corpus [--json] [hwp5 hwpx hwp3 xml]

Recall: share of reference characters whose paragraph stands in the output (both reduced to letters and digits);
where it does not, the share of its 8-character windows that do. Page accuracy: for each block of 12 characters or
more whose first 24 letters and digits stand on exactly one page of the printed PDF, is that the page we give?
"""

from __future__ import annotations

import csv
import gzip
import importlib
import json
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.limits import Limits

READERS = {"hwp5": "hwp5", "hwpx": "hwpx", "hwp3": "hwp3", "xml": "hml"}
WORST = 12
OTHERS = re.compile(r"[^0-9A-Za-zㄱ-ㆎ가-힣一-鿿]+")  # the letters that the reference keeps


def reduced(text: str) -> str:
    """Letters and digits only."""
    return OTHERS.sub("", text)


def recalled(paragraph: str, output: str) -> float:
    """Characters of a reference paragraph that the output holds."""
    if paragraph in output:
        return len(paragraph)
    windows = [paragraph[i : i + 8] for i in range(max(1, len(paragraph) - 7))]
    return len(paragraph) * sum(w in output for w in windows) / len(windows)


def pages_right(document: ParsedDocument, pdf: Path, table: Counter[str], misses: list[str]) -> None:
    """Hold the page of each block (and table row) against the printed PDF; counts go into `table`."""
    import pymupdf

    with pymupdf.open(pdf) as printed:
        pages = [reduced(page.get_text()) for page in printed]
    for block in document.blocks:
        if block.kind not in ("paragraph", "heading", "list_item", "table"):
            continue
        pieces = [(block.text, block.location)]
        if block.row_locations:
            pieces = [(" ".join(r), at) for r, at in zip(block.rows, block.row_locations, strict=True)]
        for text, location in pieces:
            key = reduced(text)[:24]
            on = [n for n, page in enumerate(pages, 1) if key in page]
            if len(reduced(text)) < 12 or len(on) != 1:
                continue
            name = "table row" if block.kind == "table" else "paragraph"
            right = location.page == on[0]
            table[f"{name} {'exact' if location.page_exact else 'estimate'} {'right' if right else 'wrong'}"] += 1
            if not right:
                misses.append(f"{pdf.name}: {location.page} for {on[0]} ({'exact' if location.page_exact else '~'})")


def main(corpus: Path, as_json: bool, kinds: set[str]) -> None:
    """Read everything once and print the figures; `kinds` narrows the formats, empty means all."""
    with (corpus / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in READERS and (not kinds or row["kind"] in kinds)]
    with gzip.open(corpus / "reference.jsonl.gz", "rt", encoding="utf-8") as file:
        reference = {d["file"]: d["paragraphs"] for d in map(json.loads, file)}
    with (corpus / "pages.csv").open(encoding="utf-8") as file:
        prints = {row["document"]: corpus / row["printed_pdf"] for row in csv.DictReader(file)}

    total: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    files: list[tuple[float, float, str]] = []
    errors: Counter[tuple[str, str]] = Counter()
    silent: list[str] = []
    times: dict[str, list[float]] = defaultdict(list)
    pages: Counter[str] = Counter()
    misses: list[str] = []
    unread: list[str] = []
    for row in rows:
        name, kind = row["file"], row["kind"]
        data = (corpus / name).read_bytes()
        parse = importlib.import_module(f"indexer.parsing.{READERS[kind]}").parse
        start = time.perf_counter()
        output = ""
        try:
            document = parse(data, Limits())
        except DocumentError as error:
            errors[kind, error.kind] += 1
            unread.append(f"{name}: {error.kind} {error.detail} [{row['marks']}]")
        except Exception as error:  # an untyped error is what this script is there to find
            errors[kind, f"BUG {type(error).__name__}"] += 1
            unread.append(f"{name}: {error!r}")
        else:
            times[kind].append((time.perf_counter() - start) * 1000)
            output = reduced("\n".join(b.text for b in document.blocks))
            if name in prints:
                pages_right(document, prints[name], pages, misses)
            for category, paragraph in reference.get(name, ()):
                got = recalled(paragraph, output)
                for key in ((kind, category), (kind, "all")):
                    total[key][0] += got
                    total[key][1] += len(paragraph)
            want = sum(len(p) for _, p in reference.get(name, ()))
            got = sum(recalled(p, output) for _, p in reference.get(name, ()))
            files.append((want - got, want, name))
            if want - got > 0.02 * want and not document.warnings:
                silent.append(name)
            continue
        lost = sum(len(p) for _, p in reference.get(name, ()))
        for category, paragraph in reference.get(name, ()):
            for key in ((kind, category), (kind, "all")):
                total[key][1] += len(paragraph)
        if lost:
            files.append((lost, lost, name))

    summary = {
        "recall": {f"{k} {c}": [round(100 * g / w, 3), int(w)] for (k, c), (g, w) in sorted(total.items()) if w},
        "ms": {
            k: [round(statistics.median(v), 2), round(sorted(v)[int(len(v) * 0.95)], 2)] for k, v in times.items()
        },
        "errors": {f"{k} {e}": n for (k, e), n in sorted(errors.items())},
        "silent": silent,
        "pages": dict(sorted(pages.items())),
    }
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
        return
    for section, values in summary.items():
        print(
            section, *([f"  {k}: {v}" for k, v in values.items()] if isinstance(values, dict) else values), sep="\n"
        )
    right = sum(n for k, n in pages.items() if k.endswith("right"))
    exact = sum(n for k, n in pages.items() if " exact " in k)
    exact_right = sum(n for k, n in pages.items() if k.endswith("exact right"))
    if pages:
        print(f"pages right {right}/{pages.total()}, said exact {exact}, of those right {exact_right}")
    print(
        "worst", *(f"  {lost:.0f} of {want:.0f}: {n}" for lost, want, n in sorted(files)[: -WORST - 1 : -1]), sep="\n"
    )
    print("unread", *("  " + line for line in unread), sep="\n")
    print("page misses", *(f"  {n}x {line}" for line, n in Counter(misses).most_common(25)), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--json" in sys.argv[2:], {a for a in sys.argv[2:] if a in READERS})
