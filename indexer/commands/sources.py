"""sources list, remove, exclude, grade."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Command, Group
from indexer.commands.paths import existing
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, could_not, emit
from indexer.requests import as_json as plain

sources_app = typer.Typer(cls=Group, help="help.sources", no_args_is_help=True)


@sources_app.command("list", cls=Command, help="help.sources_list")
@command
def sources_list(run: Run) -> int:
    with run.session() as current:
        return _show(current.one(requests.ListSources()), run.json)


def _show(listed: requests.Sources, as_json: bool) -> int:
    if as_json:
        for row in listed.rows:
            emit(plain(row))
        if listed.excluded:
            emit({"excluded": list(listed.excluded)})
        if listed.grades:
            emit({"grades": dict(listed.grades)})
        return DONE
    if not listed.rows:
        typer.echo(say("sources.none"))
    for row in listed.rows:
        away = "" if row.available else say("sources.away")
        counts = say("sources.counts", files=row.files, indexed=row.indexed, failed=row.failed)
        typer.echo(f"{row.path}{away}: {counts}")
    for pattern in listed.excluded:
        typer.echo(say("sources.excluded", pattern=pattern))
    for path, grade in listed.grades:
        typer.echo(say("sources.graded", path=path, grade=grade))
    return DONE


@sources_app.command("remove", cls=Command, help="help.sources_remove")
@command
def sources_remove(
    run: Run,
    path: Annotated[Path, typer.Argument(help="help.source_path")],
) -> int:
    with run.session() as current:
        wanted = os.path.abspath(path)  # noqa: PTH100
        before: requests.Sources = current.one(requests.ListSources())
        if wanted not in {row.path for row in before.rows}:
            could_not("query", "error.no_source", run.json, path=wanted)
        return _show(current.one(requests.RemoveSource(wanted)), run.json)


@sources_app.command("exclude", cls=Command, help="help.sources_exclude")
@command
def sources_exclude(
    run: Run,
    pattern: Annotated[str, typer.Argument(help="help.pattern")],
    remove: Annotated[bool, typer.Option("--remove", help="help.include")] = False,
) -> int:
    with run.session() as current:
        return _show(current.one(requests.ExcludePattern(pattern, remove)), run.json)


@sources_app.command("grade", cls=Command, help="help.sources_grade")
@command
def sources_grade(
    run: Run,
    path: Annotated[Path, typer.Argument(help="help.grade_path")],
    grade: Annotated[str, typer.Argument(help="help.grade")],
) -> int:
    if grade.upper() not in ("C", "S", "O", "NONE"):
        raise typer.BadParameter(say("usage.grade"))
    wanted = existing([path], run.json)[0]
    given = None if grade.upper() == "NONE" else grade.upper()
    with run.session() as current:
        return _show(current.one(requests.GradeSource(wanted, given)), run.json)
