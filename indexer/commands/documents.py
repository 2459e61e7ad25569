"""parse, index, sources, status, failures: what is read, and what is not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.faults import file_fault, told
from indexer.commands.options import Command, Group, Home, Json, Lang, home_of
from indexer.commands.say import say
from indexer.commands.session import DONE, SOME_FAILED, Session, could_not, emit, guarded, session, tell
from indexer.errors import DocumentError
from indexer.requests import as_json as plain

sources_app = typer.Typer(cls=Group, help="help.sources", no_args_is_help=True)


def existing(paths: list[Path], as_json: bool) -> list[str]:
    """The paths as absolute strings, exactly as on disk; ends the command when one does not exist."""
    for path in paths:
        if not path.exists():
            could_not("unreachable", "error.no_path", as_json, path=path)
    # Not resolve(): the user's own spelling of a link or a drive letter is the one she will recognise.
    return [os.path.abspath(path) for path in paths]  # noqa: PTH100


def parse(
    paths: Annotated[list[Path], typer.Argument(help="help.paths")],
    json: Json = False,
    as_text: Annotated[bool, typer.Option("--text", help="help.text")] = False,
    workers: Annotated[int, typer.Option("--workers", help="help.workers")] = 2,
    pages: Annotated[bool, typer.Option("--pages", help="help.pages")] = False,
    lang: Lang = None,
) -> None:

    def body() -> int:
        from contextlib import closing, suppress

        from indexer.paging import place_document
        from indexer.parsing.pool import ParserPool
        from indexer.parsing.report import to_json, to_text
        from indexer.rendering import Renderer

        files = _files(existing(paths, json))
        failed = False
        with ParserPool(workers=max(1, workers)) as pool, closing(Renderer()) as renderer:
            for path, result in pool.parse_many(files):
                if pages and not isinstance(result, DocumentError):
                    with suppress(DocumentError):  # what cannot be laid out keeps its estimates
                        result = place_document(result, path, renderer)
                if isinstance(result, DocumentError):
                    failed = True
                    if json:
                        emit(_in_words(to_json(path, result)))
                    else:
                        message, step = file_fault(result.kind, result.message, result.next_step)
                        tell(f"‘{path.name}’: {message} {step}")
                elif json:
                    emit(_in_words(to_json(path, result)))
                elif as_text:
                    typer.echo(to_text(path, result))
                else:
                    typer.echo(f"{path}: {text.parsed(result)}")
        return SOME_FAILED if failed else DONE

    raise typer.Exit(guarded(json, body))


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """A parse report, an error in it in the language of this command."""
    if "error" in row:
        error = row["error"]
        message, step = file_fault(error["kind"], error["message"], error["next_step"])
        row["error"] = {**error, "message": message, "next_step": step}
    return row


def _files(paths: list[str]) -> Iterator[Path]:
    from indexer.parsing.dispatch import supported_suffixes
    from indexer.scanning import scan

    for found in scan([Path(p) for p in paths], (), suffixes=supported_suffixes()):
        yield found.path


def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="help.index_paths")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="help.watch")] = False,
    no_vectors: Annotated[bool, typer.Option("--no-vectors", help="help.no_vectors")] = False,
    no_pages: Annotated[bool, typer.Option("--no-pages", help="help.no_pages")] = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:

    def body() -> int:
        given = existing(paths or [], json)
        wanted = requests.Index(tuple(given), vectors=not no_vectors, pages=not no_pages)
        with session(home_of(home)) as current:
            code = run_index(current, wanted, json)
            if watch:
                _watch(current, json, replace(wanted, paths=()))
            return code

    raise typer.Exit(guarded(json, body))


def run_index(current: Session, request: requests.Index, as_json: bool) -> int:
    """Index with progress on stderr; the result on stdout. The exit code says whether all was read."""
    import time

    result: requests.Indexed | None = None
    told = 0.0
    for event in current.ask(request):
        if isinstance(event, requests.Indexed):
            result = event
        elif isinstance(event, requests.IndexProgress) and time.monotonic() - told > 1.0:
            told = time.monotonic()
            tell(text.progress(event))
    if result is None:
        return DONE
    if as_json:
        emit(plain(result))
    else:
        typer.echo(text.indexed(result))
        if result.notice:
            tell(result.notice)
        for item in result.failed:
            typer.echo("  " + say("index.failed", path=item.path, message=item.message))
    return SOME_FAILED if result.failed else DONE


def _watch(current: Session, as_json: bool, request: requests.Index) -> None:
    from watchfiles import watch as changes

    listed: requests.Sources = current.one(requests.ListSources())
    roots = [row.path for row in listed.rows if row.available]
    if not roots:
        could_not("query", "error.nothing_to_watch", as_json)
    tell(say("index.watching", n=len(roots)))
    for _ in changes(*roots, raise_interrupt=True):
        run_index(current, request, as_json)


@sources_app.command("list", cls=Command, help="help.sources_list")
def sources_list(json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ListSources()), json)

    raise typer.Exit(guarded(json, body))


def _show(listed: requests.Sources, as_json: bool) -> int:
    if as_json:
        for row in listed.rows:
            emit(plain(row))
        if listed.excluded:
            emit({"excluded": list(listed.excluded)})
        if listed.grades:
            emit({"grades": dict(listed.grades)})
        return DONE
    if not listed.rows:
        typer.echo(say("sources.none"))
    for row in listed.rows:
        away = "" if row.available else say("sources.away")
        counts = say("sources.counts", files=row.files, indexed=row.indexed, failed=row.failed)
        typer.echo(f"{row.path}{away}: {counts}")
    for pattern in listed.excluded:
        typer.echo(say("sources.excluded", pattern=pattern))
    for path, grade in listed.grades:
        typer.echo(say("sources.graded", path=path, grade=grade))
    return DONE


@sources_app.command("remove", cls=Command, help="help.sources_remove")
def sources_remove(
    path: Annotated[Path, typer.Argument(help="help.source_path")],
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            wanted = os.path.abspath(path)  # noqa: PTH100
            before: requests.Sources = current.one(requests.ListSources())
            if wanted not in {row.path for row in before.rows}:
                could_not("query", "error.no_source", json, path=wanted)
            return _show(current.one(requests.RemoveSource(wanted)), json)

    raise typer.Exit(guarded(json, body))


@sources_app.command("exclude", cls=Command, help="help.sources_exclude")
def sources_exclude(
    pattern: Annotated[str, typer.Argument(help="help.pattern")],
    remove: Annotated[bool, typer.Option("--remove", help="help.include")] = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ExcludePattern(pattern, remove)), json)

    raise typer.Exit(guarded(json, body))


@sources_app.command("grade", cls=Command, help="help.sources_grade")
def sources_grade(
    path: Annotated[Path, typer.Argument(help="help.grade_path")],
    grade: Annotated[str, typer.Argument(help="help.grade")],
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    if grade.upper() not in ("C", "S", "O", "NONE"):
        raise typer.BadParameter(say("usage.grade"))

    def body() -> int:
        wanted = existing([path], json)[0]
        given = None if grade.upper() == "NONE" else grade.upper()
        with session(home_of(home)) as current:
            return _show(current.one(requests.GradeSource(wanted, given)), json)

    raise typer.Exit(guarded(json, body))


def status(json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            now: requests.Status = current.one(requests.GetStatus())
        if json:
            emit(plain(now))
            return DONE
        typer.echo(text.status(now))
        return DONE

    raise typer.Exit(guarded(json, body))


def failures(json: Json = False, home: Home = None, lang: Lang = None) -> None:

    def body() -> int:
        with session(home_of(home)) as current:
            rows = list(_failed_rows(current))
        for row in rows:
            if json:
                emit({"path": row.path, "kind": row.kind, "message": row.message, "next_step": row.next_step})
            else:
                typer.echo(f"{row.path}\n  {row.message} {row.next_step}")
        if not rows and not json:
            typer.echo(say("failures.none"))
        return DONE

    raise typer.Exit(guarded(json, body))


def _failed_rows(current: Session) -> Iterator[Any]:
    for state in ("failed", "skipped"):
        offset = 0
        while True:
            page: requests.Files = current.one(requests.ListFiles(state=state, offset=offset, limit=500))
            yield from map(told, page.rows)
            offset += len(page.rows)
            if not page.rows or offset >= page.total:
                break
