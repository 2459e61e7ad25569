"""The whole table of retrieval in one command: nDCG, robustness, speed, memory, indexing; each row with its target.

    python -m tests.benchmarks.retrieval [--eval ../shared/eval] [--corpus ../shared/corpus] [--part PART ...]
        [--booklets HOME] [--pool HOME] [--speed 100000=HOME] [--speed 1000000=HOME] [--limit 300] [--count 60]
        [--folder DIR] [--files 300] [--json FILE]

Parts: booklets (welfare and KorQuAD, questions of schemes and articles never learnt from), pool (petitions, statutes and
scanned reports among thousands of distractors), rivals (tantivy, SQLite FTS5, bm25s on our tokens over the pool), remote
(a platform's vectors or reranker, where the profile has one), robust, speed, visible (one changed file), indexing.
Without --part all of them. A profile that is given and exists is used as it is; one that does not exist is made there;
without one, in a folder that is thrown away (a profile of the pool takes half an hour, of 1,000,000 passages hours: the
speed rows are left out without profiles of their own, which lexical_latency.py --bulk --home makes). --folder: the
documents of the indexing row, else those of --corpus. What cannot be measured here is a row that says why.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.evaluation.metrics import ndcg
from tests.benchmarks import pool
from tests.benchmarks.pool import hit_name
from tests.benchmarks.question_sets import Questions, fill, held, in_one_pool, korquad, welfare
from tests.helpers.profile import ROOT, Profile

MODES = ("lexical", "vector", "hybrid")
NAMES = {"vector": "vectors alone", "lexical": "words alone", "hybrid": "hybrid"}
MS = re.compile(r"(?P<name>lexical|hybrid), again: p50 (?P<p50>[\d.]+) ms, p95 (?P<p95>[\d.]+) ms")
HIGHEST = re.compile(r"memory (\d+) MB, highest (\d+) MB")
SPEED = {100_000: ((15, 40), (25, 60)), 1_000_000: ((60, 150), (100, 250))}  # lexical, hybrid: p50, p95


@dataclass(frozen=True)
class Row:
    """target: "" where the row is for comparison; met None then, or where nothing was measured."""

    part: str
    name: str
    value: str
    target: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        met = {True: "met", False: "MISSED", None: ""}[self.met]
        return f"{self.part:9} {self.name:52} {self.value:34} {self.target:20} {met}".rstrip()


def at_least(part: str, name: str, value: float, target: float, more: str = "") -> Row:
    return Row(part, name, f"{value:.4f}{more}", f">= {target}", value >= target)


def asked_of(home: Path, questions: Questions, mode: str) -> tuple[dict[str, list[str]], list[float]]:
    """The documents found for each question through the real command, best first, and the times in ms."""
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "queries.jsonl"
        lines = (json.dumps({"id": i, "text": t}, ensure_ascii=False) + "\n" for i, t, _ in questions)
        file.write_text("".join(lines), encoding="utf-8")
        rows = Profile(home).json("search", "--queries", str(file), "--mode", mode, "--top", "10")
    names = {r["id"]: list(dict.fromkeys(hit_name(h["path"], h["passage_id"]) for h in r["hits"])) for r in rows}
    return names, [r["ms"] for r in rows]


def scored(questions: Questions, ranked: dict[str, list[str]]) -> float:
    return sum(ndcg(ranked[i], good) for i, _, good in questions) / len(questions)


def unseen(questions: Questions, topic: Callable[[set[str]], str], limit: int) -> Questions:
    """A fixed sample of the questions whose topic the learnt ranking never saw."""
    from tests.benchmarks.train_ranking import half

    some = [q for q in questions if half(topic(q[2])) == 1]
    return random.Random(20260101).sample(some, min(limit, len(some)))


def booklets(options: argparse.Namespace, home: Path) -> Iterator[Row]:
    sets = {"welfare": welfare(options.eval), "KorQuAD": korquad(options.eval)}
    if not (home / "index.db").exists():
        fill(home / "passages", {i: t for p, _ in sets.values() for i, t in p.items()}, None, 0)
        Profile(home).json("index", str(home / "passages"))
    targets = {"welfare": 0.89, "KorQuAD": 0.965}
    topics = {"welfare": min, "KorQuAD": lambda good: min(good).rpartition("-")[0]}
    for name, (_, questions) in sets.items():
        some = unseen(questions, topics[name], options.limit)
        for mode in MODES:
            value = scored(some, asked_of(home, some, mode)[0])
            label = f"{name}, topics never learnt from, {NAMES[mode]}"
            if mode == "hybrid":
                yield at_least("booklets", label, value, targets[name], f" (n={len(some)})")
            else:
                yield Row("booklets", label, f"{value:.4f}")


def pool_questions(options: argparse.Namespace, home: Path) -> tuple[dict[str, Questions], dict[str, str]]:
    """The kinds never learnt from, and the twins of the reports; fills the profile where it is not there."""
    read = in_one_pool(options.eval, options.corpus)
    if not (home / "index.db").exists():
        without = frozenset(row["file"] for row in pool.rows("reports.jsonl"))
        texts = {i: t for p, _ in read.values() for i, t in p.items()}
        fill(home / "passages", texts, options.corpus, 150, without)
        Profile(home).json("index", str(home / "passages"))
    statutes = read["statutes"][1]
    passages, clean = held(home), pool.report_texts(options.corpus)
    return {
        "petitions": pool.petitions(passages, clean),
        "statutes, office's words": [q for q in statutes if q[0].endswith("formal")],
        "statutes, plain words": [q for q in statutes if q[0].endswith("plain")],
        "scanned reports": read["reports"][1],
    }, pool.twins(passages, clean)


def of_kind(name: str, questions: Questions, ranked: dict[str, list[str]], twins: dict[str, str]) -> float:
    """The nDCG of one kind; who finds the twin of a report has found it."""
    if name == "scanned reports":
        ranked = {i: list(dict.fromkeys(twins.get(n, n) for n in names)) for i, names in ranked.items()}
    return scored(questions, ranked)


def of_three(values: dict[str, float]) -> float:
    """Petitions, statutes and reports alike; the two ways to ask about a statute together are one of them."""
    statutes = (values["statutes, office's words"] + values["statutes, plain words"]) / 2
    return (values["petitions"] + statutes + values["scanned reports"]) / 3


def pooled(options: argparse.Namespace, home: Path) -> Iterator[Row]:
    asked, twins = pool_questions(options, home)
    for mode in MODES:
        values = {name: of_kind(name, qs, asked_of(home, qs, mode)[0], twins) for name, qs in asked.items()}
        for name, value in values.items():
            yield Row("pool", f"{name}, {NAMES[mode]}", f"{value:.4f} (n={len(asked[name])})")
        label = f"stand-ins of the three unseen sets, {NAMES[mode]}"
        if mode == "hybrid":
            yield at_least("pool", label, of_three(values), 0.81)
            office = (values["petitions"] + values["statutes, office's words"] + values["scanned reports"]) / 3
            yield Row("pool", "the same, statutes in an office's words only", f"{office:.4f}")
        else:
            yield Row("pool", label, f"{of_three(values):.4f}")


def rivals(options: argparse.Namespace, home: Path) -> Iterator[Row]:
    from tests.benchmarks import rivals as engines

    asked, twins = pool_questions(options, home)
    by_engine: dict[str, dict[str, float]] = {}
    for engine, name, ranked in engines.ranked(home, asked):
        if ranked is None:
            yield Row("rivals", engine, "not installed (tests/benchmarks/requirements.txt)")
            continue
        by_engine.setdefault(engine, {})[name] = of_kind(name, asked[name], ranked, twins)
    for engine, values in by_engine.items():
        each = ", ".join(f"{value:.3f}" for value in values.values())
        yield Row("rivals", f"{engine}, words alone, the stand-ins", f"{of_three(values):.4f} ({each})")


def remote(options: argparse.Namespace, home: Path) -> Iterator[Row]:
    """The command uses what the profile has; the searcher itself, beside it, this PC's vectors only."""
    from indexer.compose import open_engine
    from indexer.requests import Search

    asked, twins = pool_questions(options, home)
    engine = open_engine(home)
    try:
        parts = engine._p
        there = [p for p in parts.platforms.profiles() if p.embedding_model or p.rerank_model]
        if not there:
            yield Row("remote", "a platform's vectors or reranker", "left out: the profile has no such platform",
                      "never worse")  # fmt: skip
            return
        without = {}
        for name, qs in asked.items():
            found = {i: parts.searcher.search(Search(t, 10)).hits for i, t, _ in qs}
            names = {
                i: list(dict.fromkeys(hit_name(h.path, h.passage_id) for h in hits)) for i, hits in found.items()
            }
            without[name] = of_kind(name, qs, names, twins)
    finally:
        engine.close()
    values = {name: of_kind(name, qs, asked_of(home, qs, "hybrid")[0], twins) for name, qs in asked.items()}
    gain = of_three(values) - of_three(without)
    names = ", ".join(p.name for p in there)
    yield Row(
        "remote", f"with {names}, the stand-ins", f"{of_three(values):.4f} ({gain:+.4f})", "never worse", gain >= 0
    )


def robust(options: argparse.Namespace, home: Path) -> Iterator[Row]:
    from indexer.compose import open_engine
    from indexer.requests import Search
    from tests.benchmarks import robustness

    engine = open_engine(home)
    try:
        parts = engine._p
        some = argparse.Namespace(file=None, count=options.count, half=None)
        questions, words = robustness.texts_of(some, parts.store, parts.analyzer)
        known: dict[str, int | None] = {}

        def first(text: str) -> int | None:
            hits = parts.searcher.search(Search(text, 1)).hits
            return hits[0].passage_id if hits else None

        means: dict[tuple[str, str], list[float]] = {}
        for of, sort, _, pairs in robustness.tried(questions, words, parts.analyzer):
            for text, _ in pairs:
                known.setdefault(text, first(text) if text not in known else None)
            if pairs:
                same = sum(first(other) == known[text] for text, other in pairs) / len(pairs)
                means.setdefault((of, sort), []).append(same)
    finally:
        engine.close()
    for of in ("words", "questions"):
        sorts = {sort: sum(v) / len(v) for (o, sort), v in means.items() if o == of}
        for sort, value in sorts.items():
            yield Row("robust", f"the same first hit, {of}: {sort}", f"{value:.4f}")
        mean = sum(sorts.values()) / len(sorts)
        yield at_least("robust", f"the same first hit, {of}, mean of the sorts", mean, 0.97, f" (n={options.count})")


def speed(options: argparse.Namespace) -> Iterator[Row]:
    given = dict(text.split("=", 1) for text in options.speed)
    for passages, targets in SPEED.items():
        home = given.get(str(passages))
        if home is None:
            yield Row("speed", f"{passages:,} passages", "left out: no profile (--speed)", str(targets))
            continue
        command = [sys.executable, "-m", "tests.benchmarks.lexical_latency", "--passages", str(passages), "--hybrid"]
        done = subprocess.run(
            [*command, "--home", home], cwd=ROOT, env=Profile(Path(home)).environment,
            capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        if done.returncode:
            yield Row("speed", f"{passages:,} passages", f"failed: {done.stderr.strip().splitlines()[-1][:60]}")
            continue
        for match, (p50, p95) in zip(MS.finditer(done.stdout), targets, strict=True):
            met = float(match["p50"]) <= p50 and float(match["p95"]) <= p95
            value = f"{match['p50']} / {match['p95']} ms"
            yield Row("speed", f"{passages:,}, {match['name']}, p50 / p95", value, f"<= {p50} / {p95}", met)
        if found := HIGHEST.search(done.stdout):
            target, most = ("<= 2,000 MB", 2_000) if passages == 1_000_000 else ("", 0)
            met = int(found[2]) <= most if most else None
            yield Row("speed", f"{passages:,}, memory now / highest", f"{found[1]} / {found[2]} MB", target, met)


def visible(options: argparse.Namespace) -> Iterator[Row]:
    """From the change on the disk to the first search that finds it, the looking included, the watcher's wait not."""
    import os
    import threading

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home, folder = Path(temporary) / "profile", Path(temporary) / "자료"
        folder.mkdir()
        for name, text in list(welfare(options.eval)[0].items())[:30]:
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        profile = Profile(home)
        os.environ["MUNSEO_PASSPHRASE"] = profile.environment["MUNSEO_PASSPHRASE"]
        from indexer.compose import open_engine
        from indexer.requests import Index, Search

        engine = open_engine(home)
        spent = []
        try:
            list(engine.handle(Index((str(folder),), vectors=False), threading.Event()))
            for turn in range(5):
                word = f"QX{turn}{10_007 + 7_919 * turn}"
                changed = sorted(folder.iterdir())[turn]
                changed.write_text(f"{changed.read_text(encoding='utf-8')}\n{word}", encoding="utf-8")
                began = time.perf_counter()
                list(engine.handle(Index(vectors=False), threading.Event()))
                hits: Any = engine._p.searcher.search(Search(word, 1, "lexical")).hits
                assert hits and Path(hits[0].path) == changed
                spent.append(time.perf_counter() - began)
        finally:
            engine.close()
    yield Row("visible", "one changed file of 30, slowest of 5", f"{max(spent):.2f} s", "<= 2 s", max(spent) <= 2)


def indexing(options: argparse.Namespace) -> Iterator[Row]:
    from indexer.parsing.dispatch import supported_suffixes
    from tests.benchmarks.indexing_speed import run

    folder = (options.folder or options.corpus).absolute()
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() in supported_suffixes())
    chosen = random.Random(1).sample(files, min(options.files, len(files)))
    with tempfile.TemporaryDirectory() as temporary:
        for number, path in enumerate(chosen):
            (Path(temporary) / f"{number:05} {path.name}").symlink_to(path)
        wall, cpu = run(ROOT, Path(temporary))
    name = f"{len(chosen)} mixed documents to keyword-searchable"
    yield Row("indexing", name, f"{wall:.1f}/s, two free cores {2000 / cpu:.1f}/s", ">= 15/s", wall >= 15)


PARTS = ("booklets", "pool", "rivals", "remote", "robust", "speed", "visible", "indexing")


def table(options: argparse.Namespace, temporary: Path) -> Iterator[Row]:
    small, large = options.booklets or temporary / "booklets", options.pool or temporary / "pool"
    of: dict[str, Callable[[], Iterator[Row]]] = {
        "booklets": lambda: booklets(options, small),
        "pool": lambda: pooled(options, large),
        "rivals": lambda: rivals(options, large),
        "remote": lambda: remote(options, large),
        "robust": lambda: robust(options, small),
        "speed": lambda: speed(options),
        "visible": lambda: visible(options),
        "indexing": lambda: indexing(options),
    }
    for part in options.part or PARTS:
        yield from of[part]()


def main() -> None:
    shared = ROOT.parent / "shared"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=shared / "eval")
    parser.add_argument("--corpus", type=Path, default=shared / "corpus")
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument("--booklets", type=Path, help="a profile of welfare and KorQuAD")
    parser.add_argument("--pool", type=Path, help="a profile of the pool")
    parser.add_argument("--speed", action="append", default=[], metavar="PASSAGES=HOME")
    parser.add_argument("--limit", type=int, default=300, help="questions a set")
    parser.add_argument("--count", type=int, default=60, help="questions and words of the robustness rows")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--json", type=Path, help="the rows, as a list of objects")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        for row in table(options, Path(temporary)):
            rows.append(row)
            print(row, flush=True)
            if options.json:
                text = json.dumps([asdict(r) for r in rows], ensure_ascii=False, indent=1)
                options.json.write_text(text + "\n", encoding="utf-8")
    judged = [row for row in rows if row.met is not None]
    print(f"met {sum(bool(r.met) for r in judged)} of {len(judged)} rows with a target")


if __name__ == "__main__":
    main()
