"""What the PDF reader makes of documents printed from HWP, against MuPDF's plain text beside it.

    python -m tests.benchmarks.parsing_pdf [CORPUS] [--laid-out] [--half dev|held] [--files] [--only WORD] [--json]

Truth: the HWP or HWPX document that each PDF was printed from: its reference paragraphs, and the cells of its tables
as our own reader of that format gives them. Everything is reduced to letters and digits. By default the PDFs that
Hancom Office printed (`pages.csv`); with --laid-out all documents of the corpus of at most 60 pages, laid out and
printed by rhwp (`pdf_prints`). --half: one half of them, by the name without its digits, so that versions of one
document stay together.

recall    share of reference characters that stand in the output (the corpus's own measure)
joined    share of paragraphs of 12 characters or more that stand inside one block, or one cell of a table
words     of the paragraphs that stand there: spaces of the source that we kept or did not invent (F1 over words)
cells     F1 of the cells of tables (two cells or more), as they are; MuPDF: its `find_tables`
beside    F1 of pairs of neighbouring cells in a row
running   lines outside of the page's body, as its layout has it: share marked header or footer; share of what we mark
          that is one of them
order     share of neighbouring paragraphs (body and tables) that follow one another, in order
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from indexer.errors import DocumentError
from tests.benchmarks.pdf_measures import Counts, figures, judge
from tests.benchmarks.pdf_prints import bands, printed

_MOST_PAGES = 60
_SHOWN = ("recall", "joined", "joined table", "cells", "beside", "order", "words", "ms a page", "running precision",
          "running recall")  # fmt: skip
Heads = Callable[[Any], Sequence[Sequence[str]] | None]


def half(name: str) -> str:
    """Which half of the corpus a document belongs to."""
    family = re.sub(r"[\d_-]+", "", Path(name).stem.partition("_")[2])
    return "dev" if hashlib.sha256(family.encode()).digest()[0] % 2 else "held"


def outside_of(source: bytes) -> Heads:
    """The lines of an opened PDF that stand outside of the body, as rhwp lays its source out.

    "3/10" on the third of ten pages is what the printer's dialog adds to it.
    """

    def heads(opened: Any) -> list[list[str]] | None:
        try:
            found = bands(source)
        except (ValueError, DocumentError):
            return None
        if len(found) != len(opened) and len(set(found)) > 1:
            return None
        out = []
        for number, page in enumerate(opened):
            band = found[min(number, len(found) - 1)]
            lines = [x for b in page.get_text("dict")["blocks"] for x in b.get("lines", ())]
            out.append(
                [
                    "".join(s["text"] for s in line["spans"])
                    for line in lines
                    if (band is not None and not band[0] - 1 < (line["bbox"][1] + line["bbox"][3]) / 2 < band[1] + 1)
                    or "".join(s["text"] for s in line["spans"]).strip() == f"{number + 1}/{len(opened)}"
                ]
            )
        return out

    return heads


def by_hancom(corpus: Path) -> Iterator[tuple[str, str, bytes, Heads]]:
    """(name of the source, of the PDF, its bytes, its running lines) of what Hancom Office printed."""
    seen: set[str] = set()
    with (corpus / "pages.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["printed_pdf"] not in seen:
                seen.add(row["printed_pdf"])
                pdf = (corpus / row["printed_pdf"]).read_bytes()
                source = (corpus / row["document"]).read_bytes()
                yield row["document"], row["printed_pdf"], pdf, outside_of(source)


def by_rhwp(corpus: Path, names: list[str]) -> Iterator[tuple[str, str, bytes, Heads]]:
    """The same of what rhwp lays out."""
    for name in names:
        try:
            made = printed((corpus / name).read_bytes(), _MOST_PAGES + 1)
        except (ValueError, DocumentError):
            continue
        if len(made.running) <= _MOST_PAGES:
            yield name, name, made.data, lambda _, made=made: made.running


def main(options: argparse.Namespace) -> None:
    """Read all and print the figures of both ways."""
    with gzip.open(options.corpus / "reference.jsonl.gz", "rt", encoding="utf-8") as file:
        reference = {d["file"]: d["paragraphs"] for d in map(json.loads, file)}
    names = [n for n in sorted(reference) if options.only in n and options.half in ("", half(n))]
    sources = by_rhwp(options.corpus, names) if options.laid_out else by_hancom(options.corpus)
    total: dict[str, Counts] = {}
    rows = 0
    for document, pdf, data, heads in sources:
        if options.only not in pdf or document not in reference or options.half not in ("", half(pdf)):
            continue
        mine: dict[str, Counts] = {w: defaultdict(lambda: [0.0, 0.0]) for w in ("ours", "plain")}
        source = document, (options.corpus / document).read_bytes()
        try:
            judge(data, source, [tuple(p) for p in reference[document]], heads, mine)
        except DocumentError as error:
            print(f"{pdf}: {error.kind}")
            continue
        rows += 1
        if options.files:
            ours, plain = figures(mine["ours"]), figures(mine["plain"])
            shown = "  ".join(f"{k} {ours[k]:g}/{plain.get(k, 0):g}" for k in _SHOWN if k in ours)
            print(f"{pdf.partition('/')[2][:46]:46} {shown}", flush=True)
        for way, counts in mine.items():
            whole = total.setdefault(way, defaultdict(lambda: [0.0, 0.0]))
            for name, (value, of) in counts.items():
                whole[name][0] += value
                whole[name][1] += of
    result = {way: figures(counts) for way, counts in total.items()}
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    print(f"{rows} PDFs{'':24} ours   MuPDF's text")
    for name in sorted(result["ours"]):
        print(f"  {name:26} {result['ours'][name]:10.2f} {result['plain'].get(name, float('nan')):12.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "corpus", nargs="?", type=Path, default=Path(__file__).resolve().parents[3] / "shared" / "corpus"
    )
    parser.add_argument("--laid-out", action="store_true")
    parser.add_argument("--half", choices=("", "dev", "held"), default="")
    parser.add_argument("--files", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    main(parser.parse_args(sys.argv[1:]))
