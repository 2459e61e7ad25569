"""Reliability row 14: what a model wrote says so on screen, when copied, on the terminal and in every export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from indexer import requests
from indexer.answers import DoneEvent, NoticeEvent, TokenEvent, Turn
from indexer.commands import asking, conversations, say
from indexer.requests import Ask

MARK = "AI가 생성한 답변입니다. 중요한 내용은 출처의 원문을 확인하십시오."


def session(by: str) -> Any:
    def ask(_request: object) -> Iterator[Any]:
        yield TokenEvent("연가는 20일입니다. [1]")
        if by != "quote":
            yield NoticeEvent("generated", MARK)
        yield DoneEvent(False, by, {}, {}, {})

    return SimpleNamespace(ask=ask)


def test_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """The mark is on stdout, beside the text: an answer that is sent to a file takes it along."""
    asking.stream_answer(session("시험/m"), Ask("?"), False)
    assert MARK in capsys.readouterr().out
    asking.stream_answer(session("quote"), Ask("?"), False)
    assert MARK not in capsys.readouterr().out


def test_many_answers() -> None:
    """Each generated answer of `ask --questions` has `marking`; a quoted one has none."""
    assert asking.finished(session("시험/m"), Ask("?"))["marking"] == MARK
    assert "marking" not in asking.finished(session("quote"), Ask("?"))


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_conversations(refused: bool, language: str) -> None:
    """Both exports mark a model's turn, in either language, a refusal in the model's words too."""
    say.use(language)
    try:
        turn = Turn("질문", "질문", "연가는 20일입니다.", refused, "시험/m", (), "2026-01-01T00:00:00+00:00")
        found = requests.Conversation("가", (turn,))
        wanted = say.say("conversations.by_model", name="시험/m")
        assert wanted in conversations.markdown(found)
        assert wanted in json.dumps(conversations._marked(found), ensure_ascii=False)
    finally:
        say._chosen.clear()
