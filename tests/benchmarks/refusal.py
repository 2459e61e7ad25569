"""How often a far question is refused, and an answerable one wrongly: the refusal's regression, measured and fitted.

    python tests/benchmarks/refusal.py ../shared/eval --welfare HOME --samples HOME [--fit]

HOME: profiles that tests/benchmarks/retrieval.py and questions.py made with --home. The odd half of each set is
fitted on, the even half reported; the bundled far questions are never fitted on. Answerable: welfare questions over
their booklet, our samples' questions over our samples. Far: KorQuAD's questions over either, the welfare questions
over our samples, our samples' questions over the booklet.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.answering import refusal
from indexer.answering.words import understand
from indexer.compose import open_engine
from indexer.requests import Search
from tests.benchmarks.question_sets import korquad, welfare
from tests.helpers.profile import ROOT, Profile

WEIGHTS = {"welfare": 1.0, "samples": 6.0, "korquad>welfare": 0.5, "korquad>samples": 0.5, "welfare>samples": 1.5,
           "samples>welfare": 1.0}  # fmt: skip


def collected(home: Path, questions: Sequence[str], vectors: bool) -> NDArray[np.float64]:
    """Features of each question over the profile, shape (questions, 3)."""
    engine = open_engine(home)
    parts = engine._p
    rows = []
    for text in questions:
        mode = "hybrid" if vectors else "lexical"
        hits = parts.searcher.search(Search(text, top=12, mode=mode)).hits
        rows.append(refusal.features(understand(text, parts.analyzer.terms), hits, engine._asking._nouns).values())
    engine.close()
    return np.array(rows)


def fit(x: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted logistic regression with a light ridge, by Newton's method; intercept first."""
    x = np.c_[np.ones(len(x)), x]
    b = np.zeros(x.shape[1])
    ridge = np.diag([0.0, *[0.05] * (x.shape[1] - 1)])
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ b))
        b -= np.linalg.solve((x.T * (w * p * (1 - p))) @ x + ridge, x.T @ (w * (p - y)) + ridge @ b)
    return b


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--welfare", type=Path, required=True)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(ROOT).environment["MUNSEO_PASSPHRASE"]
    chosen = random.Random(5)
    w = [q[1] for q in chosen.sample(welfare(options.eval)[1], 300)]
    k = [q[1] for q in chosen.sample(korquad(options.eval)[1], 300)]
    lines = (ROOT / "resources/samples/questions.jsonl").read_text(encoding="utf-8").splitlines()
    ours = [json.loads(line) for line in lines]
    good = [q["text"] for q in ours if not q.get("unanswerable")]
    far = [q["text"] for q in ours if q.get("unanswerable")]
    for vectors in (True, False):
        sets = {
            "welfare": collected(options.welfare, w, vectors),
            "samples": collected(options.samples, good, vectors),
            "korquad>welfare": collected(options.welfare, k, vectors),
            "korquad>samples": collected(options.samples, k[:150], vectors),
            "welfare>samples": collected(options.samples, w[:150], vectors),
            "samples>welfare": collected(options.welfare, good, vectors),
        }
        if options.fit:
            x = np.concatenate([v[::2] for v in sets.values()])
            y = np.concatenate([np.full(len(v[::2]), float(">" not in n)) for n, v in sets.items()])
            b = fit(x, y, np.concatenate([np.full(len(v[::2]), WEIGHTS[n]) for n, v in sets.items()]))
        else:
            b = np.array(refusal._WITH_VECTORS if vectors else refusal._WORDS_ALONE)
        print("with vectors" if vectors else "words alone", tuple(b.round(2).tolist()))
        held = {**{n: v[1::2] for n, v in sets.items()}, "far": collected(options.samples, far, vectors)}
        for limit in (0.3, 0.4, 0.5, 0.6):
            refused = {
                n: (1 / (1 + np.exp(-(np.c_[np.ones(len(v)), v] @ b))) < limit).mean() for n, v in held.items()
            }
            print(f"  below {limit}: " + ", ".join(f"{n} {share:.3f}" for n, share in refused.items()))


if __name__ == "__main__":
    main()
