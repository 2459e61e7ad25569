"""The child that draws pages is made while one still looks for something, so that a click finds it there."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from indexer import requests
from indexer.engine.core import Engine


class Renderer:
    def __init__(self) -> None:
        self.prepared = threading.Event()
        self.thread = ""

    def prepare(self) -> None:
        self.thread = threading.current_thread().name
        self.prepared.set()


def handled(request: Any) -> Renderer:
    renderer = Renderer()
    engine = SimpleNamespace(
        _p=SimpleNamespace(renderer=renderer), _handlers={type(request): lambda _request, _cancel: iter(())}
    )
    list(Engine.handle(engine, request, threading.Event()))  # type: ignore[arg-type]
    return renderer


@pytest.mark.parametrize("request_", [requests.Ask("연가는 며칠입니까?"), requests.Search("연가", mode="hybrid")])
def test_a_question_or_a_whole_search_makes_it_beside_itself(request_: Any) -> None:
    renderer = handled(request_)
    assert renderer.prepared.wait(5) and renderer.thread == "pages-ahead"


def test_somebody_who_comes_to_the_window_finds_it_after_all_else() -> None:
    log: list[str] = []

    def step(name: str) -> Any:
        return SimpleNamespace(warm=lambda *_: log.append(name))

    renderer = Renderer()
    parts = SimpleNamespace(
        analyzer=step("words"), store=SimpleNamespace(lexical=step("index"), catalog=step("names"), vectors=step("vectors")),
        embedder=None, renderer=renderer,
    )  # fmt: skip
    list(Engine._warm(SimpleNamespace(_p=parts), requests.Warm(), threading.Event()))  # type: ignore[arg-type]
    assert log == ["words", "index", "names"] and renderer.prepared.is_set()


@pytest.mark.parametrize("request_", [requests.Search("연", mode="lexical"), requests.GetStatus()])
def test_a_letter_or_a_count_does_not(request_: Any) -> None:
    assert not handled(request_).prepared.wait(0.05)
