"""The record of AI use, page by page."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.ledger import Ledger
from indexer import requests
from indexer.engine.record import RecordRequests
from indexer.errors import QueryError
from indexer.requests import from_wire, to_wire
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from tests.helpers.small_engine import RAW_KEY, SetClock

DAY = 86_400.0


@pytest.fixture
def record(tmp_path: Path) -> Iterator[tuple[RecordRequests, Ledger]]:
    """Ten calls, one a day, on two platforms in turn."""
    store = Store.open(tmp_path / "home", StoreKey(raw=RAW_KEY))
    clock = SetClock()
    ledger = Ledger(tmp_path / "ledger.jsonl", store.settings, clock)
    for n in range(10):
        call = ledger.begin(
            platform=("행정망", "부서")[n % 2], host="a.go.kr", model="HCX", purpose="answer", prompt_version="2",
            documents=["ab" * 32], grades={"O": 1}, masks={"phone": n},
        )  # fmt: skip
        ledger.append("ended", call, outcome="answered", prompt_tokens=10, completion_tokens=n, seconds=1.5)
        ledger.append("checked", call, verdicts={"supported": 2, "weak": 1}, refused=False)
        clock.wall += DAY
    yield RecordRequests(store, ledger), ledger
    store.close()


def ask(requested: RecordRequests, request: Any) -> Any:
    """The one event of a request, after a journey over the wire."""
    (event,) = requested.handlers[type(request)](request, threading.Event())
    return from_wire(to_wire(1, event))[1]


def test_calls_come_newest_first_and_by_the_page(record: tuple[RecordRequests, Ledger]) -> None:
    """A page holds its rows, the total, and what there is to filter by."""
    calls = ask(record[0], requests.ListCalls(offset=2, limit=3))
    assert [row.masks["phone"] for row in calls.rows] == [7, 6, 5] and calls.total == 10
    assert calls.platforms == ("부서", "행정망") and calls.models == ("HCX",)
    row = calls.rows[0]
    assert (row.outcome, row.completion_tokens, row.verdicts) == ("answered", 7, {"supported": 2, "weak": 1})


def test_a_period_includes_both_its_days(record: tuple[RecordRequests, Ledger]) -> None:
    """Platform and period narrow together."""

    def days_of(calls: requests.Calls) -> list[str]:
        return [datetime.fromisoformat(row.at).astimezone().date().isoformat() for row in calls.rows]

    days = days_of(ask(record[0], requests.ListCalls()))
    some = ask(record[0], requests.ListCalls(since=days[6], until=days[2]))
    assert days_of(some) == days[2:7]
    assert ask(record[0], requests.ListCalls(platform="부서", since=days[6], until=days[2])).total == 3


def test_a_new_call_is_seen(record: tuple[RecordRequests, Ledger]) -> None:
    """The rows kept in memory are those of the file as it is."""
    assert ask(record[0], requests.ListCalls()).total == 10
    record[1].begin(platform="새것", model="m", purpose="test", documents=[])
    calls = ask(record[0], requests.ListCalls(platform="새것"))
    assert calls.total == 1 and calls.rows[0].outcome == "" and calls.rows[0].completion_tokens is None


def test_a_changed_line_is_told(record: tuple[RecordRequests, Ledger]) -> None:
    """The check names the line that breaks."""
    whole = ask(record[0], requests.CheckLedger())
    assert (whole.calls, whole.entries, whole.faults) == (10, 30, ())
    lines = record[1].path.read_bytes().replace("행정망".encode(), "다른곳".encode(), 1)
    record[1].path.write_bytes(lines)
    assert [fault[0] for fault in ask(record[0], requests.CheckLedger()).faults] == [1]


def test_it_is_written_for_an_auditor_and_for_the_public(
    record: tuple[RecordRequests, Ledger], tmp_path: Path
) -> None:
    """The suffix chooses the form; one that does not fit, or a folder that is not there, is told."""
    done = ask(record[0], requests.ExportLedger(str(tmp_path / "감사.json")))
    assert done.whole and len(json.loads((tmp_path / "감사.json").read_text("utf-8"))["entries"]) == 30
    ask(record[0], requests.ExportLedger(str(tmp_path / "공개.hwpx"), public=True))
    assert (tmp_path / "공개.hwpx").read_bytes()[:2] == b"PK"
    for bad in (
        requests.ExportLedger(str(tmp_path / "감사.hwpx")),
        requests.ExportLedger(str(tmp_path / "없는 폴더" / "a.csv")),
    ):
        with pytest.raises(QueryError):
            ask(record[0], bad)
