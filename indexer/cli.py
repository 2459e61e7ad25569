"""The `munseo` command: everything the window can do, scriptable. The contract is docs/cli.md."""

from __future__ import annotations

import contextlib
import io
import sys

import typer

from indexer.commands import (
    asking,
    care,
    control,
    conversations,
    demo,
    doctor,
    documents,
    evaluating,
    handover,
    ledger,
    platforms,
    prompts,
    recognition,
    searching,
    sources,
    tuning,
    vectors,
    working,
)
from indexer.commands.options import Command, Group
from indexer.commands.say import look_ahead
from indexer.commands.session import COULD_NOT

app = typer.Typer(
    cls=Group,
    name="munseo",
    help="help.munseo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (
    demo.demo, demo.desktop, documents.parse, documents.index, documents.status, documents.failures, recognition.ocr,
    searching.search, asking.ask,
    working.summarise, working.compare, working.table, working.report,
    care.check, care.backup, care.restore, care.rekey, doctor.doctor,
):  # fmt: skip
    app.command(cls=Command, help=f"help.{_command.__name__}")(_command)
app.command("eval", cls=Command, help="help.eval")(evaluating.evaluation)
app.add_typer(sources.sources_app, name="sources")
app.add_typer(conversations.conversations_app, name="conversations")
app.add_typer(tuning.settings_app, name="settings")
app.add_typer(platforms.platform_app, name="platform")
app.add_typer(vectors.vectors_app, name="vectors")
app.add_typer(prompts.prompts_app, name="prompts")
app.add_typer(control.policy_app, name="policy")
app.add_typer(control.egress_app, name="egress")
app.add_typer(ledger.ledger_app, name="ledger")
app.add_typer(handover.handover_app, name="handover")


def main() -> int:
    """Entry point of `munseo`: UTF-8 on every system, whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    look_ahead(sys.argv[1:])
    try:
        app()
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return COULD_NOT
    return 0


if __name__ == "__main__":
    sys.exit(main())
