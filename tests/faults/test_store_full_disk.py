"""Writing stops at a number of bytes a file, as on a full disk: the error is told, the old state reads, and with
room again the run is completed. The limit is the system's own (RLIMIT_FSIZE), set in a child process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from indexer.requests import Indexed
from indexer.store.check import check
from indexer.store.database import Store, StoreKey
from indexer.syncing import sync
from tests.helpers.small_engine import RAW_KEY, Reader, WallClock, split, terms_of

pytest.importorskip("resource", reason="only POSIX limits the size of a file for one process")
ROOT = Path(__file__).parents[2]
FILES = 60

CHILD = """
import resource, signal, sys, threading
from pathlib import Path
from indexer.errors import DiskFull, StoreError
from indexer.store.database import Store, StoreKey
from indexer.syncing import sync
from indexer.vectorising import embed_pending
from tests.helpers.small_engine import RAW_KEY, HashingEmbedder, Reader, WallClock, bigrams, split, terms_of

home, folder, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    store = Store.open(home, StoreKey(raw=RAW_KEY))
except StoreError as error:
    print("refused", error.kind)
    raise SystemExit
commit = store.commit_document
def told(file, *rest):
    number = commit(file, *rest)
    print("indexed", file.path, flush=True)
    return number
store.commit_document = told
try:
    for _ in sync(store, Reader(), split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()):
        store.lexical.fold()
    for _ in embed_pending(store, HashingEmbedder(), threading.Event(), WallClock()):
        pass
    print("complete")
except DiskFull as error:
    print("full", error.message)
print("reads", store.passages.count() == store.lexical.count(), len(store.lexical.search(bigrams("공통"), 5)[0]))
store.close()
"""


@pytest.mark.parametrize("limit", [0, 4_096, 40_000, 100_000, 150_000, 200_000, 300_000, 500_000, 1_000_000])
def test_a_disk_that_fills_up_is_told_and_survived(tmp_path: Path, limit: int) -> None:
    """At any size: a typed error, no torn state, all acknowledged documents there, completed with room again."""
    folder, home = tmp_path / "자료", tmp_path / "home"
    folder.mkdir()
    for n in range(FILES):
        text = " ".join(f"낱말{n}-{i}" for i in range(200))
        (folder / f"{n:02}.txt").write_text(f"공통 문서 {n}\n{text}\n{text}", "utf-8")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(home), str(folder), str(limit)],
        capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    told = child.stdout.decode().splitlines()
    assert child.returncode == 0, child.stderr.decode()[-2000:]
    assert any(line.startswith(("refused", "full", "complete")) for line in told), told
    assert limit < 500_000 or any(line.startswith("indexed") for line in told)
    assert limit >= 500_000 or "complete" not in told
    for line in told:
        assert not line.startswith("reads") or line.startswith("reads True"), told
    store = Store.open(home, StoreKey(raw=RAW_KEY))
    assert all(f.ok for f in check(store))
    for line in told:
        if line.startswith("indexed "):
            record = store.catalog.get(line.removeprefix("indexed "))
            assert record is not None and record.document_id is not None
    events = list(sync(store, Reader(), split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()))
    result = events[-1]
    assert isinstance(result, Indexed) and result.indexed + result.unchanged == FILES and result.passages == 3 * FILES
    assert all(f.ok for f in check(store))
    store.close()
