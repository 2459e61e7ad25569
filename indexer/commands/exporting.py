"""Answers to files: what every command that answers does with `--export FILE`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.answering.turns import TurnInTheMaking
from indexer.answers import Turn
from indexer.commands.say import say
from indexer.commands.session import Session, could_not, emit, tell
from indexer.requests import as_json as plain

SUFFIXES = (".hwpx", ".docx", ".md")
ExportTo = Annotated[Path | None, typer.Option("--export", help="help.export")]


def check_target(target: Path | None, force: bool, as_json: bool) -> None:
    """End the command before anything is asked where the file cannot be written."""
    if target is None:
        return
    if target.suffix.lower() not in SUFFIXES:
        raise typer.BadParameter(say("usage.export"))
    if target.exists() and not force:
        could_not("query", "error.exists", as_json, path=target)


class Kept:
    """Passes an answer's events on and keeps its turn."""

    def __init__(self, asked: str, task: str = "") -> None:
        now = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
        self._turn = TurnInTheMaking(asked, asked, now, task)
        self.turn: Turn | None = None

    def events(self, events: Iterator[Any]) -> Iterator[Any]:
        for event in events:
            self.turn = self._turn.take(event) or self.turn
            yield event


def export(current: Session, target: Path, title: str, turn: Turn | None, force: bool, as_json: bool) -> None:
    """Write one answer; nothing where it was broken off."""
    if turn is not None:
        written(current, requests.Export(str(target.absolute()), title, (turn,), None, force), as_json)


def written(current: Session, request: requests.Export, as_json: bool) -> None:
    """Have the engine write, and say where."""
    done: requests.Exported = current.one(request)
    if as_json:
        emit({"type": "exported", **plain(done)})
    else:
        tell(say("conversations.saved", path=done.path))
