"""ledger list, verify, export: the record of AI use, for its user, an auditor and the public."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.options import Command, Force, Group
from indexer.commands.run import Run, command
from indexer.commands.say import english, say
from indexer.commands.session import DONE, SOME_FAILED, could_not, emit
from indexer.privacy import report

ledger_app = typer.Typer(cls=Group, help="help.ledger", no_args_is_help=True)


@ledger_app.command("list", cls=Command, help="help.ledger_list")
@command
def ledger_list(
    run: Run,
    last: Annotated[int, typer.Option("--last", min=1, help="help.ledger_last")] = 50,
) -> int:
    with run.session() as current:
        found: requests.LedgerRead = current.one(requests.ReadLedger())
    calls = report.calls(found.entries)
    for call in calls[-last:]:
        if run.json:
            emit(call)
        else:
            typer.echo(
                say(
                    "ledger.row", at=text.moment(call["at"]), platform=call["platform"], model=call["model"],
                    purpose=report.purpose(call["purpose"], english()), n=len(call["documents"]),
                    masked=sum(call["masks"].values()), outcome=call["outcome"] or "-",
                )
            )  # fmt: skip
    if not calls and not run.json:
        typer.echo(say("ledger.none"))
    return DONE


@ledger_app.command("verify", cls=Command, help="help.ledger_verify")
@command
def ledger_verify(run: Run) -> int:
    with run.session() as current:
        found: requests.LedgerRead = current.one(requests.ReadLedger(verify=True))
    if run.json:
        faults = [{"line": line, "kind": kind, "message": message} for line, kind, message in found.faults]
        back = list(found.turned_back)
        emit({"whole": not faults, "entries": len(found.entries), "faults": faults, "turned_back": back})
    else:
        for line, kind, message in found.faults:
            typer.echo(say(f"ledger.fault.{kind}", line=line) if english() else message)
        for line in found.turned_back:
            typer.echo(say("ledger.turned_back", line=line))
        typer.echo(say("ledger.bad" if found.faults else "ledger.whole", n=len(found.entries)))
    return SOME_FAILED if found.faults else DONE


@ledger_app.command("export", cls=Command, help="help.ledger_export")
@command
def ledger_export(
    run: Run,
    output: Annotated[Path, typer.Argument(help="help.ledger_output")],
    public: Annotated[bool, typer.Option("--report", help="help.ledger_report")] = False,
    force: Force = False,
) -> int:
    form = output.suffix.lower().lstrip(".")
    if form not in (("csv", "html", "hwpx", "json") if public else ("csv", "json")):
        raise typer.BadParameter(say("usage.ledger_form"))
    if output.exists() and not force:
        could_not("query", "error.exists", run.json, path=output)
    with run.session() as current:
        found: requests.LedgerRead = current.one(requests.ReadLedger(verify=True))
    whole = not found.faults
    data = report.public(found.entries, form, whole) if public else report.audit(found.entries, form, whole)
    try:
        output.write_bytes(data)
    except OSError:
        could_not("unreachable", "error.not_written", run.json, path=output)
    if run.json:
        emit({"path": str(output.absolute()), "calls": len(report.calls(found.entries)), "whole": whole})
    else:
        typer.echo(say("conversations.saved", path=output))
        if not whole:
            typer.echo(say("ledger.bad", n=len(found.entries)))
    return DONE if whole else SOME_FAILED
