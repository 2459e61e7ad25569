"""policy show, policy check, egress test: what the agency has locked, and that nothing else can be reached."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Command, Group
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import COULD_NOT, DONE, SOME_FAILED, could_not, emit
from indexer.requests import as_json as plain
from indexer.settings import Setting

policy_app = typer.Typer(cls=Group, help="help.policy", no_args_is_help=True)
egress_app = typer.Typer(cls=Group, help="help.egress", no_args_is_help=True)


@policy_app.command("show", cls=Command, help="help.policy_show")
@command
def policy_show(run: Run) -> int:
    with run.session() as current:
        found: requests.PolicyInForce = current.one(requests.GetPolicy())
    if run.json:
        emit(plain(found))
        return DONE
    if not found.sources:
        typer.echo(say("policy.none"))
    for source in found.sources:
        typer.echo(say("policy.source", source=source))
    if found.fault:
        typer.echo(say("policy.fault", fault=found.fault))
    elif found.sources:
        for name, value in found.rules.items():
            typer.echo(f"  {name}: {value}")
    for warning in found.warnings:
        typer.echo(warning)
    return DONE


@policy_app.command("check", cls=Command, help="help.policy_check")
@command
def policy_check(
    run: Run,
    file: Annotated[Path | None, typer.Argument(help="help.policy_file")] = None,
) -> int:
    from connectors import policy
    from indexer.settings import rows

    if file is not None and not file.exists():
        could_not("unreachable", "error.no_path", run.json, path=file)
    found = policy.load(file, None if file is None else {})
    faults = [found.fault] if found.fault else []
    for name, value in found.rules.settings.items():
        row = rows().get(name)
        if row is None or not _fits(row, value):
            faults.append(say("policy.bad_setting", name=name, value=value))
    result = {"sources": list(found.sources), "faults": faults, "warnings": list(found.warnings)}
    if run.json:
        emit(result)
    else:
        typer.echo(say("policy.none") if not found.sources else say("policy.source", source=", ".join(found.sources)))
        for line in (*faults, *found.warnings):
            typer.echo(f"  {line}")
        if found.sources:
            typer.echo(say("policy.bad" if faults else "policy.good"))
    return COULD_NOT if faults else DONE


def _fits(row: Setting, value: int | float | str) -> bool:
    """Whether a policy's value is of the setting's type and within its bounds."""
    if (row.type == "bool") != isinstance(value, bool) or (row.type == "str") != isinstance(value, str):
        return False
    return isinstance(value, str) or row.minimum <= value <= row.maximum


@egress_app.command("test", cls=Command, help="help.egress_test")
@command
def egress_test(run: Run) -> int:
    with run.session() as current:
        tried: requests.EgressTried = current.one(requests.TestEgress())
    held = all(passed for _, passed, _ in tried.trials)
    if run.json:
        trials = [{"name": n, "passed": p, "message": m} for n, p, m in tried.trials]
        emit({"held": held, "allowed": list(tried.allowed), "trials": trials})
        return DONE if held else SOME_FAILED
    typer.echo(say("egress.allowed", places=", ".join(tried.allowed)) if tried.allowed else say("egress.nothing"))
    for name, passed, message in tried.trials:
        typer.echo(f"{say('platform.passed' if passed else 'platform.failed')}  {name}: {message}")
    typer.echo(say("egress.held" if held else "egress.open"))
    return DONE if held else SOME_FAILED
