"""summarise, compare, table, report: tasks that officials do with documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.commands import exporting
from indexer.commands.asking import stream_answer
from indexer.commands.exporting import ExportTo, Force, Kept, check_target
from indexer.commands.options import Home, Json, Lang, home_of
from indexer.commands.say import say
from indexer.commands.session import DONE, guarded, session
from indexer.requests_tasks import Compare, DraftReport, Summarise, Tabulate

Platform = Annotated[str | None, typer.Option("--platform", help="help.platform_name")]
Model = Annotated[str | None, typer.Option("--model", help="help.model")]
Quote = Annotated[bool, typer.Option("--quote", help="help.quote")]


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 (links keep their names)


def _work(
    request: Any, asked: str, task: str, target: Path | None, force: bool, json: bool, home: Path | None
) -> None:
    """Stream what a task makes, as an answer is, and write it down where that was asked for."""

    def body() -> int:
        check_target(target, force, json)
        kept = Kept(asked, task)
        with session(home_of(home)) as current:
            code = stream_answer(current, request, json, kept)
            if target is not None and code == DONE:
                exporting.export(current, target, asked, kept.turn, force, json)
        return code

    raise typer.Exit(guarded(json, body))


def summarise(
    file: Annotated[Path, typer.Argument(help="help.summarise_file")],
    platform: Platform = None,
    model: Model = None,
    quote: Quote = False,
    export: ExportTo = None,
    force: Force = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    """One document summed up, every sentence cited."""
    request = Summarise(_absolute(file), platform, model, quote)
    _work(request, say("work.summary", name=file.name), "summary", export, force, json, home)


def compare(
    before: Annotated[Path, typer.Argument(help="help.compare_before")],
    after: Annotated[Path, typer.Argument(help="help.compare_after")],
    export: ExportTo = None,
    force: Force = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    """Two versions side by side."""
    request = Compare(_absolute(before), _absolute(after))
    _work(request, say("work.compare", before=before.name, after=after.name), "compare", export, force, json, home)


def table(
    fields: Annotated[str, typer.Argument(help="help.table_fields")],
    paths: Annotated[list[Path], typer.Argument(help="help.table_paths")],
    platform: Platform = None,
    model: Model = None,
    quote: Quote = False,
    export: ExportTo = None,
    force: Force = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    """The same fields of many files."""
    names = tuple(f.strip() for f in fields.split(",") if f.strip())
    request = Tabulate(tuple(map(_absolute, paths)), names, platform, model, quote)
    _work(request, say("work.table", fields=", ".join(names)), "table", export, force, json, home)


def report(
    topic: Annotated[str, typer.Argument(help="help.report_topic")],
    scope: Annotated[list[Path] | None, typer.Option("--scope", help="help.scope")] = None,
    platform: Platform = None,
    model: Model = None,
    export: ExportTo = None,
    force: Force = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    """A 개조식 report drafted from the evidence."""
    request = DraftReport(topic, tuple(map(_absolute, scope or ())), platform, model)
    _work(request, say("work.report", topic=topic), "report", export, force, json, home)
