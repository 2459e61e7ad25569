"""prompts list, show, set, reset: what models are told, edited with a way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Command, Group
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, could_not, emit
from indexer.requests import as_json as plain

prompts_app = typer.Typer(cls=Group, help="help.prompts", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="help.prompt_name")]


def _show(listed: requests.Prompts, json: bool) -> int:
    for row in listed.rows:
        if json:
            emit(plain(row))
        else:
            mark = say("prompts.edited" if row.edited else "prompts.shipped")
            typer.echo(f"{row.name}\t{row.version}\t{mark}")
    return DONE


@prompts_app.command("list", cls=Command, help="help.prompts_list")
@command
def prompts_list(run: Run) -> int:
    with run.session() as current:
        return _show(current.one(requests.ListPrompts()), run.json)


@prompts_app.command("show", cls=Command, help="help.prompts_show")
@command
def prompts_show(run: Run, name: Name) -> int:
    with run.session() as current:
        listed: requests.Prompts = current.one(requests.ListPrompts())
    row = next((r for r in listed.rows if r.name == name), None)
    if row is None:
        could_not("query", "error.no_prompt", run.json, name=name)
    if run.json:
        emit(plain(row))
    else:
        typer.echo(row.text, nl=False)
    return DONE


@prompts_app.command("set", cls=Command, help="help.prompts_set")
@command
def prompts_set(
    run: Run,
    name: Name,
    file: Annotated[Path, typer.Argument(help="help.prompt_file")],
) -> int:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        could_not("query", "error.no_queries", run.json, path=file)
    with run.session() as current:
        return _show(current.one(requests.SavePrompt(name, text)), run.json)


@prompts_app.command("reset", cls=Command, help="help.prompts_reset")
@command
def prompts_reset(run: Run, name: Name) -> int:
    with run.session() as current:
        return _show(current.one(requests.SavePrompt(name, None)), run.json)
