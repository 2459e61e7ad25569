"""Questions with known passages, as the benchmarks of retrieval take them: welfare, KorQuAD, and the pool of all kinds."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.store.passages import StoredPassage
from tests.benchmarks import pool
from tests.benchmarks.ocr_noise import noisy
from tests.benchmarks.pool import DISTRACTING
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
