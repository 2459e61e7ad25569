"""nDCG@10, recall@3 and times through the real commands, beside other engines on the same tokens.

    python tests/benchmarks/retrieval.py ../shared/eval [--set welfare|korquad|both|pool] [--limit 1000] [--home DIR]
                                         [--distractors ../shared/corpus] [--rivals]

A file a passage is indexed, with --distractors documents that hold no answer among them, then every question is
searched. Prints one line a mode and set. `pool`: both, statutes, scanned reports and petitions among them (pool.py), a
quarter of the passages scanned; needs --distractors. The questions are a fixed random sample, the same in every run. With --home
the profile is kept, so that a second run need not index again. --rivals measures what is installed of tantivy
(`pip install tantivy`), SQLite FTS5 and bm25s (`pip install bm25s`) on our own tokens, their own BM25 and their own
defaults, words alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.evaluation.metrics import ndcg
from indexer.store.passages import StoredPassage
from tests.benchmarks import pool
from tests.benchmarks.ocr_noise import noisy
from tests.benchmarks.pool import DISTRACTING, hit_name
from tests.helpers.profile import Profile

Questions = list[tuple[str, str, set[str]]]


def welfare(folder: Path) -> tuple[dict[str, str], Questions]:
    """Passages by id, and (id, question, ids of relevant passages)."""
    lines = (folder / "welfare" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    passages = {row["id"]: row["text"] for row in map(json.loads, lines)}
    lines = (folder / "welfare" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return passages, [(q["id"], q["text"], set(q["relevant"])) for q in map(json.loads, lines)]


def korquad(folder: Path) -> tuple[dict[str, str], Questions]:
    """The same of KorQuAD 1.0: paragraphs, and the questions asked of them."""
    data = json.loads((folder / "korquad" / "KorQuAD_v1.0_dev.json").read_text(encoding="utf-8"))["data"]
    passages: dict[str, str] = {}
    questions: Questions = []
    for article in data:
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"{abs(hash_of(article['title']))}-{number}"
            passages[name] = paragraph["context"]
            questions += [(q["id"], q["question"], {name}) for q in paragraph["qas"]]
    return passages, questions


def hash_of(text: str) -> int:
    """The same number in every run."""
    return sum(ord(c) * 31**i for i, c in enumerate(text)) % 10**12


def in_one_pool(folder: Path, corpus: Path) -> dict[str, tuple[dict[str, str], Questions]]:
    """Every set as it stands in the pool; petitions are found in the store, once it is filled."""
    out = {}
    for name, read in (("welfare", welfare), ("korquad", korquad)):
        passages, questions = read(folder)
        scans = {i: noisy(t, i) for i, t in passages.items() if pool.scanned(i)}
        out[name] = passages | scans, [q for q in questions if not q[2] & scans.keys()]
        out[f"{name} scanned"] = {}, [q for q in questions if q[2] & scans.keys()]
    return {**out, "statutes": pool.statutes(), "reports": pool.reports(corpus)}


def fill(
    folder: Path, passages: dict[str, str], distractors: Path | None, most: int, without: frozenset[str] = frozenset()
) -> None:
    """Write a file a passage, and copy documents that hold no answer, a random sample of them.

    without: beginnings of the names of documents that are left out.
    """
    folder.mkdir(parents=True)
    for name, text in passages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    if distractors is not None:
        far = folder / DISTRACTING
        far.mkdir()
        files = [f for kind in ("hwp", "hwpx", "docx") for f in sorted((distractors / kind).iterdir())]
        for number, file in enumerate(random.Random(5).sample(files, min(most, len(files)))):
            if file.stat().st_size < 3_000_000 and file.name.partition("_")[0] not in without:
                shutil.copy(file, far / f"{number:03}{file.suffix}")


def line(name: str, ranked: dict[str, list[str]], relevant: dict[str, set[str]], ms: list[float]) -> str:
    """One row of the table."""
    n = len(ranked)
    ms = sorted(ms)
    score = sum(ndcg(names, relevant[i]) for i, names in ranked.items()) / n
    first3 = sum(bool(relevant[i] & set(names[:3])) for i, names in ranked.items()) / n
    return (
        f"{name:28} n={n} nDCG@10={score:.4f} recall@3={first3:.4f} "
        f"p50={ms[n // 2]:.1f} ms p95={ms[int(n * 0.95)]:.1f} ms"
    )


def held(home: Path) -> list[StoredPassage]:
    """Every passage of the profile."""
    os.environ["MUNSEO_PASSPHRASE"] = Profile(home).environment["MUNSEO_PASSPHRASE"]
    from indexer.compose import open_engine

    engine = open_engine(home)
    try:
        store = engine._p.store
        return list(store.passages.get([r[0] for r in store.db.rows("SELECT id FROM passage")]).values())
    finally:
        engine.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", choices=["welfare", "korquad", "both", "pool"], default="both")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--modes", default="lexical,vector,hybrid")
    parser.add_argument("--distractors", type=Path)
    parser.add_argument("--most", type=int, default=150, help="distracting documents")
    parser.add_argument("--rivals", action="store_true")
    options = parser.parse_args()
    pooled = options.set == "pool"
    if pooled and options.distractors is None:
        parser.error("--set pool needs --distractors")
    sets = {"welfare": welfare, "korquad": korquad}
    read = (
        in_one_pool(options.eval, options.distractors)
        if pooled
        else {name: sets[name](options.eval) for name in sets if options.set in (name, "both")}
    )
    rng = random.Random(20260101)
    asked = {name: rng.sample(q, min(options.limit, len(q))) for name, (_, q) in read.items()}
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary) / "profile"
        folder = home / "passages"
        if not home.exists():
            without = frozenset(row["file"] for row in pool.rows("reports.jsonl")) if pooled else frozenset()
            texts = {i: t for p, _ in read.values() for i, t in p.items()}
            fill(folder, texts, options.distractors, options.most, without)
            began = time.perf_counter()
            result = Profile(home).json("index", str(folder))[-1]
            print(
                f"indexed {result['seen']} files, {result['passages']} passages, {time.perf_counter() - began:.1f} s"
            )
        if pooled:
            asked["petitions"] = pool.petitions(held(home), pool.report_texts(options.distractors))
        file = Path(temporary) / "queries.jsonl"
        for name, questions in asked.items():
            file.write_text(
                "".join(json.dumps({"id": i, "text": t}, ensure_ascii=False) + "\n" for i, t, _ in questions),
                encoding="utf-8",
            )
            relevant = {i: r for i, _, r in questions}
            for mode in options.modes.split(","):
                rows = Profile(home).json("search", "--queries", str(file), "--mode", mode, "--top", "10")
                ranked = {
                    r["id"]: list(dict.fromkeys(hit_name(h["path"], h["passage_id"]) for h in r["hits"]))
                    for r in rows
                }
                print(line(f"{name} {mode}", ranked, relevant, [r["ms"] for r in rows]), flush=True)
        if options.rivals:
            from tests.benchmarks.rivals import measure

            for text in measure(home, asked, line):
                print(text, flush=True)


if __name__ == "__main__":
    main()
