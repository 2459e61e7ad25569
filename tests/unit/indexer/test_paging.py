"""Estimated pages become exact: with real documents, the real rendering child and a real store."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hwpx import HwpxDocument

from indexer.errors import Damaged
from indexer.model import Block, Location, ParsedDocument
from indexer.paging import Text, Told, place_document, place_pending, texts_of
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.passages import split
from indexer.rendering import Renderer
from indexer.store.database import Store, StoreKey
from indexer.store.records import DocumentRecord, FileRecord
from tests.helpers.small_engine import RAW_KEY, WallClock

SENTENCES = [f"제{n}조 재직기간이 {n}년인 공무원의 연가일수는 {n + 10}일로 정한다." for n in range(1, 121)]


def make(path: Path, count: int = 120) -> Path:
    """A document by a program that lays nothing out: where its first page ends is unknown to the parser."""
    document = HwpxDocument.new()
    for sentence in SENTENCES[:count]:
        document.add_paragraph(sentence)
    document.save_to_path(str(path))
    return path


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    made = Renderer(background=True)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    yield opened
    opened.close()


def keep(store: Store, path: Path) -> int:
    """Read a file and store it, as indexing does."""
    document = parse_bytes(path.read_bytes(), path.name, Limits())
    passages = split(document)
    stat = path.stat()
    record = FileRecord(str(path), stat.st_size, stat.st_mtime_ns, "", "hwpx", "indexed", 1)
    facts = DocumentRecord("연가", document.format, document.pages)
    return store.commit_document(record, facts, passages, [{"연가": 1} for _ in passages])


class Refusing:
    """Counts what it is asked and cannot lay out a thing."""

    def __init__(self) -> None:
        self.asked: list[Path] = []

    def place(self, path: Path, texts: Sequence[Text]) -> tuple[tuple[Told, ...], int]:
        self.asked.append(path)
        raise Damaged

    def close(self) -> None:
        pass


def test_a_parsed_document_gets_exact_pages(tmp_path: Path, renderer: Renderer) -> None:
    """Every paragraph is on the page on which it is found when it is looked for by itself."""
    path = make(tmp_path / "연가.hwpx")
    parsed = parse_bytes(path.read_bytes(), path.name, Limits())
    assert sum(b.location.page_exact for b in parsed.blocks) < 30  # what is certain to fit on the first page
    placed = place_document(parsed, path, renderer)
    assert placed.pages and placed.pages >= 2
    for block in placed.blocks[::17]:
        assert (block.location.page, block.location.page_exact) == renderer.exact_page(path, block.text, 1)
    assert [b.text for b in placed.blocks] == [b.text for b in parsed.blocks]


def test_a_table_over_two_pages_is_told_by_rows_and_turns(tmp_path: Path) -> None:
    """Rows get the page of their first cell; the table's text says where it goes on overleaf."""

    class Second:
        def place(self, path: Path, texts: Sequence[Text]) -> tuple[tuple[Told, ...], int]:
            return tuple((1 if "여비" in t[0] else 2, True) for t in texts), 2

        def close(self) -> None:
            pass

    at = Location(1, False, 0, 0)
    rows = (("여비", "여비 20,000원"), ("숙박", "실비"))
    table = Block("table", "여비\t여비 20,000원\n숙박\t실비", at, rows=rows, row_locations=(at, at))
    placed = place_document(ParsedDocument("hwp5", (table,), pages=1), tmp_path, Second()).blocks[0]
    assert [(r.page, r.page_exact) for r in placed.row_locations] == [(1, True), (2, True)]
    assert placed.turns == ((14, 2, True),)
    assert placed.at(13).page == 1 and placed.at(14).page == 2


def test_texts_of_a_table_are_its_cells() -> None:
    """A tab inside a paragraph is none of a table's."""
    assert list(texts_of(Block("paragraph", "가\t나\n다"))) == [(0, "가\t나"), (4, "다")]
    assert list(texts_of(Block("table", "가\t나\n다", rows=(("가", "나"), ("다", ""))))) == [
        (0, "가"), (2, "나"), (4, "다"),
    ]  # fmt: skip


def test_what_is_exact_is_not_laid_out(tmp_path: Path) -> None:
    """No child is asked for a document whose pages the parser knows, or for a PDF."""
    exact = ParsedDocument("hwp5", (Block("paragraph", "연가", Location(1, True)),), pages=1)
    text = ParsedDocument("txt", (Block("paragraph", "연가"),))
    refusing = Refusing()
    assert place_document(exact, tmp_path, refusing) is exact
    assert place_document(text, tmp_path, refusing) is text
    assert refusing.asked == []


def test_stored_pages_become_exact_and_stay(tmp_path: Path, store: Store, renderer: Renderer) -> None:
    """Passages and the catalog tell the same; progress is told; the next run has nothing to do."""
    document = keep(store, make(tmp_path / "연가.hwpx"))
    before = [s.passage for s in store.passages.of_document(document)]
    told = list(place_pending(store, renderer, threading.Event(), WallClock()))
    assert [(e.stage, e.done, e.seen) for e in told] == [("pages", 0, 1), ("pages", 1, 1)]
    after = [s.passage for s in store.passages.of_document(document)]
    assert [p.text for p in after] == [p.text for p in before]
    places = [part.location for p in after for part in p.parts]
    assert all(at.page_exact for at in places)
    assert [at.page for at in places] == sorted(at.page or 0 for at in places)
    rows, _ = store.catalog.files()
    assert rows[0].pages == places[-1].page
    assert list(place_pending(store, renderer, threading.Event(), WallClock())) == []


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, store: Store, renderer: Renderer) -> None:
    """After `cancel` the documents that were done stay done, and only the rest is left."""
    for n in range(3):
        keep(store, make(tmp_path / f"{n}.hwpx", 20))
    cancel = threading.Event()
    for event in place_pending(store, renderer, cancel, WallClock()):
        if event.done == 1:
            cancel.set()
    assert len(store.pages.pending()) == 2
    list(place_pending(store, renderer, threading.Event(), WallClock()))
    assert store.pages.pending() == []


def test_what_cannot_be_laid_out_keeps_its_estimates(tmp_path: Path, store: Store) -> None:
    """It is asked once, not in every run."""
    document = keep(store, make(tmp_path / "연가.hwpx", 30))
    before = store.passages.of_document(document)
    refusing = Refusing()
    for _ in range(2):
        list(place_pending(store, refusing, threading.Event(), WallClock()))
    assert len(refusing.asked) == 1
    assert store.passages.of_document(document) == before


def test_a_file_that_changed_waits_for_the_indexer(tmp_path: Path, store: Store) -> None:
    """Its stored text is not looked for in what the file holds now."""
    path = make(tmp_path / "연가.hwpx", 30)
    keep(store, path)
    make(path, 31)
    refusing = Refusing()
    list(place_pending(store, refusing, threading.Event(), WallClock()))
    assert refusing.asked == [] and len(store.pages.pending()) == 1


def test_a_document_read_anew_meanwhile_is_left_alone(tmp_path: Path, store: Store) -> None:
    """Pages of passages that are gone are dropped."""
    path = make(tmp_path / "연가.hwpx", 30)
    old = keep(store, path)
    ids = [s.id for s in store.passages.of_document(old)]
    passages = [s.passage for s in store.passages.of_document(old)]
    new = keep(store, path)
    store.pages.put(old, ids, [replace(p, text="다른 글") for p in passages], 9)
    assert [s.passage.text for s in store.passages.of_document(new)] == [p.text for p in passages]
    assert store.pages.pending() == [new]
