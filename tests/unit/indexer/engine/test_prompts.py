"""Prompts edited in the profile: checked, told apart in the record, put back."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "helpers"))

from values import DictValues

from indexer import requests
from indexer.answering import templates
from indexer.answering.templates import template
from indexer.engine.connecting import LONGEST, ConnectingRequests
from indexer.engine.prompts import PromptRequests
from indexer.errors import QueryError


@pytest.fixture
def values() -> Iterator[DictValues]:
    yield DictValues()
    templates.use({})


def ask(made: PromptRequests, request: object) -> requests.Prompts:
    (listed,) = made.handlers[type(request)](request, threading.Event())
    assert isinstance(listed, requests.Prompts)
    return listed


def test_every_prompt_is_listed_and_has_a_version(values: DictValues) -> None:
    rows = ask(PromptRequests(values), requests.ListPrompts()).rows
    assert {row.name for row in rows} == set(templates.NAMES)
    assert not any(row.edited for row in rows)
    folder = Path(__file__).resolve().parents[4] / "resources" / "prompts"
    assert {p.name.split(".")[0] for p in folder.glob("*.txt")} - {"masking"} == set(templates.NAMES)


def test_an_edited_prompt_is_sent_under_a_version_of_its_own(values: DictValues) -> None:
    """Also by an engine that opens the profile later; reset brings the shipped one back."""
    made = PromptRequests(values)
    text = templates.shipped("answer").replace("한국어 합니다체로", "아주 짧은 한국어로")
    ask(made, requests.SavePrompt("answer", text))
    templates.use({})
    PromptRequests(values)
    edited = template("answer", "answer")
    assert "아주 짧은 한국어로" in edited.system
    assert edited.version.startswith("2+")
    row = next(r for r in ask(made, requests.SavePrompt("answer", None)).rows if r.name == "answer")
    assert (row.version, row.edited) == ("2", False)
    assert "아주 짧은" not in template("answer", "answer").system


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("answer", lambda t: t.replace("{evidence}", ""), "evidence"),
        ("plan", lambda t: t.replace("[[user]]", ""), "형식"),
        ("table", lambda t: t.replace("# version: 1", ""), "형식"),
        ("없음", lambda t: "", "없습니다"),
    ],
)
def test_a_prompt_that_would_not_work_is_refused(values: DictValues, name: str, change: object, told: str) -> None:
    made = PromptRequests(values)
    text = templates.shipped(name) if name in templates.NAMES else ""
    with pytest.raises(QueryError) as caught:
        ask(made, requests.SavePrompt(name, change(text)))  # type: ignore[operator]
    assert told in caught.value.message
    assert values.get("prompts") is None


def test_the_window_edits_what_the_system_says_of_an_answer(values: DictValues) -> None:
    """Evidence and question stay as they are; what cannot work is refused; the shipped text is not one's own."""
    prompts = PromptRequests(values)
    handlers = ConnectingRequests(prompts).handlers

    def told(request: object) -> requests.Instructions:
        (found,) = handlers[type(request)](request, threading.Event())
        assert isinstance(found, requests.Instructions)
        return found

    first = told(requests.GetInstructions())
    assert not first.own and first.text == first.shipped and "<자료>" in first.text
    mine = told(requests.SaveInstructions("  짧게 답합니다. 답이 없으면 {refusal}\n"))
    assert mine.own and mine.text == "짧게 답합니다. 답이 없으면 {refusal}" and mine.shipped == first.shipped
    made = template("answer", "answer")
    assert made.system == mine.text and "{evidence}" in made.user and "{question}" in made.user
    assert made.version.startswith("2+")
    for bad in ("답만 합니다.", "가" * (LONGEST + 1) + "{refusal}"):
        with pytest.raises(QueryError):
            told(requests.SaveInstructions(bad))
    assert not told(requests.SaveInstructions(first.shipped)).own
    assert not told(requests.SaveInstructions(None)).own
