"""One contract for what makes vectors and what reranks, and every fault of their endpoints, on real sockets."""

from __future__ import annotations

import base64
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from scripted_server import Connection, Script, ScriptedServer

from connectors.clock import SystemClock
from connectors.errors import (
    Busy,
    ConnectorError,
    HostNotAllowed,
    Malformed,
    NotConfigured,
    Refused,
    Stalled,
    TooLong,
    Unreachable,
)
from connectors.platform_ports import PlatformProfile
from connectors.platforms.directory import Platforms
from connectors.platforms.embeddings import batches
from connectors.platforms.waits import Waits
from connectors.policy import Policy, PolicyFile
from connectors.ports import Cancelled
from connectors.secrets import MemorySecrets
from tests.helpers.model_server import KEY, MODEL, model_server
from tests.helpers.values import DictValues

WAITS = Waits(connect=0.5, write=2, pool=0.3, silence=0.3, longest_retry_after=5)


class SkippingClock(SystemClock):
    """Waiting between tries is noted, not done."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    def sleep(self, seconds: float) -> None:
        self.skipped += seconds


@pytest.fixture
def serve() -> Iterator[Callable[[Script], ScriptedServer]]:
    servers: list[ScriptedServer] = []

    def start(script: Script) -> ScriptedServer:
        servers.append(ScriptedServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def platforms(url: str, key: str | None = "key", waits: Waits = WAITS, **more: Any) -> Platforms:
    directory = Platforms(DictValues(), MemorySecrets(), SkippingClock(), waits)
    models = {"embedding_model": "bge-m3", "rerank_model": "bge-reranker-v2-m3", **more}
    directory.save(PlatformProfile("시험", url, "m", **models), key)
    return directory


def body_of(c: Connection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(c.request.partition(b"\r\n\r\n")[2])
    return found


def path_of(c: Connection) -> str:
    return c.request.split()[1].decode()


def answer(value: Any) -> Script:
    return lambda c: c.answer(200, json.dumps(value).encode())


def vectors(*rows: Any) -> Script:
    return answer({"data": [{"index": i, "embedding": row} for i, row in enumerate(rows)]})


def counted(c: Connection) -> None:
    """Honest vectors: the length of each text, in the form that was asked for, last text first."""
    body = body_of(c)
    rows = []
    for i, text in enumerate(body["input"]):
        row = np.array([len(text), 1.0], "<f4")
        packed = body.get("encoding_format") == "base64"
        rows.append({"index": i, "embedding": base64.b64encode(row.tobytes()).decode() if packed else row.tolist()})
    c.answer(200, json.dumps({"data": rows[::-1]}).encode())


# ---- vectors


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with model_server(tmp_path_factory.mktemp("model"), "embeddings") as url:
        yield url


def test_a_real_server(model: str) -> None:
    """llama.cpp with a real model: unit rows in order, the same text the same vector, a nearer one for a nearer text."""
    embedder = platforms(model, KEY, Waits(), embedding_model=MODEL).embedder("시험", threading.Event())
    texts = ["연가는 20일이다.", "주차장은 7시에 연다.", "연가는 20일입니다."]
    rows = embedder.embed_passages(texts)
    assert rows.shape == (3, embedder.dimensions)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[2] > rows[0] @ rows[1]
    assert embedder.embed_query(texts[0]) @ rows[0] > 0.999


def test_a_real_server_refuses_the_key(model: str) -> None:
    with pytest.raises(Refused):
        platforms(model, "other", Waits(), embedding_model=MODEL).embedder("시험", threading.Event()).embed_query(
            "연가"
        )


def test_many_texts_in_batches(serve: Callable[..., ScriptedServer]) -> None:
    """70 texts go in three requests, and come back in their order; the dimension is known then."""
    server = serve(counted)
    embedder = platforms(server.url).embedder("시험", threading.Event())
    texts = ["가" * (i + 1) for i in range(70)]
    rows = embedder.embed_passages(texts)
    assert server.requests == 3
    assert (rows[:, 0] / rows[:, 1]).round().astype(int).tolist() == list(range(1, 71))
    assert embedder.dimensions == 2
    assert embedder.embed_passages([]).shape == (0, 2)
    assert [len(b) for b in batches(["가" * 9000] * 5)] == [2, 2, 1]


def test_a_server_without_base64(serve: Callable[..., ScriptedServer]) -> None:
    """Who refuses to be asked for base64 is asked once more, for plain numbers, and not again after that."""

    def script(c: Connection) -> None:
        if "encoding_format" in body_of(c):
            c.answer(422, b'{"error": "unknown field"}')
        else:
            counted(c)

    server = serve(script)
    embedder = platforms(server.url).embedder("시험", threading.Event())
    embedder.embed_query("가나")
    embedder.embed_query("가나")
    assert server.requests == 3


def test_the_other_envelope(serve: Callable[..., ScriptedServer]) -> None:
    inside = {"data": [{"index": 0, "embedding": [3.0, 4.0]}]}
    server = serve(answer({"status": {"code": "20000"}, "result": inside}))
    row = platforms(server.url).embedder("시험", threading.Event()).embed_query("가")
    assert row.tolist() == pytest.approx([0.6, 0.8])


def test_words_of_e5(serve: Callable[..., ScriptedServer]) -> None:
    """A model of the e5 family gets the words it was trained with, others get none."""
    server = serve(counted)
    for name in ("intfloat/multilingual-e5-large", "bge-m3"):
        embedder = platforms(server.url, embedding_model=name).embedder("시험", threading.Event())
        embedder.embed_query("가")
        embedder.embed_passages(["나"])
    sent = [json.loads(b.partition(b"\r\n\r\n")[2])["input"][0] for b in server.bodies]
    assert sent == ["query: 가", "passage: 나", "가", "나"]


def test_too_long(serve: Callable[..., ScriptedServer]) -> None:
    """Too much at once is halved; of a text that is too long by itself the beginning counts."""

    def script(c: Connection) -> None:
        if sum(map(len, body_of(c)["input"])) > 1000:
            c.answer(400, b'{"error": {"message": "maximum context length is 1000"}}')
        else:
            counted(c)

    embedder = platforms(serve(script).url).embedder("시험", threading.Event())
    rows = embedder.embed_passages(["가" * 600, "나" * 600, "다" * 1800])
    assert (rows[:, 0] / rows[:, 1]).round().astype(int).tolist() == [600, 600, 900]
    never = serve(lambda c: c.answer(413)).url
    with pytest.raises(TooLong):
        platforms(never).embedder("시험", threading.Event()).embed_query("가" * 500)


NAN = base64.b64encode(np.array([1.0, float("nan")], "<f4").tobytes()).decode()
BAD_VECTORS: dict[str, Script] = {
    "missing": vectors([1.0, 0.0]),
    "too many": vectors([1.0, 0.0], [0.0, 1.0], [1.0, 1.0]),
    "unlike": vectors([1.0, 0.0], [1.0]),
    "NaN": vectors([1.0, float("nan")], [0.0, 1.0]),
    "infinite": vectors([1.0, float("inf")], [0.0, 1.0]),
    "NaN in base64": vectors(NAN, NAN),
    "half a number": vectors("AAA=", "AAA="),
    "no base64": vectors("!!", "!!"),
    "zeros": vectors([0.0, 0.0], [0.0, 1.0]),
    "twice the same place": answer({"data": [{"index": 0, "embedding": [1.0, 0.0]}] * 2}),
    "a place beyond": answer({"data": [{"index": i, "embedding": [1.0, 0.0]} for i in (0, 2)]}),
    "no places": answer({"data": [{"embedding": [1.0, 0.0]}] * 2}),
    "words": vectors(["a", "b"], [0.0, 1.0]),
    "a matrix a text": vectors([[1.0, 0.0]], [[0.0, 1.0]]),
    "null": vectors(None, None),
    "no data": answer({}),
    "a list": answer([1, 2]),
    "no JSON": lambda c: c.answer(200, b"not json"),
    "a page": lambda c: c.answer(200, b"<html>", "text/html"),
}


@pytest.mark.parametrize("script", BAD_VECTORS.values(), ids=BAD_VECTORS.keys())
def test_what_would_spoil_an_index(script: Script, serve: Callable[..., ScriptedServer]) -> None:
    with pytest.raises(Malformed) as caught:
        platforms(serve(script).url).embedder("시험", threading.Event()).embed_passages(["가", "나"])
    assert caught.value.next_step


def test_another_dimension_later(serve: Callable[..., ScriptedServer]) -> None:
    """A server whose model was exchanged behind the same name is refused."""

    def script(c: Connection) -> None:
        row = [1.0, 0.0] if c.number == 1 else [1.0, 0.0, 0.0]
        c.answer(200, json.dumps({"data": [{"index": 0, "embedding": row}]}).encode())

    embedder = platforms(serve(script).url).embedder("시험", threading.Event())
    embedder.embed_query("가")
    with pytest.raises(Malformed):
        embedder.embed_query("가")


# ---- scores

ANSWERS: dict[str, Any] = {
    "Jina, Cohere, vLLM": {"results": [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": -2}]},
    "TEI": [{"index": 1, "score": 0.9}, {"index": 0, "score": -2.0}],
    "Voyage": {"object": "list", "data": [{"index": 0, "relevance_score": -2}, {"index": 1, "relevance_score": 0.9}]},
    "an envelope": {"status": {"code": "20000"}, "result": {"results": [{"index": i, "relevance_score": s} for i, s in ((0, -2), (1, 0.9))]}},
}  # fmt: skip


@pytest.mark.parametrize("value", ANSWERS.values(), ids=ANSWERS.keys())
def test_scores(value: Any, serve: Callable[..., ScriptedServer]) -> None:
    """A score a passage in their order, in every known form."""
    server = serve(answer(value))
    reranker = platforms(server.url).reranker("시험", 5)
    assert reranker.rerank("물음", ["가", "나"], threading.Event()).tolist() == pytest.approx([-2, 0.9])
    sent = json.loads(server.bodies[0].partition(b"\r\n\r\n")[2])
    assert sent == {"model": "bge-reranker-v2-m3", "query": "물음", "documents": ["가", "나"], "top_n": 2}
    assert len(reranker.rerank("물음", [], threading.Event())) == 0


def test_how_tei_wants_it(serve: Callable[..., ScriptedServer]) -> None:
    """A server that knows neither the path under /v1 nor `documents` is found out, and remembered."""

    def script(c: Connection) -> None:
        if path_of(c) != "/rerank":
            c.answer(404)
        elif "texts" not in body_of(c):
            c.answer(422, b'{"error": "missing field `texts`"}')
        else:
            c.answer(200, b'[{"index": 0, "score": 0.5}]')

    server = serve(script)
    reranker = platforms(server.url).reranker("시험", 5)
    for _ in range(2):
        assert reranker.rerank("물음", ["가"], threading.Event()).tolist() == [0.5]
    assert server.requests == 4


def result(*rows: dict[str, Any]) -> Script:
    return answer({"results": list(rows)})


BAD_SCORES: dict[str, Script] = {
    "missing": result({"index": 0, "relevance_score": 1}),
    "twice": result({"index": 0, "relevance_score": 1}, {"index": 0, "relevance_score": 1}),
    "beyond": result({"index": 0, "relevance_score": 1}, {"index": 2, "relevance_score": 1}),
    "before": result({"index": 0, "relevance_score": 1}, {"index": -1, "relevance_score": 1}),
    "NaN": result({"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": float("nan")}),
    "huge": result({"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": 10**400}),
    "words": result({"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": "high"}),
    "true": result({"index": 0, "relevance_score": True}, {"index": 1, "relevance_score": True}),
    "no place": result({"relevance_score": 1}, {"relevance_score": 1}),
    "no results": answer({}),
    "null": answer(None),
    "no JSON": lambda c: c.answer(200, b"x"),
    "a page": lambda c: c.answer(200, b"<html>", "text/html"),
}


@pytest.mark.parametrize("script", BAD_SCORES.values(), ids=BAD_SCORES.keys())
def test_scores_that_are_none(script: Script, serve: Callable[..., ScriptedServer]) -> None:
    with pytest.raises(Malformed) as caught:
        platforms(serve(script).url).reranker("시험", 5).rerank("물음", ["가", "나"], threading.Event())
    assert caught.value.next_step


# ---- what both have in common


def embed(directory: Platforms, cancel: threading.Event) -> None:
    directory.embedder("시험", cancel).embed_passages(["가", "나"])


def rerank(directory: Platforms, cancel: threading.Event) -> None:
    directory.reranker("시험", 5).rerank("물음", ["가", "나"], cancel)


Call = Callable[[Platforms, threading.Event], None]
both = pytest.mark.parametrize("call", [embed, rerank])


@both
@pytest.mark.parametrize(
    ("status", "error"),
    [(401, Refused), (403, Refused), (429, Busy), (500, Busy), (503, Busy), (302, Malformed), (418, Malformed)],
)
def test_statuses(call: Call, status: int, error: type[ConnectorError], serve: Callable[..., ScriptedServer]) -> None:
    server = serve(lambda c: c.answer(status))
    with pytest.raises(error) as caught:
        call(platforms(server.url), threading.Event())
    assert caught.value.next_step
    assert server.requests <= 3


def test_waits_as_long_as_it_is_told(serve: Callable[..., ScriptedServer]) -> None:
    """429 with Retry-After: the batch is sent once more after that time, and not where the time is too long."""

    def script(c: Connection) -> None:
        if c.number == 1:
            c.answer(429, b"", Retry_After="3")
        else:
            counted(c)

    server = serve(script)
    embed(platforms(server.url), threading.Event())
    assert server.requests == 2
    far = serve(lambda c: c.answer(429, b"", Retry_After="3600"))
    with pytest.raises(Busy) as caught:
        embed(platforms(far.url), threading.Event())
    assert (far.requests, caught.value.retry_after) == (1, 3600)


def test_the_minutes_limit(serve: Callable[..., ScriptedServer]) -> None:
    """Over the limit of a minute passages wait for their turn, a question is not sent at all."""
    server = serve(counted)
    directory = platforms(server.url, requests_per_minute=1)
    embed(directory, threading.Event())
    with pytest.raises(Busy) as caught:
        directory.embedder("시험", threading.Event(), 0.3).embed_query("가")
    assert caught.value.retry_after
    assert server.requests == 1


@both
def test_nobody_listens(call: Call) -> None:
    with pytest.raises(Unreachable):
        call(platforms("http://127.0.0.1:9/v1"), threading.Event())


@both
def test_cancel(call: Call, serve: Callable[..., ScriptedServer]) -> None:
    """A call that hangs ends at once when it is cancelled."""
    server = serve(lambda c: c.wait())
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        call(platforms(server.url), cancel)
    assert time.monotonic() - began < 1


def test_a_question_is_tried_once_and_not_waited_for(serve: Callable[..., ScriptedServer]) -> None:
    """A question's vector, and reranking, are over after their own time, whatever the server does."""
    silent, busy = serve(lambda c: c.wait()), serve(lambda c: c.answer(503))
    began = time.monotonic()
    with pytest.raises(Stalled):
        platforms(silent.url).embedder("시험", threading.Event(), 0.3).embed_query("가")
    with pytest.raises(Stalled):
        platforms(silent.url).reranker("시험", 0.3).rerank("물음", ["가", "나"], threading.Event())
    assert time.monotonic() - began < 1.5
    with pytest.raises(Busy):
        platforms(busy.url).embedder("시험", threading.Event(), 0.3).embed_query("가")
    assert busy.requests == 1


@both
def test_only_where_it_is_allowed(call: Call, serve: Callable[..., ScriptedServer]) -> None:
    """A platform that was removed, or that the policy does not allow, gets nothing."""
    server = serve(counted)
    directory = platforms(server.url)
    directory._policy = lambda: Policy(PolicyFile(hosts=["ai.example.go.kr"]))
    with pytest.raises(HostNotAllowed):
        call(directory, threading.Event())
    assert server.requests == 0


def test_no_model() -> None:
    directory = platforms("http://127.0.0.1:9/v1", embedding_model="", rerank_model="")
    for call in (embed, rerank):
        with pytest.raises(NotConfigured):
            call(directory, threading.Event())
