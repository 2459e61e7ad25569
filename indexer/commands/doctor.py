"""doctor: is everything here that the program needs; each finding with its next step."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from connectors.errors import ConnectorError
from indexer import requests
from indexer.commands.options import Home, Json, home_of
from indexer.commands.session import DONE, SOME_FAILED, emit, guarded, session
from indexer.errors import IndexerError
from indexer.version import __version__

PACKAGES = (
    "PySide6-Essentials", "numpy", "faiss-cpu", "llama-index-core", "pymupdf", "python-docx", "pyhwp",
    "rhwp-python", "kiwipiepy", "onnxruntime", "sqlcipher3", "httpx",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: bool
    value: str
    next_step: str = ""


def doctor(json: Json = False, home: Home = None) -> None:
    """설치와 프로필을 점검합니다."""

    def body() -> int:
        findings = list(look(home_of(home)))
        for item in findings:
            if json:
                emit({"name": item.name, "ok": item.ok, "value": item.value, "next_step": item.next_step})
            else:
                step = f" → {item.next_step}" if item.next_step else ""
                typer.echo(f"{'정상' if item.ok else '확인'}  {item.name}: {item.value}{step}")
        return DONE if all(f.ok for f in findings) else SOME_FAILED

    raise typer.Exit(guarded(json, body))


def look(home: Path) -> Iterator[Finding]:
    yield Finding("문서나루", True, __version__)
    yield Finding("Python", True, f"{platform.python_version()} ({sys.platform})")
    for name in PACKAGES:
        try:
            yield Finding(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, False, "설치되지 않음", "프로그램을 다시 설치하십시오.")
    from indexer.embedding.encoder import find_model

    model = find_model()
    yield Finding(
        "의미 검색 인코더",
        model is not None,
        "준비됨" if model else "없음: 낱말 검색만 됩니다.",
        "" if model else "`python3 dev.py setup`을 실행하거나 관리자에게 문의하십시오.",
    )
    try:
        with session(home) as current:
            now: requests.Status = current.one(requests.GetStatus())
        yield Finding("자료함", True, f"파일 {now.files:,} · 색인 {now.indexed:,} · 실패 {now.failed:,}")
        yield Finding("플랫폼", True, now.platform or "등록되지 않음: 인용으로 답합니다.")
    except (IndexerError, ConnectorError) as error:
        yield Finding("자료함", False, error.message, error.next_step)
