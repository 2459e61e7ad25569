"""Requests about question sets: kept in the profile, drafted, read from a file, and their figures."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

from indexer import requests, settings
from indexer.answers import CitationEvent, DoneEvent, TokenEvent
from indexer.errors import QueryError
from indexer.evaluation import questions as sets
from indexer.evaluation.kept import QuestionSets
from indexer.evaluation.metrics import Interval
from indexer.evaluation.questions import Question
from indexer.evaluation.run import TOP, Outcome, differences, evaluate, summary, worst
from indexer.model import Hit
from indexer.store.database import Store

_SHOWN = 3  # hits of a question

Find = Callable[[requests.Search], requests.Found]
Ask = Callable[[requests.Ask, threading.Event], Iterator[Any]]


class _Through:
    """Asks the engine under given settings; each question's hits are searched once."""

    def __init__(
        self, find: Find, ask: Ask, values: Mapping[str, float | str] | None, cancel: threading.Event
    ) -> None:
        self._find, self._ask, self._cancel = find, ask, cancel
        self._values: dict[str, float | str] | None = dict(values) if values else None

    def search(self, text: str) -> Sequence[Hit]:
        return self._find(requests.Search(text, TOP, settings=self._values)).hits

    def ask(self, text: str) -> Mapping[str, Any]:
        words: list[str] = []
        citations: list[dict[str, Any]] = []
        refused = False
        for event in self._ask(requests.Ask(text, quote=True, settings=self._values), self._cancel):
            if isinstance(event, TokenEvent):
                words.append(event.text)
            elif isinstance(event, CitationEvent):
                citations.append({"path": event.path, "page": event.page})
            elif isinstance(event, DoneEvent):
                refused = event.refused
        return {"answer": "".join(words).strip(), "citations": citations, "refused": refused}


class EvaluationRequests:
    """Handlers for the engine, which lends it its search and its answers."""

    def __init__(self, store: Store, find: Find, ask: Ask) -> None:
        self._kept = QuestionSets(store.settings)
        self._find, self._ask = find, ask
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListQuestionSets: self._list,
            requests.GetQuestionSet: self._get,
            requests.SaveQuestionSet: self._save,
            requests.DeleteQuestionSet: self._delete,
            requests.ReadQuestions: self._read,
            requests.WriteQuestions: self._write,
            requests.Evaluate: self._evaluate,
        }

    # ---- the sets

    def _list(self, request: object, cancel: threading.Event) -> Iterator[Any]:
        yield requests.QuestionSets(tuple(self._kept.all().items()))

    def _rows(self, name: str) -> tuple[requests.QuestionRow, ...]:
        """Raises QueryError for a set that does not exist."""
        kept = self._kept.get(name)
        if kept is None:
            raise QueryError(f"‘{name}’이라는 질문 묶음이 없습니다.", "목록에서 다시 고르십시오.")
        return kept

    def _get(self, request: requests.GetQuestionSet, cancel: threading.Event) -> Iterator[Any]:
        yield requests.QuestionSet(request.name, self._rows(request.name))

    def _save(self, request: requests.SaveQuestionSet, cancel: threading.Event) -> Iterator[Any]:
        name = request.name.strip()
        if not name:
            raise QueryError("질문 묶음의 이름이 없습니다.", "이름을 적으십시오.")
        seen: set[str] = set()
        for row in request.rows:
            if not row.text.strip():
                raise QueryError(f"{row.id}번 질문이 비어 있습니다.", "질문을 적거나 그 줄을 지우십시오.")
            if row.id in seen:
                raise QueryError(f"번호 ‘{row.id}’이(가) 두 번 있습니다.", "번호를 서로 다르게 고치십시오.")
            seen.add(row.id)
        self._kept.put(name, request.rows)
        yield from self._list(request, cancel)

    def _delete(self, request: requests.DeleteQuestionSet, cancel: threading.Event) -> Iterator[Any]:
        self._kept.delete(request.name)
        yield from self._list(request, cancel)

    def _read(self, request: requests.ReadQuestions, cancel: threading.Event) -> Iterator[Any]:
        path = Path(request.path)
        yield requests.QuestionSet(path.stem, tuple(requests.QuestionRow(**asdict(q)) for q in sets.read(path)))

    def _write(self, request: requests.WriteQuestions, cancel: threading.Event) -> Iterator[Any]:
        rows = [json.dumps(sets.as_row(_question(r)), ensure_ascii=False) for r in self._rows(request.name)]
        try:
            Path(request.path).write_text("\n".join(rows) + "\n", encoding="utf-8")
        except OSError as error:
            raise QueryError(
                f"‘{request.path}’에 저장하지 못했습니다.", "폴더의 권한과 디스크 공간을 확인하십시오."
            ) from error
        yield from ()

    # ---- the figures

    def _evaluate(self, request: requests.Evaluate, cancel: threading.Event) -> Iterator[Any]:
        """Raises QueryError for an unknown set or setting, or an empty set."""
        began = monotonic()
        asked = [_question(row) for row in self._rows(request.name)]
        if not asked:
            raise QueryError(f"‘{request.name}’에 질문이 없습니다.", "질문을 추가한 뒤 다시 실행하십시오.")
        for name, value in (request.other or {}).items():
            settings.setting(name).read(f"{value:g}")
        every = len(asked) * (2 if request.other else 1)
        yield requests.EvaluationProgress(0, every)
        outcomes: list[list[Outcome]] = []
        done = 0
        for values in (None, request.other) if request.other else (None,):
            outcomes.append([])
            through = _Through(self._find, self._ask, values, cancel)
            for outcome in evaluate(asked, through, request.answers):
                outcomes[-1].append(outcome)
                done += 1
                yield requests.EvaluationProgress(done, every)
                if cancel.is_set():
                    return
        yield _evaluated(request.name, outcomes[0], outcomes[1] if request.other else None, monotonic() - began)


def _question(row: requests.QuestionRow) -> Question:
    return Question(row.id, row.text, row.relevant, row.answer, row.unanswerable, row.passage)


def _scores(found: Mapping[str, Interval]) -> tuple[requests.ScoreRow, ...]:
    return tuple(requests.ScoreRow(n, v.mean, v.low, v.high, v.count) for n, v in found.items())


def _evaluated(
    name: str, first: list[Outcome], second: list[Outcome] | None, seconds: float
) -> requests.Evaluated:  # fmt: skip
    other = {o.question.id: o for o in second or ()}
    low = worst(first, len(first))
    seen = {o.question.id for o in low}
    ordered = [*low, *(o for o in first if o.question.id not in seen)]
    rows = tuple(
        requests.EvaluatedRow(
            o.question.id, o.question.text, o.question.relevant, o.question.unanswerable, o.rank, o.refused,
            dict(o.scores), o.hits[:_SHOWN],
            other[o.question.id].rank if second else None, dict(other[o.question.id].scores) if second else {},
        )
        for o in ordered
    )  # fmt: skip
    return requests.Evaluated(
        name,
        rows,
        _scores(summary(first)),
        _scores(summary(second)) if second else (),
        _scores(differences(first, second)) if second else (),
        round(seconds, 1),
    )
