"""vectors list, remove: the vector spaces of the embedders that were used."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.options import Command, Group, Home, Json, Lang, home_of
from indexer.commands.say import say
from indexer.commands.session import DONE, emit, guarded, session
from indexer.requests import as_json as plain

vectors_app = typer.Typer(cls=Group, help="help.vectors", no_args_is_help=True)


def _show(listed: requests.SpacesListed, as_json: bool) -> int:
    for row in listed.rows:
        if as_json:
            emit(plain(row))
        else:
            typer.echo(text.space(row))
    if not listed.rows and not as_json:
        typer.echo(say("vectors.none"))
    return DONE


@vectors_app.command("list", cls=Command, help="help.vectors_list")
def vectors_list(json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ListSpaces()), json)

    raise typer.Exit(guarded(json, body))


@vectors_app.command("remove", cls=Command, help="help.vectors_remove")
def vectors_remove(
    name: Annotated[str | None, typer.Argument(help="help.space")] = None,
    unused: Annotated[bool, typer.Option("--unused", help="help.unused_spaces")] = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    if (name is None) != unused:
        raise typer.BadParameter(say("usage.which_space"))

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.RemoveSpaces(name)), json)

    raise typer.Exit(guarded(json, body))
