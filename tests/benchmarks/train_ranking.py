"""Learn the weights of resources/ranking.json, and say honestly what they are worth on sets they did not see.

    python tests/benchmarks/train_ranking.py ../shared/eval --home DIR [--limit 1700] [--write]

DIR holds a profile with the pool indexed (tests/benchmarks/retrieval.py --home DIR --distractors ../shared/corpus
makes it). The sets: welfare, KorQuAD, and questions drafted from the distracting documents themselves. Never learnt
from: petitions.jsonl, 50 letters of citizens that we wrote, each about one welfare scheme or one distracting passage,
in words of their own.

The model is a sum of features with weights that are never negative, beside the fused score. Loss: the negative
logarithm of the relevant candidates' share in a softmax over a question's candidates (ListNet's top-one probability,
Cao et al. 2007), with a penalty on the distance from plain fusion. Split by topic: half of the schemes and articles
are never trained on. Every set is also scored by weights that never saw a question of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.evaluation.drafting import draft
from indexer.evaluation.metrics import ndcg
from indexer.language.analyzer import Analyzer
from indexer.search.features import read
from indexer.search.fuse import fuse, placed
from indexer.search.rank import Ranker
from indexer.settings import resources
from indexer.store.database import Store
from indexer.store.passages import StoredPassage
from tests.benchmarks.retrieval import DISTRACTING, korquad, welfare
from tests.helpers.profile import Profile

NAMES = ("window", "morphemes", "bigrams", "sentence", "order", "run", "triples")
WIDE = 120  # candidates of a question, by words and vectors
POOL = 60  # those of them that have the best windows too
TEMPERATURE = 12.0  # of the softmax, for scores of 0 to 1
PENALTY = 0.1
# What a question of each set counts. Welfare's are asked in the asker's own words, as citizens ask; KorQuAD's and the
# drafted ones repeat the document's, and alone they teach too much trust in words.
COUNT = {"welfare": 3.0, "korquad": 1.0, "drafted": 0.25}
SETS = ("welfare", "korquad", "drafted")
SHOWN = (*SETS, "petitions")
Embed = Callable[[str], NDArray[np.float32]]


@dataclass
class Question:
    """Candidates of one question. x: (candidates, 2 + features), stretched BM25 and cosine first."""

    id: str
    topic: str
    relevant: set[str]
    names: list[str]
    x: NDArray[np.float64]
    good: NDArray[np.bool_]


def half(topic: str) -> int:
    return hashlib.md5(topic.encode(), usedforsecurity=False).digest()[0] % 2


def observed(
    store: Store, analyzer: Analyzer, embed: Embed, space: str, text: str
) -> tuple[list[int], list[list[float]]]:
    """The candidates of a question as the searcher finds them, with their features."""
    terms = analyzer.analyze(text)
    weights = analyzer.weigh(terms)
    words = store.lexical.search(weights, 200)
    vector = embed(text)
    near = store.vectors.search(space, vector, 200)
    share, other = fuse(words, near, 1.0), fuse(words, near, 0.0)
    mixed = fuse(words, near, 0.5)
    wide = sorted(mixed, key=lambda i: (-mixed[i].fused, i))[:WIDE]
    windows = placed(store.vectors.nearest_windows(space, vector, wide), near, wide)
    ids = sorted(wide, key=lambda i: (-mixed[i].fused - windows[i] / 2, i))[:POOL]
    ranker = Ranker(store.lexical, terms, text, weights, ids, windows)
    found = store.passages.get(ids)
    rows = []
    for i in ids:
        features = ranker.features(i, read(found[i].passage, found[i].title))
        rows.append([share[i].fused, other[i].fused, *(features[n] for n in NAMES)])
    return ids, rows


def collect(
    folder: Path, store: Store, analyzer: Analyzer, embed: Embed, space: str, limit: int
) -> dict[str, list[Question]]:
    """Every set's questions with their candidates, a random sample, the same in every run."""
    asked: dict[str, list[tuple[str, str, set[str], str]]] = {}
    rng = random.Random(7)
    for name, questions_of in (("welfare", welfare), ("korquad", korquad)):
        questions = questions_of(folder)[1]
        questions = rng.sample(questions, min(limit, len(questions)))
        asked[name] = [(i, t, r, min(r) if name == "welfare" else min(r).rpartition("-")[0]) for i, t, r in questions]
    far = [p for p in store.passages.get(_all_ids(store)).values() if DISTRACTING in p.path]
    rng.shuffle(far)
    texts: dict[str, set[str]] = {}
    for p in far:
        texts.setdefault(p.passage.text, set()).add(f"#{p.id}")
    asked["drafted"] = [
        (f"d{d.passage.id}", d.text, texts[d.passage.passage.text], str(d.passage.document_id))
        for d in draft(far, kept=0.45)
    ][: limit // 2]
    asked["petitions"] = petitions(list(store.passages.get(_all_ids(store)).values()))
    out: dict[str, list[Question]] = {}
    for name, questions in asked.items():
        out[name] = []
        for number, text, relevant, topic in questions:
            ids, rows = observed(store, analyzer, embed, space, text)
            found = store.passages.get(ids)
            by_passage = min(relevant).startswith("#")
            stems = [f"#{i}" if by_passage else Path(found[i].path).stem for i in ids]
            good = np.array([s in relevant for s in stems])
            out[name].append(Question(number, topic, relevant, stems, np.array(rows), good))
        print(f"{name}: {len(out[name])} questions", flush=True)
    return out


def petitions(passages: list[StoredPassage]) -> list[tuple[str, str, set[str], str]]:
    """Our letters with what answers them; those whose distracting document is not in the pool are left out."""
    out = []
    rows = (Path(__file__).parent / "petitions.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, rows):
        words = row.get("passage")
        good = {f"#{p.id}" for p in passages if words in p.passage.text} if words else {row["welfare"]}
        if good:
            out.append((row["id"], row["text"], good, row["id"]))
    return out


def _all_ids(store: Store) -> list[int]:
    return [row[0] for row in store.db.rows("SELECT id FROM passage")]


def fit(
    questions: list[tuple[Question, float]], columns: list[int], start: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights of the columns, none below zero, by projected gradient descent (Adam's steps)."""
    used = [(q, w) for q, w in questions if q.good.any()]
    x = np.concatenate([q.x[:, columns] for q, _ in used])
    good = np.concatenate([q.good for q, _ in used])
    sizes = np.array([len(q.good) for q, _ in used])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    of = np.repeat(np.arange(len(used)), sizes)
    counts = np.array([w for _, w in used], np.float64)
    counts /= counts.sum()
    weights, first, second = start.copy(), np.zeros(len(start)), np.zeros(len(start))
    for step in range(1, 401):
        scores = TEMPERATURE * (x @ weights)
        e = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        p = e / np.add.reduceat(e, starts)[of]
        share = np.add.reduceat(np.where(good, p, 0), starts)[of]
        pull = (np.where(good, p / np.maximum(share, 1e-12), 0) - p) * counts[of]
        gradient = -TEMPERATURE * (x.T @ pull) + 2 * PENALTY * (weights - start)
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        rate = 0.02 * (1 - step / 401)
        weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
        weights = np.maximum(weights, 0)
    return weights


def score(questions: list[Question], columns: list[int], weights: NDArray[np.float64]) -> float:
    """Mean nDCG@10, a document counting once."""
    total = 0.0
    for q in questions:
        order = np.argsort(-(q.x[:, columns] @ weights), kind="stable")
        total += ndcg(list(dict.fromkeys(q.names[i] for i in order)), q.relevant)
    return total / len(questions)


def report(data: dict[str, list[Question]]) -> NDArray[np.float64]:
    """Print the tables; returns the weights learnt on one half of every set."""
    every = list(range(2 + len(NAMES)))
    plain, words = np.array([0.6, 0.4]), np.array([1.0])
    unseen = {n: [q for q in qs if half(q.topic) == 1] for n, qs in data.items()}

    def start(columns: list[int]) -> NDArray[np.float64]:
        return np.array([0.6 if c == 0 else 0.4 if c == 1 else 0.0 for c in columns])

    def learn(sets: tuple[str, ...], columns: list[int]) -> NDArray[np.float64]:
        return fit([(q, COUNT[n]) for n in sets for q in data[n] if half(q.topic) == 0], columns, start(columns))

    print(f"\n{'':34}" + "".join(f"{n:>12}" for n in SHOWN))

    def line(name: str, columns: list[int], weights: NDArray[np.float64], seen: tuple[str, ...]) -> None:
        cells = []
        for n in SHOWN:
            value = score(unseen[n] if n in seen else data[n], columns, weights)
            cells.append(f"{value:.4f}{' ' if n in seen else '*'}")
        print(f"{name:34}" + "".join(f"{c:>12}" for c in cells), flush=True)

    line("words alone, unseen halves", [0], words, SETS)
    line("fusion .6/.4, unseen halves", [0, 1], plain, SETS)
    line("fusion .6/.4, all", [0, 1], plain, ())
    print("* no question of this set was learnt from; else its unseen half")
    for sets in (("welfare",), ("korquad",), ("drafted",), ("welfare", "korquad"), SETS):
        line("learnt on " + "+".join(sets), every, learn(sets, every), sets)
    chosen = learn(SETS, every)
    alone = chosen.copy()
    alone[0], alone[1], alone[2] = chosen[0] + chosen[1], 0.0, 0.0
    line("the same, without vectors", every, alone, SETS)
    base = [score(unseen[n], every, chosen) for n in SETS]
    print("\nwithout (unseen halves, difference in points)")
    for column, name in enumerate(NAMES, 2):
        less = [c for c in every if c != column]
        weights = learn(SETS, less)
        print(
            f"{name:34}"
            + "".join(
                f"{100 * (score(unseen[n], less, weights) - b):>+12.2f}" for n, b in zip(SETS, base, strict=True)
            )
        )
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=1700)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    os.environ |= {k: v for k, v in Profile(options.home).environment.items() if k == "MUNSEO_PASSPHRASE"}
    from indexer.compose import open_engine

    engine = open_engine(options.home)
    parts = engine._p
    assert parts.embedder is not None
    data = collect(
        options.eval, parts.store, parts.analyzer, parts.embedder.embed_query, parts.embedder.name, options.limit
    )
    engine.close()
    keep(report(data), options.write)


def keep(weights: NDArray[np.float64], write: bool) -> None:
    """Print the weights, relative to a fused score of 0 to 1; with `write`, put them into resources/ranking.json."""
    whole = weights[0] + weights[1]
    rounded = {name: round(float(w / whole), 3) for name, w in zip(NAMES, weights[2:], strict=True)}
    table = {
        "share_of_words": round(float(weights[0] / whole), 3),
        "weights": {n: w for n, w in rounded.items() if w},
    }
    print(json.dumps(table, indent=1))
    if write:
        (resources() / "ranking.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
