"""Texts in one array: what stands in which, and how they are read out of the file table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.store import listing, texts
from indexer.store.database import FileRecord, Store, StoreKey
from indexer.store.names import bare
from indexer.store.texts import Texts
from tests.helpers.small_engine import RAW_KEY

TEXTS = ("연가 지침", "지침 연가연가", "", "😀 연가", "aba", "연")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, StoreKey(raw=RAW_KEY))
    yield opened
    opened.close()


def made(*of: str) -> Texts:
    return Texts(texts.units("".join(t + "\n" for t in of)))


@pytest.mark.parametrize("word", ["연가", "연", "지침 연", "a", "ba", "😀", "없", "침지", "연가 지침 ", ""])
def test_the_texts_that_hold_a_word(word: str) -> None:
    wanted = [n for n, text in enumerate(TEXTS) if word in text]
    assert made(*TEXTS).holding(word).tolist() == wanted
    among = np.array([4, 1, 0])
    assert made(*TEXTS).holding(word, among).tolist() == [n for n in (4, 1, 0) if n in wanted]
    assert made(*TEXTS).beginning(word, np.arange(6)).tolist() == [
        n for n, text in enumerate(TEXTS) if text.startswith(word)
    ]


def test_no_texts_at_all() -> None:
    assert made().holding("연가").tolist() == made().holding("").tolist() == []


def test_only_letters_are_what_bare_leaves() -> None:
    joined = "연가 지침(안)_2.hwp\nABC-ㄱ 각.txt\n".casefold()
    left = texts.only_letters(texts.units(joined))
    assert left is not None and texts.text_of(left) == bare(joined)
    assert texts.only_letters(texts.units("a😀b\n")) is None  # halves of a character tell nothing


def test_files_are_read_in_pieces(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line end in a name is one text all the same; rows in one piece or in many are the same rows."""
    names = ["가.hwp", "나\n다.hwp", "😀 라.hwp", "마.hwp", "바.hwp"]
    store.catalog.put(FileRecord(f"/업무/{n}", 1, 7 * k, state="pending") for k, n in enumerate(names))
    whole = texts.read(store.db, ("id", "mtime_ns"), "name_key")
    monkeypatch.setattr(texts, "_AT_A_TIME", 2)
    (ids, times), joined = texts.read(store.db, ("id", "mtime_ns"), "name_key")
    assert texts.text_of(joined).split("\n")[:-1] == [n.replace("\n", " ") for n in names]
    assert times.tolist() == [0, 7, 14, 21, 28] and ids.tolist() == whole[0][0].tolist()
    assert joined.tolist() == whole[1].tolist()
    assert [row.path for row in store.catalog.named("라", 5)[0]] == ["/업무/😀 라.hwp"]
    assert store.catalog.named("다hwp", 5)[1] == 1


def test_a_large_library_is_listed_by_path(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order in which files came to be known."""
    paths = [f"/업무/{n}/{letter} 점검.hwp" for letter in "다가나" for n in (3, 1, 2)]
    states = ("indexed", "failed", "pending")
    store.catalog.put(FileRecord(p, 1, 1, state=states[n % 3]) for n, p in enumerate(paths))
    small = [
        store.catalog.files(state=s, contains=c) for s in (None, "failed", "skipped") for c in ("", "가 점", "없")
    ]
    monkeypatch.setattr(listing, "LARGE", 1)
    large = [
        store.catalog.files(state=s, contains=c) for s in (None, "failed", "skipped") for c in ("", "가 점", "없")
    ]
    assert large == small and [r.path for r in small[1][0]] == ["/업무/1/가 점검.hwp", "/업무/2/가 점검.hwp",
                                                                "/업무/3/가 점검.hwp"]  # fmt: skip
    assert store.catalog.files(offset=4, limit=2, contains="점검")[0] == store.catalog.files()[0][4:6]
