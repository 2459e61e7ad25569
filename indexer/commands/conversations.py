"""conversations list, search, show, rename, export, delete: what was asked and answered before."""

from __future__ import annotations

import json as jsonlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.answers import Turn
from indexer.commands import text
from indexer.commands.exporting import check_target
from indexer.commands.exporting import written as written_to
from indexer.commands.options import Command, Force, Group, Home, Json, Lang, home_of
from indexer.commands.say import say
from indexer.commands.session import DONE, Session, could_not, emit, guarded, session
from indexer.exporting import markdown as markdown_writer
from indexer.exporting.answers import paper
from indexer.requests import as_json as plain

conversations_app = typer.Typer(cls=Group, help="help.conversations", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="help.conversation_name")]


def _found(current: Session, name: str, as_json: bool) -> requests.Conversation:
    found: requests.Conversation = current.one(requests.GetConversation(name))
    if not found.turns:
        could_not("query", "error.no_conversation", as_json, name=name)
    return found


def _rows(listed: requests.Conversations, none: str, as_json: bool) -> None:
    for row in listed.rows:
        if as_json:
            emit(plain(row))
            continue
        typer.echo(say("conversations.row", name=row.name, turns=row.turns, changed=text.moment(row.changed)))
        if row.excerpt:
            typer.echo(f"    {row.excerpt}")
    if not listed.rows and not as_json:
        typer.echo(say(none))


@conversations_app.command("list", cls=Command, help="help.conversations_list")
def conversations_list(json: Json = False, home: Home = None, lang: Lang = None) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            listed: requests.Conversations = current.one(requests.ListConversations())
        _rows(listed, "conversations.none", json)
        return DONE

    raise typer.Exit(guarded(json, body))


@conversations_app.command("search", cls=Command, help="help.conversations_search")
def conversations_search(
    words: Annotated[list[str], typer.Argument(help="help.conversation_words")],
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            found: requests.Conversations = current.one(requests.SearchConversations(" ".join(words)))
        _rows(found, "conversations.none_found", json)
        return DONE

    raise typer.Exit(guarded(json, body))


@conversations_app.command("rename", cls=Command, help="help.conversations_rename")
def conversations_rename(
    name: Name,
    to: Annotated[str, typer.Argument(help="help.conversation_to")],
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            _found(current, name, json)
            named: requests.ConversationNamed = current.one(requests.RenameConversation(name, to))
        if json:
            emit({"name": named.name})
        else:
            typer.echo(say("conversations.renamed", name=name, to=named.name))
        return DONE

    raise typer.Exit(guarded(json, body))


@conversations_app.command("show", cls=Command, help="help.conversations_show")
def conversations_show(name: Name, json: Json = False, home: Home = None, lang: Lang = None) -> None:
    def body() -> int:
        with session(home_of(home)) as current:
            found = _found(current, name, json)
        if json:
            emit(_marked(found))
        else:
            typer.echo(markdown(found))
        return DONE

    raise typer.Exit(guarded(json, body))


@conversations_app.command("export", cls=Command, help="help.conversations_export")
def conversations_export(
    name: Name,
    form: Annotated[str, typer.Option("--format", help="help.format")] = "md",
    output: Annotated[Path | None, typer.Option("--output", help="help.output")] = None,
    force: Force = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    if form not in ("md", "json"):
        raise typer.BadParameter(say("usage.format"))

    def body() -> int:
        if output is not None and output.exists() and not force:
            could_not("query", "error.exists", json, path=output)
        with session(home_of(home)) as current:
            found = _found(current, name, json)
            if output is not None and form == "md":
                check_target(output, force, json)
                written_to(current, requests.Export(str(output.absolute()), name, (), name, force), json)
                return DONE
        if form == "md":
            written = markdown_writer.write(paper(name, found.turns, datetime.now().astimezone())).decode().rstrip()
        else:
            written = jsonlib.dumps(_marked(found), ensure_ascii=False, indent=2)
        if output is None:
            typer.echo(written)
            return DONE
        try:
            output.write_text(written + "\n", encoding="utf-8")
        except OSError:
            could_not("unreachable", "error.not_written", json, path=output)
        if json:
            emit({"path": str(output.absolute())})
        else:
            typer.echo(say("conversations.saved", path=output))
        return DONE

    raise typer.Exit(guarded(json, body))


@conversations_app.command("delete", cls=Command, help="help.conversations_delete")
def conversations_delete(
    name: Annotated[str | None, typer.Argument(help="help.conversation_name")] = None,
    every: Annotated[bool, typer.Option("--all", help="help.every")] = False,
    json: Json = False,
    home: Home = None,
    lang: Lang = None,
) -> None:
    if (name is None) != every:
        raise typer.BadParameter(say("usage.which"))

    def body() -> int:
        with session(home_of(home)) as current:
            before: requests.Conversations = current.one(requests.ListConversations())
            if name is not None:
                _found(current, name, json)
            left: requests.Conversations = current.one(requests.DeleteConversation(name))
        deleted = len(before.rows) - len(left.rows)
        if json:
            emit({"deleted": deleted})
        else:
            typer.echo(say("conversations.deleted", n=deleted))
        return DONE

    raise typer.Exit(guarded(json, body))


def markdown(found: requests.Conversation) -> str:
    """The conversation for reading. Every answer says whether it was quoted or generated by AI."""
    lines = [f"# {_plain(found.name)}"]
    for turn in found.turns:
        lines += ["", f"## {say('conversations.asked')}: {_plain(turn.asked)}", "", text.moment(turn.at)]
        if turn.whole != turn.asked:
            lines += ["", f"{say('conversations.understood')}: {_plain(turn.whole)}"]
        lines += ["", *(_plain(line) for line in turn.answer.splitlines()), "", f"*{_origin(turn)}*"]
        if turn.citations:
            lines += ["", f"{say('conversations.sources')}:", ""]
        for item in turn.citations:
            page = text.page(item.page, item.page_exact)
            quote = " ".join(item.quote.split())
            lines.append(f"- [{item.number}] {_plain(item.path)}{' ' + page if page else ''}: “{_plain(quote)}”")
    return "\n".join(lines)


def _marked(found: requests.Conversation) -> dict[str, Any]:
    """The conversation as JSON, every turn with the sentence that tells who wrote it."""
    out = plain(found)
    for row, turn in zip(out["turns"], found.turns, strict=True):
        row["marking"] = _origin(turn)
    return out


def _origin(turn: Turn) -> str:
    if turn.answered_by == "quote":
        return say("conversations.refused" if turn.refused else "conversations.by_quote")
    return say("conversations.by_model", name=turn.answered_by)


def _plain(line: str) -> str:
    """Words of documents and models as text: no heading, link, image or HTML comes of them."""
    for mark in "\\`*_[]<>#!|":
        if mark in line and mark not in "[]":
            line = line.replace(mark, "\\" + mark)
    return line.replace("](", "]\\(")
