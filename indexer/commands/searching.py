"""search: one query, or a file of them; files by name."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.faults import told
from indexer.commands.queries import read_queries
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, could_not, emit, tell
from indexer.requests import as_json as plain
from indexer.store.selecting import KEYS

_PARTS = ("kind", "context", "parts", "document_id")  # of a Hit: for ourselves, not in the contract


def hit_json(hit: Any) -> dict[str, Any]:
    """A hit as the contract has it."""
    out = {k: v for k, v in plain(hit).items() if k not in _PARTS}
    if out.get("explain") is None:
        out.pop("explain", None)
    return out


def filters_of(given: list[str], as_json: bool) -> dict[str, str] | None:
    out: dict[str, str] = {}
    for item in given:
        key, mark, value = item.partition("=")
        if not mark or not key or not value:
            could_not("query", "error.bad_filter", as_json, item=item)
        if key not in KEYS:
            could_not("query", "error.unknown_filter", as_json, key=key)
        out[key] = f"{out[key]}\n{value}" if key in out else value  # given twice: any of them
    return out or None


@command
def search(
    run: Run,
    query: Annotated[str | None, typer.Argument(help="help.query")] = None,
    queries: Annotated[Path | None, typer.Option("--queries", help="help.questions")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="help.top")] = 10,
    mode: Annotated[str, typer.Option("--mode", help="help.mode")] = "hybrid",
    filter: Annotated[list[str] | None, typer.Option("--filter", help="help.filter")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="help.explain")] = False,
    names: Annotated[bool, typer.Option("--names", help="help.names")] = False,
) -> int:
    """Hits, one a line; with a file of queries, one line a query."""
    if (query is None) == (queries is None):
        raise typer.BadParameter(say("usage.query"))
    if mode not in ("hybrid", "lexical", "vector"):
        raise typer.BadParameter(say("usage.mode"))
    if names:
        if query is None:
            raise typer.BadParameter(say("usage.names"))
        return _names(query, top, run)

    def request(words: str) -> requests.Search:
        return requests.Search(words, top, mode, filters_of(filter or [], run.json), explain)  # type: ignore[arg-type]

    rows = read_queries(queries, run.json) if queries else []
    with run.session() as current:
        if queries:
            for number, row in enumerate(rows):
                if number == 0:
                    current.one(request(row["text"]))  # `ms` is warm time: load what is loaded once
                found: requests.Found = current.one(request(row["text"]))
                emit({"id": row["id"], "hits": [hit_json(h) for h in found.hits], "ms": found.ms})
            return DONE
        found = current.one(request(query or ""))
    for item in found.understood:
        if item.message:
            tell(item.message)
    for sentence in found.notices:
        tell(sentence)
    for number, hit in enumerate(found.hits, 1):
        if run.json:
            emit(hit_json(hit))
        else:
            typer.echo(text.hit(number, hit))
            if hit.explain:
                typer.echo("   " + jsonlib.dumps(hit.explain, ensure_ascii=False))
    if not run.json:
        if not found.hits:
            typer.echo(say("search.none"))
        if found.vectors_pending:
            tell(say("search.pending", n=found.vectors_pending))
    return DONE


def _names(query: str, top: int, run: Run) -> int:
    """Files by name, one a line; one that was not read says why."""
    with run.session() as current:
        found: requests.Files = current.one(requests.FindNames(query, top))
    for row in map(told, found.rows):
        if run.json:
            emit(plain(row))
        else:
            unread = row.message or (say(f"search.names_{row.state}") if row.state in ("pending", "skipped") else "")
            typer.echo(f"{row.path}  ({unread})" if unread else row.path)
    if not run.json:
        if not found.total:
            typer.echo(say("search.names_none"))
        elif found.total > len(found.rows):
            tell(say("search.names_more", n=found.total - len(found.rows)))
    return DONE
