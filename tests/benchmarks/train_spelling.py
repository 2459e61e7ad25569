"""Learn what speaks for a mistyped word's correction (resources/spelling.json) from errors made by rule.

    python tests/benchmarks/train_spelling.py HOME[:questions.jsonl] … [--count 500] [--sound 20] [--write]

Each HOME is an indexed profile; its questions are those of the file, or runs of words out of its passages, as in
tests/benchmarks/typos.py. Every kind of error is made once in every question and in every word of two syllables; words
without an error are learnt beside them with the weight --sound, for to leave sound words alone matters most. A
conditional logit over the candidates of each word, by Newton's method, on the questions of half 0; printed is the share
of words made right on half 1. numpy alone; the same in every run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.search.correcting import Suspect, suspects
from indexer.search.likely_words import Candidate, candidates, in_company
from indexer.settings import resources
from indexer.store.database import Store
from tests.benchmarks.typos import KINDS, drawn, half_of, in_question
from tests.helpers.profile import Profile

# Kind of error or "sound", half, what was meant, candidates, whether it was the only word.
Row = tuple[str, int, str, list[Candidate], bool]
_ALL = 99  # syllables that no word has
_MARGIN = 0.7  # more for what was typed than the fit says: most questions hold no error at all
_SOUND = 2.0  # more still for words that the dictionary knows whole: a correction of one is the worst


def rows_of(questions: list[str], analyzer: Analyzer, store: Store) -> Iterator[Row]:
    """Every sound word that is looked into, and every error."""

    def candidates_of(suspect: Suspect, plain: str) -> list[Candidate]:
        match, lexical = suspect.match, store.lexical
        some = candidates(plain, match, analyzer, lexical, suspect.places, suspect.alone)
        return in_company(some, match, terms, lexical) if some else []

    for question in questions:
        plain, half = normalized(question), half_of(question)
        terms = analyzer.analyze(plain)
        # More of the sound words than are looked into, or there would be too few to learn from.
        for suspect in suspects(plain, terms, store.lexical, firm_from=_ALL):
            some = candidates_of(suspect, plain)
            yield "sound", half, suspect.match.group(), some, suspect.alone
        for kind in KINDS:
            wrong = in_question(analyzer, question, kind)
            if wrong is None:
                continue
            wrong = normalized(wrong)
            terms = analyzer.analyze(wrong)
            for suspect in suspects(wrong, terms, store.lexical):
                match = suspect.match
                before, after = wrong[: match.start()], wrong[match.end() :]
                if plain.startswith(before) and plain.endswith(after):
                    meant = plain[len(before) : len(plain) - len(after)]
                    if meant and meant != match.group():
                        some = candidates_of(suspect, wrong)
                        yield kind, half, meant, some, suspect.alone


def fit(rows: list[Row], names: list[str], sound: float) -> NDArray[np.float64]:
    """One weight a name."""
    tables = [np.array([[c.features.get(n, 0.0) for n in names] for c in some]) for _, _, _, some, _ in rows]
    scale = np.concatenate(tables).std(0) + 1e-9
    most = max(map(len, tables))
    x = np.zeros((len(rows), most, len(names)))
    mask = np.full((len(rows), most), -1e9)
    for i, table in enumerate(tables):
        x[i, : len(table)], mask[i, : len(table)] = table / scale, 0.0
    goal = np.array([[c.word for c in some].index(meant) for _, _, meant, some, _ in rows])
    worth = np.array([sound if kind == "sound" else 1.0 for kind, *_ in rows])
    w = np.zeros(len(names))
    for _ in range(25):
        s = x @ w + mask
        p = np.exp(s - s.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        miss = -p
        miss[np.arange(len(goal)), goal] += 1
        mean = np.einsum("ik,ikf->if", p, x)
        gradient = np.einsum("ik,ikf->f", miss * worth[:, None], x) - 2 * w
        spread = np.einsum("ik,ikf,ikg->fg", p * worth[:, None], x, x, optimize=True)
        spread -= np.einsum("if,ig->fg", mean * worth[:, None], mean)
        step = np.linalg.solve(spread + 2 * np.eye(len(w)), gradient)
        w += step * min(1.0, 3 / max(float(np.abs(step).max()), 1e-9))
        if np.abs(step).max() < 1e-6:
            break
    out: NDArray[np.float64] = w / scale
    return out


def learnt_of(rows: list[Row], sound: float, name: str) -> dict[str, float]:
    """The weights by half 0, with what they make right of half 1 printed."""
    names = sorted({n for row in rows for c in row[3] for n in c.features} - {"way_other"})
    learn = [r for r in rows if r[1] == 0 and any(c.word == r[2] for c in r[3])]
    weights: dict[str, float] = dict(zip(names, fit(learn, names, sound).round(3).tolist(), strict=True))
    if name == "weights":
        weights["typed"] = round(weights["typed"] + _MARGIN, 3)
        weights["sound"] = round(weights["sound"] + _SOUND, 3)
    right: dict[str, list[bool]] = defaultdict(list)
    found: dict[str, int] = defaultdict(int)
    for kind, half, meant, some, _ in rows:
        if half:
            best = max(some, key=lambda c: sum(weights.get(n, 0.0) * v for n, v in c.features.items()))
            right[kind].append(best.word == meant)
            found[kind] += any(c.word == meant for c in some)
    for kind, hits in right.items():
        n = len(hits)
        print(f"{name:8} {kind:14} n={n:5} right {sum(hits) / n:.4f}, among the candidates {found[kind] / n:.4f}")
    print(weights)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("homes", nargs="+")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--sound", type=float, default=20.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    from indexer.compose import open_engine

    rows: list[Row] = []
    for given in options.homes:
        home, _, file = given.partition(":")
        os.environ["MUNSEO_PASSPHRASE"] = Profile(Path(home)).environment["MUNSEO_PASSPHRASE"]
        engine = open_engine(Path(home))
        analyzer, store = engine._p.analyzer, engine._p.store
        if file:
            texts = [json.loads(line)["text"] for line in Path(file).read_text(encoding="utf-8").splitlines()]
            questions = random.Random(20261124).sample(texts, min(options.count, len(texts)))
        else:
            questions = list(islice(drawn(store, analyzer, options.count), options.count))
        two = dict.fromkeys(
            t.text for q in questions for t in analyzer.nouns(q) if re.fullmatch("[가-힣]{2}", t.text)
        )
        words = [w for w in two if store.lexical.document_frequency(f"m:{w}")][: options.count]
        rows += [r for r in rows_of([*questions, *words], analyzer, store) if r[3]]
        engine.close()
    table: dict[str, object] = {"trained": "tests/benchmarks/train_spelling.py"}
    for name, alone in (("weights", False), ("alone", True)):
        table[name] = learnt_of([r for r in rows if r[4] == alone], 1.0 if alone else options.sound, name)
    if options.write:
        (resources() / "spelling.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
