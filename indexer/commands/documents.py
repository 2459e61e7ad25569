"""parse, index, status, failures: what is read, and what is not."""

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
from indexer.commands.paths import existing
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, SOME_FAILED, Session, could_not, emit, tell
from indexer.errors import DocumentError
from indexer.requests import as_json as plain

_LOCKED = ("encrypted", "wrong_password")


@command
def parse(
    run: Run,
    paths: Annotated[list[Path], typer.Argument(help="help.paths")],
    as_text: Annotated[bool, typer.Option("--text", help="help.text")] = False,
    workers: Annotated[int, typer.Option("--workers", help="help.workers")] = 2,
    pages: Annotated[bool, typer.Option("--pages", help="help.pages")] = False,
) -> int:
    from contextlib import closing, suppress

    from indexer.paging import place_document
    from indexer.parsing.pool import ParserPool
    from indexer.parsing.report import to_json, to_text
    from indexer.rendering import Renderer

    files = _files(existing(paths, run.json))
    failed = False
    with ParserPool(workers=max(1, workers)) as pool, closing(Renderer()) as renderer:
        for path, result in pool.parse_many(files):
            if pages and not isinstance(result, DocumentError):
                with suppress(DocumentError):  # what cannot be laid out keeps its estimates
                    result = place_document(result, path, renderer)
            if isinstance(result, DocumentError):
                failed = True
                if run.json:
                    emit(_in_words(to_json(path, result)))
                else:
                    message, step = file_fault(result.kind, result.message, result.next_step)
                    tell(f"‘{path.name}’: {message} {step}")
            elif run.json:
                emit(_in_words(to_json(path, result)))
            elif as_text:
                typer.echo(to_text(path, result))
            else:
                typer.echo(f"{path}: {text.parsed(result)}")
    return SOME_FAILED if failed else DONE


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


@command
def index(
    run: Run,
    paths: Annotated[list[Path] | None, typer.Argument(help="help.index_paths")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="help.watch")] = False,
    no_vectors: Annotated[bool, typer.Option("--no-vectors", help="help.no_vectors")] = False,
    no_pages: Annotated[bool, typer.Option("--no-pages", help="help.no_pages")] = False,
    password_env: Annotated[str | None, typer.Option("--password-env", help="help.password_env")] = None,
) -> int:
    given = existing(paths or [], run.json)
    wanted = requests.Index(tuple(given), vectors=not no_vectors, pages=not no_pages)
    password = None
    if password_env is not None:
        password = os.environ.get(password_env)
        if not password:
            could_not("query", "error.no_password", run.json, name=password_env)
    with run.session() as current:
        code = run_index(current, wanted, run.json, password)
        if watch:
            _watch(current, run.json, replace(wanted, paths=()))
        return code


def run_index(current: Session, request: requests.Index, as_json: bool, password: str | None = None) -> int:
    """Index with progress on stderr; the result on stdout. The exit code says whether all was read.

    password: what failed for want of one under the request's paths is read again with it.
    """
    result = _run(current, request)
    if result is None:
        return DONE
    if password is not None and (shut := tuple(f.path for f in result.failed if f.kind in _LOCKED)):
        again = _run(current, requests.ReadAgain(shut, password, request.vectors))
        if again is not None:
            result = _together(result, again, set(shut))
    if as_json:
        emit(plain(result))
    else:
        typer.echo(text.indexed(result))
        if result.notice:
            tell(result.notice)
        for item in result.failed:
            typer.echo("  " + say("index.failed", path=item.path, message=item.message))
    return SOME_FAILED if result.failed else DONE


def _run(current: Session, request: requests.Index | requests.ReadAgain) -> requests.Indexed | None:
    import time

    result: requests.Indexed | None = None
    told = 0.0
    for event in current.ask(request):
        if isinstance(event, requests.Indexed):
            result = event
        elif isinstance(event, requests.IndexProgress) and time.monotonic() - told > 1.0:
            told = time.monotonic()
            tell(text.progress(event))
    return result


def _together(first: requests.Indexed, again: requests.Indexed, tried: set[str]) -> requests.Indexed:
    """One result of a run and of the reading with a password that came after it."""
    return replace(
        first,
        indexed=first.indexed + again.indexed,
        failed=(*(f for f in first.failed if f.path not in tried), *again.failed),
        passages=again.passages,
        vectors_pending=again.vectors_pending,
        seconds=round(first.seconds + again.seconds, 3),
    )


def _watch(current: Session, as_json: bool, request: requests.Index) -> None:
    from watchfiles import watch as changes

    listed: requests.Sources = current.one(requests.ListSources())
    roots = [row.path for row in listed.rows if row.available]
    if not roots:
        could_not("query", "error.nothing_to_watch", as_json)
    tell(say("index.watching", n=len(roots)))
    for _ in changes(*roots, raise_interrupt=True):
        run_index(current, request, as_json)


@command
def status(run: Run) -> int:
    with run.session() as current:
        now: requests.Status = current.one(requests.GetStatus())
    if run.json:
        emit(plain(now))
        return DONE
    typer.echo(text.status(now))
    return DONE


@command
def failures(run: Run) -> int:
    with run.session() as current:
        rows = list(_failed_rows(current))
    for row in rows:
        if run.json:
            emit({"path": row.path, "kind": row.kind, "message": row.message, "next_step": row.next_step})
        else:
            typer.echo(f"{row.path}\n  {row.message} {row.next_step}")
    if not rows and not run.json:
        typer.echo(say("failures.none"))
    return DONE


def _failed_rows(current: Session) -> Iterator[Any]:
    for state in ("failed", "skipped"):
        offset = 0
        while True:
            page: requests.Files = current.one(requests.ListFiles(state=state, offset=offset, limit=500))
            yield from map(told, page.rows)
            offset += len(page.rows)
            if not page.rows or offset >= page.total:
                break
