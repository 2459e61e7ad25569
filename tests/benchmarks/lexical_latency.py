"""How fast a search answers over N passages, embedding of the question included, each in a thread of its own.

    python tests/benchmarks/lexical_latency.py --passages 100000             documents committed one by one
    python tests/benchmarks/lexical_latency.py --passages 1000000 --bulk     whole segments at once
    ... --hybrid [--home DIR]                                                with a vector a passage

Passages are halves of two paragraphs of KorQuAD, through the real analyzer, where the evaluation data lie beside the
repository, else of the sample documents; vectors are random unit vectors. Questions are KorQuAD's. `--home` keeps the
store: a second run with it only measures. Prints one line a figure: wall and CPU in milliseconds, memory, file size.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from indexer import requests  # noqa: E402
from indexer.embedding.encoder import DIMENSIONS, LocalEncoder, find_model  # noqa: E402
from indexer.language.analyzer import Analyzer  # noqa: E402
from indexer.model import Passage  # noqa: E402
from indexer.search.searcher import Searcher  # noqa: E402
from indexer.store import segments  # noqa: E402
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey  # noqa: E402
from indexer.store.scoring import term_id  # noqa: E402
from tests.helpers.small_engine import RAW_KEY  # noqa: E402

KORQUAD = ROOT.parent / "shared" / "eval" / "korquad" / "KorQuAD_v1.0_dev.json"
A_DOCUMENT = 20  # passages
QUESTIONS = 200

Half = tuple[str, dict[str, int], NDArray[np.int64], NDArray[np.int64]]


def material() -> tuple[list[str], list[str]]:
    """Paragraphs and questions."""
    rng = random.Random(1)
    if KORQUAD.exists():
        paragraphs = [p for a in json.loads(KORQUAD.read_text("utf-8"))["data"] for p in a["paragraphs"]]
        texts = [p["context"][:400] for p in paragraphs]
        questions = [q["question"] for p in paragraphs for q in p["qas"]]
    else:
        whole = "\n".join(f.read_text("utf-8") for f in sorted((ROOT / "resources/samples/sources").glob("*.md")))
        texts = [whole[at : at + 400] for at in range(0, len(whole) - 400, 200)]
        questions = [line[:40] for line in whole.splitlines() if len(line) > 20]
    return texts, rng.sample(questions, min(QUESTIONS, len(questions)))


def halves_of(texts: Sequence[str]) -> list[Half]:
    """Half passages with their terms and frequencies."""
    analyzer = Analyzer()
    halves: list[Half] = []
    for text in texts:
        for part in (text[: len(text) // 2], text[len(text) // 2 :]):
            counts = analyzer.passage_terms(Passage(part, "paragraph"), "", "")
            ids = np.fromiter(map(term_id, counts), np.int64, len(counts))
            halves.append((part, counts, ids, np.fromiter(counts.values(), np.int64, len(counts))))
    return halves


def one_by_one(store: Store, halves: Sequence[Half], count: int) -> None:
    """As indexing does it: a document a transaction, upkeep after each, the idle upkeep at the end."""
    rng = random.Random(2)
    began = time.process_time()
    for document in range(count // A_DOCUMENT):
        pairs = [(rng.choice(halves), rng.choice(halves)) for _ in range(A_DOCUMENT)]
        passages = [Passage(f"{a[0]} {b[0]}", "paragraph") for a, b in pairs]
        terms = [{**a[1], **{t: n + a[1].get(t, 0) for t, n in b[1].items()}} for a, b in pairs]
        file = FileRecord(f"/자료/{document}.txt", 1, 1)
        store.commit_document(file, DocumentRecord(f"문서 {document}", "txt"), passages, terms)
        store.lexical.maintain()
    spent = time.process_time() - began
    print(f"committed one by one: {spent / (count // A_DOCUMENT) * 1000:.1f} ms CPU a document of {A_DOCUMENT}")
    began = time.process_time()
    store.lexical.maintain(idle=True)
    print(f"merged when idle: {time.process_time() - began:.1f} s CPU, segments {store.lexical.segment_sizes()}")


def in_bulk(store: Store, halves: Sequence[Half], count: int) -> None:
    """A segment of 65,536 passages a transaction; the index is read by the next process that opens the store."""
    rng = random.Random(2)
    for start in range(0, count, segments.SEGMENT):
        size = min(segments.SEGMENT, count - start)
        pairs = [(rng.choice(halves), rng.choice(halves)) for _ in range(size)]
        terms, counts, places = [], [], []
        lengths = np.zeros(size, np.uint16)
        for place, (a, b) in enumerate(pairs):
            both, at = np.unique(np.concatenate([a[2], b[2]]), return_inverse=True)
            sums = np.bincount(at, np.concatenate([a[3], b[3]])).astype(np.uint8)
            terms.append(both)
            counts.append(sums)
            places.append(np.full(len(both), place, np.uint16))
            lengths[place] = int(sums.sum())
        with store.writing() as connection:
            ids: list[int] = []
            for at in range(0, size, A_DOCUMENT):
                some = [Passage(f"{a[0]} {b[0]}", "paragraph") for a, b in pairs[at : at + A_DOCUMENT]]
                number = connection.execute(
                    "INSERT INTO document(title, format, metadata, warnings, passages, facts, placed)"
                    " VALUES (?, 'txt', '{}', '[]', ?, 99, 1)", (f"문서 {start + at}", len(some)),
                ).lastrowid  # fmt: skip
                path = f"/자료/{start + at}.txt"
                store.catalog.write(connection, FileRecord(path, 1, 1, state="indexed", format="txt"))
                connection.execute("UPDATE file SET document = ? WHERE path = ?", (number, path))
                ids += store.passages.insert(connection, number, some)
            new = segments.create(connection, "live", np.array(ids, np.int64), lengths)
            rows = segments.grouped(np.concatenate(terms), np.concatenate(places), np.concatenate(counts))
            segments.write(connection, new, rows)


def add_vectors(store: Store, space: str) -> None:
    """A random unit vector for every passage that has none."""
    noise = np.random.default_rng(3)
    with store.writing() as connection:
        connection.execute("INSERT OR IGNORE INTO space(name, dimensions) VALUES (?, ?)", (space, DIMENSIONS))
    number = store.db.value("SELECT id FROM space WHERE name = ?", (space,))
    missing = "SELECT id FROM passage WHERE id NOT IN (SELECT passage FROM vector WHERE space = ?) ORDER BY id"
    ids = [r[0] for r in store.db.rows(missing, (number,))]
    for start in range(0, len(ids), 20_000):
        some = ids[start : start + 20_000]
        rows = noise.standard_normal((len(some), DIMENSIONS), np.float32)
        half = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f2")
        with store.writing() as connection:
            connection.executemany(
                "INSERT INTO vector(space, passage, data) VALUES (?, ?, ?)",
                ((number, i, half[at].tobytes()) for at, i in enumerate(some)),
            )


def measure(name: str, search: Callable[[str], object], questions: Sequence[str]) -> None:
    """First time each (nothing of it cached by us) and again; a thread a search, as the engine has it."""
    for turn in ("first", "again"):
        wall, cpu = [], []

        def one(question: str) -> None:
            began, used = time.perf_counter(), time.process_time()
            search(question)
            wall.append((time.perf_counter() - began) * 1000)  # noqa: B023
            cpu.append((time.process_time() - used) * 1000)  # noqa: B023

        for question in questions:
            thread = threading.Thread(target=one, args=(question,))
            thread.start()
            thread.join()
        (p50, p95), (c50, c95) = np.percentile(wall, [50, 95]), np.percentile(cpu, [50, 95])
        print(f"{name}, {turn}: p50 {p50:.1f} ms, p95 {p95:.1f} ms; CPU p50 {c50:.1f}, p95 {c95:.1f}", flush=True)


def memory(field: str) -> float:
    """MB of this process (Linux)."""
    found = [x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith(field)]
    return int(found[0].split()[1]) / 1000 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--bulk", action="store_true")
    parser.add_argument("--hybrid", action="store_true")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--build", action="store_true", help="make the store in --home, measure nothing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = chosen.home or Path(folder)
        texts, questions = material()
        store = Store.open(home, StoreKey(raw=RAW_KEY))
        if not store.passages.count():
            (in_bulk if chosen.bulk else one_by_one)(store, halves_of(texts), chosen.passages)
        space = LocalEncoder().name
        if chosen.hybrid:
            add_vectors(store, space)
        store.close()
        if chosen.build:
            return
        del texts
        began = time.perf_counter()
        store = Store.open(home, StoreKey(raw=RAW_KEY))
        print(f"opened in {time.perf_counter() - began:.2f} s, {store.size() / 1e6:.0f} MB on disk")
        analyzer = Analyzer()
        analyzer.warm()
        model = find_model()
        if chosen.hybrid and model is None:
            raise SystemExit("no encoder was prepared: python packaging/encoder/prepare.py")
        embedder = LocalEncoder(model) if model and chosen.hybrid else None
        searcher = Searcher(store, analyzer, embedder)
        measure("lexical", lambda q: searcher.search(requests.Search(q, mode="lexical")), questions)
        if embedder is not None:
            began = time.perf_counter()
            embedder.warm()
            store.vectors.search(space, np.ones(DIMENSIONS, np.float32), 1)
            print(f"vectors loaded in {time.perf_counter() - began:.1f} s, highest memory {memory('VmHWM'):.0f} MB")
            store.vectors.save_cache(always=True)
            measure("hybrid", lambda q: searcher.search(requests.Search(q, mode="hybrid")), questions)
        now, highest = memory("VmRSS"), memory("VmHWM")
        print(f"segments {store.lexical.segment_sizes()}; memory {now:.0f} MB, highest {highest:.0f} MB")
        print(f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "")
        store.close()


if __name__ == "__main__":
    main()
