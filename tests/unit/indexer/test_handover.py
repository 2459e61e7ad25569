"""Handover bundles: what goes in comes out, and nothing that is there is changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.answers import CitationEvent, Turn
from indexer.errors import Corrupt, DocumentError, QueryError, StoreError, WrongKey
from indexer.evaluation.kept import QuestionSets
from indexer.handover import give, look, offer, take, take_back
from indexer.model import Location
from indexer.requests import QuestionRow
from indexer.store.bundle import PIECE
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY

SECRET = "넘길 때의 암호문구"
QUESTIONS = (QuestionRow("1", "연가는 며칠인가?", ("표.txt",)), QuestionRow("2", "달까지는?", (), unanswerable=True))


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
    QuestionSets(store.settings).put("연가", QUESTIONS)
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


def snapshot(store: Store) -> object:
    """All that a bundle could change."""
    sets = QuestionSets(store.settings)
    return (
        [s.path for s in store.catalog.sources()], store.catalog.exclusions(), store.grades.all(),
        {name: store.conversations.turns(name) for name, _, _ in store.conversations.all()},
        {name: sets.get(name) for name in sets.all()},
    )  # fmt: skip


def test_what_can_be_handed_over_is_told_with_its_size(mine: Store) -> None:
    """Sources with files and bytes as the catalog knows them, conversations, question sets."""
    found = offer(mine)
    assert [(Path(s.path).name, s.files, s.size) for s in found.sources] == [("개인", 1, 1), ("업무", 2, 2)]
    assert [(n.name, n.count) for n in (*found.conversations, *found.questions)] == [("표에 관하여", 1), ("연가", 2)]


def test_a_bundle_is_looked_into_before_anything_is_done(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Files and bytes by source, what is here already and what clashes; nothing is changed by looking."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    away(tmp_path)
    into = tmp_path / "받은 자료"
    (into / "개인").mkdir(parents=True)
    (into / "개인" / "메모.txt").write_text("내 것")
    theirs.conversations.add("표에 관하여", Turn("내 물음", "내 물음", "내 답"))
    QuestionSets(theirs.settings).put("연가", QUESTIONS)
    before = snapshot(theirs)
    found = look(theirs, bundle, SECRET, into)
    sizes = {Path(s.path).name: (s.files, s.size, s.here, s.known) for s in found.sources}
    there = tmp_path / "다른 곳" / "업무"
    whole = sum(p.stat().st_size for p in there.rglob("*.txt"))
    assert sizes["업무"] == (2, whole, False, False)
    assert [n.standing for n in (*found.conversations, *found.questions)] == ["other", "same"]
    assert found.clashes == ("메모.txt",) and (found.exclusions, found.grades) == (1, 1)
    assert snapshot(theirs) == before and len(list(into.rglob("*.txt"))) == 1
    with pytest.raises(WrongKey):
        look(theirs, bundle, "다른 암호문구")


def test_question_sets_go_along(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """All or the chosen ones; another of the same name stays, the new one gets a number."""
    bundle = tmp_path / "b.munseo"
    given = give(mine, bundle, SECRET, questions=())
    assert given is not None and given.questions == 0
    give(mine, bundle, SECRET)
    sets = QuestionSets(theirs.settings)
    sets.put("연가", QUESTIONS[:1])
    taken = take(theirs, bundle, SECRET)
    assert taken is not None and taken.questions == 1 and "연가 (2)" in taken.renamed
    assert sets.get("연가") == QUESTIONS[:1] and sets.get("연가 (2)") == QUESTIONS


def test_what_was_taken_in_is_taken_out_again(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Sources, exclusions, grades, conversations, question sets and files; what was there before is as it was."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    away(tmp_path)
    theirs.conversations.add("표에 관하여", Turn("내 물음", "내 물음", "내 답"))
    theirs.catalog.exclude("*/임시/*")
    into = tmp_path / "받은 자료"
    theirs.grades.set(str(into), "O")
    before = snapshot(theirs)
    take(theirs, bundle, SECRET, into=into)
    path = str(into / "개인" / "메모.txt")
    theirs.commit_document(FileRecord(path, 1, 1), DocumentRecord("메모", "txt"), [], [])
    back = take_back(theirs)
    assert (back.sources, back.conversations, back.questions, back.files, back.kept) == (1, 1, 1, 3, ())
    assert snapshot(theirs) == before and not into.exists() and theirs.catalog.get(path) is None
    with pytest.raises(QueryError):
        take_back(theirs)


def test_what_was_changed_since_is_not_taken_out(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """A conversation that went on, a set that was edited, a grade given anew, a file that was written to."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    away(tmp_path)
    into = tmp_path / "받은 자료"
    take(theirs, bundle, SECRET, into=into)
    theirs.conversations.add("표에 관하여", Turn("이어서", "이어서", "답"))
    QuestionSets(theirs.settings).put("연가", QUESTIONS[:1])
    theirs.grades.set(str(into), "C")
    edited = into / "개인" / "메모.txt"
    edited.write_text("고친 글")
    back = take_back(theirs)
    assert (back.conversations, back.questions, back.files, back.kept) == (0, 0, 2, (str(edited),))
    assert len(theirs.conversations.turns("표에 관하여")) == 2 and theirs.grades.all() == {str(into): "C"}
    assert [p.name for p in into.rglob("*.txt")] == ["메모.txt"] and not (into / "업무").exists()


def test_taking_in_that_is_stopped_leaves_no_file(tmp_path: Path, mine: Store, theirs: Store) -> None:
    """Stopped after the first file, or failed: the folder is as it was, and so is the profile."""
    bundle = tmp_path / "b.munseo"
    give(mine, bundle, SECRET, files=True)
    away(tmp_path)
    before, stop, into = snapshot(theirs), threading.Event(), tmp_path / "받은 자료"
    told: list[tuple[int, int]] = []

    def progress(done: int, seen: int, _path: str) -> None:
        told.append((done, seen))
        if done == 1:
            stop.set()

    assert take(theirs, bundle, SECRET, into=into, cancel=stop, progress=progress) is None
    assert told == [(0, 3), (1, 3)] and not into.exists() and snapshot(theirs) == before
