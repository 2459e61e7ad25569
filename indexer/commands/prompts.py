"""prompts list, show, set, reset: what models are told, edited with a way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Command, Group, Home, Json, Lang, home_of
from indexer.commands.say import say
from indexer.commands.session import DONE, could_not, emit, guarded, session
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
def prompts_list(json: Json = False, home: Home = None, lang: Lang = None) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ListPrompts()), json)

    raise typer.Exit(guarded(json, body))


@prompts_app.command("show", cls=Command, help="help.prompts_show")
def prompts_show(name: Name, json: Json = False, home: Home = None, lang: Lang = None) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            listed: requests.Prompts = current.one(requests.ListPrompts())
        row = next((r for r in listed.rows if r.name == name), None)
        if row is None:
            could_not("query", "error.no_prompt", json, name=name)
        if json:
            emit(plain(row))
        else:
            typer.echo(row.text, nl=False)
        return DONE

    raise typer.Exit(guarded(json, body))


@prompts_app.command("set", cls=Command, help="help.prompts_set")
def prompts_set(
    name: Name,
    file: Annotated[Path, typer.Argument(help="help.prompt_file")],
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    def body() -> int:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            could_not("query", "error.no_queries", json, path=file)
        with session(home_of(home)) as current:
            return _show(current.one(requests.SavePrompt(name, text)), json)

    raise typer.Exit(guarded(json, body))


@prompts_app.command("reset", cls=Command, help="help.prompts_reset")
def prompts_reset(name: Name, json: Json = False, home: Home = None, lang: Lang = None) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.SavePrompt(name, None)), json)

    raise typer.Exit(guarded(json, body))
