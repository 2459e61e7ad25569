"""ocr: text recognition in pictures and scanned pages, turned on or off, and the queue."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, could_not, emit, tell
from indexer.requests import as_json as plain

Action = Literal["status", "on", "off", "run"]


@command
def ocr(
    run: Run,
    action: Annotated[Action, typer.Argument(help="help.ocr_action")] = "status",
) -> int:
    """Turn recognition on or off, work through what waits, or tell how things stand."""
    turn = {"on": True, "off": False}.get(action)
    state: requests.Recognition | None = None
    with run.session() as current:
        for event in current.ask(requests.Recognise(turn, run=action == "run")):
            if isinstance(event, requests.Recognition):
                state = event
            elif isinstance(event, requests.IndexProgress):
                tell(text.progress(event))
    assert state is not None
    if action in ("on", "run") and not state.installed:
        could_not("not_installed", "error.no_ocr", run.json)
    if action == "run" and not state.enabled:
        could_not("query", "error.ocr_off", run.json)
    if run.json:
        emit(plain(state))
    else:
        turned = say("ocr.on") if state.enabled else say("ocr.off")
        installed = say("ocr.installed") if state.installed else say("ocr.not_installed")
        typer.echo(say("ocr.state", turned=turned, installed=installed, n=state.pending))
    return DONE
