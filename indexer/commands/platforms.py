"""platform list, add, test, use, remove."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Command, Group, Home, Json, Lang, home_of
from indexer.commands.say import english, say
from indexer.commands.session import COULD_NOT, DONE, could_not, emit, guarded, session
from indexer.requests import as_json as plain

platform_app = typer.Typer(cls=Group, help="help.platform", no_args_is_help=True)


def _show(listed: requests.Platforms, as_json: bool) -> int:
    for row in listed.rows:
        if as_json:
            emit(plain(row))
        else:
            mark = "*" if row.current else " "
            key = say("platform.key" if row.has_key else "platform.no_key")
            typer.echo(f"{mark} {row.name}\t{row.url}\t{row.model}\t{key}")
    if not listed.rows and not as_json:
        typer.echo(say("platform.none"))
    return DONE


@platform_app.command("list", cls=Command, help="help.platform_list")
def platform_list(json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ListPlatforms()), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("add", cls=Command, help="help.platform_add")
def platform_add(
    name: str,
    url: Annotated[str, typer.Option("--url", help="help.url")],
    model: Annotated[str, typer.Option("--model", help="help.model")],
    key_env: Annotated[str | None, typer.Option("--key-env", help="help.key_env")] = None,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:

    def body() -> int:
        key = None
        if key_env is not None:
            key = os.environ.get(key_env)
            if not key:
                could_not("not_configured", "error.no_key", json, variable=key_env)
        with session(home_of(home)) as current:
            return _show(current.one(requests.SavePlatform(name, url, model, key)), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("remove", cls=Command, help="help.platform_remove")
def platform_remove(name: str, json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.RemovePlatform(name)), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("use", cls=Command, help="help.platform_use")
def platform_use(
    name: Annotated[str, typer.Argument(help="help.use_name")],
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.UsePlatform(None if name == "quote" else name)), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("test", cls=Command, help="help.platform_test")
def platform_test(name: str, json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            tested: requests.PlatformTested = current.one(requests.TestPlatform(name))
        if json:
            emit(plain(tested))
        else:
            for number, (step, passed, message) in enumerate(tested.steps, 1):
                mark = say("platform.passed" if passed else "platform.failed")
                shown = say(f"platform.step{number}") if english() else f"{step}: {message}"
                typer.echo(f"{mark}  {shown}")
        return DONE if tested.steps[-1][1] else COULD_NOT

    raise typer.Exit(guarded(json, body))
