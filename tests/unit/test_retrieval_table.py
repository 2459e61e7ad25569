"""The table of retrieval: rows with their targets, and the sets that it is made of."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks import pool, retrieval
from tests.helpers.profile import ROOT

NAMES = ("petitions", "statutes, office's words", "statutes, plain words", "scanned reports")


def test_the_three_sets_count_alike() -> None:
    """Both ways to ask about statutes together are one of them."""
    assert retrieval.of_three(dict(zip(NAMES, (0.9, 1.0, 0.0, 0.4), strict=True))) == pytest.approx(0.6)


def test_a_row_tells_whether_it_is_met() -> None:
    """In words, and as it is written to a file."""
    met, missed = retrieval.at_least("pool", "a", 0.82, 0.81), retrieval.at_least("pool", "b", 0.8, 0.81)
    assert str(met).endswith("met") and str(missed).endswith("MISSED")
    assert str(retrieval.Row("remote", "c", "left out: no platform")).endswith("no platform")


def test_the_times_are_read_from_what_the_measurement_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second turn of each mode, the highest memory, and a row that says so where there is no profile."""
    printed = (
        "lexical, first: p50 30.0 ms, p95 50.0 ms; CPU p50 1.0, p95 1.0\n"
        "lexical, again: p50 14.0 ms, p95 39.0 ms; CPU p50 1.0, p95 1.0\n"
        "hybrid, again: p50 26.0 ms, p95 39.0 ms; CPU p50 1.0, p95 1.0\n"
        "segments [1]; memory 500 MB, highest 700 MB\n"
    )
    done = subprocess.CompletedProcess([], 0, printed, "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    rows = list(retrieval.speed(Namespace(speed=["100000=/x"])))
    assert [r.met for r in rows] == [True, False, None, None]
    assert rows[0].value == "14.0 / 39.0 ms" and rows[2].value == "500 / 700 MB"
    assert "no profile" in rows[3].value


def test_parts_can_be_chosen() -> None:
    """An unknown one is refused with the list of those that there are."""
    command = [sys.executable, "-m", "tests.benchmarks.retrieval", "--part", "nothing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2 and all(part in done.stderr for part in retrieval.PARTS)


def test_the_twin_of_a_scan_is_the_scan() -> None:
    """The same words in another file among the distracting ones; in no other."""
    words = pool.rows("reports.jsonl")[0]["passage"]

    def held(number: int, path: str, text: str) -> Any:
        return SimpleNamespace(id=number, path=path, passage=SimpleNamespace(text=text))

    passages = [
        held(1, f"/{pool.DISTRACTING}/001.hwp", f"앞 {words} 뒤"),
        held(2, f"/{pool.DISTRACTING}/001.hwp", "다른 말"),
        held(3, "/passages/x.txt", words),
    ]
    twins = pool.twins(passages, {"r-1": f"{words} 끝", "r-2": "아무 말"})
    assert twins == {"#1": "r-1"}
    assert retrieval.of_kind("scanned reports", [("q", "", {"r-1"})], {"q": ["#2", "#1", "r-1"]}, twins) == (
        pytest.approx(0.6309, abs=1e-3)
    )


def test_rows_are_written_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is cut short leaves what it measured."""
    rows = [retrieval.at_least("pool", "a", 0.9, 0.81)]
    monkeypatch.setattr(retrieval, "table", lambda *_: iter(rows))
    monkeypatch.setattr(sys, "argv", ["retrieval", "--json", str(tmp_path / "rows.json")])
    retrieval.main()
    assert json.loads((tmp_path / "rows.json").read_text("utf-8"))[0]["met"] is True
