"""nDCG@10 and recall@3 through the real commands: a file a passage is indexed, then every question searched.

    python tests/benchmarks/retrieval.py ../shared/eval [--set welfare|korquad] [--limit 1000] [--home DIR]

Prints one line a mode. The questions are a fixed random sample, the same in every run. With --home the profile
is kept, so that a second run need not index again.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.profile import Profile

DISTRACTING = "distracting"  # folder of a pool that holds no answer
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


def ndcg(ranked: list[str], relevant: set[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen 2002)."""
    gain = sum(1 / math.log2(i + 2) for i, name in enumerate(ranked[:k]) if name in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", choices=["welfare", "korquad"], default="welfare")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--modes", default="lexical,vector,hybrid")
    options = parser.parse_args()
    passages, questions = (welfare if options.set == "welfare" else korquad)(options.eval)
    questions = random.Random(20260101).sample(questions, min(options.limit, len(questions)))
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary) / "profile"
        folder = home / "passages"
        if not folder.exists():
            folder.mkdir(parents=True)
            for name, text in passages.items():
                (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        began = time.perf_counter()
        result = Profile(home).json("index", str(folder))[-1]
        print(f"indexed {result['seen']} files, {result['passages']} passages, {time.perf_counter() - began:.1f} s")
        asked = Path(temporary) / "queries.jsonl"
        asked.write_text(
            "".join(json.dumps({"id": i, "text": t}, ensure_ascii=False) + "\n" for i, t, _ in questions),
            encoding="utf-8",
        )
        relevant = {i: r for i, _, r in questions}
        for mode in options.modes.split(","):
            rows = Profile(home).json("search", "--queries", str(asked), "--mode", mode, "--top", "10")
            ranked = {row["id"]: list(dict.fromkeys(Path(h["path"]).stem for h in row["hits"])) for row in rows}
            n = len(rows)
            score = sum(ndcg(ranked[i], relevant[i]) for i in ranked) / n
            first3 = sum(bool(relevant[i] & set(ranked[i][:3])) for i in ranked) / n
            ms = sorted(row["ms"] for row in rows)
            print(
                f"{options.set} {mode:8} n={n} nDCG@10={score:.4f} recall@3={first3:.4f} "
                f"p50={ms[n // 2]:.1f} ms p95={ms[int(n * 0.95)]:.1f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
