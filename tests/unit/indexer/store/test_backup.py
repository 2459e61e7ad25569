"""Copies of real databases: whole, encrypted, put back in one step; and a changed key, killed at every step."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.secrets import PassphraseSecrets
from indexer import compose
from indexer.answers import Turn
from indexer.errors import Corrupt, StoreError, WrongKey
from indexer.model import Passage
from indexer.store import backup
from indexer.store.check import check
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey

ROOT = Path(__file__).resolve().parents[4]
RAW = StoreKey(raw=bytes(range(32)))
OTHER = StoreKey(passphrase="다른 컴퓨터의 암호문구")
SENTENCE = "국내 출장의 일비는 1일당 20,000원으로 한다."


def filled(home: Path, key: StoreKey = RAW, documents: int = 3) -> None:
    """A profile with documents, a setting and a conversation."""
    store = Store.open(home, key)
    for n in range(documents):
        file = FileRecord(f"/자료/{n}.txt", 10, 1, f"digest{n}", "text", "indexed")
        store.commit_document(
            file, DocumentRecord(f"문서 {n}", "text"), [Passage(f"{SENTENCE} {n}", "paragraph")], [{"일비": 2}]
        )
    store.settings.set("settings", {"answering.quotes": 2})
    store.conversations.add("여비", Turn("일비는?", "일비는?", SENTENCE, at="2026-01-01T00:00:00+00:00"))
    store.close()


def content(home: Path, key: StoreKey = RAW) -> tuple[int, int, object, int]:
    """(documents that are found, passages, setting, turns); the store must be whole."""
    store = Store.open(home, key)
    try:
        assert all(f.ok for f in check(store))
        hits = len(store.lexical.search({"일비": 1.0}, 10, None)[0])
        return hits, store.passages.count(), store.settings.get("settings"), len(store.conversations.turns("여비"))
    finally:
        store.close()


WHOLE = (3, 3, {"answering.quotes": 2}, 1)


def test_a_copy_restores_everything(tmp_path: Path) -> None:
    """Documents, postings, settings and conversations come back, in a new profile as in a changed one."""
    home, copy = tmp_path / "home", tmp_path / "사본.db"
    filled(home)
    store = Store.open(home, RAW)
    assert backup.back_up(store, copy) == copy.stat().st_size
    for n in range(3):
        store.remove_file(f"/자료/{n}.txt")
    store.close()
    assert content(home)[:2] == (0, 0)
    aside = backup.restore(home, copy, RAW, RAW)
    assert content(home) == WHOLE
    assert aside is not None
    assert aside.exists()
    assert backup.restore(tmp_path / "새 자료함", copy, RAW, OTHER) is None
    assert content(tmp_path / "새 자료함", OTHER) == WHOLE


def test_a_copy_shows_nothing_and_needs_its_own_key(tmp_path: Path) -> None:
    """No word is readable in it; the profile's key does not open a copy under another passphrase, which does."""
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    filled(home)
    store = Store.open(home, RAW)
    backup.back_up(store, copy, OTHER)
    store.close()
    assert SENTENCE.encode() not in copy.read_bytes()
    assert b"SQLite format" not in copy.read_bytes()
    with pytest.raises(WrongKey):
        backup.restore(tmp_path / "home2", copy, RAW, RAW)
    assert not (tmp_path / "home2" / "index.db").exists()
    backup.restore(tmp_path / "home2", copy, OTHER, RAW)
    assert content(tmp_path / "home2") == WHOLE


def test_a_copy_made_while_indexing_is_one_moment(tmp_path: Path) -> None:
    """A copy of a database that another thread writes to is whole."""
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    filled(home)
    store = Store.open(home, RAW)
    stop = threading.Event()

    def write() -> None:
        n = 10
        while not stop.is_set():
            n += 1
            file = FileRecord(f"/자료/{n}.txt", 10, 1, f"digest{n}", "text", "indexed")
            passage = Passage(SENTENCE, "paragraph")
            store.commit_document(file, DocumentRecord("문서", "text"), [passage], [{"일비": 1}])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            backup.back_up(store, copy)
            backup.restore(tmp_path / "home2", copy, RAW, RAW)
            assert content(tmp_path / "home2")[1] >= 3
    finally:
        stop.set()
        writer.join()
        store.close()


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "not ours"])
def test_a_damaged_copy_changes_nothing(tmp_path: Path, damage: str) -> None:
    """It is told before anything is replaced, and nothing is left beside."""
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    filled(home)
    store = Store.open(home, RAW)
    backup.back_up(store, copy)
    store.close()
    data = bytearray(copy.read_bytes())
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "flipped":
        data[len(data) * 3 // 4] ^= 0xFF
    elif damage == "empty":
        data = bytearray()
    else:
        data = bytearray(b"SQLite format 3\x00" + bytes(8192))
    copy.write_bytes(data)
    with pytest.raises((Corrupt, WrongKey)):
        backup.restore(home, copy, RAW, RAW)
    assert content(home) == WHOLE
    assert not list(home.glob("*.part")) + list(home.glob("index-*"))


def test_a_damaged_profile_is_restored_all_the_same(tmp_path: Path) -> None:
    """The log of a database that does not open is not played into the restored one."""
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    filled(home)
    store = Store.open(home, RAW)
    backup.back_up(store, copy)
    store.close()
    (home / "index.db").write_bytes(os.urandom(40960))
    (home / "index.db-wal").write_bytes(os.urandom(8192))
    backup.restore(home, copy, RAW, RAW)
    assert content(home) == WHOLE


def test_a_copy_that_cannot_be_written_leaves_the_former(tmp_path: Path) -> None:
    """A folder that is not there is told; a full copy from before stays."""
    home = tmp_path / "home"
    filled(home)
    store = Store.open(home, RAW)
    with pytest.raises(StoreError):
        backup.back_up(store, tmp_path / "없는 폴더" / "copy.db")
    store.close()
    assert content(home) == WHOLE


def test_a_new_key(tmp_path: Path) -> None:
    """The new key opens everything, the old one nothing, and no file under the old one is left."""
    home = tmp_path / "home"
    filled(home)
    backup.change_key(home, RAW, OTHER)
    assert content(home, OTHER) == WHOLE
    with pytest.raises(WrongKey):
        Store.open(home, RAW)
    assert {f.name for f in home.iterdir()} == {"index.db", "index.salt"}


class Died(BaseException):
    """The process ends here."""


def at_step(wanted: str) -> Callable[[str], None]:
    def at(name: str) -> None:
        if name == wanted:
            raise Died

    return at


CHILD = """
import os, sys
from pathlib import Path
from indexer import compose
def at(step):
    if step == sys.argv[2]:
        os._exit(9)
compose.rekey(Path(sys.argv[1]), "새 문구", at)
"""


@pytest.mark.parametrize("step", ["begun", "written", "switched", "end"])
def test_killed_while_the_key_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Ended at any step, one of the two passphrases opens all of it: documents and the platforms' keys."""
    home = tmp_path / "home"
    home.mkdir()
    filled(home, StoreKey(passphrase="옛 문구"))
    PassphraseSecrets(home / "secrets.bin", "옛 문구").set("platform/가", "비밀")
    if step == "switched":  # once for real, in a process of its own
        environment = {**os.environ, "MUNSEO_PASSPHRASE": "옛 문구", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, "-c", CHILD, str(home), step], env=environment, cwd=ROOT)
        assert done.returncode == 9
    else:
        monkeypatch.setenv("MUNSEO_PASSPHRASE", "옛 문구")
        with contextlib.suppress(Died):
            compose.rekey(home, "새 문구", at_step(step))
    right, wrong = ("새 문구", "옛 문구") if step in ("switched", "end") else ("옛 문구", "새 문구")
    for passphrase in (wrong, right):  # trying the wrong one first must do no harm
        monkeypatch.setenv("MUNSEO_PASSPHRASE", passphrase)
        keys = compose.open_secrets(home)
        if passphrase == wrong:
            with pytest.raises(WrongKey):
                Store.open(home, compose._settled_key(home, keys))
        else:
            assert content(home, compose._settled_key(home, keys)) == WHOLE
            assert keys.get("platform/가") == "비밀"
    assert not (home / "secrets.next").exists()


@pytest.mark.parametrize("step", ["begun", "written", "switched", "kept"])
def test_ended_while_a_random_key_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The same where the credential store holds the key: the next start finds which of the two it is."""
    from connectors.secrets import MemorySecrets, database_key

    home, keys = tmp_path / "home", MemorySecrets()
    monkeypatch.delenv("MUNSEO_PASSPHRASE", raising=False)
    monkeypatch.setattr(compose, "open_secrets", lambda home: keys)
    _, raw = database_key(home, keys)
    filled(home, StoreKey(raw=raw))

    with pytest.raises(Died):
        compose.rekey(home, None, at_step(step))
    assert content(home, compose._settled_key(home, keys)) == WHOLE
    assert keys.get(compose.NEXT_KEY) is None
    compose.rekey(home, None)
    assert content(home, compose._settled_key(home, keys)) == WHOLE
    with pytest.raises(WrongKey):
        Store.open(home, StoreKey(raw=raw))


@pytest.mark.parametrize("step", ["written", "settled", "aside", "switched"])
def test_ended_while_restoring(tmp_path: Path, step: str) -> None:
    """Before the rename the former profile opens, after it the restored one; both whole, and a second try works."""
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    filled(home)
    store = Store.open(home, RAW)
    backup.back_up(store, copy)
    store.remove_file("/자료/0.txt")
    store.close()

    with pytest.raises(Died):
        backup.restore(home, copy, RAW, RAW, at_step(step))
    assert content(home)[1] == (3 if step == "switched" else 2)
    backup.restore(home, copy, RAW, RAW)
    assert content(home) == WHOLE
