"""Our own sentences in an answer, in the language that is spoken."""

from __future__ import annotations

import pytest

from indexer.answering.told import SENTENCES, known, told
from indexer.answers import Cell, Span, TableEvent
from indexer.commands import say, text


@pytest.fixture(autouse=True)
def spoken() -> None:
    say._chosen.clear()


def test_every_sentence_is_known_again() -> None:
    """What is told is recognised with its counts; a document's sentence is not."""
    for name, sentence in SENTENCES.items():
        counts = {
            c: n for n, c in enumerate(("files", "fields", "cells", "filled", "changed", "new", "gone", "same"), 3)
        }
        found = known(told(name, **counts))
        assert found is not None
        assert found[0] == name
        assert all(counts[k] == int(v) for k, v in found[1].items())
        assert ("{" in sentence) == bool(found[1])
    assert known("연가 일수는 21일이다.") is None


def test_a_table_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts, column heads and empty cells; the documents' words stay as they are."""
    monkeypatch.setenv(say.VARIABLE, "en")
    assert (
        text.own(told("table", files=2, fields=1, cells=2, filled=1)) == "2 file(s), 1 field(s): 1 of 2 cells filled."
    )
    rows = ((Cell((Span("여비.hwp"),)), Cell((Span("찾지 못함", "told"),))),)
    assert text.table(TableEvent(("파일", "시행일"), rows)) == "File | 시행일\n여비.hwp | not found"
    assert text.own("연가 일수는 21일이다. [1]\n") == "연가 일수는 21일이다. [1]\n"
