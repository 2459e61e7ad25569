"""A process that makes pages exact is killed at random moments: each document has all its old pages or all new ones."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from indexer.model import Location, Passage, PassagePart
from indexer.paging import place_pending
from indexer.store.database import Store, StoreKey
from indexer.store.records import DocumentRecord, FileRecord
from tests.helpers.one_page import OnePage
from tests.helpers.small_engine import RAW_KEY, WallClock

ROOT = Path(__file__).parents[2]
DOCUMENTS, PASSAGES = 60, 40

CHILD = """
import sys, threading
from pathlib import Path
from indexer.paging import place_pending
from indexer.store.database import Store, StoreKey
from tests.helpers.one_page import OnePage
from tests.helpers.small_engine import RAW_KEY, WallClock

store = Store.open(Path(sys.argv[1]), StoreKey(raw=RAW_KEY))
print("open", flush=True)
for event in place_pending(store, OnePage(), threading.Event(), WallClock()):
    print(event.done, flush=True)
"""


def fill(store: Store, folder: Path) -> None:
    for n in range(DOCUMENTS):
        file = folder / f"{n:03}.hwp"
        file.write_bytes(b"x")
        stat = file.stat()
        passages = [
            Passage(f"{n} {p}", "paragraph", parts=(PassagePart(0, 5, Location(1, False, 0, p)),))
            for p in range(PASSAGES)
        ]
        record = FileRecord(str(file), stat.st_size, stat.st_mtime_ns, "", "hwp", "indexed", 1)
        store.commit_document(record, DocumentRecord(str(n), "hwp5", 1), passages, [{"말": 1}] * PASSAGES)


def state_of(store: Store, document: int) -> set[tuple[int | None, bool, int | None]]:
    """(page, exact, pages of the document) of all its passages: one element where nothing is torn."""
    record = store.document(document)
    assert record is not None
    at = [s.passage.location for s in store.passages.of_document(document)]
    assert len(at) == PASSAGES
    return {(a.page, a.page_exact, record.pages) for a in at}


def test_kills_leave_old_or_new_pages_never_both(tmp_path: Path) -> None:
    """After each kill every document is whole; at the end all are done."""
    rng = random.Random(11)
    home = tmp_path / "home"
    folder = tmp_path / "자료"
    folder.mkdir()
    with_store = Store.open(home, StoreKey(raw=RAW_KEY))
    fill(with_store, folder)
    with_store.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(home)], stdout=subprocess.PIPE, env=environment, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        time.sleep(rng.uniform(0.0, 0.08))
        child.kill()
        child.communicate()
        store = Store.open(home, StoreKey(raw=RAW_KEY))
        waiting = set(store.pages.pending())
        for document in range(1, DOCUMENTS + 1):
            expected = (1, False, 1) if document in waiting else (7, True, 7)
            assert state_of(store, document) == {expected}
        store.close()
    store = Store.open(home, StoreKey(raw=RAW_KEY))
    list(place_pending(store, OnePage(), threading.Event(), WallClock()))
    assert store.pages.pending() == []
    assert all(state_of(store, d) == {(7, True, 7)} for d in range(1, DOCUMENTS + 1))
    store.close()
