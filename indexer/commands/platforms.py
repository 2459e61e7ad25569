"""platform list, add, test, use, remove."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.options import Home, Json, home_of
from indexer.commands.session import COULD_NOT, DONE, could_not, emit, guarded, session
from indexer.requests import as_json as plain

platform_app = typer.Typer(help="AI 플랫폼을 관리합니다.", no_args_is_help=True)


def _show(listed: requests.Platforms, as_json: bool) -> int:
    for row in listed.rows:
        if as_json:
            emit(plain(row))
        else:
            mark = "*" if row.current else " "
            key = "인증키 있음" if row.has_key else "인증키 없음"
            typer.echo(f"{mark} {row.name}\t{row.url}\t{row.model}\t{key}")
    if not listed.rows and not as_json:
        typer.echo("등록한 플랫폼이 없습니다. 인용으로 답합니다.")
    return DONE


@platform_app.command("list")
def platform_list(json: Json = False, home: Home = None) -> None:
    """등록한 플랫폼을 보여 줍니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.ListPlatforms()), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("add")
def platform_add(
    name: str,
    url: Annotated[str, typer.Option("--url", help="전체 주소(예: https://주소/v1)")],
    model: Annotated[str, typer.Option("--model", help="모델 이름")],
    key_env: Annotated[str | None, typer.Option("--key-env", help="인증키가 든 환경 변수의 이름")] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """플랫폼을 등록합니다. 인증키는 자격 증명 저장소에 둡니다."""

    def body() -> int:
        key = None
        if key_env is not None:
            key = os.environ.get(key_env)
            if not key:
                could_not(
                    "not_configured",
                    f"환경 변수 {key_env}에 인증키가 없습니다.",
                    "값을 정하고 다시 실행하십시오.",
                    json,
                )
        with session(home_of(home)) as current:
            return _show(current.one(requests.SavePlatform(name, url, model, key)), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("remove")
def platform_remove(name: str, json: Json = False, home: Home = None) -> None:
    """플랫폼 등록을 지웁니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.RemovePlatform(name)), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("use")
def platform_use(
    name: Annotated[str, typer.Argument(help="플랫폼 이름, 또는 quote(인용으로 답변)")],
    json: Json = False,
    home: Home = None,
) -> None:
    """질문에 쓸 플랫폼을 고릅니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            return _show(current.one(requests.UsePlatform(None if name == "quote" else name)), json)

    raise typer.Exit(guarded(json, body))


@platform_app.command("test")
def platform_test(name: str, json: Json = False, home: Home = None) -> None:
    """플랫폼을 단계별로 시험합니다."""

    def body() -> int:
        with session(home_of(home)) as current:
            tested: requests.PlatformTested = current.one(requests.TestPlatform(name))
        if json:
            emit(plain(tested))
        else:
            for step, passed, message in tested.steps:
                typer.echo(f"{'통과' if passed else '실패'}  {step}: {message}")
        return DONE if tested.steps[-1][1] else COULD_NOT

    raise typer.Exit(guarded(json, body))
