"""vectors list, remove: the vector spaces of the embedders that were used."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.options import Command, Group
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, emit
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
@command
def vectors_list(run: Run) -> int:
    with run.session() as current:
        return _show(current.one(requests.ListSpaces()), run.json)


@vectors_app.command("remove", cls=Command, help="help.vectors_remove")
@command
def vectors_remove(
    run: Run,
    name: Annotated[str | None, typer.Argument(help="help.space")] = None,
    unused: Annotated[bool, typer.Option("--unused", help="help.unused_spaces")] = False,
) -> int:
    if (name is None) != unused:
        raise typer.BadParameter(say("usage.which_space"))
    with run.session() as current:
        return _show(current.one(requests.RemoveSpaces(name)), run.json)
