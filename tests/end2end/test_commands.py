"""The commands of docs/cli.md in real processes, on documents in every format."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hwpx import HwpxDocument

from indexer.answers import CitationEvent
from tests.helpers.profile import ROOT, Profile

SAMPLES = ROOT / "resources" / "samples" / "documents"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some samples, one of each format, a document that is none, and an empty one."""
    folder = tmp_path_factory.mktemp("업무 문서")
    for name in (
        "휴가 운영 지침(2025년 개정).hwp",
        "출장 여비 지침.hwpx",
        "정보보안 수칙.pdf",
        "민원 처리 매뉴얼.docx",
        "자주 묻는 질문(총무과).txt",
        "재택근무 운영 안내.md",
    ):
        shutil.copy(SAMPLES / name, folder / name)
    (folder / "깨진 문서.hwp").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "빈 문서.docx").write_bytes(b"")
    (folder / "~$휴가 운영 지침.hwp").write_bytes(b"lock")
    return folder


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Profile:
    """A profile with the folder indexed, without vectors (they have tests of their own)."""
    profile = Profile(tmp_path_factory.mktemp("profile"))
    done = profile.run("index", str(folder), "--no-vectors", "--json")
    assert done.returncode == 3, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["indexed"] == 6, result
    assert {Path(f["path"]).name: f["kind"] for f in result["failed"]} == {
        "깨진 문서.hwp": "damaged",
        "빈 문서.docx": "empty",
    }
    assert result["passages"] > 20
    return profile


def test_second_run_reads_nothing(profile: Profile) -> None:
    """Unchanged files are not read again, and failures are remembered."""
    result = profile.json("index", "--no-vectors")[-1]
    assert result["indexed"] == 0
    assert result["unchanged"] + len(result["failed"]) == result["seen"] == 8


def test_pages_wait_when_told_to_and_are_exact_afterwards(tmp_path: Path) -> None:
    """With `--no-pages` estimates stay; the next run lays the documents out, and hits say the same page for certain."""
    profile = Profile(tmp_path / "profile")
    source = tmp_path / "자료"
    source.mkdir()
    document = HwpxDocument.new()
    for n in range(1, 121):
        document.add_paragraph(f"제{n}조 재직기간이 {n}년인 공무원의 연가일수는 {n + 10}일로 정한다.")
    document.save_to_path(str(source / "연가.hwpx"))
    first = profile.json("index", str(source), "--no-vectors", "--no-pages")[-1]
    assert first["pages_pending"] == 1
    assert profile.json("search", "재직기간 110년", "--mode", "lexical", "--top", "1")[0]["page_exact"] is False
    assert profile.json("index", "--no-vectors")[-1]["pages_pending"] == 0
    hit = profile.json("search", "재직기간 110년", "--mode", "lexical", "--top", "1")[0]
    assert hit["page_exact"] and hit["page"] > 1
    parsed = json.loads(profile.run("parse", str(source), "--pages", "--json", home=False).stdout)
    assert all(b["location"]["page_exact"] for b in parsed["blocks"])
    assert parsed["pages"] >= hit["page"]


def test_failures_have_reason_and_next_step(profile: Profile) -> None:
    """`munseo failures` names each unread file with cause and next step."""
    rows = profile.json("failures")
    assert len(rows) == 2
    assert all(r["message"].endswith("다.") and r["next_step"].endswith("오.") for r in rows)


def test_status_and_sources(profile: Profile, folder: Path) -> None:
    """Counts and sources are as indexed."""
    assert profile.json("status")[0]["indexed"] == 6
    assert [r["path"] for r in profile.json("sources", "list")] == [str(folder)]


def test_search_finds_the_passage(profile: Profile) -> None:
    """A paraphrased query finds the right file first, with a page and the terms that matched."""
    hits = profile.json("search", "재택근무를 신청하는 방법", "--mode", "lexical")
    assert Path(hits[0]["path"]).name == "재택근무 운영 안내.md"
    assert set(hits[0]) >= {"path", "passage_id", "title", "heading_path", "page", "page_exact", "location", "text",
                            "score", "lexical", "vector", "matched_terms", "modified"}  # fmt: skip
    assert hits[0]["matched_terms"]


def test_search_with_filter_and_queries(profile: Profile, tmp_path: Path) -> None:
    """Filters act inside the search; a file of queries gives one line a query."""
    hits = profile.json("search", "민원 처리", "--filter", "type=docx")
    assert hits
    assert {Path(h["path"]).suffix for h in hits} == {".docx"}
    queries = tmp_path / "q.jsonl"
    queries.write_text('{"id": "a", "text": "연가"}\n{"id": "b", "text": "여비"}\n', encoding="utf-8")
    lines = profile.json("search", "--queries", str(queries), "--top", "3")
    assert [line["id"] for line in lines] == ["a", "b"]
    assert all(len(line["hits"]) == 3 and line["ms"] > 0 for line in lines)


def test_ask_cites_a_file_and_its_words(profile: Profile) -> None:
    """A quoted answer's citations name file and words that stand in that file."""
    events = profile.json("ask", "연가를 쓰려면 며칠 전까지 신청해야 하나요?", "--quote")
    citations = [e for e in events if e["type"] == "citation"]
    assert any(Path(c["path"]).name == "휴가 운영 지침(2025년 개정).hwp" for c in citations[:3])
    done = events[-1]
    assert done["type"] == "done"
    assert done["answered_by"] == "quote"
    assert done["coverage"] == {"damaged": 1, "empty": 1}
    parsed = profile.run("parse", citations[0]["path"], "--text", home=False).stdout
    bare = "".join(parsed.split())
    assert any("".join(part.split()) in bare for part in citations[0]["quote"].split(" | "))


def test_a_question_far_from_the_files_is_refused(profile: Profile) -> None:
    """What no file answers is refused, honestly."""
    events = profile.json("ask", "화성 탐사 로봇의 착륙 속도는 초속 몇 미터였나요?")
    assert events[-1]["refused"] is True
    assert not [e for e in events if e["type"] == "citation"]


def test_questions_file(profile: Profile, tmp_path: Path) -> None:
    """A file of questions gives one finished answer a line."""
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id": 7, "text": "연가는 며칠 전까지 신청하나요?"}\n', encoding="utf-8")
    (answer,) = profile.json("ask", "--questions", str(questions), "--quote")
    assert answer["id"] == 7
    assert set(answer) >= {"answer", "citations", "refused", "checks", "ms"}


def test_prompt_is_shown_and_not_sent(profile: Profile) -> None:
    """--show-prompt prints what would be sent, evidence included, and sends nothing."""
    done = profile.run("ask", "연가 신청 기한", "--show-prompt")
    assert done.returncode == 0, done.stderr
    assert "연가" in done.stdout
    assert "<자료" in done.stdout


def test_parse_shape(folder: Path) -> None:
    """`munseo parse` gives one object a file in the contract's shape; a bad file is an error object, exit 3."""
    done = Profile(folder).run("parse", str(folder), "--json", home=False)
    assert done.returncode == 3
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 8
    for row in rows:
        if "error" in row:
            assert set(row["error"]) == {"kind", "message", "next_step"}
            continue
        assert set(row) == {"file", "format", "title", "pages", "metadata", "blocks", "warnings"}
        assert all({"kind", "text", "location"} <= set(b) for b in row["blocks"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("search",), 2),
        (("search", "가", "--mode", "x"), 2),
        (("search", "가", "--filter", "x"), 4),
        (("search", "가", "--filter", "color=red"), 4),
        (("index", "/없는/폴더"), 4),
        (("ask", "가", "--platform", "없음"), 4),
        (("platform", "add", "가", "--url", "ftp://x", "--model", "m"), 4),
        (("platform", "test", "없음"), 4),
        (("sources", "remove", "/없는/폴더"), 4),
    ],
)
def test_exit_codes(profile: Profile, arguments: tuple[str, ...], code: int) -> None:
    """Wrong usage is 2; what cannot be done is 4 with one Korean sentence."""
    done = profile.run(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    if code == 4:
        assert "십시오" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",), ("failures",), ("sources", "list"), ("search", "화성"), ("ask", "화성 탐사 로봇의 착륙 속도는?"),
        ("search", "가", "--filter", "color=red"), ("ask", "가", "--platform", "없음"), ("platform", "list"),
        ("sources", "remove", "/없는/폴더"), ("index", "/없는/폴더"), ("doctor",), ("eval", "없는.jsonl"), ("ask", "--help"),
    ],
)  # fmt: skip
def test_english(profile: Profile, folder: Path, arguments: tuple[str, ...]) -> None:
    """With --lang en nothing is said in Korean but the words of documents, paths and what the user typed."""
    done = profile.here(*arguments, "--lang", "en")
    said = done.stdout + done.stderr
    for own in (str(folder), *arguments, *(f.stem for f in folder.iterdir()), str(profile.home)):
        said = said.replace(own, "")
    said = "\n".join(x for x in said.splitlines() if not x.startswith(("   ", "Close by", "1.", "2.", "3.")))
    if arguments[0] != "search":
        assert not re.search("[가-힣]", said), said
    assert said.strip()
    assert "Traceback" not in said


def test_a_conversation(profile: Profile, tmp_path: Path) -> None:
    """A follow-up takes over what it leaves out, a changed topic nothing; all is kept, shown, exported, deleted."""
    ask = ("ask", "--quote", "--conversation", "휴가와 여비")
    profile.json_here(*ask, "연가를 쓰려면 며칠 전까지 신청해야 하나요?")
    second = profile.json_here(*ask, "그럼 병가는요?")
    understood = [e["message"] for e in second if e["type"] == "notice" and e["kind"] == "understood"]
    assert understood == ["이렇게 이해하고 찾습니다: 병가를 쓰려면 며칠 전까지 신청해야 하나요?"]
    assert any("병가" in e["quote"] for e in second if e["type"] == "citation")
    third = profile.json_here(*ask, "국내 출장의 일비는 얼마인가요?")
    assert not [e for e in third if e["type"] == "notice" and e["kind"] == "understood"]
    assert all("여비" in Path(e["path"]).name for e in third if e["type"] == "citation" and e["number"] == 1)
    (row,) = profile.json_here("conversations", "list")
    assert (row["name"], row["turns"]) == ("휴가와 여비", 3)
    (found,) = profile.json_here("conversations", "search", "일비", "병가")
    assert found["name"] == "휴가와 여비" and found["excerpt"]
    assert profile.json_here("conversations", "search", "없는낱말") == []
    assert profile.json_here("conversations", "rename", "휴가와 여비", "복무") == [{"name": "복무"}]
    assert profile.here("conversations", "rename", "복무", "휴가와 여비").returncode == 0
    (shown,) = profile.json_here("conversations", "show", "휴가와 여비")
    assert [t["asked"] for t in shown["turns"]][1] == "그럼 병가는요?"
    target = tmp_path / "대화.md"
    assert profile.here("conversations", "export", "휴가와 여비", "--output", str(target)).returncode == 0
    written = target.read_text("utf-8")
    assert written.count("자료의 문장을 그대로 인용한 답변입니다.") == 3
    assert "이해한 질문: 병가를" in written
    done = profile.here("conversations", "export", "휴가와 여비", "--output", str(target))
    assert done.returncode == 4  # never over a file that is there
    assert profile.json_here("conversations", "delete", "휴가와 여비") == [{"deleted": 1}]
    assert profile.json_here("conversations", "list") == []


def test_limits_of_a_known_platform_are_changed(profile: Profile) -> None:
    add = ("platform", "add", "한도", "--url", "http://127.0.0.1:9/v1", "--model", "m", "--requests-per-minute", "9")
    profile.json_here(*add)
    listed = profile.json_here("platform", "set", "한도", "--requests-per-minute", "5", "--tokens-per-minute", "100")
    (row,) = [row for row in listed if row["name"] == "한도"]
    assert (row["requests_per_minute"], row["tokens_per_minute"]) == (5, 100)
    assert profile.here("platform", "remove", "한도").returncode == 0


def test_settings_take_effect_in_a_running_engine(profile: Profile) -> None:
    """A change is used by the next question of the engine that runs already, and can be taken back."""
    from indexer import requests
    from indexer.commands.session import Session
    from indexer.engine import client

    question = requests.Ask("연가를 쓰려면 며칠 전까지 신청해야 하나요?", quote=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUNSEO_PASSPHRASE", profile.environment["MUNSEO_PASSPHRASE"])
        engine = client.EngineClient.connect(profile.home)
    current = Session(profile.home, _client=engine)
    try:

        def quotes() -> int:
            return sum(isinstance(e, CitationEvent) for e in current.ask(question))

        before = quotes()
        assert before > 1
        (row,) = profile.json_here("settings", "set", "answering.quotes", "1")
        assert (row["value"], row["default"]) == (1, 4)
        assert quotes() == 1
        profile.json_here("settings", "reset", "--all")
        assert quotes() == before
        assert profile.here("settings", "set", "answering.quotes", "0").returncode == 4
        assert profile.here("settings", "get", "nothing.here").returncode == 4
    finally:
        engine.send(0, requests.Shutdown())
        current.close()
        client._started[-1].wait(20)


def test_check_backup_restore_rekey(profile: Profile, tmp_path: Path) -> None:
    """A copy under a passphrase of its own is restored into another profile, whose passphrase is then changed."""
    assert all(f["ok"] for f in profile.json_here("check"))
    copy = tmp_path / "사본.db"
    other = Profile(tmp_path / "다른 자료함", {"COPY": "사본의 문구", "NEW": "새 문구"})
    made = Profile(profile.home, {"COPY": "사본의 문구"}).json_here("backup", str(copy), "--passphrase-env", "COPY")
    assert made[0]["size"] == copy.stat().st_size
    assert profile.here("backup", str(copy)).returncode == 4  # exists
    assert other.here("restore", str(copy)).returncode == 4  # another key
    (restored,) = other.json_here("restore", str(copy), "--passphrase-env", "COPY")
    assert restored["files"] == 8
    assert restored["former"] is None
    assert other.here("rekey").returncode == 4  # which passphrase?
    assert other.json_here("rekey", "--new-passphrase-env", "NEW")[0]["old_copies"] == []
    assert other.here("status").returncode == 4
    assert Profile(other.home, {"MUNSEO_PASSPHRASE": "새 문구"}).json_here("status")[0]["indexed"] == 6


def test_check_repairs_a_damaged_profile(profile: Profile, folder: Path, tmp_path: Path) -> None:
    """A damaged database is told with 3, set aside by --repair, and the same sources are indexed again."""
    broken = Profile(tmp_path / "profile")
    shutil.copytree(profile.home, broken.home, ignore=shutil.ignore_patterns("*.lock", "engine.*"))
    database = broken.home / "index.db"
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 0xFF
    database.write_bytes(data)
    done = broken.here("check")
    assert done.returncode == 3
    assert "--repair" in done.stderr
    *_, last = broken.json_here("check", "--repair")
    assert Path(last["started_over"]).exists()
    assert last["sources"] == 1
    assert broken.json_here("index", "--no-vectors")[-1]["indexed"] == 6
    assert all(f["ok"] for f in broken.json_here("check"))


def test_wrong_passphrase(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another passphrase opens nothing, says so, and changes nothing."""
    import subprocess
    import sys

    environment = {**profile.environment, "MUNSEO_PASSPHRASE": "다른 문구"}
    command = [sys.executable, "-m", "indexer.cli", "status", "--home", str(profile.home)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 4
    assert "암호" in done.stderr
    assert (profile.home / "index.db").stat().st_size > 0
    assert profile.json("status")[0]["indexed"] == 6


def test_eval_measures_and_compares(profile: Profile, tmp_path: Path) -> None:
    """A set of questions gives scores with intervals, paired differences and a page; drafts are a set again."""
    questions = tmp_path / "질문.jsonl"
    rows = [
        {
            "id": "1",
            "text": "쌍둥이를 낳으면 배우자 휴가는 며칠?",
            "relevant": ["휴가 운영 지침(2025년 개정).hwp"],
            "answer": "25일",
        },
        {"id": "2", "text": "화성 탐사 로봇의 착륙 속도는?", "relevant": [], "unanswerable": True},
    ]
    questions.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    other = tmp_path / "b.yaml"
    other.write_text("search:\n  lexical: 0.9\nsearch.ranking: 0\n", encoding="utf-8")
    page = tmp_path / "결과.html"
    told = profile.json_here("eval", str(questions), "--compare", str(other), "--html", str(page))[0]
    assert told["scores"]["ndcg@10"]["mean"] == 1.0
    assert told["scores"]["refused_rightly"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert told["compared"]["settings"] == {"search.lexical": 0.9, "search.ranking": 0.0}
    assert set(told["compared"]["differences"]) == set(told["scores"])
    assert page.read_text(encoding="utf-8").count("<svg") == 3
    # The profile's own settings are as they were.
    assert {r["name"]: r["value"] for r in profile.json_here("settings", "list")}["search.ranking"] == 1.0
    drafts = tmp_path / "초안.jsonl"
    drafts.write_text(profile.here("eval", "--draft", "3").stdout, encoding="utf-8")
    assert profile.json_here("eval", str(drafts), "--no-answers")[0]["questions"] == 3


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("passages.target: 300", "다시 읽어야"),
        ("search.colour: 1", "설정은 없습니다"),
        ("- 1", "설정을 읽지"),
        ("search.lexical: 7", "쓸 수 없습니다"),
    ],
)
def test_settings_that_cannot_be_compared(profile: Profile, tmp_path: Path, settings: str, told: str) -> None:
    """What needs another index, is unknown or out of bounds is said."""
    (tmp_path / "q.jsonl").write_text('{"id": "1", "text": "가", "relevant": ["a"]}', encoding="utf-8")
    (tmp_path / "b.yaml").write_text(settings, encoding="utf-8")
    done = profile.here("eval", str(tmp_path / "q.jsonl"), "--compare", str(tmp_path / "b.yaml"))
    assert done.returncode == 4
    assert told in done.stderr
