"""ask: one question, or a file of them."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.answers import (
    CheckEvent,
    CitationEvent,
    DoneEvent,
    ErrorEvent,
    NoticeEvent,
    StatusEvent,
    TableEvent,
    TokenEvent,
)
from indexer.commands import exporting, text
from indexer.commands.exporting import ExportTo, Kept, check_target
from indexer.commands.faults import fault
from indexer.commands.options import Force, Model, PlatformName, Quote, Scope
from indexer.commands.queries import read_queries
from indexer.commands.run import Run, command
from indexer.commands.say import english, say
from indexer.commands.session import COULD_NOT, DONE, SOME_FAILED, Session, emit, tell
from indexer.errors import IndexerError
from indexer.requests import as_json as plain

_BEFORE = ("understood", "condition", "step")  # notices that come before the answer's text


@command
def ask(
    run: Run,
    question: Annotated[str | None, typer.Argument(help="help.question")] = None,
    questions: Annotated[Path | None, typer.Option("--questions", help="help.questions")] = None,
    platform: PlatformName = None,
    model: Model = None,
    scope: Scope = None,
    quote: Quote = False,
    conversation: Annotated[str | None, typer.Option("--conversation", help="help.conversation")] = None,
    show_prompt: Annotated[bool, typer.Option("--show-prompt", help="help.show_prompt")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="help.deep")] = False,
    export: ExportTo = None,
    force: Force = False,
) -> int:
    """One streamed answer; with a file of questions, one finished answer a line."""
    if (question is None) == (questions is None):
        raise typer.BadParameter(say("usage.question"))
    if export is not None and (questions is not None or show_prompt):
        raise typer.BadParameter(say("usage.export_one"))

    def request(words: str) -> requests.Ask:
        scopes = tuple(os.path.abspath(p) for p in scope or ())  # noqa: PTH100
        return requests.Ask(words, platform, model, scopes, quote, show_prompt, conversation, deep=deep)

    rows = read_queries(questions, run.json) if questions else []
    check_target(export, force, run.json)
    with run.session() as current:
        if questions:
            failed = False
            for row in rows:
                answer = finished(current, request(row["text"]))
                failed = failed or "error" in answer
                emit({"id": row["id"], **answer})
            return SOME_FAILED if failed else DONE
        if show_prompt:
            prompt: requests.Prompt = current.one(request(question or ""))
            if run.json:
                emit(plain(prompt))
            else:
                where = f"{prompt.platform} ({prompt.host})" if prompt.platform else say("ask.nowhere")
                tell(say("ask.preview", where=where))
                typer.echo(prompt.text)
            return DONE
        kept = Kept(question or "")
        code = stream_answer(current, request(question or ""), run.json, kept)
        if export is not None and code == DONE:
            exporting.export(current, export, question or "", kept.turn, force, run.json)
        return code


def stream_answer(current: Session, request: Any, as_json: bool, kept: Kept | None = None) -> int:
    """Show one answer as it comes. Exit code 4 when it could not be given."""
    code = DONE
    citations: list[CitationEvent] = []
    events = current.ask(request)
    for event in kept.events(events) if kept else events:
        if isinstance(event, ErrorEvent):
            code = COULD_NOT
        if as_json:
            emit(plain(event))
        elif isinstance(event, TokenEvent):
            typer.echo(text.own(event.text), nl=False)
        elif isinstance(event, TableEvent):
            typer.echo("\n" + text.table(event), nl=False)
        elif isinstance(event, CitationEvent):
            citations.append(event)
        elif isinstance(event, StatusEvent):
            tell(event.message)
        elif isinstance(event, NoticeEvent):
            # The mark of generated text goes where the text goes, into a file too.
            if event.kind == "generated":
                typer.echo("\n" + event.message, nl=False)
            else:
                tell(("" if event.kind in _BEFORE else "\n") + event.message)
        elif isinstance(event, CheckEvent) and event.verdict != "supported":
            tell(say("ask.check", verdict=say(f"ask.verdict.{event.verdict}"), sentence=event.sentence))
        elif isinstance(event, ErrorEvent):
            tell(f"{event.message} {event.next_step}")
        elif isinstance(event, DoneEvent):
            typer.echo("")
            for item in sorted(citations, key=lambda c: c.number):
                typer.echo(text.citation(item))
            if event.coverage and english():
                tell(text.coverage(event.coverage))
    return code


def finished(current: Session, request: requests.Ask) -> dict[str, Any]:
    """The whole answer in the contract's shape: answer, citations, refused, checks, ms."""
    began = time.perf_counter()
    parts: list[str] = []
    citations: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    out: dict[str, Any] = {}
    refused = False
    try:
        for event in current.ask(request):
            if isinstance(event, TokenEvent):
                parts.append(event.text)
            elif isinstance(event, CitationEvent):
                citations.append(plain(event))
            elif isinstance(event, CheckEvent):
                checks.append(plain(event))
            elif isinstance(event, NoticeEvent) and event.kind == "generated":
                out["marking"] = event.message
            elif isinstance(event, DoneEvent):
                refused = event.refused
                out["answered_by"] = event.answered_by
                out["coverage"] = event.coverage
            elif isinstance(event, ErrorEvent):
                out["error"] = {"kind": event.kind, "message": event.message, "next_step": event.next_step}
    except IndexerError as error:
        message, step = fault(error.kind, error.message, error.next_step)
        out["error"] = {"kind": error.kind, "message": message, "next_step": step}
    return {
        "answer": "".join(parts).strip(),
        "citations": citations,
        "refused": refused,
        "checks": checks,
        "ms": round((time.perf_counter() - began) * 1000, 1),
        **out,
    }
