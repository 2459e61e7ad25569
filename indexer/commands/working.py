"""summarise, compare, table, report: tasks that officials do with documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.commands import exporting
from indexer.commands.asking import stream_answer
from indexer.commands.exporting import ExportTo, Kept, check_target
from indexer.commands.options import Force, Model, PlatformName, Quote, Scope
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE
from indexer.requests import Compare, DraftReport, Summarise, Tabulate


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 (links keep their names)


def _work(run: Run, request: Any, asked: str, task: str, target: Path | None, force: bool) -> int:
    """Stream what a task makes, as an answer is, and write it down where that was asked for."""

    check_target(target, force, run.json)
    kept = Kept(asked, task)
    with run.session() as current:
        code = stream_answer(current, request, run.json, kept)
        if target is not None and code == DONE:
            exporting.export(current, target, asked, kept.turn, force, run.json)
    return code


@command
def summarise(
    run: Run,
    file: Annotated[Path, typer.Argument(help="help.summarise_file")],
    platform: PlatformName = None,
    model: Model = None,
    quote: Quote = False,
    export: ExportTo = None,
    force: Force = False,
) -> int:
    """One document summed up, every sentence cited."""
    request = Summarise(_absolute(file), platform, model, quote)
    return _work(run, request, say("work.summary", name=file.name), "summary", export, force)


@command
def compare(
    run: Run,
    before: Annotated[Path, typer.Argument(help="help.compare_before")],
    after: Annotated[Path, typer.Argument(help="help.compare_after")],
    export: ExportTo = None,
    force: Force = False,
) -> int:
    """Two versions side by side."""
    request = Compare(_absolute(before), _absolute(after))
    return _work(run, request, say("work.compare", before=before.name, after=after.name), "compare", export, force)


@command
def table(
    run: Run,
    fields: Annotated[str, typer.Argument(help="help.table_fields")],
    paths: Annotated[list[Path], typer.Argument(help="help.table_paths")],
    platform: PlatformName = None,
    model: Model = None,
    quote: Quote = False,
    export: ExportTo = None,
    force: Force = False,
) -> int:
    """The same fields of many files."""
    names = tuple(f.strip() for f in fields.split(",") if f.strip())
    request = Tabulate(tuple(map(_absolute, paths)), names, platform, model, quote)
    return _work(run, request, say("work.table", fields=", ".join(names)), "table", export, force)


@command
def report(
    run: Run,
    topic: Annotated[str, typer.Argument(help="help.report_topic")],
    scope: Scope = None,
    platform: PlatformName = None,
    model: Model = None,
    export: ExportTo = None,
    force: Force = False,
) -> int:
    """A 개조식 report drafted from the evidence."""
    request = DraftReport(topic, tuple(map(_absolute, scope or ())), platform, model)
    return _work(run, request, say("work.report", topic=topic), "report", export, force)
