"""Encrypted files read with a password by the real engine: remembered as read, the password nowhere."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from indexer import requests
from indexer.compose import open_engine
from indexer.errors import Encrypted
from indexer.model import Location
from tests.helpers.profile import Profile

CANARY = "canary-7391-yeolsoe"
WORDS = "비밀자료의 연가 이월은 7일입니다."


def locked(path: Path, words: str = WORDS, password: str = CANARY) -> None:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), words, fontname="korea", fontsize=11)
    document.save(str(path), encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=password, owner_pw=password + "o")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[tuple[Profile, Path]]:
    papers = tmp_path / "자료"
    papers.mkdir()
    locked(papers / "잠긴 지침.pdf")
    (papers / "열린 글.txt").write_text("누구나 읽는 글입니다.", encoding="utf-8")
    yield (
        Profile(tmp_path / "home", {"FILE_PASSWORD": CANARY, "OTHER": "nein-" + CANARY[::-1], "NOTHING": ""}),
        papers,
    )


def holds(folder: Path, canary: str) -> list[Path]:
    forms = (canary.encode(), canary.encode("utf-16-le"), canary.encode().hex().encode())
    return [p for p in folder.rglob("*") if p.is_file() and any(f in p.read_bytes() for f in forms)]


def test_read_remembered_and_locked_again(scene: tuple[Profile, Path], tmp_path: Path) -> None:
    """Wrong, none, right; the next run leaves it; an edit locks it again and takes the old text out."""
    profile, papers = scene
    file = str(papers / "잠긴 지침.pdf")
    (first,) = profile.json_here("index", str(papers), "--no-vectors")
    assert [f["kind"] for f in first["failed"]] == ["encrypted"]
    (named,) = profile.json_here("search", "--names", "잠긴지침을")  # found by its name although unread
    assert (named["path"], named["state"], named["kind"]) == (file, "failed", "encrypted")
    assert "암호" in profile.here("search", "--names", "지침").stdout
    assert profile.here("search", "--names", "없는이름").stdout.strip() == "이름이 맞는 파일이 없습니다."
    (wrong,) = profile.json_here("index", file, "--no-vectors", "--password-env", "OTHER")
    assert [f["kind"] for f in wrong["failed"]] == ["wrong_password"]
    assert "암호가 맞지 않아" in wrong["failed"][0]["message"]
    assert [row["kind"] for row in profile.json_here("failures")] == ["encrypted"]  # a typing slip is no new reason
    none = profile.here("index", file, "--password-env", "NOTHING", "--json")
    assert none.returncode == 4 and "NOTHING" in none.stdout

    right = profile.here("index", file, "--no-vectors", "--password-env", "FILE_PASSWORD", "--json")
    assert right.returncode == 0, right.stdout + right.stderr
    result = json.loads(right.stdout)
    assert (result["indexed"], result["failed"]) == (1, [])
    hits = profile.json_here("search", "연가 이월", "--mode", "lexical")
    assert any("7일" in h.get("text", "") for h in hits)
    assert profile.here("index", "--no-vectors").returncode == 0  # unchanged: not marked as failed again

    locked(papers / "잠긴 지침.pdf", "비밀자료의 연가 이월은 9일입니다.")
    (after,) = profile.json_here("index", "--no-vectors")
    assert [f["kind"] for f in after["failed"]] == ["encrypted"] and "바뀌어" in after["failed"][0]["message"]
    assert not any("7일" in h.get("text", "") for h in profile.json_here("search", "연가 이월", "--mode", "lexical"))
    for name in ("FILE_PASSWORD", "OTHER"):
        assert holds(tmp_path, profile.environment[name]) == []


def test_the_source_of_a_locked_file_is_shown_as_text(
    scene: tuple[Profile, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its pages cannot be drawn without the password, which is gone; what was read of it is shown, with the mark."""
    profile, papers = scene
    monkeypatch.setenv("MUNSEO_PASSPHRASE", "시험용 암호문구")
    engine = open_engine(profile.home)
    never = threading.Event()
    file = str(papers / "잠긴 지침.pdf")
    try:
        list(engine.handle(requests.Index((str(papers),), vectors=False), never))
        opened = requests.OpenSource(file, Location(), "연가 이월은 7일")
        with pytest.raises(Encrypted):
            list(engine.handle(opened, never))
        request = requests.ReadAgain((str(papers),), CANARY, vectors=False)
        assert CANARY not in repr(request) + str(request)
        events = list(engine.handle(request, never))
        assert isinstance(events[-1], requests.Indexed) and (events[-1].seen, events[-1].indexed) == (1, 1)
        assert CANARY not in "".join(map(repr, events)) + caplog.text
        (shown,) = engine.handle(opened, never)
        assert shown.form == "text" and "암호가 걸린" in shown.note
        assert any(block.marked for block in shown.text)
        (gone,) = [
            e for e in engine.handle(requests.ReadAgain((file + "x",), CANARY), never) if hasattr(e, "removed")
        ]
        assert [f.kind for f in gone.failed] == ["unreachable"]
    finally:
        engine.close()
    assert CANARY not in json.dumps(dict(os.environ))
