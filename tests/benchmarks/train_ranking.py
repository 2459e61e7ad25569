"""Learn the weights of resources/ranking.json, and say honestly what they are worth on sets they did not see.

    python tests/benchmarks/train_ranking.py ../shared/eval --home DIR --corpus ../shared/corpus [--limit 1700]
                                             [--kept FILE] [--write] [--worst 20] [--alone]

DIR holds a profile with the pool indexed (tests/benchmarks/retrieval.py --set pool --home DIR --distractors
../shared/corpus makes it). The sets: welfare and KorQuAD, those of their passages that were scanned apart from the
others, and questions drafted from the distracting documents themselves. Never learnt from: what stands in for kinds
that nobody has seen (pool.py): petitions, statutes, scanned reports. `--kept` remembers the candidates with their
features; --worst prints the questions ranked worst.

The model is a sum of features with weights that are never negative, beside the fused score. Loss: the negative
logarithm of the relevant candidates' share in a softmax over a question's candidates (ListNet's top-one probability,
Cao et al. 2007), with a penalty on the distance from plain fusion. Split by topic: half of the schemes and articles
are never trained on. Every set is also scored by weights that never saw a question of it. --alone: the weights of a search
by words alone (`words_alone`), on the candidates that words find; the penalty is greater, and the order of words is
left out, which took back on scanned reports what the others won.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.embedding.centre import centre_of
from indexer.evaluation.drafting import draft
from indexer.evaluation.metrics import ndcg
from indexer.language.analyzer import Analyzer
from indexer.search.features import read
from indexer.search.fuse import fuse, placed
from indexer.search.rank import Ranker
from indexer.settings import resources
from indexer.store.database import Store
from tests.benchmarks import pool
from tests.benchmarks.pool import DISTRACTING, hit_name
from tests.benchmarks.question_sets import in_one_pool
from tests.helpers.profile import Profile

NAMES = ("window", "morphemes", "bigrams", "sentence", "order", "run", "triples")
WIDE = 120  # candidates of a question, by words and vectors
POOL = 60  # those of them that have the best windows too
TEMPERATURE = 12.0  # of the softmax, for scores of 0 to 1
PENALTY = 0.1
ALONE = ("morphemes", "bigrams", "sentence", "run", "triples")  # figures of a search by words alone
PENALTY_ALONE = 0.2
ALONE_POOL = 50  # candidates that it looks at
# What a question of each set counts. Welfare's are asked in the asker's own words, as citizens ask; KorQuAD's and the
# drafted ones repeat the document's, and alone they teach too much trust in words.
COUNT = {"welfare": 3.0, "korquad": 1.0, "drafted": 0.25, "scanned": 2.0}
SETS = ("welfare", "korquad", "drafted", "scanned")
UNSEEN = ("petitions", "formal", "plain", "reports")
SHOWN = (*SETS, *UNSEEN)
Embed = Callable[[str], NDArray[np.float32]]


@dataclass
class Question:
    """Candidates of one question. x: (candidates, 2 + features), stretched BM25 and cosine first."""

    id: str
    text: str
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
    centre = centre_of(space)
    near = store.vectors.search(space, vector, 200, None, centre)
    share, other = fuse(words, near, 1.0), fuse(words, near, 0.0)
    mixed = fuse(words, near, 0.5)
    wide = sorted(mixed, key=lambda i: (-mixed[i].fused, i))[:WIDE]
    windows = placed(store.vectors.nearest_windows(space, vector, wide, centre), near, wide)
    ids = sorted(wide, key=lambda i: (-mixed[i].fused - windows[i] / 2, i))[:POOL]
    ranker = Ranker(store.lexical, terms, text, weights, ids, windows)
    found = store.passages.get(ids)
    rows = []
    for i in ids:
        features = ranker.features(i, read(found[i].passage, found[i].title))
        rows.append([share[i].fused, other[i].fused, *(features[n] for n in NAMES)])
    return ids, rows


def observed_alone(store: Store, analyzer: Analyzer, text: str) -> tuple[list[int], list[list[float]]]:
    """The same of a search by words alone; the cosine's column is 0."""
    terms = analyzer.analyze(text)
    weights = analyzer.weigh(terms)
    nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
    share = fuse(store.lexical.search(weights, 200), nothing, 1.0)
    ids = sorted(share, key=lambda i: (-share[i].fused, i))[:ALONE_POOL]
    ranker = Ranker(store.lexical, terms, text, weights, ids, alone=True)
    found = store.passages.get(ids)
    rows = []
    for i in ids:
        features = ranker.features(i, read(found[i].passage, found[i].title))
        rows.append([share[i].fused, 0.0, *(features[n] for n in NAMES)])
    return ids, rows


def collect(
    folder: Path, corpus: Path, store: Store, analyzer: Analyzer, embed: Embed | None, space: str, limit: int
) -> dict[str, list[Question]]:
    """Every set's questions with their candidates, a random sample, the same in every run; without `embed` by words."""
    held = store.passages.get([row[0] for row in store.db.rows("SELECT id FROM passage")])
    rng = random.Random(7)
    asked: dict[str, list[tuple[str, str, set[str], str]]] = {name: [] for name in SHOWN}
    for kind, (_, questions) in in_one_pool(folder, corpus).items():
        most = limit // 4 if "scanned" in kind else limit
        for i, text, good in rng.sample(questions, min(most, len(questions))):
            topic = min(good).rpartition("-")[0] if kind.startswith("korquad") else min(good)
            name = "scanned" if "scanned" in kind else i.rpartition("-")[2] if kind == "statutes" else kind
            asked[name].append((i, text, good, topic))
    clean = pool.report_texts(corpus)
    same = pool.twins(held.values(), clean)
    asked["petitions"] = [(i, t, good, i) for i, t, good in pool.petitions(held.values(), clean)]
    far = [p for p in held.values() if DISTRACTING in p.path]
    rng.shuffle(far)
    texts: dict[str, set[str]] = {}
    for p in far:
        texts.setdefault(p.passage.text, set()).add(f"#{p.id}")
    asked["drafted"] = [
        (f"d{d.passage.id}", d.text, texts[d.passage.passage.text], str(d.passage.document_id))
        for d in draft(far, kept=0.45)
    ][: limit // 2]
    out: dict[str, list[Question]] = {}
    for name, questions in asked.items():
        out[name] = []
        for number, text, relevant, topic in questions:
            ids, rows = (
                observed(store, analyzer, embed, space, text) if embed else observed_alone(store, analyzer, text)
            )
            if not ids:
                continue
            stems = [hit_name(held[i].path, i) for i in ids]
            stems = [same.get(stem, stem) for stem in stems] if name == "reports" else stems
            good = np.array([s in relevant for s in stems])
            out[name].append(Question(number, text, topic, relevant, stems, np.array(rows), good))
        print(f"{name}: {len(out[name])} questions", flush=True)
    return out


def fit(
    questions: list[tuple[Question, float]],
    columns: list[int],
    start: NDArray[np.float64],
    penalty: float = PENALTY,
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
        gradient = -TEMPERATURE * (x.T @ pull) + 2 * penalty * (weights - start)
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
    """Print the tables; returns the weights learnt on one half of every set of SETS."""
    every = list(range(2 + len(NAMES)))
    unseen = {n: [q for q in qs if half(q.topic) == 1] for n, qs in data.items()}

    def learn(sets: Sequence[str], columns: list[int]) -> NDArray[np.float64]:
        start = np.array([0.6 if c == 0 else 0.4 if c == 1 else 0.0 for c in columns])
        return fit([(q, COUNT[n]) for n in sets for q in data[n] if half(q.topic) == 0], columns, start)

    def line(name: str, columns: list[int], weights: NDArray[np.float64], seen: Sequence[str]) -> None:
        cells = []
        for n in SHOWN:
            value = score(unseen[n] if n in seen else data[n], columns, weights)
            cells.append(f"{value:.4f}{' ' if n in seen else '*'}")
        print(f"{name:34}" + "".join(f"{c:>11}" for c in cells), flush=True)

    print(f"\n{'':34}" + "".join(f"{n:>11}" for n in SHOWN))
    print(f"{'questions':34}" + "".join(f"{len(data[n]):>11}" for n in SHOWN))
    reached = [np.mean([q.good.any() for q in data[n]]) for n in SHOWN]
    print(f"{'right one among the candidates':34}" + "".join(f"{r:>11.3f}" for r in reached))
    print("\n* no question of this set was learnt from; else its unseen half. What each step adds:")
    line("words alone", [0], np.array([1.0]), SETS)
    line("vectors alone", [1], np.array([1.0]), SETS)
    line("fusion .6/.4", [0, 1], np.array([0.6, 0.4]), SETS)
    line("fusion, learnt share", [0, 1], learn(SETS, [0, 1]), SETS)
    for number in range(len(NAMES)):
        columns = every[: 3 + number]
        line(f"and {NAMES[number]}", columns, learn(SETS, columns), SETS)
    chosen = learn(SETS, every)
    alone = chosen.copy()
    alone[0], alone[1], alone[2] = chosen[0] + chosen[1], 0.0, 0.0
    line("the same, without vectors", every, alone, SETS)
    line("resources/ranking.json", every, held_weights(), SETS)
    print("\nlearnt on one set alone, on all but one")
    for name in SETS:
        line(name, every, learn((name,), every), (name,))
    for name in SETS:
        others = [n for n in SETS if n != name]
        line(f"all but {name}", every, learn(others, every), others)
    print("\nwithout one figure (difference in points)")
    base = [score(unseen[n] if n in SETS else data[n], every, chosen) for n in SHOWN]
    for column, name in enumerate(NAMES, 2):
        less = [c for c in every if c != column]
        weights = learn(SETS, less)
        now = [score(unseen[n] if n in SETS else data[n], less, weights) for n in SHOWN]
        print(f"{name:34}" + "".join(f"{100 * (v - b):>+11.2f}" for v, b in zip(now, base, strict=True)))
    return chosen


def report_alone(data: dict[str, list[Question]]) -> NDArray[np.float64]:
    """Print what words alone, the weights that are kept, and those learnt here are worth; returns the last."""
    columns = [0, *(2 + NAMES.index(name) for name in ALONE)]
    start = np.array([1.0] + [0.0] * len(ALONE))
    some = [(q, COUNT[n]) for n in SETS for q in data[n] if half(q.topic) == 0]
    weights = fit(some, columns, start, PENALTY_ALONE)
    table = json.loads((resources() / "ranking.json").read_text(encoding="utf-8")).get("words_alone", {})
    kept = np.array([1.0, *(table.get(name, 0.0) for name in ALONE)])
    print(f"{'':12}" + "".join(f"{n:>11}" for n in SHOWN))
    for label, these in (("words", start), ("kept", kept), ("learnt", weights)):
        held = [[q for q in data[n] if n not in SETS or half(q.topic) == 1] for n in SHOWN]
        print(f"{label:12}" + "".join(f"{score(qs, columns, these):>11.4f}" for qs in held))
    return weights


def held_weights() -> NDArray[np.float64]:
    """Those of resources/ranking.json, in the order of the columns."""
    table = json.loads((resources() / "ranking.json").read_text(encoding="utf-8"))
    share = table["share_of_words"]
    return np.array([share, 1 - share, *(table["weights"].get(name, 0.0) for name in NAMES)])


def worst(data: dict[str, list[Question]], weights: NDArray[np.float64], count: int) -> None:
    """Print the questions of each unseen kind that the weights rank worst, as many of each, with what would mend them.

    Only by what was measured: the right passage was no candidate; or the figures in which those before it are better.
    """
    names = ("words", "vector", *NAMES)
    for kind in UNSEEN:
        found = []
        for q in data[kind]:
            scores = q.x @ weights
            order = np.argsort(-scores, kind="stable")
            ranked = list(dict.fromkeys(q.names[i] for i in order))
            place = next((n for n, name in enumerate(ranked, 1) if name in q.relevant), 999)
            if place == 999:
                why = "no candidate: neither its words nor its vector are near: an encoder of more meaning, or other words for it"
            else:
                best, right = q.x[order[0]], q.x[next(i for i in order if q.names[i] in q.relevant)]
                lost = (best - right) * weights
                most = [f"{names[c]} -{lost[c]:.2f}" for c in np.argsort(-lost)[:3] if lost[c] > 0]
                why = "behind the first by " + ", ".join(most)
            found.append((place, kind, q.id, q.text, why))
        for place, _, number, text, why in sorted(found, reverse=True)[: count // len(UNSEEN)]:
            print(f"{'-' if place == 999 else place}\t{kind}\t{number}\t{text[:60]}\t{why}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=1700)
    parser.add_argument("--kept", type=Path, help="a file for the candidates, read where it is there")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--alone", action="store_true", help="the weights of a search by words alone")
    options = parser.parse_args()
    if options.kept and options.kept.exists():
        data: dict[str, list[Question]] = pickle.loads(options.kept.read_bytes())
    else:
        data = observe_all(options.eval, options.corpus, options.home, options.limit, options.alone)
        if options.kept:
            options.kept.write_bytes(pickle.dumps(data))
    if options.alone:
        keep_alone(report_alone(data), options.write)
        return
    weights = report(data)
    keep(weights, options.write)
    if options.worst:
        worst(data, held_weights(), options.worst)


def observe_all(folder: Path, corpus: Path, home: Path, limit: int, alone: bool) -> dict[str, list[Question]]:
    """`collect` on the profile."""
    os.environ |= {k: v for k, v in Profile(home).environment.items() if k == "MUNSEO_PASSPHRASE"}
    from indexer.compose import open_engine

    engine = open_engine(home)
    parts = engine._p
    embedder = parts.embedder
    try:
        if alone:
            return collect(folder, corpus, parts.store, parts.analyzer, None, "", limit)
        assert embedder is not None
        return collect(folder, corpus, parts.store, parts.analyzer, embedder.embed_query, embedder.name, limit)
    finally:
        engine.close()


def keep(weights: NDArray[np.float64], write: bool) -> None:
    """Print the weights, relative to a fused score of 0 to 1; with `write`, put them into resources/ranking.json."""
    whole = weights[0] + weights[1]
    rounded = {name: round(float(w / whole), 3) for name, w in zip(NAMES, weights[2:], strict=True)}
    kept(
        {"share_of_words": round(float(weights[0] / whole), 3), "weights": {n: w for n, w in rounded.items() if w}},
        write,
    )


def keep_alone(weights: NDArray[np.float64], write: bool) -> None:
    """The same of a search by words alone."""
    rounded = {name: round(float(w / weights[0]), 3) for name, w in zip(ALONE, weights[1:], strict=True)}
    kept({"words_alone": {n: w for n, w in rounded.items() if w}}, write)


def kept(part: dict[str, object], write: bool) -> None:
    print(json.dumps(part, indent=1))
    if write:
        file = resources() / "ranking.json"
        table = json.loads(file.read_text(encoding="utf-8")) | part
        file.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
