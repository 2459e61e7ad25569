"""A real engine with a platform that repeats what it is sent: nothing personal leaves, nothing of it is left behind."""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from personal_data import Case, positive
from scripted_server import Connection, ScriptedServer

from tests.helpers.profile import Profile


def echo(c: Connection) -> None:
    """Answers with what stands behind the colon of each source: what a model would repeat."""
    body = json.loads(c.request.partition(b"\r\n\r\n")[2])
    lines = [
        x for x in body["messages"][-1]["content"].splitlines() if "내용은" in x and "[" in x and "무엇" not in x
    ]
    text = f"{lines[0] if lines else '자료에서 답을 찾지 못했습니다.'} [1]"
    c.tokens(*(text[i : i + 2] for i in range(0, len(text), 2)))


def canaries() -> list[Case]:
    rng = random.Random(11)
    kinds = ["resident"] * 8 + ["phone"] * 5 + ["account"] * 4 + ["foreigner", "card", "email"]
    made = [positive(rng, kind) for kind in kinds * 10]
    return [Case(c.kind, " ".join(c.text.split()), " ".join(c.value.split())) for c in made]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Profile, ScriptedServer, Path, list[Case]]]:
    folder = tmp_path_factory.mktemp("privacy")
    temp = folder / "temp"
    temp.mkdir()
    planted = canaries()
    papers = folder / "자료"
    papers.mkdir()
    for number in range(20):
        rows = planted[number * 10 : number * 10 + 10]
        lines = [
            f"# 비밀문서{number} 명부",
            "",
            *(f"비밀항목{number}번{i} 내용은 {c.text}\n" for i, c in enumerate(rows)),
        ]
        (papers / f"명부{number}.md").write_text("\n".join(lines), encoding="utf-8")
    server = ScriptedServer(echo)
    profile = Profile(folder / "home", {"TMPDIR": str(temp), "TEMP": str(temp), "TMP": str(temp)})
    old = tempfile.tempdir
    tempfile.tempdir = str(temp)
    try:
        assert profile.here("index", str(papers), "--no-vectors").returncode == 0
        add = profile.here("platform", "add", "시험", "--url", server.url, "--model", "m")
        assert add.returncode == 0, add.stderr
        yield profile, server, temp, planted
    finally:
        tempfile.tempdir = old
        server.close()


def leaked(text: str, planted: list[Case]) -> list[str]:
    """Canaries that stand in the text, however they are spaced."""
    bare = "".join(text.split())
    return [c.value for c in planted if "".join(c.value.split()) in bare]


def test_no_canary_leaves(scene: tuple[Profile, ScriptedServer, Path, list[Case]]) -> None:
    """200 planted values asked for, document by document: none in prompts, logs, temporary files or the ledger."""
    profile, server, temp, planted = scene
    assert len(planted) == 200
    asked = temp.parent / "questions.jsonl"
    questions = [
        {"id": n, "text": f"비밀문서{n} 명부의 비밀항목{n}번{i} 내용은 무엇인가요?"} for n in range(20) for i in (0,)
    ]
    asked.write_text("\n".join(json.dumps(q, ensure_ascii=False) for q in questions), encoding="utf-8")
    done = profile.here("ask", "--questions", str(asked), "--json")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(server.bodies) >= 18  # a few may be refused before the platform is asked
    sent = "\n".join(body.decode() for body in server.bodies)
    assert leaked(sent, planted) == []
    assert "[주민등록번호-1]" in sent
    # The reader sees the values, whole.
    whole = [a for a in answers if leaked(a["answer"], planted)]
    assert len(whole) >= 15
    assert not any("[주민등록번호-" in a["answer"] for a in answers)
    assert leaked(done.stderr, planted) == []
    for place in (profile.home, temp):
        for path in place.rglob("*"):
            if path.is_file():
                assert leaked(path.read_bytes().decode("utf-8", "replace"), planted) == [], path


def test_the_preview_is_masked(scene: tuple[Profile, ScriptedServer, Path, list[Case]]) -> None:
    """--show-prompt shows what would leave, masked, and sends nothing; a switch in the settings opens one kind."""
    profile, server, _, planted = scene
    before = len(server.bodies)
    shown = profile.here("ask", "비밀문서3 명부의 비밀항목3번0 내용은 무엇인가요?", "--show-prompt").stdout
    assert leaked(shown, planted) == []
    assert "[주민등록번호-1]" in shown
    assert "가려진 값" in shown
    profile.json_here("settings", "set", "privacy.resident", "끔")
    try:
        shown = profile.here("ask", "비밀문서3 명부의 비밀항목3번0 내용은 무엇인가요?", "--show-prompt").stdout
        assert {c.kind for c in planted if leaked(shown, [c])} == {"resident"}
    finally:
        profile.json_here("settings", "reset", "--all")
    assert len(server.bodies) == before


def test_above_the_ceiling_nothing_is_sent(scene: tuple[Profile, ScriptedServer, Path, list[Case]]) -> None:
    """A folder of grade S and a platform up to O: the answer is quoted and says why."""
    profile, server, temp, _ = scene
    papers = str(temp.parent / "자료")
    before = len(server.bodies)
    rows = profile.json_here("sources", "grade", papers, "S")
    assert rows[-1] == {"grades": {papers: "S"}}
    try:
        events = profile.json_here("ask", "비밀문서3 명부의 비밀항목3번0 내용은 무엇인가요?")
        assert any(e.get("kind") == "grade" for e in events)
        assert events[-1]["answered_by"] == "quote"
        assert len(server.bodies) == before
    finally:
        profile.json_here("sources", "grade", papers, "none")


def test_the_record(scene: tuple[Profile, ScriptedServer, Path, list[Case]], tmp_path: Path) -> None:
    """The calls are in the ledger, which is whole; its exports hold no content; a changed line is found."""
    profile, *_ = scene
    profile.here("ask", "비밀문서3 명부의 비밀항목3번0 내용은 무엇인가요?")
    (state,) = profile.json_here("ledger", "verify")
    assert state["whole"]
    calls = profile.json_here("ledger", "list")
    assert calls[-1]["outcome"] == "answered"
    assert calls[-1]["verdicts"]
    assert all(len(d) == 64 for d in calls[-1]["documents"])
    for name, more in (
        ("a.csv", ()),
        ("a.json", ()),
        ("r.csv", ("--report",)),
        ("r.html", ("--report",)),
        ("r.hwpx", ("--report",)),
    ):
        done = profile.here("ledger", "export", str(tmp_path / name), *more)
        assert done.returncode == 0, done.stderr
        assert "비밀" not in (tmp_path / name).read_bytes().decode("utf-8", "replace")
    (parsed,) = profile.json_here_file("parse", str(tmp_path / "r.hwpx"))
    table = next(b for b in parsed["blocks"] if b["kind"] == "table")
    assert table["rows"][0][:4] == ["월", "플랫폼", "모델", "쓰임"]
    assert table["rows"][1][1:4] == ["시험", "m", "자료에 근거한 질의응답"]
    path = profile.home / "ledger.jsonl"
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b'"model":"m"', b'"model":"n"', 1))
    try:
        assert profile.here("ledger", "verify", "--json").returncode == 3
    finally:
        path.write_bytes(kept)


def test_platforms_to_a_file_and_back(
    scene: tuple[Profile, ScriptedServer, Path, list[Case]], tmp_path: Path
) -> None:
    """The exported file holds no key and makes the same profiles elsewhere."""
    profile, *_ = scene
    os.environ["TEST_PLATFORM_KEY"] = "very-secret-key"
    try:
        profile.here(
            "platform",
            "add",
            "둘째",
            "--preset",
            "clova-studio-gov-think",
            "--key-env",
            "TEST_PLATFORM_KEY",
            "--ceiling",
            "S",
        )
    finally:
        del os.environ["TEST_PLATFORM_KEY"]
    file = tmp_path / "platforms.json"
    assert profile.here("platform", "export", str(file)).returncode == 0
    assert "very-secret-key" not in file.read_text(encoding="utf-8")
    other = Profile(tmp_path / "home")
    rows = other.json_here("platform", "import", str(file))
    assert [(r["name"], r["ceiling"], r["has_key"]) for r in rows] == [("시험", "O", False), ("둘째", "S", False)]
    file.write_text('{"platforms": []}', encoding="utf-8")
    assert other.here("platform", "import", str(file)).returncode == 4


def test_egress_report(scene: tuple[Profile, ScriptedServer, Path, list[Case]]) -> None:
    """The allow-list is the platforms'; every trial is held back; the platform itself is not asked."""
    profile, server, *_ = scene
    before = len(server.bodies)
    (told,) = profile.json_here("egress", "test")
    assert told["held"]
    assert f"127.0.0.1:{server.port}" in told["allowed"]
    assert len(told["trials"]) == 6
    assert len(server.bodies) == before
