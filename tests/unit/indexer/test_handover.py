"""Handover bundles: what goes in comes out, and nothing that is there is changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import Corrupt, DocumentError, StoreError, WrongKey
from indexer.handover import give, take
from indexer.model import CitationEvent, Location, Turn
from indexer.store.bundle import PIECE
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY

SECRET = "넘길 때의 암호문구"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Store]:
    """A profile with two folders of documents, one conversation about the first, a grade and an exclusion."""
    store = Store.open(tmp_path / "앞사람", StoreKey(raw=RAW_KEY))
    for folder, names in (("업무", ("지침.txt", "하위/표.txt")), ("개인", ("메모.txt",))):
        for name in names:
            path = tmp_path / "자료" / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(f"{name}의 내용".encode() * (PIECE // 8 if name == "지침.txt" else 1))
            store.commit_document(FileRecord(str(path), 1, 1), DocumentRecord(name, "txt"), [], [])
        store.catalog.add_source(tmp_path / "자료" / folder)
    store.grades.set(str(tmp_path / "자료" / "업무"), "S")
    store.catalog.exclude("*/백업/*")
    cited = CitationEvent(
        1, str(tmp_path / "자료" / "업무" / "하위" / "표.txt"), 1, True, Location(page=1), "표의 내용"
    )
    store.conversations.add(
        "표에 관하여", Turn("무엇이 있나", "표에 무엇이 있나", "내용이 있다.", citations=(cited,))
    )
    yield store
    store.close()


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "뒷사람", StoreKey(raw=RAW_KEY))
    yield store
    store.close()


def away(tmp_path: Path) -> None:
    """The next official's PC does not have the folders."""
    (tmp_path / "자료").rename(tmp_path / "다른 곳")


def test_everything_comes_out_with_its_files(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Files byte for byte with their times, citations that point at them, grades and exclusions."""
    bundle = tmp_path / "인수인계.munseo"
    given = give(mine, bundle, SECRET, files=True)
    assert given is not None and (given.sources, given.conversations, given.files, given.missing) == (2, 1, 3, ())
    assert given.size == bundle.stat().st_size
    away(tmp_path)
    taken = take(theirs, bundle, SECRET, into=tmp_path / "받은 자료")
    assert taken is not None and (taken.files, taken.conversations, taken.absent) == (3, 1, ())
    for name in ("업무/지침.txt", "업무/하위/표.txt", "개인/메모.txt"):
        old, new = tmp_path / "다른 곳" / name, tmp_path / "받은 자료" / name
        assert new.read_bytes() == old.read_bytes() and new.stat().st_mtime_ns == old.stat().st_mtime_ns
    assert [s.path for s in theirs.catalog.sources()] == [str(tmp_path / "받은 자료")]
    assert theirs.catalog.exclusions() == ["*/백업/*"]
    assert theirs.grades.all() == {str(tmp_path / "받은 자료"): "S"}
    (turn,) = theirs.conversations.turns("표에 관하여")
    assert turn.citations[0].path == str(tmp_path / "받은 자료" / "업무" / "하위" / "표.txt")


def test_only_what_was_chosen_goes(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """One source, no conversation: nothing else is in the bundle."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, sources=[str(tmp_path / "자료" / "개인")], conversations=[], files=True)
    away(tmp_path)
    taken = take(theirs, bundle, SECRET, into=tmp_path / "받은 자료")
    assert taken is not None and taken.files == 1 and taken.conversations == 0
    assert theirs.grades.all() == {} and not (tmp_path / "받은 자료" / "업무").exists()


def test_sources_that_are_here_are_added_and_others_told(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """A shared drive that both have needs no copy."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    taken = take(theirs, bundle, SECRET, into=tmp_path / "받은 자료")
    assert taken is not None and taken.files == 0 and len(taken.sources) == 2
    assert not (tmp_path / "받은 자료").exists()
    assert theirs.grades.all() == {str(tmp_path / "자료" / "업무"): "S"}
    away(tmp_path)
    told = take(theirs, bundle, SECRET)
    assert told is not None and len(told.absent) == 2


def test_nothing_that_is_there_is_changed(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Another file or conversation of the same name stays; the same bundle taken twice adds nothing."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    away(tmp_path)
    mine_already = tmp_path / "받은 자료" / "업무" / "지침.txt"
    mine_already.parent.mkdir(parents=True)
    mine_already.write_text("내 것")
    theirs.conversations.add("표에 관하여", Turn("내 물음", "내 물음", "내 답"))
    theirs.grades.set(str(tmp_path / "받은 자료"), "C")
    taken = take(theirs, bundle, SECRET, into=tmp_path / "받은 자료")
    assert taken is not None and taken.renamed == ("표에 관하여 (2)",)
    assert mine_already.read_text() == "내 것" and (mine_already.parent / "지침 (2).txt").exists()
    assert theirs.conversations.turns("표에 관하여")[0].answer == "내 답"
    assert theirs.grades.all()[str(tmp_path / "받은 자료")] == "C"
    before = sorted(p for p in (tmp_path / "받은 자료").rglob("*"))
    take(theirs, bundle, SECRET, into=tmp_path / "받은 자료")
    assert sorted(p for p in (tmp_path / "받은 자료").rglob("*")) == before


def test_the_bundle_says_nothing_without_its_passphrase(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Neither names nor text are in the file; a wrong passphrase, another file and a flipped page are told apart."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    data = bundle.read_bytes()
    for word in ("지침", "표에 관하여", "내용이 있다", "업무"):
        assert word.encode() not in data
    with pytest.raises(WrongKey):
        take(theirs, bundle, "다른 암호문구")
    (tmp_path / "빈.munseo").write_bytes(b"")
    with pytest.raises(Corrupt):
        take(theirs, tmp_path / "빈.munseo", SECRET)
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    bundle.write_bytes(flipped)
    with pytest.raises(StoreError):
        take(theirs, bundle, SECRET, into=tmp_path / "받은 자료")
    assert theirs.catalog.sources() == []


def test_a_file_that_is_gone_is_told_and_a_stopped_export_leaves_nothing(tmp_path: Path, mine: Store) -> None:
    """The others go; an old bundle of that name stays whole."""
    (tmp_path / "자료" / "업무" / "지침.txt").unlink()
    bundle = tmp_path / "b.munseo"
    given = give(mine, bundle, SECRET, files=True)
    assert given is not None and given.files == 2 and [Path(p).name for p in given.missing] == ["지침.txt"]
    before = bundle.read_bytes()
    stop = threading.Event()
    stop.set()
    assert give(mine, bundle, SECRET, files=True, cancel=stop) is None
    assert bundle.read_bytes() == before and list(tmp_path.glob("*.part")) == []


def test_a_hostile_bundle_writes_only_below_its_folder(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Names that lead elsewhere, or that Windows cannot have, are made harmless."""
    from indexer.store.bundle import BundleWriter

    path = tmp_path / "x.txt"
    path.write_text("글")
    writer = BundleWriter(tmp_path / "나쁜.munseo", SECRET)
    writer.add("source", "/없는 곳/..", "")
    for relative in ("../../밖.txt", "/절대.txt", "CON.txt", "a:b?.txt", "..", "하위/..\\..\\밖.txt"):
        writer.add_file("/없는 곳/..", relative, path)
    writer.finish()
    into = tmp_path / "받은 자료"
    taken = take(theirs, tmp_path / "나쁜.munseo", SECRET, into=into)
    assert taken is not None and taken.files == 6
    assert sorted(tmp_path.rglob("*밖*")) == sorted(into.rglob("*밖*"))
    assert not issubclass(Corrupt, DocumentError)
