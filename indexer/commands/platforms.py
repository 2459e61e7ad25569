"""platform list, add, set, presets, export, import, test, use, remove, requests."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer

from connectors.platform_ports import Quota
from indexer import presets, requests
from indexer.commands import text
from indexer.commands.options import Command, Force, Group, Json, Lang, Model
from indexer.commands.platform_options import (
    CaFile,
    Ceiling,
    EmbeddingModel,
    ExtraBody,
    KeyEnv,
    PerDay,
    PerMinute,
    PlatformFile,
    Proxy,
    RerankModel,
    Shape,
    Tokens,
    Url,
    fields_of,
    key_of,
    limits_of,
)
from indexer.commands.run import Run, command
from indexer.commands.say import english, say
from indexer.commands.session import COULD_NOT, DONE, could_not, emit
from indexer.requests import as_json as plain

_STEPS = {"주소": 1, "모델 목록": 2, "답변": 3, "임베딩": 4, "재정렬": 5}

platform_app = typer.Typer(cls=Group, help="help.platform", no_args_is_help=True)


def _show(listed: requests.Platforms, as_json: bool) -> int:
    for row in listed.rows:
        if as_json:
            emit(plain(row))
        else:
            mark = "*" if row.current else " "
            key = say("platform.key" if row.has_key else "platform.no_key")
            more = [say("platform.ceiling", grade=row.ceiling)]
            if row.shape != "openai":
                more.append(say("platform.shape", shape=row.shape))
            if row.managed:
                more.append(say("platform.managed"))
            more += [say("platform.embeds", model=row.embedding_model)] if row.embedding_model else []
            more += [say("platform.reranks", model=row.rerank_model)] if row.rerank_model else []
            if row.requests_per_day:
                more.append(say("platform.quota", used=row.used_today, limit=row.requests_per_day))
            if row.requests_per_minute or row.tokens_per_minute:
                limits = {"requests": row.requests_per_minute, "tokens": row.tokens_per_minute}
                more.append(say("platform.per_minute", **limits))
            if row.quota is not None:
                more += _left(row.quota)
            typer.echo("\t".join((f"{mark} {row.name}", row.url, row.model, key, *more)))
    if not listed.rows and not as_json:
        typer.echo(say("platform.none"))
    return DONE


def _left(quota: Quota) -> list[str]:
    """What the platform last said is left."""
    out = []
    pairs = (
        ("requests", quota.requests_left, quota.requests_limit),
        ("tokens", quota.tokens_left, quota.tokens_limit),
    )
    for kind, left, limit in pairs:
        if left is not None:
            of = "?" if limit is None else f"{limit:,}"
            out.append(say(f"platform.left.{kind}", left=f"{left:,}", limit=of))
    if quota.held_until and quota.held_until > time.time():
        out.append(say("platform.left.held", time=text.duration(quota.held_until - time.time())))
    return out


@platform_app.command("list", cls=Command, help="help.platform_list")
@command
def platform_list(run: Run) -> int:
    with run.session() as current:
        return _show(current.one(requests.ListPlatforms()), run.json)


@platform_app.command("add", cls=Command, help="help.platform_add")
@command
def platform_add(
    run: Run,
    name: str,
    url: Url = None,
    model: Model = None,
    key_env: KeyEnv = None,
    preset: Annotated[str | None, typer.Option("--preset", help="help.preset")] = None,
    ceiling: Ceiling = None,
    ca_file: CaFile = None,
    proxy: Proxy = None,
    per_day: PerDay = None,
    per_minute: PerMinute = None,
    tokens: Tokens = None,
    extra: ExtraBody = None,
    embedding: EmbeddingModel = None,
    rerank: RerankModel = None,
    shape: Shape = None,
) -> int:
    key = key_of(key_env, run.json)
    options = fields_of(preset, ceiling, ca_file, proxy, extra, run.json, embedding, rerank, shape)
    options |= limits_of(per_day, per_minute, tokens)
    at, which = url or options.pop("url", None), model or options.pop("model", None)
    if not at or not which:
        raise typer.BadParameter(say("usage.platform_add"))
    options = {k: v for k, v in options.items() if k not in ("url", "model")}
    with run.session() as current:
        return _show(current.one(requests.SavePlatform(name, at, which, key, options)), run.json)


@platform_app.command("set", cls=Command, help="help.platform_set")
@command
def platform_set(
    run: Run,
    name: str,
    url: Url = None,
    model: Model = None,
    key_env: KeyEnv = None,
    ceiling: Ceiling = None,
    ca_file: CaFile = None,
    proxy: Proxy = None,
    per_day: PerDay = None,
    per_minute: PerMinute = None,
    tokens: Tokens = None,
    extra: ExtraBody = None,
    embedding: EmbeddingModel = None,
    rerank: RerankModel = None,
    shape: Shape = None,
) -> int:
    key = key_of(key_env, run.json)
    options = fields_of(None, ceiling, ca_file, proxy, extra, run.json, embedding, rerank, shape)
    options |= limits_of(per_day, per_minute, tokens)
    with run.session() as current:
        listed: requests.Platforms = current.one(requests.ListPlatforms())
        row = next((r for r in listed.rows if r.name == name), None)
        if row is None:
            could_not("not_configured", "error.no_platform", run.json, name=name)
        saved = requests.SavePlatform(name, url or row.url, model or row.model, key, options)
        return _show(current.one(saved), run.json)


@platform_app.command("presets", cls=Command, help="help.platform_presets")
def platform_presets(json: Json = False, lang: Lang = None) -> None:
    for name, row in presets.presets().items():
        if json:
            emit({"name": name, **row.fields(), "description": row.en if english() else row.ko})
        else:
            typer.echo(f"{name}\t{row.url}\t{row.model}\n  {row.en if english() else row.ko}")


@platform_app.command("export", cls=Command, help="help.platform_export")
@command
def platform_export(
    run: Run,
    file: PlatformFile,
    force: Force = False,
) -> int:
    if file.exists() and not force:
        could_not("query", "error.exists", run.json, path=file)
    with run.session() as current:
        made: requests.PlatformsExported = current.one(requests.ExportPlatforms())
    try:
        file.write_text(made.text + "\n", encoding="utf-8")
    except OSError:
        could_not("unreachable", "error.not_written", run.json, path=file)
    if run.json:
        emit({"path": str(file.absolute()), "platforms": made.platforms})
    else:
        typer.echo(say("platform.exported", n=made.platforms, path=file))
    return DONE


@platform_app.command("import", cls=Command, help="help.platform_import")
@command
def platform_import(
    run: Run,
    file: PlatformFile,
) -> int:
    try:
        written = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        could_not("unreachable", "error.no_queries", run.json, path=file)
    with run.session() as current:
        return _show(current.one(requests.ImportPlatforms(written)), run.json)


@platform_app.command("remove", cls=Command, help="help.platform_remove")
@command
def platform_remove(run: Run, name: str) -> int:
    with run.session() as current:
        return _show(current.one(requests.RemovePlatform(name)), run.json)


@platform_app.command("use", cls=Command, help="help.platform_use")
@command
def platform_use(
    run: Run,
    name: Annotated[str, typer.Argument(help="help.use_name")],
) -> int:
    with run.session() as current:
        return _show(current.one(requests.UsePlatform(None if name == "quote" else name)), run.json)


@platform_app.command("test", cls=Command, help="help.platform_test")
@command
def platform_test(run: Run, name: str) -> int:
    with run.session() as current:
        tested: requests.PlatformTested = current.one(requests.TestPlatform(name))
    if run.json:
        emit(plain(tested))
    else:
        for step, passed, message in tested.steps:
            mark = say("platform.passed" if passed else "platform.failed")
            shown = say(f"platform.step{_STEPS[step]}") if english() else f"{step}: {message}"
            typer.echo(f"{mark}  {shown}")
    # A platform may do without a list of its models.
    return DONE if all(passed for step, passed, _ in tested.steps if _STEPS[step] != 2) else COULD_NOT


@platform_app.command("requests", cls=Command, help="help.platform_requests")
@command
def platform_requests(
    run: Run, last: Annotated[int, typer.Option("--last", min=1, max=100, help="help.last_requests")] = 20
) -> int:
    with run.session() as current:
        listed: requests.RequestsListed = current.one(requests.ListRequests(last))
    for row in reversed(listed.rows):
        if run.json:
            emit({**plain(row), "at": datetime.fromtimestamp(row.at).astimezone().isoformat(timespec="seconds")})
        else:
            typer.echo(text.request(row))
    if not listed.rows and not run.json:
        typer.echo(say("platform.no_requests"))
    return DONE
