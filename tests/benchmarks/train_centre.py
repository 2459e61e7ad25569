"""Make resources/centre.json: the means of the local encoder's vectors (indexer/store/centre.py).

    python -m tests.benchmarks.train_centre ../shared/eval --home DIR [--questions 600] [--write]

DIR holds a profile with the welfare and KorQuAD passages indexed, with vectors and windows. Passages: those of the two
that no scan was made of; questions: a fixed sample of theirs. Nothing of petitions, statutes or reports has a part in
it. Prints how much the means have in common and how far each of the two sets alone would have moved them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.embedding.centre import written
from indexer.settings import resources
from indexer.store.windows import unpacked
from tests.benchmarks import pool
from tests.benchmarks.question_sets import korquad, welfare
from tests.helpers.profile import Profile


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=600, help="of each set")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(options.home).environment["MUNSEO_PASSPHRASE"]
    from indexer.compose import open_engine

    sets = [read(options.eval) for read in (welfare, korquad)]
    names = {name for passages, _ in sets for name in passages if not pool.scanned(name)}
    asked = [t for _, qs in sets for _, t, _ in random.Random(3).sample(qs, min(options.questions, len(qs)))]
    engine = open_engine(options.home)
    try:
        store, embedder = engine._p.store, engine._p.embedder
        assert embedder is not None
        paths = store.db.rows("SELECT p.id, f.path FROM passage p JOIN file f ON f.document = p.document")
        ids = {int(i) for i, path in paths if Path(path).stem in names}
        space = store.db.value("SELECT id FROM space WHERE name = ?", (embedder.name,))
        rows = store.db.rows("SELECT passage, data FROM vector WHERE space = ?", (space,))
        passages = np.stack([np.frombuffer(data, "<f2").astype(np.float32) for i, data in rows if i in ids])
        rows = store.db.rows("SELECT passage, data FROM window WHERE space = ?", (space,))
        windows = np.concatenate([unpacked(data, embedder.dimensions) for i, data in rows if i in ids])
        questions = np.stack([embedder.embed_query(text) for text in asked])
        name = embedder.name
    finally:
        engine.close()
    means = {"passages": passages, "windows": windows, "questions": questions}
    for of, vectors in means.items():
        mean = vectors.mean(0)
        halves = [vectors[: len(vectors) // 2].mean(0), vectors[len(vectors) // 2 :].mean(0)]
        alike = halves[0] @ halves[1] / np.linalg.norm(halves[0]) / np.linalg.norm(halves[1])
        print(f"{of}: {len(vectors)} vectors, length of the mean {np.linalg.norm(mean):.3f}, halves {alike:.4f}")
    if options.write:
        table = {name: {of: written(vectors.mean(0)) for of, vectors in means.items()}}
        (resources() / "centre.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
