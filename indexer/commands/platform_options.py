"""What `platform add` and `platform set` are told of a platform: their options, and the profile's fields of them."""

from __future__ import annotations

import json as jsonlib
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import presets
from indexer.commands.say import say
from indexer.commands.session import could_not

Url = Annotated[str | None, typer.Option("--url", help="help.url")]
KeyEnv = Annotated[str | None, typer.Option("--key-env", help="help.key_env")]
Ceiling = Annotated[str | None, typer.Option("--ceiling", help="help.ceiling")]
CaFile = Annotated[Path | None, typer.Option("--ca-file", help="help.ca_file")]
Proxy = Annotated[str | None, typer.Option("--proxy", help="help.proxy")]
PerDay = Annotated[int | None, typer.Option("--requests-per-day", min=0, help="help.per_day")]
PerMinute = Annotated[int | None, typer.Option("--requests-per-minute", min=0, help="help.per_minute")]
Tokens = Annotated[int | None, typer.Option("--tokens-per-minute", min=0, help="help.tokens_per_minute")]
ExtraBody = Annotated[str | None, typer.Option("--extra-body", help="help.extra_body")]
EmbeddingModel = Annotated[str | None, typer.Option("--embedding-model", help="help.embedding_model")]
RerankModel = Annotated[str | None, typer.Option("--rerank-model", help="help.rerank_model")]
Shape = Annotated[str | None, typer.Option("--shape", help="help.shape")]
PlatformFile = Annotated[Path, typer.Argument(help="help.platform_file")]


def key_of(variable: str | None, as_json: bool) -> str | None:
    """The key that an environment variable holds."""
    if variable is None:
        return None
    key = os.environ.get(variable)
    if not key:
        could_not("not_configured", "error.no_key", as_json, variable=variable)
    return key


def limits_of(per_day: int | None, per_minute: int | None, tokens: int | None) -> dict[str, Any]:
    """The limits that were given."""
    given = {"requests_per_day": per_day, "requests_per_minute": per_minute, "tokens_per_minute": tokens}
    return {k: v for k, v in given.items() if v is not None}


def fields_of(
    preset: str | None, ceiling: str | None, ca_file: Path | None, proxy: str | None, extra: str | None,
    as_json: bool, embedding: str | None, rerank: str | None, shape: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The profile's further fields: of the preset, then what was given."""
    found: dict[str, Any] = {}
    if preset is not None:
        if preset not in presets.presets():
            could_not("query", "error.no_preset", as_json, name=preset)
        found = presets.presets()[preset].fields()
    if ceiling is not None and ceiling.upper() not in ("C", "S", "O"):
        raise typer.BadParameter(say("usage.ceiling"))
    given: dict[str, Any] = {
        "ceiling": ceiling.upper() if ceiling else None,
        "ca_file": str(ca_file.expanduser().absolute()) if ca_file else None,
        "proxy": proxy,
        "embedding_model": embedding,
        "rerank_model": rerank,
        "shape": shape,
    }
    if extra is not None:
        try:
            given["extra_body"] = {**found.get("extra_body", {}), **jsonlib.loads(extra)}
        except (ValueError, TypeError):
            could_not("query", "error.bad_extra", as_json)
    return {**found, **{k: v for k, v in given.items() if v is not None}}
