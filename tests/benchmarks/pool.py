"""The pool of kinds that the ranking was not made for: petitions, statutes, scanned reports, among thousands of others.

Stand-ins, since the sets of acceptance are not here. petitions.jsonl, statutes.jsonl (articles and questions of ours)
and reports.jsonl (questions of ours about passages of ../shared/corpus, named by a few of their words) are in the
repository; reports, a quarter of the welfare passages and a quarter of KorQuAD's are put through `ocr_noise`. Part of
retrieval.py and train_ranking.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.passages.splitting import split
from indexer.store.passages import StoredPassage
from tests.benchmarks.ocr_noise import noisy

Questions = list[tuple[str, str, set[str]]]
HERE = Path(__file__).parent
DISTRACTING = "distracting"  # folder of a pool that holds no answer
_LEAST = 80  # characters of a passage of a scanned report


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def scanned(name: str) -> bool:
    """Whether the passage of this name is put through recognition: a quarter; none that a petition asks for."""
    asked = {row.get("welfare") for row in rows("petitions.jsonl")}
    return hashlib.md5(f"scan {name}".encode(), usedforsecurity=False).digest()[0] % 4 == 0 and name not in asked


def statutes() -> tuple[dict[str, str], Questions]:
    """Articles by id, and the questions asked of each: in the words of an office, and as people talk."""
    articles = rows("statutes.jsonl")
    passages = {a["id"]: f"{a['law']}\n{a['article']} {a['body']}" for a in articles}
    return passages, [(f"{a['id']}-{kind}", a[kind], {a["id"]}) for kind in ("formal", "plain") for a in articles]


def report_texts(corpus: Path) -> dict[str, str]:
    """Every passage of the reports asked about, as it was before the scan, by a name made of its digest."""
    clean: dict[str, str] = {}
    for head in sorted({row["file"] for row in rows("reports.jsonl")}):
        for file in sorted(corpus.glob(f"*/{head}_*")):
            for passage in split(parse_bytes(file.read_bytes(), file.name, Limits())):
                if len(passage.text) >= _LEAST:
                    clean[f"r-{hashlib.sha256(passage.text.encode()).hexdigest()[:16]}"] = passage.text
    return clean


def reports(corpus: Path) -> tuple[dict[str, str], Questions]:
    """Those passages scanned, and our questions."""
    clean = report_texts(corpus)
    questions = []
    for row in rows("reports.jsonl"):
        good = {name for name, text in clean.items() if row["passage"] in text}
        if good:
            questions.append((row["id"], row["text"], good))
    return {name: noisy(text, name) for name, text in clean.items()}, questions


def twins(passages: Iterable[StoredPassage], scans: Mapping[str, str]) -> dict[str, str]:
    """Passages of distracting documents that answer a question about a report, by the name of the scan they repeat.

    Press releases lie in the corpus as HWP, HWPX and PDF, one of which is scanned for the pool: who finds the other
    has found the answer. scans: `report_texts`.
    """
    far = {f"#{p.id}": p.passage.text for p in passages if DISTRACTING in p.path}
    out = {}
    for row in rows("reports.jsonl"):
        good = sorted(name for name, text in scans.items() if row["passage"] in text)
        out.update({name: good[0] for name, text in far.items() if good and row["passage"] in text})
    return out


def hit_name(path: str, passage: int) -> str:
    """As the relevant ones are named: a file of a set by its stem, a passage of a distracting document by its id."""
    return f"#{passage}" if DISTRACTING in path else Path(path).stem


def petitions(passages: Iterable[StoredPassage], scans: Mapping[str, str]) -> Questions:
    """Our letters with what answers them; those whose document is not in the pool are left out.

    scans: `report_texts`, since words that were scanned are not found as they were.
    """
    held = [(hit_name(p.path, p.id), p.passage.text) for p in passages]
    texts = [(name, text) for name, text in held if name.startswith("#")]
    texts += [(name, scans[name]) for name, _ in held if name in scans]
    out = []
    for row in rows("petitions.jsonl"):
        words = row.get("passage")
        good = {name for name, text in texts if words in text} if words else {row["welfare"]}
        if good:
            out.append((row["id"], row["text"], good))
    return out
