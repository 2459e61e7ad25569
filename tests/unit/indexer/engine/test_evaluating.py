"""Question sets in the profile, and their figures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import requests
from indexer.answers import CitationEvent, DoneEvent, TokenEvent
from indexer.engine.evaluating import EvaluationRequests
from indexer.errors import QueryError
from indexer.model import Location, Passage, PassagePart
from indexer.requests import QuestionRow, from_wire, to_wire
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from tests.helpers.small_engine import RAW_KEY
from tests.helpers.small_search import SmallSearch

ROWS = (
    QuestionRow("1", "연가 일수는 며칠입니까?", ("연가.hwp",), "21일"),
    QuestionRow("2", "출장 식비는 얼마입니까?", ("연가.hwp",)),
    QuestionRow("3", "달까지 얼마나 걸립니까?", unanswerable=True),
)
TEXTS = {"연가.hwp": "연가 일수는 21일로 한다.", "여비.hwp": "출장 식비는 하루 25,000원으로 한다."}


class Asking:
    """A small real search, and answers that quote its first hit."""

    def __init__(self) -> None:
        self.search = SmallSearch()
        self.settings: list[dict[str, float] | None] = []
        for name, text in TEXTS.items():
            part = PassagePart(0, len(text), Location(1, True))
            self.search.add(f"/자료/{name}", [Passage(text, "paragraph", parts=(part,))])

    def find(self, request: requests.Search) -> requests.Found:
        self.settings.append(request.settings)
        return self.search.search(request)

    def ask(self, request: requests.Ask, cancel: threading.Event) -> Iterator[Any]:
        hits = self.search.search(requests.Search(request.question)).hits
        for hit in hits[:1]:
            yield CitationEvent(1, hit.path, hit.page, True, hit.location, hit.text)
            yield TokenEvent(hit.text)
        yield DoneEvent(not hits, "quote")


@pytest.fixture
def requested(tmp_path: Path) -> Iterator[tuple[EvaluationRequests, Asking]]:
    store = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    asking = Asking()
    yield EvaluationRequests(store, asking.find, asking.ask), asking
    store.close()


def events(made: EvaluationRequests, request: Any, cancel: threading.Event | None = None) -> list[Any]:
    found = made.handlers[type(request)](request, cancel or threading.Event())
    return [from_wire(to_wire(1, event))[1] for event in found]


def test_a_set_is_kept_read_and_forgotten(requested: tuple[EvaluationRequests, Asking], tmp_path: Path) -> None:
    """What was kept comes back as it was; a file written of it is read again; deleted it is gone."""
    made, _ = requested
    assert events(made, requests.SaveQuestionSet("민원", ROWS)) == [requests.QuestionSets((("민원", 3),))]
    assert events(made, requests.GetQuestionSet("민원")) == [requests.QuestionSet("민원", ROWS)]
    events(made, requests.WriteQuestions("민원", str(tmp_path / "민원 질문.jsonl")))
    (read,) = events(made, requests.ReadQuestions(str(tmp_path / "민원 질문.jsonl")))
    assert read == requests.QuestionSet("민원 질문", ROWS)
    assert events(made, requests.DeleteQuestionSet("민원")) == [requests.QuestionSets(())]
    with pytest.raises(QueryError):
        events(made, requests.GetQuestionSet("민원"))


def test_a_set_that_cannot_be_counted_is_refused(requested: tuple[EvaluationRequests, Asking]) -> None:
    """Two of one number, an empty question, no name, an unknown setting."""
    made, _ = requested
    for rows in ((ROWS[0], ROWS[0]), (QuestionRow("1", "  "),)):
        with pytest.raises(QueryError):
            events(made, requests.SaveQuestionSet("x", rows))
    with pytest.raises(QueryError):
        events(made, requests.SaveQuestionSet(" ", ROWS))
    events(made, requests.SaveQuestionSet("민원", ROWS))
    with pytest.raises(QueryError):
        events(made, requests.Evaluate("민원", other={"search.none": 1.0}))


def test_figures_come_with_intervals_and_the_worst_first(requested: tuple[EvaluationRequests, Asking]) -> None:
    """Progress for each question; the question whose document was not first comes first."""
    made, _ = requested
    events(made, requests.SaveQuestionSet("민원", ROWS))
    *progress, done = events(made, requests.Evaluate("민원"))
    assert [p.done for p in progress] == [0, 1, 2, 3] and progress[0].all == 3
    assert done.rows[0].id == "2" and done.rows[0].rank != 1
    scores = {s.name: s for s in done.first}
    assert scores["ndcg@10"].count == 2 and 0 < scores["ndcg@10"].mean < 1
    assert scores["ndcg@10"].low <= scores["ndcg@10"].mean <= scores["ndcg@10"].high
    assert scores["refused_rightly"].mean == 1.0 and done.second == ()


def test_two_settings_are_compared_question_by_question(requested: tuple[EvaluationRequests, Asking]) -> None:
    """Every question is searched under both; the differences are paired."""
    made, asking = requested
    events(made, requests.SaveQuestionSet("민원", ROWS))
    *_, done = events(made, requests.Evaluate("민원", answers=False, other={"search.lexical": 1.0}))
    assert asking.settings == [None] * 3 + [{"search.lexical": 1.0}] * 3
    assert {s.name: s.mean for s in done.differences}["mrr"] == 0.0
    assert all(row.other_rank == row.rank for row in done.rows)


def test_a_run_can_be_stopped(requested: tuple[EvaluationRequests, Asking]) -> None:
    """A cancelled run asks no further question and gives no figures."""
    made, asking = requested
    events(made, requests.SaveQuestionSet("민원", ROWS))
    cancel = threading.Event()
    for event in made.handlers[requests.Evaluate](requests.Evaluate("민원", answers=False), cancel):
        assert isinstance(event, requests.EvaluationProgress)
        if event.done == 1:
            cancel.set()
    assert len(asking.settings) == 1
