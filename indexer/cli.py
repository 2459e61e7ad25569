"""The `munseo` command: everything the window can do, scriptable. The contract is docs/cli.md."""

from __future__ import annotations

import contextlib
import io
import sys

import typer

from indexer.commands import (
    asking,
    care,
    conversations,
    demo,
    doctor,
    documents,
    evaluating,
    platforms,
    recognition,
    tuning,
)
from indexer.commands.options import Command, Group, Json, Lang
from indexer.commands.say import look_ahead
from indexer.commands.session import COULD_NOT, could_not, guarded

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
    asking.search, asking.ask, care.check, care.backup, care.restore, care.rekey, doctor.doctor,
):  # fmt: skip
    app.command(cls=Command, help=f"help.{_command.__name__}")(_command)
app.command("eval", cls=Command, help="help.eval")(evaluating.evaluation)
app.add_typer(documents.sources_app, name="sources")
app.add_typer(conversations.conversations_app, name="conversations")
app.add_typer(tuning.settings_app, name="settings")
app.add_typer(platforms.platform_app, name="platform")

# In the contract, and not built yet: they say so with exit code 4 until their issue comes.
NOT_YET = ("policy", "egress", "ledger")


def _not_yet(name: str) -> None:
    @app.command(
        name,
        cls=Command,
        help=f"help.{name}",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )
    def command(json: Json = False, lang: Lang = None) -> None:
        def body() -> int:
            could_not("not_yet", f"error.not_yet.{name}", json)

        raise typer.Exit(guarded(json, body))


for _name in NOT_YET:
    _not_yet(_name)


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
