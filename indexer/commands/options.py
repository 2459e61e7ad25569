"""Options that many commands share, and commands whose help speaks the language that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from indexer.commands.say import say, strings_of, use
from indexer.settings import default_home

Home = Annotated[Path | None, typer.Option("--home", help="help.home")]
Json = Annotated[bool, typer.Option("--json", help="help.json")]
Force = Annotated[bool, typer.Option("--force", help="help.overwrite")]
Model = Annotated[str | None, typer.Option("--model", help="help.model")]
PlatformName = Annotated[str | None, typer.Option("--platform", help="help.platform_name")]
Quote = Annotated[bool, typer.Option("--quote", help="help.quote")]
Scope = Annotated[list[Path] | None, typer.Option("--scope", help="help.scope")]
Lang = Annotated[Literal["ko", "en"] | None, typer.Option("--lang", help="help.lang", callback=lambda v: _use(v))]


def _use(value: str | None) -> str | None:
    if value:
        use(value)
    return value


def home_of(given: Path | None) -> Path:
    """The profile's folder, absolute."""
    return (given or default_home()).expanduser().resolve()


def _told(name: str | None) -> str | None:
    """The sentence of a name such as `help.index`; anything else stays as it is."""
    return say(name) if name and strings_of("ko").has(name) else name


def _speak(command: Any) -> None:
    """Put sentences where the help still has names."""
    command.help = _told(command.help)
    for parameter in command.params:
        if hasattr(parameter, "help"):
            parameter.help = _told(parameter.help)
    for below in getattr(command, "commands", {}).values():
        below.help = _told(below.help)
    for title in ("ARGUMENTS", "OPTIONS", "COMMANDS", "ERRORS"):
        setattr(rich_utils, f"{title}_PANEL_TITLE", say(f"help.panel.{title.lower()}"))
    rich_utils.RICH_HELP = say("help.panel.try")
    rich_utils.DEFAULT_STRING = say("help.panel.default")
    rich_utils.REQUIRED_LONG_STRING = say("help.panel.required")


def _help_option(own: Any) -> Any:
    if own is not None:
        own.help = say("help.help")
    return own


class Command(TyperCommand):
    """A command whose help is given by name and told in the user's language."""

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def make_context(self, *args: Any, **more: Any) -> Any:
        _speak(self)
        return super().make_context(*args, **more)


class Group(TyperGroup):
    """A group of such commands."""

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def make_context(self, *args: Any, **more: Any) -> Any:
        _speak(self)
        return super().make_context(*args, **more)
