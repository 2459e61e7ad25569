"""A process that indexes is killed at random moments; what it acknowledged must be there, whole, and nothing else.

The child writes `indexed N` lines to its standard output as the store returns from each commit; the parent kills
it, opens what it left, and at the end compares every search with a clean rebuild.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from indexer.store.check import check
from indexer.store.database import Store, StoreKey
from indexer.syncing import sync
from indexer.vectorising import embed_pending
from tests.helpers.small_engine import (
    RAW_KEY,
    HashingEmbedder,
    Reader,
    WallClock,
    bigrams,
    read_text,
    split,
    terms_of,
)

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("MUNSEO_KILLS", "30"))
FILES = 400
WORDS = "예산 편성 여비 출장 규정 지침 인건비 집행 결과 보고 위원회 심의 공문 시행 개정 부칙 별표 서식".split()

CHILD = """
import sys, threading
from pathlib import Path
from indexer.store.database import Store, StoreKey
from indexer.syncing import sync
from indexer.vectorising import embed_pending
from tests.helpers.small_engine import RAW_KEY, HashingEmbedder, Reader, WallClock, split, terms_of

home, folder = Path(sys.argv[1]), Path(sys.argv[2])
store = Store.open(home, StoreKey(raw=RAW_KEY))
print("open", flush=True)
commit = store.commit_document
def told(file, *rest):
    number = commit(file, *rest)
    print(f"indexed {file.digest} {file.path}", flush=True)
    return number
store.commit_document = told
for _ in sync(store, Reader(), split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()):
    store.lexical.maintain(idle=True)
store.lexical.fold()
for _ in embed_pending(store, HashingEmbedder(), threading.Event(), WallClock()):
    print("vectors", flush=True)
    store.vectors.save_cache(always=True)
store.lexical.maintain(idle=True)
print("done", flush=True)
"""


def write(file: Path, rng: random.Random) -> None:
    lines = [" ".join(rng.choices(WORDS, k=rng.randint(3, 12))) for _ in range(rng.randint(1, 12))]
    file.write_text("\n".join([f"문서 {file.stem} {rng.random()}", *lines]), "utf-8")


def test_thirty_kills_lose_nothing_and_tear_nothing(tmp_path: Path) -> None:
    """After each kill: opens, whole, no acknowledged document lost or torn; at the end equal to a clean rebuild."""
    rng = random.Random(int(os.environ.get("MUNSEO_SEED", "7")))
    folder, home = tmp_path / "자료", tmp_path / "home"
    folder.mkdir()
    files = [folder / f"{n:04}.txt" for n in range(FILES)]
    for file in files:
        write(file, rng)
    killed = 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHILD, str(home), str(folder)]
    for _ in range(KILLS):
        for file in rng.sample(files, 60):
            if file.exists() and rng.random() < 0.2:
                file.unlink()
            else:
                write(file, rng)
        told = run_and_kill(command, environment, rng.randint(0, 70), rng.uniform(0, 0.03))
        killed += "done" not in told
        began = time.monotonic()
        store = Store.open(home, StoreKey(raw=RAW_KEY))
        assert time.monotonic() - began < 5
        assert [f for f in check(store) if not f.ok and f.name != "cache"] == []
        for line in told:
            if line.startswith("indexed "):
                _, digest, path = line.split(" ", 2)
                record = store.catalog.get(path)
                assert record is not None and record.digest == digest and record.document_id is not None, line
                whole = read_text(Path(path))
                texts = [p.passage.text for p in store.passages.of_document(record.document_id)]
                assert texts == [p.text for p in split(whole)], path  # type: ignore[arg-type]
        store.close()
    assert killed >= KILLS // 2, "most runs ended before they were killed: the test shows nothing"
    compare_with_a_clean_rebuild(home, tmp_path / "clean", folder)


def run_and_kill(command: list[str], environment: dict[str, str], steps: int, more: float) -> list[str]:
    """Start, and kill `more` seconds after the child told its `steps`-th step; the whole lines it wrote."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT)
    assert child.stdout is not None
    lines = [child.stdout.readline()]
    assert lines[0].strip() == b"open"
    while len(lines) <= steps and lines[-1]:
        lines.append(child.stdout.readline())
    time.sleep(more)
    child.kill()
    lines += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


def compare_with_a_clean_rebuild(home: Path, clean: Path, folder: Path) -> None:
    """Finish the interrupted index, build another from nothing, and hold every answer of one against the other."""
    stores = [Store.open(h, StoreKey(raw=RAW_KEY)) for h in (home, clean)]
    for store in stores:
        list(sync(store, Reader(), split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()))
        list(embed_pending(store, HashingEmbedder(), threading.Event(), WallClock()))
        assert all(f.ok for f in check(store))
    assert stores[0].passages.count() == stores[1].passages.count() > 0
    for query in [bigrams(w) for w in WORDS] + [bigrams(" ".join(WORDS[i : i + 4])) for i in range(12)]:
        answers = []
        for store in stores:
            ids, scores = store.lexical.search(query, 10_000)
            found = store.passages.get(ids.tolist())
            answers.append(
                sorted(
                    (found[i].path, found[i].ordinal, s) for i, s in zip(ids.tolist(), scores.tolist(), strict=True)
                )
            )
        assert answers[0] == answers[1]
    embedder = HashingEmbedder()
    for word in WORDS:
        nearest = [s.vectors.search(embedder.name, embedder.embed_query(word), 20)[1].tolist() for s in stores]
        assert nearest[0] == nearest[1]
    for store in stores:
        store.close()


def test_killed_while_it_is_made_a_profile_opens_the_next_time(tmp_path: Path) -> None:
    """Between the first byte and the last migration there is no moment that locks the user out."""
    child = (
        "import sys; from pathlib import Path; from indexer.store.database import Store, StoreKey\n"
        "print(flush=True); Store.open(Path(sys.argv[1]), StoreKey(raw=bytes(range(32))))"
    )
    rng = random.Random(11)
    for n in range(12):
        home = tmp_path / str(n)
        process = subprocess.Popen(
            [sys.executable, "-c", child, str(home)], stdout=subprocess.PIPE, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        process.kill()
        process.wait()
        process.stdout.close()
        store = Store.open(home, StoreKey(raw=RAW_KEY))
        assert all(f.ok for f in check(store))
        store.close()
