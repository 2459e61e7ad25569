"""What a reranker brings, and what a bad one costs: nDCG@10 of our order, and of ours fused with each reranker's.

    python tests/benchmarks/reranking.py ../shared/eval [--set welfare|korquad] [--limit 500] [--home DIR]

The questions' best 30 passages come from the engine itself, then each reranker's scores are fused by the very code of
the search, question after question, so that agreement is learnt as it would be. `real` scores the best cosine of the
local encoder over a passage's sentences; `good` knows the right passage and adds noise to it; the others have
understood nothing. `bare` is the sum without regard to agreement, `alone` the reranker's order by itself.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.compose import open_engine
from indexer.evaluation.metrics import ndcg
from indexer.search.reranking import Trust, agreement, reordered
from indexer.search.settings import SearchSettings
from tests.benchmarks.question_sets import fill, korquad, welfare
from tests.helpers.profile import Profile

Row = tuple[str, list[str], list[str], list[float], set[str]]  # question, names, texts, scores, relevant
Scorer = Callable[[str, list[str], list[str], set[str]], np.ndarray]


def candidates(home: Path, questions: list[tuple[str, str, set[str]]]) -> tuple[list[Row], Scorer]:
    """The best 30 of each question, and the scorer that needs the engine's encoder."""
    engine = open_engine(home, workers=1)
    encoder = engine._p.embedder
    assert encoder is not None
    known: dict[str, np.ndarray] = {}

    def real(query: str, _names: list[str], texts: list[str], _right: set[str]) -> np.ndarray:
        asked = encoder.embed_query(query)
        for text in texts:
            if text not in known:
                pieces = [p for p in re.split(r"(?<=[.다])\s+|\n", text) if p.strip()][:40] or [" "]
                known[text] = encoder.embed_passages(pieces)
        return np.array([float((known[t] @ asked).max()) for t in texts])

    rows = []
    for _, text, right in questions:
        found = list(engine.handle(requests.Search(text, top=30), threading.Event()))[-1]
        names = [Path(h.path).stem for h in found.hits]
        rows.append((text, names, [h.text for h in found.hits], [h.score for h in found.hits], right))
    return rows, real


def measure(rows: list[Row], scorer: Scorer | None, share: Callable[[float], float]) -> float:
    total = 0.0
    for query, names, texts, local, right in rows:
        order = list(range(len(names)))
        if scorer is not None and len(names) > 1:
            theirs = np.asarray(scorer(query, names, texts, right), np.float32)
            order = reordered(local, theirs, share(agreement(local, theirs)))
        total += ndcg(list(dict.fromkeys(names[i] for i in order))[:10], right)
    return total / len(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", choices=["welfare", "korquad"], default="welfare")
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    passages, questions = (welfare if options.set == "welfare" else korquad)(options.eval)
    asked = random.Random(20260101).sample(questions, min(options.limit, len(questions)))
    os.environ["MUNSEO_PASSPHRASE"] = Profile(Path()).environment["MUNSEO_PASSPHRASE"]
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary) / "profile"
        if not home.exists():
            fill(home / "passages", passages, None, 0)
            Profile(home).json("index", str(home / "passages"))
        rows, real = candidates(home, asked)
        rng = np.random.default_rng(5)

        def good(_query: str, names: list[str], _texts: list[str], right: set[str]) -> np.ndarray:
            return np.array([3.6 * (n in right) for n in names]) + rng.normal(size=len(names))

        def half(query: str, names: list[str], texts: list[str], right: set[str]) -> np.ndarray:
            return good(query, names, texts, right) if rng.random() < 0.5 else rng.normal(size=len(names))

        scorers: dict[str, Scorer | None] = {
            "none": None,
            "good": good,
            "good, scores of 0 to 1": lambda q, n, t, right: 1 / (1 + np.exp(6 - 2.5 * good(q, n, t, right))),
            "good half the time": half,
            "random": lambda _q, names, _t, _r: rng.normal(size=len(names)),
            "one random order for all": lambda _q, names, _t, _r: np.array(
                [zlib.crc32(n.encode()) % 1000 for n in names]
            ),
            "longest first": lambda _q, _n, texts, _r: np.array([len(t) for t in texts]),
            "the worst first": lambda q, names, t, right: -good(q, names, t, right),
            "all alike": lambda _q, names, _t, _r: np.ones(len(names)),
            "real": real,
        }
        weight = SearchSettings().rerank_weight
        print(f"{options.set}, {len(rows)} questions, weight {weight}, nDCG@10")
        for name, scorer in scorers.items():
            trust = Trust()
            fused = measure(rows, scorer, lambda a, t=trust: weight * t.heard(a))  # type: ignore[misc]
            bare = measure(rows, scorer, lambda _a: weight)
            alone = measure(rows, scorer, lambda _a: 1.0)
            agreed = [
                agreement(local, np.asarray(scorer(q, n, t, r), np.float32)) for q, n, t, local, r in rows if scorer
            ]
            said = f"{np.mean(agreed):+.2f} ± {np.std(agreed):.2f}" if agreed else "-"
            print(f"{name:26} fused {fused:.4f}  bare {bare:.4f}  alone {alone:.4f}  agreement {said}", flush=True)


if __name__ == "__main__":
    main()
