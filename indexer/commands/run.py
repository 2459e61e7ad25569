"""What every command has: where the profile is, JSON or words, the language, and an exit code at its end."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, get_type_hints

import typer

from indexer.commands.options import Home, Json, Lang, home_of
from indexer.commands.session import Session, guarded, session

_SHARED = (("json", Json, False), ("home", Home, None), ("lang", Lang, None))


@dataclass(frozen=True, slots=True)
class Run:
    """How a command was called. home: the profile's folder, absolute; json: one object a line on stdout."""

    home: Path
    json: bool

    def session(self) -> AbstractContextManager[Session]:
        """As `session.session`, of this profile."""
        return session(self.home)


def command(body: Callable[..., int]) -> Callable[..., None]:
    """A function of a `Run` and its own arguments, which returns an exit code, as a command line's command.

    `--json`, `--home` and `--lang` come after its own options; what the world throws at it ends in exit 4.
    """
    shared = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=d, annotation=a) for n, a, d in _SHARED]
    hints = get_type_hints(body, include_extras=True)
    own = [p.replace(annotation=hints[p.name]) for p in list(inspect.signature(body).parameters.values())[1:]]

    @wraps(body)
    def called(*given: Any, json: bool, home: Path | None, lang: str | None, **more: Any) -> None:
        run = Run(home_of(home), json)
        raise typer.Exit(guarded(json, lambda: body(run, *given, **more)))

    called.__annotations__ = {p.name: p.annotation for p in (*own, *shared)}
    called.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    return called
