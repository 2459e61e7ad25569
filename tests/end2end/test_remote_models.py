"""A platform's vectors and reranking in a real engine, beside a server with a real model on localhost."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import ConnectorError
from indexer import requests
from indexer.compose import OwnedEngine, open_engine
from indexer.embedding.encoder import find_model
from indexer.errors import IndexerError
from tests.helpers.embedding_server import MODEL, RERANKER, EmbeddingServer
from tests.helpers.profile import Profile

pytestmark = pytest.mark.skipif(find_model() is None, reason="no encoder was prepared on this machine")

OPEN = {
    "연가.md": "# 연가 운영 지침\n\n재직기간이 5년 이상인 직원의 연가는 1년에 20일로 한다.\n\n신청은 3일 전까지 한다.\n",
    "주차.md": "# 주차장 이용 안내\n\n청사 주차장은 오전 7시에 열고 오후 9시에 닫는다. 문의는 010-2345-6789로 한다.\n",
    "여비.md": "# 여비 지급 기준\n\n국내 출장의 일비는 하루 25,000원이고 식비는 하루 25,000원이다.\n",
}
SECRET = {"감사.md": "# 감사 계획\n\n비밀낱말까마귀 감사는 연가를 부당하게 쓴 직원을 대상으로 9월에 실시한다.\n"}
SPACE = f"시험/{MODEL} masked"


@dataclass
class Desk:
    """One profile with its engine open, and the platform beside it."""

    engine: OwnedEngine
    server: EmbeddingServer
    profile: Profile
    papers: Path

    def ask(self, request: Any) -> Any:
        return list(self.engine.handle(request, threading.Event()))[-1]

    def set(self, name: str, value: str | None) -> None:
        self.ask(requests.SaveSetting(name, value))

    def index(self) -> requests.Indexed:
        return self.ask(requests.Index((str(self.papers),)))

    def found(self, query: str) -> tuple[list[str], str]:
        """Names of the files found, and what was told on the side."""
        answer = self.ask(requests.Search(query))
        return [Path(h.path).name for h in answer.hits], " ".join(answer.notices)

    def spaces(self) -> dict[str, requests.SpaceRow]:
        return {r.name: r for r in self.ask(requests.ListSpaces()).rows}


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddingServer]:
    made = EmbeddingServer()
    made.encoder.warm()
    yield made
    made.close()


@pytest.fixture
def desk(server: EmbeddingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    server.sent.clear()
    server.down, server.scores = 0, None
    papers = tmp_path / "자료"
    for folder, files in (("공개", OPEN), ("비공개", SECRET)):
        (papers / folder).mkdir(parents=True)
        for name, text in files.items():
            (papers / folder / name).write_text(text, encoding="utf-8")
    profile = Profile(tmp_path / "home")
    monkeypatch.setenv("MUNSEO_PASSPHRASE", profile.environment["MUNSEO_PASSPHRASE"])
    engine = open_engine(profile.home, workers=1)
    made = Desk(engine, server, profile, papers)
    made.ask(requests.GradeSource(str(papers / "비공개"), "S"))
    models = {"embedding_model": MODEL, "rerank_model": RERANKER}
    made.ask(requests.SavePlatform("시험", server.url, "chat", None, models))
    # What is tested here is not the clock of a busy machine.
    for name in ("search.query_wait", "search.rerank_wait"):
        made.set(name, "5000")
    yield made
    server.gate.set()
    engine.close()


def test_vectors_of_a_platform(desk: Desk) -> None:
    """They are made behind those that serve, take over by themselves, and are done without when it is away."""
    server = desk.server
    desk.ask(requests.Index((str(desk.papers),)))
    assert list(desk.spaces()) == ["multilingual-e5-small-int8"]
    desk.set("search.embedder", "시험")
    assert desk.spaces()[SPACE].state == "making"
    assert desk.found("직원의 휴가는 한 해에 며칠인가")[0][0] == "연가.md"
    assert server.sent == []  # the present space still serves, so no question is sent
    assert desk.index().vectors_pending == 0
    made = desk.spaces()[SPACE]
    assert (made.state, made.pending, made.withheld) == ("serving", 0, 1)
    names, told = desk.found("직원의 휴가는 한 해에 며칠인가")
    assert (names[0], told) == ("연가.md", "")
    assert server.sent[-1][1]["input"] == ["query: 직원의 휴가는 한 해에 며칠인가"]
    asked = len(server.sent)
    desk.found("직원의 휴가는 한 해에 며칠인가")
    assert len(server.sent) == asked  # the same question is not sent twice
    # What may not be sent is found by this PC's vectors, and was never sent; nor was what is personal.
    assert "감사.md" in desk.found("직원 감사는 언제 하나")[0]
    assert "까마귀" not in server.text_sent()
    assert "010-2345-6789" not in server.text_sent()
    assert "[전화번호-1]" in server.text_sent()
    server.down = 500
    names, told = desk.found("직원 휴가는 언제까지 내는가")
    assert "연가.md" in names[:2]
    assert "이 PC의 색인으로 찾았습니다" in told


def test_back_and_forth(desk: Desk) -> None:
    """Going back, and forth again, is instant; a space in use is not removed, an unused one is."""
    desk.set("search.embedder", "시험")
    desk.index()
    desk.set("search.embedder", None)
    assert desk.spaces()[SPACE].state == "unused"
    # For one request, as `munseo eval --compare` asks, it is searched all the same.
    asked = len(desk.server.sent)
    desk.ask(requests.Search("주차 비교", settings={"search.embedder": "시험"}))
    assert len(desk.server.sent) == asked + 1
    desk.found("주차 비교 없이")
    assert len(desk.server.sent) == asked + 1
    desk.set("search.embedder", "시험")
    assert desk.spaces()[SPACE].state == "serving"
    status = desk.ask(requests.GetStatus())
    assert [(r.name, r.state) for r in status.spaces] == [
        ("multilingual-e5-small-int8", "kept"), (SPACE, "serving"),
    ]  # fmt: skip
    with pytest.raises(IndexerError, match="쓰이고"):
        desk.ask(requests.RemoveSpaces(SPACE))
    # A new document is found at once, by this PC's vector, until the platform has made one.
    (desk.papers / "공개" / "당직.md").write_text("# 당직\n\n당직 근무자는 다음 날 쉰다.\n", encoding="utf-8")
    desk.server.down = 503
    indexed = desk.index()
    assert indexed.notice
    assert indexed.vectors_pending == 1
    desk.server.down = 0
    assert desk.found("밤샘 근무 뒤 쉬는 날")[0][0] == "당직.md"
    # Other masks are other texts: their space is made beside, and this one serves meanwhile.
    desk.set("privacy.name", "끔")
    assert desk.spaces()[SPACE].state == "serving"
    assert [r.state for r in desk.spaces().values()].count("making") == 1
    desk.set("search.embedder", None)
    assert [r.name for r in desk.ask(requests.RemoveSpaces()).rows] == ["multilingual-e5-small-int8"]


def test_made_in_the_background(desk: Desk) -> None:
    """An engine that stays makes the vectors by itself, with the old ones serving, and switches; after a fault too."""
    desk.index()
    desk.server.down = 401
    desk.engine.resume()
    desk.set("search.embedder", "시험")
    until = time.monotonic() + 20
    while not desk.spaces()[SPACE].note and time.monotonic() < until:
        time.sleep(0.05)
    assert "접속을 허용하지" in desk.spaces()[SPACE].note
    desk.server.down = 0
    desk.server.gate.clear()
    desk.ask(requests.SavePlatform("시험", desk.server.url, "chat", "key"))  # put right: it need not be waited for
    assert desk.spaces()[SPACE].state == "making"
    assert desk.found("직원의 휴가는 한 해에 며칠인가")[0][0] == "연가.md"
    desk.server.gate.set()
    until = time.monotonic() + 20
    while desk.spaces()[SPACE].state != "serving" and time.monotonic() < until:
        time.sleep(0.05)
    assert desk.spaces()[SPACE].state == "serving"


def test_the_record_of_it(desk: Desk) -> None:
    """One entry for a run of many passages, one for each question; counts and digests, no content."""
    desk.set("search.embedder", "시험")
    desk.set("search.reranker", "시험")
    desk.index()
    desk.ask(requests.Search("주차장은 언제 여나요 010-1111-2222"))
    text = (desk.profile.home / "ledger.jsonl").read_text(encoding="utf-8")
    assert "주차" not in text
    rows = [json.loads(line) for line in text.splitlines()]
    asked = [r for r in rows if r["event"] == "asked"]
    assert [r["purpose"] for r in asked] == ["embedding", "embedding", "rerank"]
    assert asked[0]["passages"] >= 3
    assert len(asked[0]["documents"]) == 3
    assert all(len(d) == 64 for d in asked[0]["documents"])
    assert (asked[0]["masks"], asked[1]["questions"]) == ({"phone": 1}, 1)
    assert asked[2]["grades"] == {"O": 3}
    assert [r["outcome"] for r in rows if r["event"] == "ended"] == ["answered"] * 3
    assert desk.ask(requests.ReadLedger(verify=True)).faults == ()
    assert "010-1111-2222" not in desk.server.text_sent()


def test_reranking(desk: Desk) -> None:
    """The reranker's order counts; withheld passages keep their place; one that is down leaves our order."""
    desk.index()
    plain, _ = desk.found("직원 연가")
    desk.set("search.reranker", "시험")
    desk.server.scores = lambda _query, texts: [float("여비" in t) for t in texts]
    names, told = desk.found("직원 연가")
    assert sorted(names) == sorted(plain)
    assert "재정렬하지 않았습니다" in told
    assert names.index("감사.md") == plain.index("감사.md")
    assert "까마귀" not in desk.server.text_sent()
    desk.server.down = 503
    names, told = desk.found("직원 연가")
    assert names == plain
    assert "우리 순위 그대로" in told
    events = list(desk.engine.handle(requests.Ask("연가는 며칠인가요?", quote=True), threading.Event()))
    assert [e.message for e in events if getattr(e, "kind", "") == "search"]


def test_what_is_refused(desk: Desk) -> None:
    """A setting that names a platform which is not there, or has no such model, is refused."""
    with pytest.raises(ConnectorError, match="등록되어 있지"):
        desk.set("search.embedder", "없음")
    desk.ask(requests.SavePlatform("시험", desk.server.url, "chat", None, {"rerank_model": ""}))
    with pytest.raises(ConnectorError) as caught:
        desk.set("search.reranker", "시험")
    assert "platform set" in caught.value.next_step


def test_a_silent_platform_costs_no_more_than_its_time(desk: Desk) -> None:
    """A platform that takes the question and says nothing: 300 ms, then the next question does not wait at all."""
    desk.set("search.embedder", "시험")
    desk.index()
    assert desk.found("주차장 여는 시각")[1] == ""
    desk.set("search.query_wait", None)
    desk.server.gate.clear()
    times, told = [], []
    for query in ("주차장 닫는 시각", "주차장 문의처"):
        began = time.monotonic()
        names, said = desk.found(query)
        times.append(time.monotonic() - began)
        told.append(said)
        assert names[0] == "주차.md"
    assert times[0] < 0.3 + 0.5  # the search itself besides, on a busy machine
    assert times[1] < 0.25
    assert all("이 PC의 색인" in t for t in told)


def test_commands(desk: Desk) -> None:
    """The same by command: a step of the platform's test for each model, the spaces in the status."""
    desk.set("search.embedder", "시험")
    desk.engine.close()
    profile = desk.profile
    (tested,) = profile.json_here("platform", "test", "시험")
    assert [(s[0], s[1]) for s in tested["steps"]] == [
        ("주소", True), ("모델 목록", True), ("답변", True), ("임베딩", True), ("재정렬", True),
    ]  # fmt: skip
    (row,) = profile.json_here("platform", "set", "시험", "--rerank-model", "")
    assert (row["embedding_model"], row["rerank_model"]) == (MODEL, "")
    assert profile.here("index", str(desk.papers)).returncode == 0
    assert f"벡터 {SPACE}: 사용 중" in profile.here("status").stdout
    assert profile.here("vectors", "remove", SPACE).returncode == 4
