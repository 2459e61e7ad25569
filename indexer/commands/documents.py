"""parse, index, sources, status, failures: what is read, and what is not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.options import Home, Json, home_of
from indexer.commands.session import DONE, SOME_FAILED, Session, could_not, emit, guarded, session, tell
from indexer.errors import DocumentError
from indexer.requests import as_json as plain

sources_app = typer.Typer(help="색인할 자료(폴더·파일)를 관리합니다.", no_args_is_help=True)


def existing(paths: list[Path], as_json: bool) -> list[str]:
    """The paths as absolute strings, exactly as on disk; ends the command when one does not exist."""
    for path in paths:
        if not path.exists():
            could_not(
                "unreachable", f"‘{path}’을(를) 찾을 수 없습니다.", "경로를 확인하고 다시 시도하십시오.", as_json
            )
    # Not resolve(): the user's own spelling of a link or a drive letter is the one she will recognise.
    return [os.path.abspath(path) for path in paths]  # noqa: PTH100


def parse(
    paths: Annotated[list[Path], typer.Argument(help="파일 또는 폴더")],
    json: Json = False,
    as_text: Annotated[bool, typer.Option("--text", help="본문만 출력")] = False,
    workers: Annotated[int, typer.Option("--workers", help="병렬 읽기 프로세스 수")] = 2,
) -> None:
    """문서를 읽어 구조를 출력합니다. 색인에는 넣지 않습니다."""

    def body() -> int:
        from indexer.parsing.pool import ParserPool
        from indexer.parsing.report import to_json, to_text

        files = _files(existing(paths, json))
        failed = False
        with ParserPool(workers=max(1, workers)) as pool:
            for path, result in pool.parse_many(files):
                if isinstance(result, DocumentError):
                    failed = True
                    if json:
                        emit(to_json(path, result))
                    else:
                        tell(f"{result.told(path.name)} {result.next_step}")
                elif json:
                    emit(to_json(path, result))
                elif as_text:
                    typer.echo(to_text(path, result))
                else:
                    pages = f" · {result.pages}쪽" if result.pages else ""
                    title = result.title or "제목 없음"
                    typer.echo(f"{path}: {result.format} · {title} · 블록 {len(result.blocks):,}개{pages}")
        return SOME_FAILED if failed else DONE

    raise typer.Exit(guarded(json, body))


def _files(paths: list[str]) -> Iterator[Path]:
    from indexer.parsing.dispatch import supported_suffixes
    from indexer.scanning import scan

    for found in scan([Path(p) for p in paths], (), suffixes=supported_suffixes()):
        yield found.path


def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="추가할 파일 또는 폴더(없으면 모든 자료)")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="바뀌는 파일을 계속 따라갑니다")] = False,
    no_vectors: Annotated[bool, typer.Option("--no-vectors", help="의미 색인은 나중에")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """자료를 추가하고 색인을 최신으로 만듭니다."""

    def body() -> int:
        given = existing(paths or [], json)
        with session(home_of(home)) as current:
            code = run_index(current, requests.Index(tuple(given), vectors=not no_vectors), json)
            if watch:
                _watch(current, json, not no_vectors)
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
        for item in result.failed:
            typer.echo(f"  실패: {item.path}: {item.message}")
    return SOME_FAILED if result.failed else DONE


def _watch(current: Session, as_json: bool, vectors: bool) -> None:
    from watchfiles import watch as changes

    listed: requests.Sources = current.one(requests.ListSources())
    roots = [row.path for row in listed.rows if row.available]
    if not roots:
        could_not("query", "따라갈 자료가 없습니다.", "`munseo index 폴더 --watch`로 자료를 추가하십시오.", as_json)
    tell(f"자료 {len(roots)}곳의 변경을 따라갑니다. 그만두려면 Ctrl+C를 누르십시오.")
    for _ in changes(*roots, raise_interrupt=True):
        run_index(current, requests.Index((), vectors), as_json)


@sources_app.command("list")
def sources_list(json: Json = False, home: Home = None) -> None:
    """자료 목록을 보여 줍니다."""

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
        return DONE
    if not listed.rows:
        typer.echo("추가한 자료가 없습니다. `munseo index 폴더`로 추가하십시오.")
    for row in listed.rows:
        away = "" if row.available else " (연결되지 않음)"
        typer.echo(f"{row.path}{away}: 파일 {row.files:,} · 색인 {row.indexed:,} · 실패 {row.failed:,}")
    for pattern in listed.excluded:
        typer.echo(f"제외: {pattern}")
    return DONE


@sources_app.command("remove")
def sources_remove(path: Path, json: Json = False, home: Home = None) -> None:
    """자료를 색인에서 뺍니다. 파일은 그대로 둡니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            wanted = os.path.abspath(path)  # noqa: PTH100
            before: requests.Sources = current.one(requests.ListSources())
            if wanted not in {row.path for row in before.rows}:
                could_not(
                    "query", f"‘{wanted}’은(는) 자료 목록에 없습니다.", "`munseo sources list`로 확인하십시오.", json
                )
            return _show(current.one(requests.RemoveSource(wanted)), json)

    raise typer.Exit(guarded(json, body))


@sources_app.command("exclude")
def sources_exclude(
    pattern: str,
    remove: Annotated[bool, typer.Option("--remove", help="제외를 취소")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """경로가 패턴과 맞는 파일을 색인에서 뺍니다(예: '*/백업/*')."""

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ExcludePattern(pattern, remove)), json)

    raise typer.Exit(guarded(json, body))


def status(json: Json = False, home: Home = None) -> None:
    """색인의 상태를 보여 줍니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            now: requests.Status = current.one(requests.GetStatus())
        if json:
            emit(plain(now))
            return DONE
        typer.echo(f"프로필: {now.home}")
        typer.echo(f"자료 {now.sources:,}곳 · 파일 {now.files:,}개 · 색인 {now.indexed:,} · 실패 {now.failed:,}")
        typer.echo(f"구절 {now.passages:,}개 · 의미 색인 {now.vectors:,}개(대기 {now.vectors_pending:,})")
        typer.echo(f"데이터베이스 {now.database_bytes / 1e6:.1f} MB · 마지막 색인 {now.last_indexed or '없음'}")
        typer.echo(f"인코더: {now.encoder or '없음(낱말 검색만)'} · 플랫폼: {now.platform or '없음(인용으로 답변)'}")
        return DONE

    raise typer.Exit(guarded(json, body))


def failures(json: Json = False, home: Home = None) -> None:
    """읽지 못한 파일과 그 이유를 보여 줍니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            rows = list(_failed_rows(current))
        for row in rows:
            if json:
                emit({"path": row.path, "kind": row.kind, "message": row.message, "next_step": row.next_step})
            else:
                typer.echo(f"{row.path}\n  {row.message} {row.next_step}")
        if not rows and not json:
            typer.echo("읽지 못한 파일이 없습니다.")
        return DONE

    raise typer.Exit(guarded(json, body))


def _failed_rows(current: Session) -> Iterator[Any]:
    for state in ("failed", "skipped"):
        offset = 0
        while True:
            page: requests.Files = current.one(requests.ListFiles(state=state, offset=offset, limit=500))
            yield from page.rows
            offset += len(page.rows)
            if not page.rows or offset >= page.total:
                break
