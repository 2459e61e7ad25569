"""Weights of a sentence's signs (sentence_signs._WEIGHTS): learnt from questions whose answering sentences are known.

    python tests/benchmarks/train_quoting.py ../shared/eval --samples HOME --more HOME --real HOME --welfare HOME
        --korquad HOME [--questions 120] [--cache DIR]

HOME: profiles as for answers.py; --more: the samples' again, for more_questions.jsonl; --real: one of the corpus of
tests/real_questions. A sentence answers where it stands in a right file and holds the answer's words; of welfare questions, whose answers are not marked, all of a right file
do. The loss is listwise (ListNet's top-one softmax, Cao et al. 2007) with a ridge towards weights chosen by hand. Topics
(files, articles, passages) are in one of two halves: each half is measured with weights learnt on the other, then the
weights learnt on both are printed. Data card: docs/developer-guide.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.answering import quoting, sentence_signs
from indexer.answering.words import Question, understand
from indexer.model import Hit
from indexer.requests import Search
from indexer.search.query import bare
from tests.benchmarks.answers import Asked, Bench, korquad, more_samples, samples, welfare
from tests.helpers.profile import ROOT, Profile

# KorQuAD asks in its passages' own words: few of it, or paraphrases are forgotten.
SHARE = {"samples": 2.0, "more": 1.0, "real": 2.0, "welfare": 0.5, "korquad": 0.1}
SHARPNESS = 2.0  # of the softmax over scores
RIDGE = 0.02
# Chosen by hand on samples, real and welfare questions before there was learning: what the ridge holds on to.
START = sentence_signs.Signs(1.0, 0.6, 1.2, 0.25, 0.8, 0.15, 2.0, 0.3, 0.15, 0.3, 0.5, -0.6, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Row:
    """A question of set `name`; `signs`: (sentences, signs); `right`: (sentences,)."""

    name: str
    asked: Asked
    question: Question
    hits: list[Hit]
    sentences: list[sentence_signs.Described]
    signs: NDArray[np.float64]
    right: NDArray[np.bool_]


def real() -> list[Asked]:
    lines = (ROOT / "tests/real_questions/questions.jsonl").read_text("utf-8").splitlines()
    return [
        Asked(r["text"], frozenset(Path(x).name for x in r["relevant"]), (r["answer"],), r["relevant"][0])
        for r in map(json.loads, lines)
    ]


def rows(name: str, bench: Bench, asked: list[Asked]) -> list[Row]:
    out = []
    terms = bench.parts.analyzer.terms
    for a in asked:
        question = understand(a.text, terms)
        hits = list(bench.search(frozenset())(Search(a.text, 30)).hits)[:12]
        found = sentence_signs.described(question, hits, terms, 300, bench.similar)
        right = [Path(d.hit.path).name in a.right and _answers(a, d) for d in found]
        if found:
            out.append(
                Row(name, a, question, hits, found, np.array([d.signs for d in found]), np.array(right, dtype=bool))
            )
    return out


def _answers(asked: Asked, found: sentence_signs.Described) -> bool:
    said = bare(found.hit.text[found.start : found.end])
    return not asked.answers or any(bare(t) in said for t in asked.answers)


def learnt(data: list[Row], steps: int = 1500) -> NDArray[np.float64]:
    """Weights that give the answering sentences the most of the softmax; Adam, from START."""
    start = np.array(START) * SHARPNESS
    w, m, v = start.copy(), np.zeros_like(start), np.zeros_like(start)
    used = [(SHARE[r.name], r.signs, r.right) for r in data if r.right.any() and not r.right.all()]
    for step in range(1, steps):
        g = RIDGE * (w - start)
        for share, x, y in used:
            e = np.exp(x @ w - (x @ w).max())
            p = e / e.sum()
            q = p * y
            g = g + share * x.T @ (p - q / max(q.sum(), 1e-300)) / len(used)
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g
        w = w - 0.02 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    return w / SHARPNESS


def measured(data: list[Row], w: NDArray[np.float64]) -> dict[str, float]:
    """Shares of questions: the first sentence answers, the quotes hold the answer, a right file among three quotes."""
    first, inside, file, length = 0.0, 0.0, 0.0, 0.0
    for r in data:
        scores = r.signs @ w
        first += bool(r.right[int(scores.argmax())])
        scored = [
            quoting.Quote(d.hit, d.rank, d.start, d.end, d.hit.location, float(s))
            for d, s in zip(r.sentences, scores, strict=True)
        ]
        scored.sort(key=lambda q: (-q.score, q.rank, q.start))
        chosen = quoting.select(r.question, r.hits, scored, 300, 4)
        told = bare(" ".join(q.text for q in chosen))
        inside += any(bare(t) in told for t in r.asked.answers)
        file += any(Path(q.hit.path).name in r.asked.right for q in chosen[:3])
        length += len(told)
    n = max(1, len(data))
    return {"first": first / n, "inside": inside / n, "file": file / n, "characters": length / n}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    for name in SHARE:
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(ROOT).environment["MUNSEO_PASSPHRASE"]
    asked: dict[str, Any] = {
        "samples": lambda: samples()[0],
        "more": more_samples,
        "real": real,
        "welfare": lambda: random.Random(17).sample(welfare(options.eval), options.questions),
        "korquad": lambda: random.Random(17).sample(korquad(options.eval), options.questions),
    }
    data: list[Row] = []
    for name in SHARE:
        if home := getattr(options, name):
            bench = Bench(home, options.cache)
            data += rows(name, bench, asked[name]())
            bench.save()
            bench.engine.close()
    for half in (0, 1):
        other = [r for r in data if r.asked.half != half]
        w = learnt(other)
        for name in SHARE:
            mine = [r for r in data if r.name == name and r.asked.half == half]
            if mine:
                for label, weights in (("by hand", np.array(START)), ("learnt on the other half", w)):
                    figures = "  ".join(f"{k} {v:.3f}" for k, v in measured(mine, weights).items())
                    print(f"half {half} {name:8} {len(mine):4} {label:25} {figures}", flush=True)
    print("sentence_signs._WEIGHTS = Signs", tuple(learnt(data).round(2).tolist()))


if __name__ == "__main__":
    main()
