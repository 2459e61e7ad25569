"""Days and times as an official writes them; ISO stays in --json."""

from __future__ import annotations

from datetime import datetime

import pytest

from indexer import requests
from indexer.answers import Turn
from indexer.commands import conversations
from indexer.daywords import korean_moment


def test_a_moment_is_local_and_korean() -> None:
    """The weekday goes along; what is no time stays as it is."""
    at = datetime(2025, 3, 1, 9, 5).astimezone()
    assert korean_moment(at.isoformat()) == "2025. 3. 1.(토) 09:05"
    assert korean_moment("언젠가") == "언젠가" and korean_moment("") == ""


def test_the_list_of_conversations_is_for_people_and_its_json_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same row, both ways."""
    at = datetime(2025, 3, 1, 9, 5).astimezone().isoformat()
    rows = requests.Conversations((requests.ConversationRow("연가", 2, at),))

    class Session:
        def __enter__(self) -> Session:
            return self

        def __exit__(self, *_: object) -> None: ...

        def one(self, _request: object) -> requests.Conversations:
            return rows

    monkeypatch.setattr(conversations, "session", lambda _home: Session())
    for json, wanted in ((False, "2025. 3. 1.(토) 09:05"), (True, at)):
        with pytest.raises(conversations.typer.Exit):
            conversations.conversations_list(json=json)
        assert wanted in capsys.readouterr().out
    found = requests.Conversation("연가", (Turn("질문", "질문", "답", at=at),))
    assert "2025. 3. 1.(토) 09:05" in conversations.markdown(found)
