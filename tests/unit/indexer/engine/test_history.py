"""Conversations that a profile keeps: named, searched, renamed, deleted and put back, over a real encrypted store."""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import requests
from indexer.answers import Cell, Span, TableEvent, Turn
from indexer.engine.history import HistoryRequests
from indexer.errors import QueryError
from indexer.store.database import Store, StoreKey

RAW = StoreKey(raw=bytes(range(32)))


def turn(asked: str, answer: str = "20일입니다. [1]", at: str = "2026-01-01T00:00:00+00:00", **more: Any) -> Turn:
    return Turn(asked, asked, answer, at=at, **more)


class Desk:
    def __init__(self, home: Path) -> None:
        self.store = Store.open(home, RAW)
        self.kept = True
        self._handlers = HistoryRequests(self.store.conversations, lambda: self.kept).handlers

    def __call__(self, request: Any) -> Any:
        (event,) = self._handlers[type(request)](request, threading.Event())
        # What goes over the wire comes back the same.
        assert requests.from_wire(requests.to_wire(1, event)) == (1, event)
        assert requests.from_wire(requests.to_wire(1, request)) == (1, request)
        return event

    def names(self, words: str = "") -> list[str]:
        return [row.name for row in self(requests.SearchConversations(words)).rows]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def test_a_conversation_is_named_after_its_first_question(desk: Desk) -> None:
    """Shortened at a word, with a number where one of that name is there; the next turn goes to the same one."""
    question = "재직 기간이 5년 이상 6년 미만인 공무원이 한 해에 쓸 수 있는 연가는 모두 며칠입니까?"
    first = desk(requests.KeepTurn(turn(question)))
    assert first.conversation.endswith("…") and question.startswith(first.conversation[:-1])
    assert len(first.conversation) <= 40
    again = desk(requests.KeepTurn(turn(question)))
    assert again.conversation == f"{first.conversation} (2)"
    more = desk(requests.KeepTurn(turn("그럼 병가는요?"), first.conversation))
    assert more.conversation == first.conversation and more.number > again.number
    rows = {row.name: row.turns for row in desk(requests.ListConversations()).rows}
    assert rows == {first.conversation: 2, again.conversation: 1}


def test_a_turn_asked_again_takes_the_place_of_the_old_one(desk: Desk) -> None:
    """Between the others; in a conversation that was deleted meanwhile it is a new turn."""
    kept = desk(requests.KeepTurn(turn("연가는?", "모릅니다.")))
    desk(requests.KeepTurn(turn("병가는?"), kept.conversation))
    desk(requests.KeepTurn(turn("연가는?", "20일입니다."), kept.conversation, kept.number))
    found = desk(requests.GetConversation(kept.conversation))
    assert [t.answer for t in found.turns] == ["20일입니다.", "20일입니다. [1]"]
    assert found.numbers[0] == kept.number
    desk(requests.DeleteConversation(kept.conversation))
    desk(requests.KeepTurn(turn("연가는?"), kept.conversation, kept.number))
    assert len(desk(requests.GetConversation(kept.conversation)).turns) == 1


def test_a_search_looks_through_names_questions_answers_and_tables(desk: Desk) -> None:
    """Every word somewhere; case and NFD make no difference; the excerpt shows the place; what is not said is not found."""
    table = TableEvent(
        ("파일", "담당부서"), ((Cell((Span("여비.hwp"),)), Cell((Span("총무"), Span("과", "changed")))),)
    )
    leave = desk(
        requests.KeepTurn(turn("연가는 며칠입니까?", "재직 5년이면 20일입니다. " * 20 + "PDF 참조"))
    ).conversation
    desk(requests.KeepTurn(turn("병가 서류는?", "진단서입니다."), leave))
    made = desk(
        requests.KeepTurn(turn("부서 표", "표입니다.", "2026-02-01T00:00:00+00:00", tables=(table,)))
    ).conversation
    assert desk.names() == [made, leave]
    assert desk.names("총무과") == [made]
    assert desk.names("진단서 pdf 며칠입니까") == [leave]
    assert desk.names(unicodedata.normalize("NFD", "진단서")) == [leave]
    assert desk.names("진단서 총무과") == []
    assert desk.names("changed") == desk.names("asked") == []
    (row,) = desk(requests.SearchConversations("pdf")).rows
    assert "PDF 참조" in row.excerpt and row.excerpt.startswith("…") and len(row.excerpt) < 120
    desk(requests.RenameConversation(made, "총무 업무"))
    assert desk.names("업무 담당부서") == ["총무 업무"]


def test_many_turns_are_searched_batch_by_batch(desk: Desk) -> None:
    """More turns than are read at a time, of conversations that cross the batches; nothing of them is in a log."""
    with desk.store.db.writing():
        for n in range(130):
            for m in range(5):
                desk.store.conversations.add(f"대화 {n:03}", turn(f"질문 {m}", f"답 {n * 5 + m}번 낱말"))
    assert desk.names("649번") == ["대화 129"]
    assert len(desk.names("낱말")) == 130
    stopped = threading.Event()
    stopped.set()
    handlers = HistoryRequests(desk.store.conversations, lambda: True).handlers
    assert list(handlers[requests.SearchConversations](requests.SearchConversations("낱말"), stopped)) == []


def test_nothing_asked_or_searched_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        desk(requests.KeepTurn(turn("비밀스러운 질문")))
        desk.names("비밀스러운")
    assert "비밀" not in caplog.text
    assert "비밀스러운".encode() not in (desk.store.home / "index.db").read_bytes()


def test_a_name_that_is_taken_gets_a_number(desk: Desk) -> None:
    """Two conversations never run into one; the same name again is no change; an empty one is refused."""
    for name in ("연가", "병가"):
        desk(requests.KeepTurn(turn(name)))
    assert desk(requests.RenameConversation("병가", " 연가 ")).name == "연가 (2)"
    assert desk(requests.RenameConversation("연가", "연가")).name == "연가"
    with pytest.raises(QueryError):
        desk(requests.RenameConversation("연가", "  "))
    assert sorted(desk.names()) == ["연가", "연가 (2)"]


def test_a_deleted_conversation_is_put_back_whole(desk: Desk) -> None:
    """In its place by its time, under its name, or another where that is taken meanwhile."""
    desk(requests.KeepTurn(turn("연가")))
    desk(requests.KeepTurn(turn("그럼?"), "연가"))
    desk(requests.KeepTurn(turn("병가", at="2026-03-01T00:00:00+00:00")))
    before = desk(requests.GetConversation("연가")).turns
    assert [r.name for r in desk(requests.DeleteConversation("연가")).rows] == ["병가"]
    assert desk(requests.RestoreConversation("연가", before)).name == "연가"
    assert desk(requests.GetConversation("연가")).turns == before
    assert desk.names() == ["병가", "연가"]
    assert desk(requests.RestoreConversation("연가", before)).name == "연가 (2)"
    assert desk(requests.DeleteConversation(None)).rows == ()


def test_nothing_is_kept_where_the_setting_is_off(desk: Desk) -> None:
    desk.kept = False
    assert desk(requests.KeepTurn(turn("연가"))) == requests.TurnKept("", 0)
    assert desk(requests.ListConversations()) == requests.Conversations((), False)
