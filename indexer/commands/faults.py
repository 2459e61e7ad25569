"""What the engine says in Korean, in the language of this command: errors by kind, notices and events by theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from indexer import requests
from indexer.answering.settings import REFUSAL
from indexer.answers import ErrorEvent, NoticeEvent, StatusEvent, TokenEvent
from indexer.commands.say import english, faults_of, say, strings_of

_NEAR = "가까운 내용: "
_QUOTED = re.compile("‘([^’]*)’")  # the user's own words in a Korean sentence of ours


def fault(kind: str, message: str, next_step: str) -> tuple[str, str]:
    """(message, next step) of what a request raised."""
    return _by_kind("fault", kind, message, next_step)


def file_fault(kind: str, message: str, next_step: str) -> tuple[str, str]:
    """(message, next step) of why one file could not be read. `unreachable` means another thing for a platform."""
    return _by_kind("document", kind, message, next_step)


def _by_kind(group: str, kind: str, message: str, next_step: str) -> tuple[str, str]:
    if not english():
        return message, next_step
    table = faults_of("en")
    if not table.has(f"{group}.{kind}.message"):
        kind = "indexer" if group == "fault" else "document"
    return table(f"{group}.{kind}.message"), table(f"{group}.{kind}.next_step")


def told(event: Any) -> Any:
    """The event with its sentences in the language of this command. Words of documents stay what they are."""
    if not english():
        return event
    if isinstance(event, StatusEvent):
        return _named(event, f"ask.stage.{event.stage}")
    if isinstance(event, TokenEvent):
        return replace(event, text=say("ask.refusal")) if event.text == REFUSAL else event
    if isinstance(event, NoticeEvent):
        if event.kind == "near":
            return replace(event, message=say("ask.notice.near", text=event.message.removeprefix(_NEAR)))
        if event.kind == "understood":
            return replace(event, message=say("ask.notice.understood", text=event.message.partition(": ")[2]))
        if event.kind in ("condition", "step"):
            words = ", ".join(_QUOTED.findall(event.message)) or "-"
            return replace(event, message=say(f"ask.notice.{event.kind}", text=words))
        return _named(event, f"ask.notice.{event.kind}")
    if isinstance(event, ErrorEvent):
        message, step = fault(event.kind, event.message, event.next_step)
        return replace(event, message=message, next_step=step)
    if isinstance(event, requests.Indexed):
        return replace(event, failed=tuple(map(told, event.failed)))
    if isinstance(event, requests.FailedFile | requests.FileRow) and event.kind:
        message, step = file_fault(event.kind, event.message, event.next_step)
        return replace(event, message=message, next_step=step)
    return event


def _named(event: Any, name: str) -> Any:
    return replace(event, message=say(name)) if strings_of("en").has(name) else event
