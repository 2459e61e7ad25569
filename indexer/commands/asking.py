"""search and ask: one at a time, or a file of questions."""

from __future__ import annotations

import json as jsonlib
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.options import Home, Json, home_of
from indexer.commands.session import COULD_NOT, DONE, SOME_FAILED, Session, could_not, emit, guarded, session, tell
from indexer.errors import IndexerError
from indexer.model import (
    CheckEvent,
    CitationEvent,
    DoneEvent,
    ErrorEvent,
    NoticeEvent,
    StatusEvent,
    TokenEvent,
)
from indexer.requests import as_json as plain

_PARTS = ("kind", "context", "parts", "document_id")  # of a Hit: for ourselves, not in the contract


def hit_json(hit: Any) -> dict[str, Any]:
    """A hit as the contract has it."""
    out = {k: v for k, v in plain(hit).items() if k not in _PARTS}
    if out.get("explain") is None:
        out.pop("explain", None)
    return out


def read_queries(path: Path, as_json: bool) -> list[dict[str, Any]]:
    """`{"id", "text"}` a line; ends the command with a sentence that names the line when one is not."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        could_not("query", f"‘{path}’을(를) 읽지 못했습니다.", "UTF-8로 저장한 파일인지 확인하십시오.", as_json)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = jsonlib.loads(line)
            rows.append({"id": row["id"], "text": str(row["text"])})
        except (ValueError, KeyError, TypeError):
            could_not(
                "query", f"‘{path.name}’ {number}번째 줄이 질문이 아닙니다.",
                '한 줄에 {"id": ..., "text": ...} 하나씩 적으십시오.', as_json,
            )  # fmt: skip
    return rows


def filters_of(given: list[str], as_json: bool) -> dict[str, str] | None:
    out: dict[str, str] = {}
    for item in given:
        key, mark, value = item.partition("=")
        if not mark or not key or not value:
            could_not(
                "query", f"조건 ‘{item}’을(를) 이해하지 못했습니다.", "--filter 이름=값 형식으로 적으십시오.", as_json
            )
        out[key] = f"{out[key]}\n{value}" if key in out else value  # given twice: any of them
    return out or None


def search(
    query: Annotated[str | None, typer.Argument(help="찾을 말")] = None,
    queries: Annotated[Path | None, typer.Option("--queries", help="질문 파일(.jsonl)")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=1000)] = 10,
    mode: Annotated[str, typer.Option("--mode", help="hybrid, lexical, vector")] = "hybrid",
    filter: Annotated[list[str] | None, typer.Option("--filter", help="이름=값")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="왜 나왔는지 보여 줍니다")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """자료에서 관련 구절을 찾습니다."""
    if (query is None) == (queries is None):
        raise typer.BadParameter("찾을 말이나 --queries 가운데 하나를 주십시오.")
    if mode not in ("hybrid", "lexical", "vector"):
        raise typer.BadParameter("--mode는 hybrid, lexical, vector 가운데 하나입니다.")

    def request(words: str) -> requests.Search:
        return requests.Search(words, top, mode, filters_of(filter or [], json), explain)  # type: ignore[arg-type]

    def body() -> int:
        rows = read_queries(queries, json) if queries else []
        with session(home_of(home)) as current:
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
        for number, hit in enumerate(found.hits, 1):
            if json:
                emit(hit_json(hit))
            else:
                typer.echo(text.hit(number, hit))
                if hit.explain:
                    typer.echo("   " + jsonlib.dumps(hit.explain, ensure_ascii=False))
        if not json:
            if not found.hits:
                typer.echo("찾은 내용이 없습니다. 다른 말로 찾거나 범위를 넓혀 보십시오.")
            if found.vectors_pending:
                tell(f"의미 색인이 {found.vectors_pending:,}개 남아 있어 낱말 위주로 찾았습니다.")
        return DONE

    raise typer.Exit(guarded(json, body))


def ask(
    question: Annotated[str | None, typer.Argument(help="질문")] = None,
    questions: Annotated[Path | None, typer.Option("--questions", help="질문 파일(.jsonl)")] = None,
    platform: Annotated[str | None, typer.Option("--platform", help="플랫폼 이름")] = None,
    model: Annotated[str | None, typer.Option("--model", help="모델 이름")] = None,
    scope: Annotated[list[Path] | None, typer.Option("--scope", help="이 폴더·파일 안에서만")] = None,
    quote: Annotated[bool, typer.Option("--quote", help="플랫폼을 쓰지 않고 인용으로 답합니다")] = False,
    conversation: Annotated[str | None, typer.Option("--conversation", help="대화 이어가기(준비 중)")] = None,
    show_prompt: Annotated[bool, typer.Option("--show-prompt", help="보낼 내용을 보여 주고 보내지 않습니다")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """질문에 자료를 근거로 답합니다."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("질문이나 --questions 가운데 하나를 주십시오.")

    def request(words: str) -> requests.Ask:
        scopes = tuple(os.path.abspath(p) for p in scope or ())  # noqa: PTH100
        return requests.Ask(words, platform, model, scopes, quote, show_prompt)

    def body() -> int:
        if conversation is not None:
            could_not(
                "not_yet", "대화 이어가기는 아직 준비 중입니다.", "질문을 온전한 문장으로 다시 물어보십시오.", json
            )
        rows = read_queries(questions, json) if questions else []
        with session(home_of(home)) as current:
            if questions:
                failed = False
                for row in rows:
                    answer = finished(current, request(row["text"]))
                    failed = failed or "error" in answer
                    emit({"id": row["id"], **answer})
                return SOME_FAILED if failed else DONE
            if show_prompt:
                prompt: requests.Prompt = current.one(request(question or ""))
                if json:
                    emit(plain(prompt))
                else:
                    where = f"{prompt.platform} ({prompt.host})" if prompt.platform else "보낼 플랫폼이 없습니다"
                    tell(f"보낼 곳: {where}. 아래 내용은 아직 보내지 않았습니다.")
                    typer.echo(prompt.text)
                return DONE
            return stream_answer(current, request(question or ""), json)

    raise typer.Exit(guarded(json, body))


def stream_answer(current: Session, request: requests.Ask, as_json: bool) -> int:
    """Show one answer as it comes. Exit code 4 when it could not be given."""
    code = DONE
    citations: list[CitationEvent] = []
    for event in current.ask(request):
        if isinstance(event, ErrorEvent):
            code = COULD_NOT
        if as_json:
            emit(plain(event))
        elif isinstance(event, TokenEvent):
            typer.echo(event.text, nl=False)
        elif isinstance(event, CitationEvent):
            citations.append(event)
        elif isinstance(event, StatusEvent):
            tell(event.message)
        elif isinstance(event, NoticeEvent):
            tell("\n" + event.message)
        elif isinstance(event, CheckEvent) and event.verdict != "supported":
            tell(f"확인 필요({event.verdict}): {event.sentence}")
        elif isinstance(event, ErrorEvent):
            tell(f"{event.message} {event.next_step}")
        elif isinstance(event, DoneEvent):
            typer.echo("")
            for item in sorted(citations, key=lambda c: c.number):
                typer.echo(text.citation(item))
    return code


def finished(current: Session, request: requests.Ask) -> dict[str, Any]:
    """The whole answer in the contract's shape: answer, citations, refused, checks, ms."""
    began = time.perf_counter()
    parts: list[str] = []
    citations: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    out: dict[str, Any] = {}
    refused = False
    try:
        for event in current.ask(request):
            if isinstance(event, TokenEvent):
                parts.append(event.text)
            elif isinstance(event, CitationEvent):
                citations.append(plain(event))
            elif isinstance(event, CheckEvent):
                checks.append(plain(event))
            elif isinstance(event, DoneEvent):
                refused = event.refused
                out["answered_by"] = event.answered_by
                out["coverage"] = event.coverage
            elif isinstance(event, ErrorEvent):
                out["error"] = {"kind": event.kind, "message": event.message, "next_step": event.next_step}
    except IndexerError as error:
        out["error"] = {"kind": error.kind, "message": error.message, "next_step": error.next_step}
    return {
        "answer": "".join(parts).strip(),
        "citations": citations,
        "refused": refused,
        "checks": checks,
        "ms": round((time.perf_counter() - began) * 1000, 1),
        **out,
    }
