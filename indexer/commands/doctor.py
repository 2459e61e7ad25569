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
from indexer.commands.faults import fault
from indexer.commands.run import Run, command
from indexer.commands.say import say
from indexer.commands.session import DONE, SOME_FAILED, emit, session
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


@command
def doctor(run: Run) -> int:
    """Look at everything, a line each."""
    findings = list(look(run.home))
    for item in findings:
        if run.json:
            emit({"name": item.name, "ok": item.ok, "value": item.value, "next_step": item.next_step})
        else:
            step = f" → {item.next_step}" if item.next_step else ""
            mark = say("doctor.ok" if item.ok else "doctor.look")
            typer.echo(f"{mark}  {item.name}: {item.value}{step}")
    return DONE if all(f.ok for f in findings) else SOME_FAILED


def look(home: Path) -> Iterator[Finding]:
    yield Finding(say("doctor.program"), True, __version__)
    yield Finding("Python", True, f"{platform.python_version()} ({sys.platform})")
    for name in PACKAGES:
        try:
            yield Finding(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, False, say("doctor.missing"), say("doctor.missing_next"))
    from indexer.embedding.encoder import find_model

    model = find_model()
    yield Finding(
        say("doctor.encoder"),
        model is not None,
        say("doctor.encoder_ready" if model else "doctor.encoder_missing"),
        "" if model else say("doctor.encoder_next"),
    )
    try:
        with session(home) as current:
            now: requests.Status = current.one(requests.GetStatus())
        counts = say("doctor.counts", files=now.files, indexed=now.indexed, failed=now.failed)
        yield Finding(say("doctor.store"), True, f"{counts} · {now.home}")
        yield Finding(say("doctor.platform"), True, now.platform or say("doctor.no_platform"))
    except (IndexerError, ConnectorError) as error:
        message, step = fault(error.kind, error.message, error.next_step)
        yield Finding(say("doctor.store"), False, message, step)
