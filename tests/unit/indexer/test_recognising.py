"""The queue of scanned files: what waits, what is stored, what is not tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from indexer.errors import DocumentError, Empty
from indexer.model import Block, Location, ParsedDocument
from indexer.parsing import ocr
from indexer.parsing.collect import ONLY_PICTURES
from indexer.recognising import Recogniser
from indexer.store.database import Store, StoreKey
from indexer.syncing import sync
from tests.helpers.small_engine import RAW_KEY, WallClock, bigrams, split, terms_of

SCANNED = ParsedDocument(
    "pdf", (Block("paragraph", "첫 쪽의 글", Location(1, True)),), "안내", 2, metadata={"ocr_pages": "2"}
)
READ = ParsedDocument(
    "pdf",
    (Block("paragraph", "첫 쪽의 글", Location(1, True)), Block("image_text", "숙박비 한도", Location(2, True))),
    "안내", 2, metadata={"ocr_read": "2"},
)  # fmt: skip


def answers(results: dict[str, ParsedDocument | DocumentError]):
    """parse_many that gives these results by file name."""
    asked: list[str] = []

    def parse_many(
        paths: Iterable[Path], cancel: threading.Event | None = None
    ) -> Iterator[tuple[Path, ParsedDocument | DocumentError]]:
        for path in paths:
            asked.append(path.name)
            yield path, results[path.name]

    return parse_many, asked


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "자료"
    folder.mkdir()
    for name in ("그림.pdf", "반만.pdf", "글.txt", "빈.txt"):
        (folder / name).write_bytes(name.encode())
    opened = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    text = ParsedDocument("text", (Block("paragraph", "여비", Location()),))
    parse_many, _ = answers(
        {"그림.pdf": Empty("그림뿐입니다."), "반만.pdf": SCANNED, "글.txt": text, "빈.txt": Empty()}
    )
    list(sync(opened, parse_many, split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "program", lambda: Path("/usr/bin/tesseract"))


def test_scanned_files_wait_and_are_stored_anew(store: Store) -> None:
    """A PDF without text and one with a scanned page wait; afterwards their words are found, and nothing waits."""
    parse_many, asked = answers({"그림.pdf": READ, "반만.pdf": READ})
    recogniser = Recogniser(store, parse_many, split, terms_of, WallClock())
    assert list(recogniser.run(threading.Event())) == []  # turned off: nothing is done
    recogniser.turn(True)
    assert [p.name for p in recogniser.pending()] == ["그림.pdf", "반만.pdf"]
    events = list(recogniser.run(threading.Event()))
    assert [(e.stage, e.done, e.seen) for e in events] == [("ocr", 0, 2), ("ocr", 1, 2), ("ocr", 2, 2)]
    assert asked == ["그림.pdf", "반만.pdf"] and recogniser.pending() == []
    ids = store.lexical.search(bigrams("숙박비"), 10)[0].tolist()
    assert {Path(p.path).name for p in store.passages.get(ids).values()} == {"그림.pdf", "반만.pdf"}
    assert [Path(f.path).name for f in store.catalog.failures()] == ["빈.txt"]


def test_what_cannot_be_recognised_is_tried_once(store: Store) -> None:
    """A failure says so; a document with some pages read keeps what it has."""
    parse_many, asked = answers(
        {"그림.pdf": Empty(ocr.NOTHING, "다시 스캔하십시오."), "반만.pdf": Empty(ocr.NOTHING)}
    )
    recogniser = Recogniser(store, parse_many, split, terms_of, WallClock())
    recogniser.turn(True)
    list(recogniser.run(threading.Event()))
    assert [f.message for f in store.catalog.failures() if f.path.endswith("그림.pdf")] == [ocr.NOTHING]
    ids = store.lexical.search(bigrams("첫 쪽의 글"), 10)[0].tolist()
    assert ids
    list(recogniser.run(threading.Event()))
    assert asked == ["그림.pdf", "반만.pdf"]


def test_a_file_that_changed_meanwhile_is_left_to_the_index(store: Store) -> None:
    """What was recognised of the old content is not stored."""
    path = next(Path(f.path) for f in store.catalog.failures() if f.path.endswith("그림.pdf"))

    def parse_many(
        paths: Iterable[Path], cancel: threading.Event | None = None
    ) -> Iterator[tuple[Path, ParsedDocument | DocumentError]]:
        for one in paths:
            path.write_bytes(b"another content")
            yield one, READ

    recogniser = Recogniser(store, parse_many, split, terms_of, WallClock())
    recogniser.turn(True)
    list(recogniser.run(threading.Event()))
    assert store.lexical.search(bigrams("숙박비"), 10)[0].size <= 1  # of the other file only


def test_what_was_given_up_waits_again_when_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was tried in vain is tried once more for a user who says so; others are left."""
    monkeypatch.setattr(ocr, "program", lambda: Path("/usr/bin/tesseract"))
    gone = Empty(ocr.NOTHING)
    parse_many, _ = answers({"그림.pdf": gone, "반만.pdf": gone})
    recogniser = Recogniser(store, parse_many, split, terms_of, WallClock())
    recogniser.turn(True)
    for _ in recogniser.run(threading.Event()):
        pass
    assert recogniser.pending() == []
    paths = [row.path for row in store.catalog.files()[0]]
    recogniser.again([p for p in paths if p.endswith(("그림.pdf", "빈.txt"))])
    assert [p.name for p in recogniser.pending()] == ["그림.pdf"]
    recogniser.again([p for p in paths if p.endswith("반만.pdf")])
    assert {p.name for p in recogniser.pending()} == {"그림.pdf", "반만.pdf"}


def test_mails_with_pictures_and_archives_of_nothing_else_wait(tmp_path: Path) -> None:
    """A mail that was read but for its pictures, and a ZIP without any text."""
    folder = tmp_path / "자료"
    folder.mkdir()
    for name in ("편지.eml", "사진.zip", "글.eml"):
        (folder / name).write_bytes(name.encode())
    text = ParsedDocument("eml", (Block("paragraph", "여비", Location()),))
    pictures = ParsedDocument("eml", text.blocks, metadata={"ocr_parts": "1"})
    parse_many, _ = answers({"편지.eml": pictures, "사진.zip": Empty("그림뿐입니다."), "글.eml": text})
    store = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    try:
        list(sync(store, parse_many, split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()))
        recogniser = Recogniser(store, parse_many, split, terms_of, WallClock())
        recogniser.turn(True)
        assert sorted(p.name for p in recogniser.pending()) == ["사진.zip", "편지.eml"]
    finally:
        store.close()


def test_documents_of_nothing_but_pictures_wait_and_empty_ones_do_not(tmp_path: Path) -> None:
    """An HWP file that is a scanned letter; one that is empty; one with a large picture beside its text. Each once."""
    folder = tmp_path / "자료"
    folder.mkdir()
    for name in ("스캔.hwp", "빈.hwp", "그림과 글.docx"):
        (folder / name).write_bytes(name.encode())
    text = ParsedDocument("docx", (Block("paragraph", "여비", Location()),), metadata={"ocr_parts": "1"})
    only = Empty(ONLY_PICTURES, ocr.next_step(), detail="ocr_needed")
    parse_many, _ = answers({"스캔.hwp": only, "빈.hwp": Empty(), "그림과 글.docx": text})
    store = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    try:
        list(sync(store, parse_many, split, terms_of, [folder], cancel=threading.Event(), clock=WallClock()))
        later, asked = answers({"스캔.hwp": Empty(), "그림과 글.docx": READ})
        recogniser = Recogniser(store, later, split, terms_of, WallClock())
        recogniser.turn(True)
        assert {p.name for p in recogniser.pending()} == {"스캔.hwp", "그림과 글.docx"}
        list(recogniser.run(threading.Event()))
        assert len(asked) == 2 and recogniser.pending() == []  # a photograph: not tried again
        recogniser.again([f.path for f in store.catalog.failures() if f.path.endswith("스캔.hwp")])
        assert [p.name for p in recogniser.pending()] == ["스캔.hwp"]
    finally:
        store.close()
