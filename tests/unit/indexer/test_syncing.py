"""Following files: incremental, moved, deleted, failing, interrupted, with real files and a real store."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import committing
from indexer.errors import DiskFull
from indexer.model import Passage
from indexer.requests import Indexed, IndexProgress
from indexer.store.check import check
from indexer.store.database import Store, StoreKey
from indexer.syncing import PARSER_VERSION, sync
from indexer.vectorising import embed_pending
from tests.helpers.small_engine import (
    RAW_KEY,
    HashingEmbedder,
    Reader,
    SetClock,
    WallClock,
    bigrams,
    split,
    terms_of,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    yield opened
    assert all(f.ok for f in check(opened))
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "자료"
    (made / "예산").mkdir(parents=True)
    (made / "여비.txt").write_text("여비 규정\n출장 여비는 정액으로 지급한다", "utf-8")
    (made / "예산" / "편성.txt").write_text("예산 편성 지침\n인건비는 별도로 편성한다", "utf-8")
    (made / "빈.txt").write_text("", "utf-8")
    return made


def run(store: Store, *paths: Path, reader: Reader | None = None, **more: object) -> tuple[Indexed, list[str]]:
    """One sync; its result and the names of the files that were read."""
    reader = reader or Reader()
    options = {"cancel": threading.Event(), "clock": WallClock(), **more}
    events = list(sync(store, reader, split, terms_of, paths, **options))  # type: ignore[arg-type]
    assert isinstance(events[-1], Indexed) and all(isinstance(e, IndexProgress) for e in events[:-1])
    return events[-1], sorted(reader.read)


def top(store: Store, query: str) -> list[str]:
    ids = store.lexical.search(bigrams(query), 10)[0].tolist()
    return [Path(p.path).name for p in store.passages.get(ids).values()]


def test_a_folder_is_read_once_and_then_left_alone(store: Store, folder: Path) -> None:
    """The first run reads all, the second nothing; a failure is told both times but tried once."""
    first, read = run(store, folder)
    assert (first.seen, first.indexed, first.unchanged, first.passages) == (3, 2, 0, 4)
    assert [(Path(f.path).name, f.kind) for f in first.failed] == [("빈.txt", "empty")]
    assert read == ["빈.txt", "여비.txt", "편성.txt"]
    second, read = run(store)
    assert (second.seen, second.indexed, second.unchanged, len(second.failed)) == (3, 0, 2, 1) and read == []
    assert top(store, "출장") == ["여비.txt"]
    assert [s.path for s in store.catalog.sources()] == [str(folder)]
    assert store.settings.get("last_indexed")


def test_only_a_changed_file_is_read_again(store: Store, folder: Path) -> None:
    """The new text is found, the old one is not."""
    run(store, folder)
    (folder / "여비.txt").write_text("여비 규정\n숙박비는 실비로 지급한다", "utf-8")
    result, read = run(store, folder)
    assert read == ["여비.txt"] and (result.indexed, result.unchanged) == (1, 1)
    assert top(store, "숙박") == ["여비.txt"] and top(store, "출장") == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the last change beside the settable one")
def test_an_edit_that_keeps_size_and_time_is_noticed(store: Store, folder: Path) -> None:
    """Same length, same modification time, other content."""
    run(store, folder)
    file = folder / "여비.txt"
    before = file.stat()
    file.write_bytes(file.read_bytes().replace("출장".encode(), "파견".encode()))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size and file.stat().st_mtime_ns == before.st_mtime_ns
    assert run(store, folder)[1] == ["여비.txt"]
    assert top(store, "파견") == ["여비.txt"]


@pytest.mark.parametrize("days", [-1, 3650])
def test_other_times_with_the_same_content_are_not_read_again(store: Store, folder: Path, days: int) -> None:
    """A clock that was set back a day or ahead ten years makes nobody read; the new time is shown."""
    run(store, folder)
    file = folder / "여비.txt"
    moved = file.stat().st_mtime + days * 86_400
    os.utime(file, (moved, moved))
    result, read = run(store, folder)
    assert read == [] and result.unchanged == 2
    record = store.catalog.get(file)
    assert record is not None and record.mtime_ns == file.stat().st_mtime_ns
    assert run(store, folder)[0].unchanged == 2


def test_a_moved_file_is_followed_without_reading(store: Store, folder: Path) -> None:
    """Renamed, into another folder: same passages, new path; vectors stay too."""
    run(store, folder)
    list(embed_pending(store, HashingEmbedder(), threading.Event(), WallClock()))
    (folder / "보관").mkdir()
    (folder / "여비.txt").rename(folder / "보관" / "여비(구).txt")
    result, read = run(store, folder)
    assert read == [] and (result.moved, result.removed, result.indexed) == (1, 0, 0)
    assert top(store, "출장") == ["여비(구).txt"]
    assert store.vectors.count_pending("bigram-hash") == 0
    assert store.catalog.get(folder / "여비.txt") is None


def test_a_copy_is_not_a_move(store: Store, folder: Path) -> None:
    """The same content twice is two files."""
    run(store, folder)
    shutil.copy(folder / "여비.txt", folder / "여비 사본.txt")
    result, read = run(store, folder)
    assert read == ["여비 사본.txt"] and result.moved == 0
    assert sorted(top(store, "출장")) == ["여비 사본.txt", "여비.txt"]


def test_a_deleted_file_goes_and_an_excluded_one_too(store: Store, folder: Path) -> None:
    """What the user took away, or wants left out, is not found any more."""
    run(store, folder)
    (folder / "여비.txt").unlink()
    assert run(store, folder)[0].removed == 1
    store.catalog.exclude("예산")
    assert run(store, folder)[0].removed == 1
    assert store.passages.count() == 0
    store.catalog.include("예산")
    assert run(store, folder)[0].indexed == 1


def test_a_drive_that_is_away_removes_nothing(store: Store, folder: Path, tmp_path: Path) -> None:
    """The folder is gone, then back: nothing is deleted, nothing is read again."""
    run(store, folder)
    folder.rename(tmp_path / "away")
    result, read = run(store)
    assert (result.seen, result.removed, read) == (0, 0, [])
    assert top(store, "출장") == ["여비.txt"]
    (tmp_path / "away").rename(folder)
    result, read = run(store)
    assert (result.unchanged, result.removed, read) == (2, 0, [])


def test_an_empty_mount_point_on_another_volume_removes_nothing(store: Store, folder: Path) -> None:
    """An unmounted drive leaves an empty folder of another volume behind; an emptied folder is emptied."""
    run(store, folder)
    store.catalog.seen_on(folder, "another volume")
    shutil.rmtree(folder)
    folder.mkdir()
    assert run(store)[0].removed == 0
    store.catalog.seen_on(folder, str(folder.stat().st_dev))
    assert run(store)[0].removed == 3


def test_a_drive_that_leaves_during_the_run_removes_nothing(store: Store, folder: Path, tmp_path: Path) -> None:
    """Gone after the listing: the files fail for now, none is deleted, all are back the next time."""
    run(store, folder)
    for file in folder.rglob("*.txt"):
        file.write_text(file.read_text("utf-8") + "\n덧붙인 글", "utf-8")

    class Leaving(Reader):
        def __call__(self, paths):  # type: ignore[no-untyped-def]
            folder.rename(tmp_path / "away")
            return super().__call__(paths)

    result, _ = run(store, folder, reader=Leaving())
    assert result.removed == 0 and {f.kind for f in result.failed} == {"unreachable"}
    assert top(store, "출장") == ["여비.txt"]
    (tmp_path / "away").rename(folder)
    result, read = run(store, folder)
    assert len(read) == 3 and result.failed == () and len(top(store, "덧붙")) == 3


def test_a_failure_is_tried_again_only_for_a_new_file_or_a_new_reader(store: Store, folder: Path) -> None:
    """A touched failure is not read; a raised parser version and a new content are."""
    run(store, folder)
    os.utime(folder / "빈.txt", (1, 1))
    assert run(store, folder)[1] == []
    assert run(store, folder, parser_version=PARSER_VERSION + 1)[1] == ["빈.txt"]
    assert run(store, folder, parser_version=PARSER_VERSION + 1)[1] == []
    (folder / "빈.txt").write_text("이제 글이 있다", "utf-8")
    result, read = run(store, folder, parser_version=PARSER_VERSION + 1)
    assert read == ["빈.txt"] and result.failed == ()


def test_a_cancelled_run_goes_on_where_it_stopped(store: Store, folder: Path) -> None:
    """What was committed stays and is counted; the rest, begun or not, is pending and read the next time."""
    for n in range(20):
        (folder / f"{n:02}.txt").write_text(f"문서 {n}", "utf-8")
    cancel = threading.Event()

    class Stopping(Reader):
        def __call__(self, paths):  # type: ignore[no-untyped-def]
            for n, item in enumerate(super().__call__(paths)):
                if n == 4:
                    cancel.set()
                yield item

    first, read = run(store, folder, reader=Stopping(), cancel=cancel)
    kept = first.indexed
    assert kept <= 5 and len(read) == 5
    assert store.catalog.counts() == {
        "files": 23, "indexed": kept, "failed": 0, "pending": 23 - kept, "skipped": 0,
    }  # fmt: skip
    second, read = run(store, folder)
    assert second.indexed == 22 - kept and second.unchanged == kept and len(read) == 23 - kept


def test_documents_are_analysed_side_by_side_and_few_wait(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two documents meet in the analysis; the reader never runs far ahead of what is stored; all of them are found."""
    monkeypatch.setattr(committing, "_THREADS", 2)
    monkeypatch.setattr(committing, "_WAITING", 4)
    for n in range(39):
        (folder / f"{n:02}.txt").write_text(f"문서 {n}\n모두의 낱말", "utf-8")
    together = threading.Barrier(2, timeout=10)

    def meets(passage: Passage, title: str, name: str):  # type: ignore[no-untyped-def]
        if name == "여비.txt" or name == "편성.txt":
            together.wait()
        return terms_of(passage, title, name)

    ahead = 0

    class Counting(Reader):
        def __call__(self, paths):  # type: ignore[no-untyped-def]
            nonlocal ahead
            for n, item in enumerate(super().__call__(paths)):
                ahead = max(ahead, n - store.catalog.counts()["indexed"])
                yield item

    first = list(sync(store, Counting(), split, meets, [folder], cancel=threading.Event(), clock=WallClock()))[-1]
    assert isinstance(first, Indexed) and first.indexed == 41
    assert 0 < ahead <= 6  # four wait, one is handed over, one failed
    assert len(store.lexical.search(bigrams("모두의 낱말"), 100)[0]) == 39


def test_what_the_store_refuses_ends_the_run(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the database in a thread is the run's error, not one file's."""

    def full(*_: object, **__: object) -> int:
        raise DiskFull()

    monkeypatch.setattr(store, "commit_document", full)
    with pytest.raises(DiskFull):
        run(store, folder)
    assert store.passages.count() == 0


def test_a_missing_path_is_told_and_a_single_file_is_taken_as_it_is(store: Store, folder: Path) -> None:
    """A file named by the user is read whatever its suffix; a path that is not there is in `failed`."""
    (folder / "메모.log").write_text("특이한 이름", "utf-8")
    result, read = run(store, folder / "메모.log", folder / "없는 폴더")
    assert read == ["메모.log"] and [(Path(f.path).name, f.kind) for f in result.failed] == [
        ("없는 폴더", "unreachable")
    ]
    assert [Path(s.path).name for s in store.catalog.sources()] == ["메모.log"]
    (folder / "메모.log").unlink()
    assert run(store)[0].removed == 1


def test_a_bug_in_splitting_fails_one_file(store: Store, folder: Path) -> None:
    """The run goes on; the file is a row with a reason."""

    def breaks(document):  # type: ignore[no-untyped-def]
        if document.title == "여비 규정":
            raise ZeroDivisionError
        return split(document)

    events = list(sync(store, Reader(), breaks, terms_of, [folder], cancel=threading.Event(), clock=WallClock()))
    result = events[-1]
    assert isinstance(result, Indexed) and result.indexed == 1
    assert ("여비.txt", "document") in [(Path(f.path).name, f.kind) for f in result.failed]


def test_little_room_stops_the_run_and_keeps_what_is_there(store: Store, folder: Path) -> None:
    """Below the reserve nothing is written; with room again the run is completed."""
    with pytest.raises(DiskFull):
        run(store, folder, reserve=2**60)
    assert store.passages.count() == 0
    assert run(store, folder)[0].indexed == 2


def test_time_left_is_told_from_the_steady_clock(store: Store, folder: Path) -> None:
    """After some files the estimate is there and falls; the wall clock has no part in it."""
    for n in range(30):
        (folder / f"{n:02}.txt").write_text(f"문서 {n}", "utf-8")
    clock = SetClock(step=0.2)
    events = list(sync(store, Reader(), split, terms_of, [folder], cancel=threading.Event(), clock=clock))
    left = [e.seconds_left for e in events if isinstance(e, IndexProgress) and e.seconds_left is not None]
    assert len(left) > 10 and left[-1] == 0 and max(left) < 60 and left[0] > left[-2]


def test_vectors_follow_and_resume(store: Store, folder: Path) -> None:
    """Every passage gets its vector, in batches; cancelled in between, the rest follows the next time."""
    for n in range(40):
        (folder / f"{n:02}.txt").write_text(f"문서 {n}\n둘째 {n}", "utf-8")
    run(store, folder)
    embedder, cancel = HashingEmbedder(), threading.Event()
    total = store.passages.count()
    for event in embed_pending(store, embedder, cancel, WallClock(), batch=10):
        assert event.stage == "vectors"
        if event.done >= 20:
            cancel.set()
    assert store.vectors.count_pending(embedder.name) == total - 20
    last = list(embed_pending(store, embedder, threading.Event(), WallClock(), batch=10))[-1]
    assert last.vectors_pending == 0 and store.vectors.count(embedder.name) == total
    ids, scores = store.vectors.search(embedder.name, embedder.embed_query("출장 여비는 정액으로 지급한다"), 3)
    assert "출장 여비는 정액으로 지급한다" in [p.passage.text for p in store.passages.get(ids.tolist()).values()]
    assert (scores[:-1] >= scores[1:]).all()


def test_a_huge_file_is_told_without_reading_it(store: Store, folder: Path) -> None:
    """Four gigabytes (sparse) are neither hashed nor opened, this time or the next."""
    with (folder / "큰 파일.hwp").open("wb") as file:
        file.truncate(4 * 1024**3)
    result, read = run(store, folder)
    assert ("큰 파일.hwp", "too_large") in [(Path(f.path).name, f.kind) for f in result.failed]
    assert "큰 파일.hwp" not in read and result.seconds < 5
    again, read = run(store)
    assert len(again.failed) == 2 and read == []


class OlderEmbedder(HashingEmbedder):
    """As a version before windows was."""

    windowed = False


def test_windows_are_made_behind_the_vectors_and_for_older_ones(store: Store, folder: Path) -> None:
    """An older version's vectors serve as they are; the next run adds windows and embeds no passage twice."""
    run(store, folder)
    older, newer = OlderEmbedder(), HashingEmbedder()
    list(embed_pending(store, older, threading.Event(), WallClock(), batch=10))
    total = store.passages.count()
    query = newer.embed_query("출장 여비는 정액으로 지급한다")
    assert store.vectors.count_lacking_windows(newer.name) == total
    assert store.vectors.nearest_windows(newer.name, query, [1, 2, 3]) == {}
    (folder / "새것.txt").write_text("새 규정\n당직비는 다음 달에 지급한다", "utf-8")
    run(store, folder)
    told = list(embed_pending(store, newer, threading.Event(), WallClock(), batch=2))
    left = [e.seen - e.done for e in told]  # a new passage is two pieces of work: its vector, its windows
    assert left[0] == total + 4 and left == sorted(left, reverse=True) and left[-1] == 0
    assert told[0].vectors_pending == 2 and told[-1].vectors_pending == 0
    best = int(store.vectors.search(newer.name, query, 1)[0][0])
    assert store.vectors.nearest_windows(newer.name, query, [best])[best] > 0.8
    assert next(iter(embed_pending(store, newer, threading.Event(), WallClock()))).vectors_pending == 0
