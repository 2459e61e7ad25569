"""settings list, get, set, reset, docs: how searches and answers are made."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer import requests, settings
from indexer.commands.options import Command, Group, Lang
from indexer.commands.run import Run, command
from indexer.commands.say import english, say
from indexer.commands.session import DONE, Session, could_not, emit
from indexer.requests import as_json as plain

settings_app = typer.Typer(cls=Group, help="help.settings", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="help.setting_name")]


def _show(listed: requests.Settings, name: str | None, as_json: bool) -> int:
    for row in listed.rows:
        if name is not None and row.name != name:
            continue
        if as_json:
            emit(plain(row))
            continue
        same = row.value == row.default
        note = say("settings.default") if same else say("settings.changed", default=row.default)
        if row.locked:
            note = say("settings.locked")
        value = say(f"settings.switch.{'on' if row.value else 'off'}") if row.type == "bool" else row.value
        typer.echo(say("settings.row", name=row.name, value=value, note=note))
        bounds = {"bool": "on/off", "str": "text"}.get(row.type, f"{row.minimum:g}~{row.maximum:g}")
        typer.echo(f"  {row.en if english() else row.ko} [{bounds}]")
    return DONE


def _known(name: str, as_json: bool) -> None:
    if name not in settings.rows():
        could_not("query", "error.no_setting", as_json, name=name)


def _save(current: Session, name: str, value: str | None, as_json: bool) -> requests.Settings:
    _known(name, as_json)
    row = settings.rows()[name]
    if value is not None and not _fits(row, value):
        kind = say(f"settings.kind.{row.type}")
        could_not(
            "query", "error.bad_setting", as_json,
            name=name, value=value, minimum=f"{row.minimum:g}", maximum=f"{row.maximum:g}", kind=kind,
        )  # fmt: skip
    saved: requests.Settings = current.one(requests.SaveSetting(name, value))
    return saved


def _fits(row: settings.Setting, value: str) -> bool:
    from indexer.errors import QueryError

    try:
        row.read(value)
    except QueryError:
        return False
    return True


@settings_app.command("list", cls=Command, help="help.settings_list")
@command
def settings_list(run: Run) -> int:
    with run.session() as current:
        return _show(current.one(requests.ListSettings()), None, run.json)


@settings_app.command("get", cls=Command, help="help.settings_get")
@command
def settings_get(run: Run, name: Name) -> int:
    _known(name, run.json)
    with run.session() as current:
        return _show(current.one(requests.ListSettings()), name, run.json)


@settings_app.command("set", cls=Command, help="help.settings_set")
@command
def settings_set(
    run: Run,
    name: Name,
    value: Annotated[str, typer.Argument(help="help.setting_value")],
) -> int:
    with run.session() as current:
        return _show(_save(current, name, value, run.json), name, run.json)


@settings_app.command("reset", cls=Command, help="help.settings_reset")
@command
def settings_reset(
    run: Run,
    name: Annotated[str | None, typer.Argument(help="help.setting_name")] = None,
    every: Annotated[bool, typer.Option("--all", help="help.every_setting")] = False,
) -> int:
    if (name is None) != every:
        raise typer.BadParameter(say("usage.which_setting"))
    with run.session() as current:
        if name is not None:
            return _show(_save(current, name, None, run.json), name, run.json)
        listed: requests.Settings = current.one(requests.ResetSettings())
        return _show(listed, None, run.json)


@settings_app.command("docs", cls=Command, help="help.settings_docs")
def settings_docs(lang: Lang = None) -> None:
    typer.echo(settings.documentation(), nl=False)
