"""Sentences as a model says them, true and with one fact altered, held against the source they cite.

    python tests/benchmarks/said_pairs.py [--verbose]

tests/benchmarks/said/*.tsv were written by hand, after the checks and not from them: a source (one of our samples'
documents, the title of a welfare text, or the text itself), and a sentence with {true|altered}. Every sentence cites
one passage: of its source's, one that holds the true figures and most of its rare pairs of letters. A false alarm is a true sentence
called number_mismatch or unsupported; found, an altered one so called. The welfare texts are read from ../shared.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.answering.differing import missing
from indexer.answering.evidence import Source
from indexer.answering.grounding import check
from indexer.answering.numbers import facts
from indexer.answering.words import bigrams, rarity
from indexer.language.analyzer import Analyzer
from indexer.model import Block, Hit, Location, ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.passages import split
from indexer.tasks.documents import hit_of

ROOT = Path(__file__).resolve().parents[2]
SAID = Path(__file__).resolve().parent / "said"
WELFARE = ROOT.parent / "shared" / "eval" / "welfare" / "corpus.jsonl"
_CHOICE = re.compile(r"\{([^|}]*)\|([^}]*)\}")
_BAD = ("number_mismatch", "unsupported")


@dataclass(frozen=True)
class Said:
    """Two sentences about one source, which differ in their facts."""

    source: str
    true: str
    altered: str


def pairs(name: str) -> list[Said]:
    """The pairs of said/NAME.tsv."""
    out = []
    for line in (SAID / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        source, sentence = line.split("\t")
        out.append(Said(source, _CHOICE.sub(r"\1", sentence), _CHOICE.sub(r"\2", sentence)))
    return out


@cache
def sample(name: str) -> tuple[Hit, ...]:
    """The passages of one of our samples."""
    path = ROOT / "resources" / "samples" / "documents" / name
    document = parse_bytes(path.read_bytes(), name, Limits())
    return tuple(hit_of(str(path), document.title, p, n) for n, p in enumerate(split(document)))


@cache
def _welfare() -> dict[str, str]:
    rows = [json.loads(line) for line in WELFARE.read_text(encoding="utf-8").splitlines()]
    return {row["text"].partition("\n")[0].strip(): row["text"] for row in rows}


@cache
def written(title: str, text: str) -> tuple[Hit, ...]:
    """The passages of a text, a paragraph a line."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate([*text.splitlines(), ""]):
        if line.startswith("|"):
            rows.append(tuple(c.strip() for c in line.strip("| ").split("|")))
            continue
        at = Location(None, False, 0, number)
        if rows:
            blocks.append(Block("table", "\n".join("\n".join(r) for r in rows), at, rows=tuple(rows)))
            rows = []
        if line.strip():
            blocks.append(Block("paragraph", line, at))
    return tuple(
        hit_of(f"/{title}.txt", title, p, n) for n, p in enumerate(split(ParsedDocument("text", tuple(blocks))))
    )


def cited(said: Said, kind: str) -> Hit:
    """The passage that the sentence cites."""
    if kind == "samples":
        hits = sample(said.source)
    elif kind == "welfare":
        hits = written(said.source, _welfare()[said.source])
    else:
        hits = written("자료", said.source.replace("\\n", "\n"))
    wanted = Counter(bigrams(said.true))
    texts = [Counter(bigrams(f"{h.heading_path} {h.context} {h.text}")) for h in hits]
    rare = rarity(wanted, [frozenset(t) for t in texts])
    told = facts(said.true)

    def fits(pair: tuple[Counter[str], Hit]) -> tuple[int, float]:
        found = facts(Source(1, pair[1]).text)
        return -len(missing(told, found)), sum(rare[w] for w in wanted if w in pair[0])

    return max(zip(texts, hits, strict=True), key=fits)[1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    analyzer = Analyzer()
    for kind in ("samples", "welfare", "forms"):
        if kind == "welfare" and not WELFARE.exists():
            print("welfare      skipped: no ../shared")
            continue
        count: Counter[str] = Counter()
        for said in pairs(kind):
            hit = cited(said, kind)
            for what, sentence in (("true", said.true), ("altered", said.altered)):
                events = check(f"{sentence.rstrip('.')} [1].", [Source(1, hit)], analyzer.terms, analyzer.names)
                worst = next((e for e in events if e.verdict in _BAD), events[0])
                count[what] += 1
                count[f"{what} marked"] += worst.verdict in _BAD
                count[f"{what} weak"] += worst.verdict == "weak"
                if options.verbose and (worst.verdict in _BAD) != (what == "altered"):
                    print(f"  {what}: {sentence}  {worst.verdict} {worst.detail}\n      {hit.text[:700]!r}")
        print(
            f"{kind:10} found {count['altered marked'] / count['altered']:.3f} of {count['altered']}"
            f"  false alarms {count['true marked'] / count['true']:.3f} of {count['true']}"
            f"  true called weak {count['true weak'] / count['true']:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
