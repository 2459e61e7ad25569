"""A profile of the first schema gets the columns of what documents say, filled from what is stored."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from indexer.deriving import derive_outdated
from indexer.errors import QueryError
from indexer.model import Passage
from indexer.parsing.facts import FACTS_VERSION
from indexer.store import migrations
from indexer.store.cipher import StoreKey
from indexer.store.connections import Connections
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

KEY = StoreKey(passphrase="시험")
LETTER = (
    "수신  각 부서장",
    "제목  재물조사 협조",
    "시행 회계과-5388 (2025. 8. 25.)  접수",
    "전화 099-000-1 / a@b.example / 공개",
)


def test_an_old_profile_is_migrated_and_derived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns come with the migration; metadata and abbreviations with the next indexing, reading no file."""
    with monkeypatch.context() as old:
        old.setattr(migrations, "STEPS", migrations.STEPS[:1])
        store = Store.open(tmp_path, KEY)
        with store.writing() as connection:
            connection.execute(
                "INSERT INTO document(id, title, format, metadata, warnings, passages) VALUES (1, '공문', 'hwp5',"
                ' \'{"author": "홍", "read_with": "password", "ocr_pages": "2"}\', \'[]\', 2)'
            )
            connection.execute(
                "INSERT INTO file(path, path_key, name_key, size, mtime_ns, ctime_ns, digest, format, state,"
                " parser_version, document) VALUES ('/자료/공문_v2.hwp', '/자료/공문_v2.hwp', '공문_v2.hwp', 1, 1, 1, 'd',"
                " 'hwp5', 'indexed', 1, 1)"
            )
            texts = ("\n".join(LETTER), "한빛시설관리공단(이하 “공단”이라 한다)")
            store.passages.insert(connection, 1, [Passage(t, "paragraph") for t in texts])
        store.close()
    store = Store.open(tmp_path, KEY)
    assert store.outdated(FACTS_VERSION) == [(1, "/자료/공문_v2.hwp")]
    none = store.catalog.select({"department": "회계과"})
    assert none is not None and not len(none)
    assert derive_outdated(store, threading.Event()) == 1
    found = store.catalog.select({"department": "회계과", "number": "회계과-5388"})
    assert found is not None and len(found) == 2
    record = store.document(1)
    assert record is not None
    assert (record.metadata["author"], record.metadata["enforced_on"]) == ("홍", "2025-08-25")
    # How it was read is not derived: a scanned page waits on, a password is asked for again once the file changes.
    assert (record.metadata["read_with"], record.metadata["ocr_pages"]) == ("password", "2")
    assert store.abbreviations.find(["공단"]) == {"공단": [("한빛시설관리공단", 1)]}
    assert derive_outdated(store, threading.Event()) == 0
    store.remove_file("/자료/공문_v2.hwp")
    assert store.abbreviations.count() == 0
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path, KEY)


@pytest.mark.parametrize(
    ("name", "value"),
    [("kinds", "지침"), ("year", "언젠가"), ("period", "2025-13"), ("after", "작년"), ("type", " , "), ("enforced", "2025-02-30")],
)  # fmt: skip
def test_conditions_that_cannot_be_used_are_told(store: Store, name: str, value: str) -> None:
    """An unknown key names the list; a time that is none names the forms."""
    with pytest.raises(QueryError) as error:
        store.catalog.select({name: value})
    assert error.value.next_step.endswith("십시오.")
    store.close()


def test_versions_are_told_apart_within_a_folder(store: Store) -> None:
    """version=latest keeps the last of each group, by date in the document, then by the words of the name."""
    rows = {
        "/가/보고서_v2.hwp": {}, "/가/보고서_v10.hwp": {}, "/나/보고서.hwp": {},
        "/가/지침(2024년).hwp": {"enforced_on": "2024-01-02"}, "/가/지침(2025년 개정).hwp": {"enforced_on": "2025-01-06"},
    }  # fmt: skip
    for path, facts in rows.items():
        passages = [Passage(path, "paragraph")]
        store.commit_document(
            FileRecord(path, 1, 1, path), DocumentRecord("글", "hwp5", metadata=facts), passages, [{}]
        )
    ids = store.catalog.select({"version": "latest"})
    assert ids is not None
    kept = {p.path for p in store.passages.get(ids.tolist()).values()}
    assert kept == {"/가/보고서_v10.hwp", "/나/보고서.hwp", "/가/지침(2025년 개정).hwp"}
    store.close()


def test_the_columns_are_indexed(tmp_path: Path) -> None:
    """The schema says so, for profiles of any age."""
    store = Store.open(tmp_path, KEY)
    assert isinstance(store.db, Connections)
    names = {r[1] for r in store.db.rows("PRAGMA index_list(document)")}
    assert {"document_kind", "document_times", "document_facts"} <= names
    store.close()
