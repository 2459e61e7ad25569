"""Our readers of HWP, HWPX, HWP 3, HWPML and DOCX against others, over real documents, in one run.

    python -m tests.benchmarks.parsing PATH_TO_CORPUS [KIND...] [--without READER...] [--json]

PATH_TO_CORPUS holds manifest.csv, reference.jsonl.gz and pages.csv as the corpus's README says; KIND is hwp5, hwpx,
hwp3, xml or docx. Every file is read by every reader in turn, so that a busy machine slows all of them alike.

Recall: share of reference characters whose paragraph stands in the output (both reduced to letters and digits);
where it does not, the share of its 8-character windows that do. Tagged: of ours, the share whose paragraph stands
in a block of its category's kind. Silent loss: a file read without an error or a warning
of what was left out that gives under half of its text.
Pages: each reference paragraph of 12 characters or more whose first 24 stand on exactly one page of the print.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import logging
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from tests.benchmarks.docx_truth import expected, reduced
from tests.benchmarks.parsing_rivals import RIVALS, ReadText

OURS = "ours"
KINDS = ("hwp5", "hwpx", "hwp3", "xml", "docx")
TAGS = {"body": ("paragraph", "heading", "list_item")}  # any other category is the kind of the same name
WORST = 10
Paragraphs = Sequence[tuple[str, str]]  # (category, text as the corpus reduces it)


@dataclass
class Score:
    """What one reader did with the files of one kind."""

    got: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    want: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    tagged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    lost: list[tuple[float, int, str, str]] = field(default_factory=list)  # characters, of, file, why


def recalled(paragraph: str, output: str) -> float:
    """Characters of a reference paragraph that the output holds."""
    if paragraph in output:
        return len(paragraph)
    windows = [paragraph[i : i + 8] for i in range(max(1, len(paragraph) - 7))]
    return len(paragraph) * sum(w in output for w in windows) / len(windows)


def measure(score: Score, name: str, truth: Paragraphs, output: str, failure: str, told: bool) -> None:
    """Count one file's text. failure: the reader's error, empty where it read the file; told: it warned of a gap."""
    output = reduced(output)
    got, want, missing = 0.0, 0, ""
    for category, paragraph in truth:
        found = recalled(paragraph, output)
        for key in (category, "all"):
            score.got[key] += found
            score.want[key] += len(paragraph)
        got, want = got + found, want + len(paragraph)
        if found < len(paragraph) and not missing:
            missing = f"{category}: {paragraph[:40]}"
    if failure:
        score.errors[failure] += 1
    elif want and got < want / 2 and not told:
        score.silent.append(name)
    if got < want:
        score.lost.append((want - got, want, name, failure or missing))


def measure_tags(score: Score, truth: Paragraphs, document: ParsedDocument) -> None:
    """Count the paragraphs that stand in a block of the right kind."""
    by_kind: dict[str, str] = defaultdict(str)
    for block in document.blocks:
        by_kind[block.kind] += reduced(block.text) + "\n"
    for category, paragraph in truth:
        if any(paragraph in by_kind[kind] for kind in TAGS.get(category, (category,))):
            score.tagged[category] += len(paragraph)


def page_checks(document: ParsedDocument, truth: Paragraphs, pdf: Path) -> Iterator[tuple[bool, bool]]:
    """(said exact, page right) for each reference paragraph that the print can judge; not found counts as wrong."""
    import pymupdf

    with pymupdf.open(pdf) as printed:
        pages = [reduced(page.get_text()) for page in printed]
    letters: list[tuple[int, int]] = []  # (block, character) of each letter of the output
    text = []
    for number, block in enumerate(document.blocks):
        for at, character in enumerate(block.text):
            if kept := reduced(character):
                letters.append((number, at))
                text.append(kept)
    output, start = "".join(text), 0
    for _, paragraph in truth:
        on = [number for number, page in enumerate(pages, 1) if paragraph[:24] in page]
        if len(paragraph) < 12 or len(on) != 1:
            continue
        found = output.find(paragraph, start)
        found = output.find(paragraph) if found < 0 else found
        if found < 0:
            yield False, False
            continue
        start = found
        number, at = letters[found]
        place = document.blocks[number].at(at)
        yield place.page_exact, place.page == on[0]


def run(corpus: Path, kinds: Iterable[str], without: Iterable[str]) -> dict[str, object]:
    """Read everything with every reader; the figures by kind and reader."""
    with (corpus / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in kinds]
    with gzip.open(corpus / "reference.jsonl.gz", "rt", encoding="utf-8") as file:
        reference = {d["file"]: [tuple(p) for p in d["paragraphs"]] for d in map(json.loads, file)}
    with (corpus / "pages.csv").open(encoding="utf-8") as file:
        prints = {row["document"]: corpus / row["printed_pdf"] for row in csv.DictReader(file)}
    readers: dict[str, ReadText] = {}
    for rival in RIVALS:
        if rival.name in without or not rival.kinds & set(kinds):
            continue
        try:
            readers[rival.name] = rival.load()
        except ImportError as error:
            print(f"{rival.name} is left out: {error}")
    reads = {rival.name: rival.kinds for rival in RIVALS}
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    pages: Counter[tuple[bool, bool]] = Counter()
    warm: set[tuple[str, str]] = set()
    for row in sorted(rows, key=lambda r: int(r["size"])):
        path, kind = corpus / row["file"], row["kind"]
        truth: Paragraphs = reference.get(row["file"], [])
        if kind == "docx":
            truth = [("all text", t) for t in map(reduced, expected(path)) if t]
        for name in (OURS, *(n for n in readers if kind in reads[n])):
            document, output, failure, told = None, "", "", set()
            for _ in range(1 if (name, kind) in warm else 2):  # the first file of a kind loads what is loaded once
                begun = time.process_time()
                try:
                    if name == OURS:
                        document = parse_bytes(path.read_bytes(), path.name, Limits())
                    else:
                        output = readers[name](path)
                except DocumentError as error:
                    failure = error.kind
                except Exception as error:  # whatever another reader raises; of ours it is a bug
                    failure = f"{'BUG ' if name == OURS else ''}{type(error).__name__}"
                spent = (time.process_time() - begun) * 1000
            warm.add((name, kind))
            score = scores[kind, name]
            score.ms.append(spent)
            if document is not None:
                output = "\n".join(block.text for block in document.blocks)
                measure_tags(score, truth, document)
                told = {w.kind for w in document.warnings} & {"damaged_part", "tracked_changes"}
                if row["file"] in prints:
                    pages.update(page_checks(document, truth, prints[row["file"]]))
            measure(score, row["file"], truth, output, failure, told=bool(told))
    return summary(scores, pages)


def summary(scores: dict[tuple[str, str], Score], pages: Counter[tuple[bool, bool]]) -> dict[str, object]:
    """All figures as plain data."""
    out: dict[str, object] = {}
    for (kind, name), score in scores.items():
        ms = sorted(score.ms)
        out[f"{kind} {name}"] = {
            "files": len(ms),
            "recall": {k: round(100 * score.got[k] / w, 3) for k, w in sorted(score.want.items()) if w},
            "tagged": {
                k: round(100 * score.tagged[k] / w, 3)
                for k, w in score.want.items()
                if name == OURS and k in score.tagged
            },
            "cpu_ms": [round(statistics.median(ms), 2), round(ms[int(len(ms) * 0.95)], 2), round(sum(ms))],
            "errors": dict(score.errors),
            "silent": score.silent,
            "worst": [
                {"lost": round(lost), "of": of, "file": file, "why": why}
                for lost, of, file, why in sorted(score.lost, reverse=True)[:WORST]
            ],
        }
    exact, right = sum(n for (e, _), n in pages.items() if e), pages[True, True]
    out["pages"] = {
        "judged": pages.total(),
        "right": right + pages[False, True],
        "said exact": exact,
        "right where exact": right,
    }
    return out


def show(figures: dict[str, object]) -> None:
    """The table of issue 3, and the worst files of ours."""
    print(f"{'kind, reader':22}{'files':>6}{'recall %':>10}{'silent':>8}{'median':>9}{'p95':>9}{'CPU ms all':>12}")
    totals = {key: f["cpu_ms"][2] for key, f in figures.items() if isinstance(f, dict) and "cpu_ms" in f}
    for key, found in figures.items():
        if key == "pages" or not isinstance(found, dict):
            continue
        median, p95, total = found["cpu_ms"]
        kind = key.split(" ")[0]
        ratio = f"   ours / this {totals[f'{kind} {OURS}'] / total:.2f}" if not key.endswith(OURS) and total else ""
        recall = found["recall"].get("all", 100.0)
        line = (
            f"{key:22}{found['files']:>6}{recall:>10.3f}{len(found['silent']):>8}{median:>9.2f}{p95:>9.2f}{total:>12}"
        )
        print(line + ratio)
    for key, found in figures.items():
        if not key.endswith(OURS) or not isinstance(found, dict):
            continue
        print(f"\n{key}: recall {found['recall']}\n  tagged {found['tagged']}\n  errors {found['errors']}")
        print(f"  silent losses {found['silent']}")
        for worst in found["worst"]:
            print(f"  lost {worst['lost']} of {worst['of']}: {worst['file']} ({worst['why']})")
    print(f"\npages {figures['pages']}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)}; all without")
    parser.add_argument("--without", nargs="+", default=[], help="readers to leave out; hwp5txt takes minutes")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    logging.disable(logging.ERROR)  # other readers tell the log about every file they cannot read
    figures = run(asked.corpus, asked.kinds or KINDS, asked.without)
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        show(figures)


if __name__ == "__main__":
    main()
