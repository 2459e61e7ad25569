"""Killed while a platform's vectors are made: what was stored stays, the rest follows, and only then they serve."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import requests
from indexer.compose import open_engine
from tests.helpers.embedding_server import MODEL, EmbeddingServer
from tests.helpers.profile import ROOT, Profile

CHILD = """
import sys, threading
from pathlib import Path
from indexer.compose import open_engine
engine = open_engine(Path(sys.argv[1]), workers=1)
for event in engine._remote.spaces.fill(threading.Event()):
    print(event.done, flush=True)
engine.close()
"""
SPACE = f"시험/{MODEL} masked"


class Hashing:
    """Vectors by the digest of the text: the same text, the same vector."""

    dimensions = 16

    def _embed(self, texts: Sequence[str]) -> Any:
        rows = [np.frombuffer(hashlib.sha256(t.encode()).digest()[:16], np.int8) for t in texts]
        return np.stack(rows).astype(np.float32) + 0.5


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    made = EmbeddingServer(Hashing())
    yield made
    made.close()


def test_killed_in_the_middle(server: EmbeddingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kills at random places: nothing lost, at most one batch a kill made twice, the record stays whole."""
    profile = Profile(tmp_path / "home")
    monkeypatch.setenv("MUNSEO_PASSPHRASE", profile.environment["MUNSEO_PASSPHRASE"])
    papers = tmp_path / "자료"
    papers.mkdir()
    for number in range(10):
        parts = [f"## 제{number}-{i}호 안내\n\n" + f"업무 {number}-{i}은 창구에서 처리한다. " * 25 for i in range(20)]
        (papers / f"{number:03}.md").write_text("\n\n".join(parts), encoding="utf-8")
    engine = open_engine(profile.home, workers=1)

    def ask(request: Any) -> Any:
        return list(engine.handle(request, threading.Event()))[-1]

    total = ask(requests.Index((str(papers),), vectors=False)).passages
    ask(requests.SavePlatform("시험", server.url, "chat", None, {"embedding_model": MODEL}))
    ask(requests.SaveSetting("search.embedder", "시험"))
    engine.close()
    command = [sys.executable, "-c", CHILD, str(profile.home)]
    rng = random.Random(4)
    for _ in range(2):
        with subprocess.Popen(command, cwd=ROOT, env=profile.environment, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            for _ in range(rng.randint(1, 2)):
                assert child.stdout.readline().strip()
            child.kill()
        engine = open_engine(profile.home, workers=1)
        row = {r.name: r for r in ask(requests.ListSpaces()).rows}[SPACE]
        assert row.state == "making"
        assert row.vectors + row.pending == total
        engine.close()
    done = subprocess.run(command, cwd=ROOT, env=profile.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    engine = open_engine(profile.home, workers=1)
    try:
        row = {r.name: r for r in ask(requests.ListSpaces()).rows}[SPACE]
        assert (row.state, row.vectors, row.pending) == ("serving", total, 0)
        assert ask(requests.ReadLedger(verify=True)).faults == ()
        check = ask(requests.CheckStore())
        assert all(f.ok for f in check.findings)
    finally:
        engine.close()
    sent = [t for n, b in server.sent if n == "embeddings" for t in b["input"]]
    assert total >= 150
    assert len(set(sent)) == total
    assert len(sent) <= total + 2 * 2 * 32
    entries = [json.loads(x) for x in (profile.home / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [e["event"] for e in entries].count("asked") == 3
