"""handover export, show, import, undo: 인수인계, what one official gives to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.commands.care import passphrase_of
from indexer.commands.options import Command, Force, Group
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, SOME_FAILED, could_not, emit, tell
from indexer.requests import as_json as plain

BundleFile = Annotated[Path, typer.Argument(help="help.handover_file_in")]
Into = Annotated[Path | None, typer.Option("--into", help="help.handover_into")]
Passphrase = Annotated[str, typer.Option("--passphrase-env", help="help.handover_passphrase")]

handover_app = typer.Typer(cls=Group, help="help.handover", no_args_is_help=True)


@handover_app.command("export", cls=Command, help="help.handover_export")
@command
def handover_export(
    run: Run,
    file: Annotated[Path, typer.Argument(help="help.handover_file")],
    passphrase_env: Passphrase,
    source: Annotated[list[Path] | None, typer.Option("--source", help="help.handover_source")] = None,
    conversation: Annotated[
        list[str] | None, typer.Option("--conversation", help="help.handover_conversation")
    ] = None,
    questions: Annotated[list[str] | None, typer.Option("--questions", help="help.handover_questions")] = None,
    files: Annotated[bool, typer.Option("--files", help="help.handover_files")] = False,
    force: Force = False,
) -> int:
    """3: the bundle was written, but some files could not be read."""
    target = file.absolute()
    passphrase = passphrase_of(passphrase_env, run.json) or ""
    if target.exists() and not force:
        could_not("query", "error.exists", run.json, path=target)
    with run.session() as current:
        known: requests.Sources = current.one(requests.ListSources())
        chosen = tuple(str(p.absolute()) for p in source) if source else None
        for path in chosen or ():
            if path not in {row.path for row in known.rows}:
                could_not("query", "error.no_source", run.json, path=path)
        names = tuple(conversation) if conversation else None
        sets = tuple(questions) if questions else None
        request = requests.HandOver(str(target), passphrase, chosen, names, files, sets)
        done: requests.HandedOver = _last(current.ask(request))
    if run.json:
        emit(plain(done))
    else:
        typer.echo(
            say(
                "handover.given",
                path=done.path,
                megabytes=done.size / 1e6,
                sources=done.sources,
                conversations=done.conversations,
                questions=done.questions,
                files=done.files,
            )
        )
        for path in done.missing:
            tell(say("handover.missing", path=path))
    return SOME_FAILED if done.missing else DONE


def _passphrase_to(file: Path, variable: str, as_json: bool) -> str:
    """The passphrase of a bundle that is there; ends the command where either is missing."""
    if not file.is_file():
        could_not("unreachable", "error.no_path", as_json, path=file)
    return passphrase_of(variable, as_json) or ""


@handover_app.command("show", cls=Command, help="help.handover_show")
@command
def handover_show(
    run: Run,
    file: BundleFile,
    passphrase_env: Passphrase,
    into: Into = None,
) -> int:
    passphrase = _passphrase_to(file, passphrase_env, run.json)
    with run.session() as current:
        request = requests.OpenBundle(str(file.absolute()), passphrase, str(into.absolute()) if into else None)
        found: requests.BundleContents = _last(current.ask(request))
    if run.json:
        emit(plain(found))
        return DONE
    for row in found.sources:
        typer.echo(say("handover.source", path=row.path, files=row.files, megabytes=row.size / 1e6))
    for kind, rows in (("conversation", found.conversations), ("questions", found.questions)):
        for one in rows:
            standing = say(f"handover.standing.{one.standing}")
            typer.echo(say(f"handover.{kind}", name=one.name, n=one.count, standing=standing))
    for name in found.clashes:
        typer.echo(say("handover.clash", name=name))
    return DONE


@handover_app.command("undo", cls=Command, help="help.handover_undo")
@command
def handover_undo(run: Run) -> int:
    """3: taken out again, but files that were changed since stay."""
    with run.session() as current:
        done: requests.TakenBack = current.one(requests.UndoTakeOver())
    if run.json:
        emit(plain(done))
    else:
        counts = plain(done) | {"kept": len(done.kept)}
        typer.echo(say("handover.taken_back", **counts))
        for path in done.kept:
            tell(say("handover.kept", path=path))
    return SOME_FAILED if done.kept else DONE


@handover_app.command("import", cls=Command, help="help.handover_import")
@command
def handover_import(
    run: Run,
    file: BundleFile,
    passphrase_env: Passphrase,
    into: Into = None,
) -> int:
    """3: taken over, but some sources are not on this PC."""
    passphrase = _passphrase_to(file, passphrase_env, run.json)
    target = str(into.absolute()) if into else None
    with run.session() as current:
        request = requests.TakeOver(str(file.absolute()), passphrase, target)
        done: requests.TakenOver = _last(current.ask(request))
    if run.json:
        emit(plain(done))
    else:
        typer.echo(
            say(
                "handover.taken",
                sources=len(done.sources),
                conversations=done.conversations,
                questions=done.questions,
                files=done.files,
            )
        )
        for path in done.absent:
            tell(say("handover.absent", path=path))
        for name in done.renamed:
            tell(say("handover.renamed", name=name))
        if done.sources:
            tell(say("handover.index_next"))
    return SOME_FAILED if done.absent else DONE


def _last(events: Iterator[Any]) -> Any:
    """The last event; those before say how far it is."""
    found = None
    for found in events:
        if isinstance(found, requests.IndexProgress) and found.path:
            tell(say("handover.progress", n=found.done + 1, of=found.seen, name=Path(found.path).name))
    return found
