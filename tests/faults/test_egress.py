"""Reliability row 12: nothing but the registered platform can be reached, by look-up, packet, redirect or proxy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from without_network import LEFT, possible

from connectors import egress_trials
from connectors.egress import Endpoint, GatedTransport
from connectors.egress_trials import try_all

ROOT = Path(__file__).resolve().parents[2]
HELPERS = ROOT / "tests" / "helpers"

# What a day with the program is made of, with proxies in the environment that lead away.
DAY = """
import sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from scripted_server import ScriptedServer
from tests.helpers.profile import Profile

server = ScriptedServer(lambda c: c.tokens("일비는 20,000원입니다. [1]"))
with tempfile.TemporaryDirectory() as folder:
    paper = Path(folder) / "여비.md"
    paper.write_text("# 여비 규정\\n\\n국내 출장의 일비는 1일당 20,000원으로 한다.\\n", encoding="utf-8")
    profile = Profile(Path(folder) / "home")
    assert profile.here("index", str(paper)).returncode == 0
    assert profile.here("platform", "add", "시험", "--url", server.url, "--model", "m").returncode == 0
    assert "20,000원" in profile.here("ask", "국내 출장 일비는 얼마인가요?").stdout
    assert profile.here("platform", "add", "밖", "--url", "https://ai.example.com/v1", "--model", "m").returncode == 0
    assert profile.here("egress", "test", "--json").returncode == 0
    assert profile.here("doctor").returncode in (0, 3)
assert server.requests == 1
server.close()
"""
# The same with its vectors and its reranking: passages with a secret folder's word, and a telephone number.
MODELS = """
import hashlib, sys, tempfile
from pathlib import Path
import numpy as np
from tests.helpers.embedding_server import MODEL, RERANKER, EmbeddingServer
from tests.helpers.profile import Profile

class Hashing:
    dimensions = 16
    def _embed(self, texts):
        return np.stack([np.frombuffer(hashlib.sha256(t.encode()).digest()[:16], np.int8) for t in texts]) + np.float32(.5)

server = EmbeddingServer(Hashing())
server.scores = lambda _query, texts: list(range(len(texts)))
with tempfile.TemporaryDirectory() as folder:
    for name, text in (("공개", "국내 출장의 일비는 20,000원이다. 문의 010-2345-6789"), ("비공개", "까마귀 출장 감사")):
        (Path(folder) / name).mkdir()
        (Path(folder) / name / "글.md").write_text(text, encoding="utf-8")
    profile = Profile(Path(folder) / "home")
    assert profile.here("sources", "grade", str(Path(folder) / "비공개"), "C").returncode == 0
    models = ("--embedding-model", MODEL, "--rerank-model", RERANKER)
    assert profile.here("platform", "add", "시험", "--url", server.url, "--model", "m", *models).returncode == 0
    for name in ("search.embedder", "search.reranker"):
        assert profile.here("settings", "set", name, "시험").returncode == 0
    assert profile.here("index", str(Path(folder) / "공개"), str(Path(folder) / "비공개")).returncode == 0
    assert profile.here("search", "출장 일비 010-9999-8888").returncode == 0
    sent = server.text_sent()
    assert "일비" in sent and len(server.sent) >= 2, server.sent
    for secret in ("까마귀", "010-2345-6789", "010-9999-8888", folder):
        assert secret not in sent
server.close()
"""
ASTRAY = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), "http://203.0.113.9:3128")  # fmt: skip


def run(code: str) -> subprocess.CompletedProcess[str]:
    if reason := possible():
        pytest.skip(reason)
    command = [sys.executable, str(HELPERS / "without_network.py"), sys.executable, "-c", code, str(HELPERS)]
    environment = {**os.environ, **ASTRAY, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280)


@pytest.mark.parametrize("day", [DAY, MODELS], ids=["chat", "vectors and reranking"])
def test_no_packet_leaves(day: str) -> None:
    """Indexing, asking a platform on this PC, testing: no packet and no look-up goes anywhere else."""
    done = run(day)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "packets that left: 0" in done.stderr


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.1', 9))",
        "import socket\ntry: socket.getaddrinfo('ai.example.com', 443)\nexcept OSError: pass",
    ],
    ids=["packet", "look-up"],
)
def test_the_namespace_would_tell(code: str) -> None:
    """The counter counts: a packet or a look-up that leaves is found."""
    assert run(code).returncode == LEFT


def test_every_trial_holds() -> None:
    """On a working gate all six trials pass, whatever else is on the list."""
    trials = try_all({Endpoint.of("https://ai.example.go.kr/v1")})
    assert [t.passed for t in trials] == [True] * 6


def test_a_gate_that_is_open_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the gate the report says so."""

    def through(self: GatedTransport, request: object) -> object:
        return self._inner.handle_request(request)  # type: ignore[arg-type]

    monkeypatch.setattr(GatedTransport, "handle_request", through)
    trials = {t.name: t.passed for t in try_all(set())}
    assert not trials["모르는 주소"]
    assert not trials["다른 포트"]
    assert not trials["이름 찾기(DNS)와 연결"]


def test_redirects_that_are_followed_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that follows redirects and the environment is found, even where the gate holds."""
    import httpx

    def careless(allowed: object, timeout: httpx.Timeout) -> httpx.Client:
        return httpx.Client(timeout=timeout, follow_redirects=True)

    monkeypatch.setattr(egress_trials, "gated_client", careless)
    trials = {t.name: t.passed for t in try_all(set())}
    assert not trials["환경 변수의 프록시"]
    assert not trials["주소 넘김(redirect)"]
