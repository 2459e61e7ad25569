"""Opening, documents, transactions and faults of the store, on a real SQLCipher file."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from indexer.errors import Corrupt, Damaged, DiskFull, NewerVersion, StoreError, Unreachable, WrongKey
from indexer.model import Location, ParseWarning, Passage, PassagePart
from indexer.store.check import check, repair, start_over
from indexer.store.database import FILE, DocumentRecord, FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY, bigrams

KEY = StoreKey(raw=RAW_KEY)


def put(store: Store, path: str, *texts: str, digest: str = "d", kind: str = "paragraph") -> int:
    passages = [
        Passage(t, kind, ("제1장 총칙",), "머리", (PassagePart(0, len(t), Location(2, True, 0, n, cell=(1, n))),))
        for n, t in enumerate(texts)
    ]
    file = FileRecord(path, 10, 1_700_000_000_000_000_000, digest)
    document = DocumentRecord("여비 규정", "hwp5", 3, {"author": "김"}, (ParseWarning("page_estimated", "어림"),))
    return store.commit_document(file, document, passages, [Counter(bigrams(t)) for t in texts])


def test_a_document_comes_back_exactly_as_it_was_committed(tmp_path: Path) -> None:
    """Text, headings, places and metadata survive the database and a restart."""
    store = Store.open(tmp_path, KEY)
    number = put(store, "/자료/여비.hwp", "출장 여비는 정액으로 지급한다", "식비는 하루 이만 원이다")
    before = store.passages.of_document(number)
    store.close()
    store = Store.open(tmp_path, KEY)
    after = store.passages.of_document(number)
    assert after == before
    assert [p.passage.text for p in after] == ["출장 여비는 정액으로 지급한다", "식비는 하루 이만 원이다"]
    assert after[1].passage.parts[0].location == Location(2, True, 0, 1, cell=(1, 1))
    assert (after[0].title, after[0].format, after[0].path) == ("여비 규정", "hwp5", "/자료/여비.hwp")
    assert after[0].modified[:10] in ("2023-11-14", "2023-11-15") and after[0].modified[-6] in "+-"
    record = store.document(number)
    assert record is not None and record.metadata == {"author": "김"} and record.warnings[0].kind == "page_estimated"
    assert store.lexical.search(bigrams("식비"), 5)[0].tolist() == [after[1].id]
    store.close()


def test_a_new_version_replaces_the_old_one_everywhere(tmp_path: Path) -> None:
    """Nothing of the earlier text is found any more, and its ids are not used again."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "옛날 내용입니다", "둘째")
    old = store.passages.of_document(1)
    number = put(store, "/a.txt", "새로운 내용입니다")
    assert store.passages.count() == store.lexical.count() == 1
    assert store.lexical.search(bigrams("옛날"), 5)[0].tolist() == []
    assert store.passages.get([p.id for p in old]) == {}
    assert min(p.id for p in store.passages.of_document(number)) > max(p.id for p in old)
    assert all(f.ok for f in check(store))
    store.close()


def test_removing_a_file_leaves_no_trace(tmp_path: Path) -> None:
    """Row, passages, postings and document are gone; other files stay."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "가나다 라마바")
    put(store, "/b.txt", "가나다 사아자")
    store.remove_file("/a.txt")
    store.remove_file("/unknown.txt")
    assert store.catalog.get("/a.txt") is None
    assert [p.path for p in store.passages.get([1, 2]).values()] == ["/b.txt"]
    assert store.lexical.document_frequency("가나") == 1
    assert store.db.value("SELECT count(*) FROM document") == 1
    store.close()


def test_a_moved_file_keeps_its_passages(tmp_path: Path) -> None:
    """Only the path changes: ids, postings and vectors stay."""
    store = Store.open(tmp_path, KEY)
    put(store, "/old/a.txt", "가나다 라마바")
    found = store.lexical.search(["가나"], 1)[0].tolist()
    store.catalog.put([FileRecord("/new/나.txt", 10, 5)])
    store.move_file("/old/a.txt", "/new/나.txt", FileRecord("/new/나.txt", 10, 6, "d"))
    assert store.lexical.search(["가나"], 1)[0].tolist() == found
    assert store.passages.get(found)[found[0]].path == "/new/나.txt"
    assert store.catalog.get("/old/a.txt") is None
    assert store.catalog.files(contains="나")[1] == 1
    assert all(f.ok for f in check(store))
    store.close()


def test_neighbours_stay_in_their_document(tmp_path: Path) -> None:
    """The passages around one are those of the same document, in order."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "하나", "둘", "셋")
    put(store, "/b.txt", "넷")
    texts = [[p.passage.text for p in store.passages.neighbours(i)] for i in (1, 2, 3, 4, 99)]
    assert texts == [["하나", "둘"], ["하나", "둘", "셋"], ["둘", "셋"], ["넷"], []]
    store.close()


def test_a_failure_is_remembered_and_drops_what_was_read_before(tmp_path: Path) -> None:
    """A damaged new version takes the old text away; a file that is only locked keeps it."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "가나다")
    put(store, "/b.txt", "가나다")
    store.record_failure(FileRecord("/a.txt", 1, 1), Damaged())
    store.record_failure(FileRecord("/b.txt", 1, 1), Unreachable())
    assert [(f.path, f.kind) for f in store.catalog.failures()] == [("/a.txt", "damaged"), ("/b.txt", "unreachable")]
    assert store.catalog.failures()[0].message == Damaged.message
    assert [p.path for p in store.passages.get([1, 2]).values()] == ["/b.txt"]
    put(store, "/a.txt", "고침")
    assert [f.path for f in store.catalog.failures()] == ["/b.txt"]
    store.close()


def test_the_file_says_nothing_without_its_key(tmp_path: Path) -> None:
    """Neither the database nor its log holds a word in plain bytes, and a wrong key is told as such."""
    store = Store.open(tmp_path, StoreKey(passphrase="올바른 암호문구"))
    put(store, "/비밀 폴더/a.txt", "주민등록번호를 적은 문장")
    contents = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    store.close()
    contents += b"".join(p.read_bytes() for p in tmp_path.iterdir())
    for word in ("주민등록번호", "비밀 폴더", "여비 규정"):
        assert word.encode() not in contents and word.encode("utf-16-le") not in contents
    for wrong in (StoreKey(passphrase="틀린 암호문구"), KEY):
        with pytest.raises(WrongKey):
            Store.open(tmp_path, wrong)
    store = Store.open(tmp_path, StoreKey(passphrase="올바른 암호문구"))
    assert store.passages.count() == 1
    store.close()
    assert "올바른" not in repr(StoreKey(passphrase="올바른"))


def test_the_file_is_an_ordinary_sqlcipher_file(tmp_path: Path) -> None:
    """SQLCipher's own key derivation opens it with the passphrase."""
    store = Store.open(tmp_path, StoreKey(passphrase="암호"))
    put(store, "/a.txt", "가나다")
    store.close()
    connection = sqlite.connect(str(tmp_path / FILE))
    connection.execute("PRAGMA key = '암호'")
    assert connection.execute("SELECT count(*) FROM passage").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize(("passphrase", "raw"), [(None, None), ("a", RAW_KEY), (None, b"short")])
def test_a_key_is_one_thing_of_the_right_length(passphrase: str | None, raw: bytes | None) -> None:
    """Both, neither, or too few bytes are a bug of the caller."""
    with pytest.raises(ValueError):
        StoreKey(passphrase, raw)


@pytest.mark.parametrize("span", [(0, 100), (0, 16), (16, 40), (0, 4096)])
def test_a_damaged_head_is_told_from_a_wrong_key(tmp_path: Path, span: tuple[int, int]) -> None:
    """Whether salt or first page is overwritten, the error says damaged, not wrong key."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "가나다")
    store.close()
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(span[0])
        file.write(os.urandom(span[1] - span[0]))
    with pytest.raises(Corrupt):
        Store.open(tmp_path, KEY)


def test_flipped_pages_are_noticed_and_a_fresh_start_keeps_the_sources(tmp_path: Path) -> None:
    """No flip gives a silently wrong answer: reading fails as Corrupt or check says so; then one starts over."""
    store = Store.open(tmp_path, KEY)
    store.catalog.add_source("/자료", now=0)
    store.catalog.exclude("*.bak")
    store.settings.set("top", 5)
    for n in range(300):
        put(store, f"/자료/{n}.txt", f"문서 {n} 내용 " * 20)
    store.close()
    data = (tmp_path / FILE).read_bytes()
    for seed in range(12):
        changed = bytearray(data)
        changed[4096 * (len(data) // 4096 * (seed + 6) // 18) + 77 * seed] ^= 0x10
        (tmp_path / FILE).write_bytes(changed)
        try:
            store = Store.open(tmp_path, KEY)
        except Corrupt:
            continue
        assert not check(store)[0].ok
        store.close()
    (tmp_path / FILE).write_bytes(data[: 4096 * (len(data) // 4096 // 2)])
    aside = start_over(tmp_path, KEY)
    assert aside is not None and aside.exists()
    store = Store.open(tmp_path, KEY)
    assert store.passages.count() == 0 and all(f.ok for f in check(store))
    store.close()


def test_starting_over_keeps_what_can_be_read(tmp_path: Path) -> None:
    """Sources, exclusions and settings of a readable database go into the new one."""
    store = Store.open(tmp_path, KEY)
    store.catalog.add_source("/자료", now=0)
    store.catalog.exclude("*초안*")
    store.settings.set("top", {"n": 5})
    put(store, "/자료/a.txt", "가나다")
    store.close()
    start_over(tmp_path, KEY)
    store = Store.open(tmp_path, KEY)
    assert [s.path for s in store.catalog.sources()] == ["/자료"]
    assert store.catalog.exclusions() == ["*초안*"] and store.settings.get("top") == {"n": 5}
    assert store.passages.count() == 0
    store.close()


def test_a_newer_database_is_refused_in_words(tmp_path: Path) -> None:
    """A schema from a later version is left alone."""
    store = Store.open(tmp_path, KEY)
    store.db.raw().execute("PRAGMA user_version = 99")
    store.close()
    with pytest.raises(NewerVersion):
        Store.open(tmp_path, KEY)


def test_a_full_disk_is_told_and_the_old_state_reads(tmp_path: Path) -> None:
    """A commit that does not fit changes nothing; with room again it goes on."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "처음 내용")
    run = store.db.raw().execute
    pages = run("PRAGMA page_count").fetchone()[0]
    run(f"PRAGMA max_page_count = {pages + 2}").fetchone()
    big = [os.urandom(6000).hex() for _ in range(20)]
    with pytest.raises(DiskFull):
        put(store, "/a.txt", *big)
    with pytest.raises(DiskFull):
        put(store, "/b.txt", *big)
    assert [p.passage.text for p in store.passages.of_document(1)] == ["처음 내용"]
    assert store.lexical.count() == 1 and store.lexical.search(["처음"], 3)[0].tolist() == [1]
    run("PRAGMA max_page_count = 1000000").fetchone()
    put(store, "/b.txt", *big)
    assert store.passages.count() == store.lexical.count() == 21
    assert all(f.ok for f in check(store))
    store.close()


def test_documents_of_a_batch_are_atomic_one_by_one(tmp_path: Path) -> None:
    """A document that fails inside a batch is undone alone; a batch that fails is undone whole."""
    store = Store.open(tmp_path, KEY)
    with store.writing():
        put(store, "/a.txt", "가나다")
        with pytest.raises(RuntimeError), store.writing():
            put(store, "/b.txt", "가나다")
            raise RuntimeError("inside")
        put(store, "/c.txt", "가나다")
    assert [r.path for r in store.catalog.files()[0]] == ["/a.txt", "/c.txt"]
    assert store.lexical.count() == 2
    with pytest.raises(RuntimeError), store.writing():
        put(store, "/d.txt", "가나다")
        raise RuntimeError("at the end")
    assert store.lexical.count() == store.passages.count() == 2
    assert all(f.ok for f in check(store))
    store.close()


def test_readers_go_on_while_another_thread_writes(tmp_path: Path) -> None:
    """Searches of three threads during commits, folds and merges see whole documents only."""
    store = Store.open(tmp_path, KEY)
    stop, wrong = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            ids = store.lexical.search(["공통"], 1000)[0].tolist()
            for passage in store.passages.get(ids).values():
                if len(store.passages.of_document(passage.document_id)) not in (0, 2):
                    wrong.append(passage.id)
                break

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(150):
        put(store, f"/{n % 50}.txt", f"공통 내용 {n}", f"공통 둘째 {n}")
        if n % 20 == 19:
            store.lexical.fold()
            store.lexical.maintain(idle=True)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong and store.lexical.count() == 100
    assert len(store.lexical.search(["공통"], 1000)[0]) == 100
    assert all(f.ok for f in check(store))
    store.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """Nothing crashes after close; closing twice is fine."""
    store = Store.open(tmp_path, KEY)
    store.close()
    store.close()
    with pytest.raises(StoreError):
        store.passages.count()


def test_settings_keep_json_values(tmp_path: Path) -> None:
    """Values come back as they were; None removes."""
    store = Store.open(tmp_path, KEY)
    store.settings.set("이름", ["가", 1, None])
    assert store.settings.get("이름") == ["가", 1, None] and store.settings.all() == {"이름": ["가", 1, None]}
    store.settings.set("이름", None)
    assert store.settings.get("이름", "없음") == "없음"
    store.close()


def test_repair_drops_what_belongs_to_nothing(tmp_path: Path) -> None:
    """check names a broken link, and repair takes away what can be taken away safely."""
    store = Store.open(tmp_path, KEY)
    put(store, "/a.txt", "가나다")
    with store.db.writing() as connection:
        connection.execute("INSERT INTO vector(space, passage, data) VALUES (1, 77, x'00')")
    assert [f.name for f in check(store) if not f.ok] == ["vectors"]
    assert all(f.ok for f in repair(store))
    with store.db.writing() as connection:
        connection.execute("DELETE FROM passage")
    assert {f.name for f in check(store) if not f.ok} == {"catalog", "lexical"}
    store.close()


def in_a_thread(call: Callable[[], object]) -> None:
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_the_connection_of_a_thread_that_ended_serves_the_next(tmp_path: Path) -> None:
    """Two at most wait; they are closed on release and with the store, and never serve two threads at a time."""
    store = Store.open(tmp_path, KEY)
    used: list[object] = []
    in_a_thread(lambda: used.append(store.db.raw()))
    in_a_thread(lambda: used.append(store.db.raw()))
    assert used[0] is used[1] and used[0] is not store.db.raw()
    store.release()
    in_a_thread(lambda: used.append(store.db.raw()))
    assert used[2] is not used[0]
    both = threading.Barrier(4)

    def hold() -> None:
        used.append(store.db.raw())
        both.wait(10)

    threads = [threading.Thread(target=hold) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(c) for c in used[3:]}) == 4 and len(store.db._idle.kept) == 2
    store.close()
    assert not store.db._idle.kept
    with pytest.raises(sqlite.ProgrammingError):
        used[-1].execute("SELECT 1")  # type: ignore[attr-defined]
