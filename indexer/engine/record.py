"""Requests about the record of AI use, page by page: for a table of any length, an auditor and the public."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.ledger import Ledger
from indexer import requests
from indexer.errors import QueryError
from indexer.privacy import report
from indexer.store.database import Store

AUDIT, PUBLIC = ("csv", "json"), ("csv", "html", "hwpx", "json")


class RecordRequests:
    """Handlers for the engine. The lines are read again only when the file has changed."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._guard = threading.Lock()
        self._read: tuple[tuple[int, int], list[requests.CallRow]] | None = None
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.ListCalls: self._list,
            requests.CheckLedger: self._check,
            requests.ExportLedger: self._export,
            requests.NameDocuments: self._name,
        }

    def _calls(self) -> list[requests.CallRow]:
        """All calls, the newest first."""
        try:
            about = self._ledger.path.stat()
        except OSError:
            return []
        now = (about.st_size, about.st_mtime_ns)
        with self._guard:
            if self._read is None or self._read[0] != now:
                made = [_row(call) for call in report.calls(self._ledger.entries())]
                self._read = (now, made[::-1])
            return self._read[1]

    def _list(self, request: requests.ListCalls, cancel: threading.Event) -> Iterator[Any]:
        every = self._calls()
        rows = [
            row for row in every
            if request.platform in ("", row.platform) and request.model in ("", row.model)
            and (not request.since or _day(row.at) >= request.since)
            and (not request.until or _day(row.at) <= request.until)
        ]  # fmt: skip
        yield requests.Calls(
            tuple(rows[request.offset : request.offset + request.limit]),
            len(rows),
            tuple(sorted({row.platform for row in every})),
            tuple(sorted({row.model for row in every})),
        )

    def _check(self, request: requests.CheckLedger, cancel: threading.Event) -> Iterator[Any]:
        faults = tuple((f.line, f.kind, f.message) for f in self._ledger.verify())
        yield requests.LedgerChecked(len(self._calls()), sum(1 for _ in self._ledger.entries()), faults)

    def _export(self, request: requests.ExportLedger, cancel: threading.Event) -> Iterator[Any]:
        path = Path(request.path)
        form, forms = path.suffix.lower().lstrip("."), PUBLIC if request.public else AUDIT
        if form not in forms:
            raise QueryError(
                f"‘{path.name}’의 형식으로는 내보낼 수 없습니다.",
                f"{', '.join('.' + f for f in forms)} 가운데 하나로 저장하십시오.",
            )
        entries = list(self._ledger.entries())
        whole = not self._ledger.verify()
        data = (report.public if request.public else report.audit)(entries, form, whole)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise QueryError(
                f"‘{path}’에 저장하지 못했습니다.", "폴더의 권한과 디스크 공간을 확인하십시오."
            ) from error
        yield requests.LedgerExported(str(path), len(report.calls(entries)), whole)

    def _name(self, request: requests.NameDocuments, cancel: threading.Event) -> Iterator[Any]:
        found = {d: self._store.catalog.with_digest(d) for d in request.digests if d}
        yield requests.DocumentsNamed({d: files[0].path for d, files in found.items() if files})


def _day(at: str) -> str:
    """The day of a time in this PC's zone, which is how a user means a period."""
    try:
        return datetime.fromisoformat(at).astimezone().date().isoformat()
    except ValueError:
        return at[:10]


def _row(call: dict[str, Any]) -> requests.CallRow:
    def counts(name: str) -> dict[str, int]:
        found = call[name]
        return {str(k): int(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def number(name: str) -> Any:
        return call[name] if isinstance(call[name], int | float) else None

    tokens_in, tokens_out = number("prompt_tokens"), number("completion_tokens")
    return requests.CallRow(
        call=str(call["call"]),
        at=str(call["at"]),
        who=str(call["who"]),
        platform=str(call["platform"]),
        host=str(call["host"]),
        model=str(call["model"]),
        purpose=str(call["purpose"]),
        prompt_version=str(call["prompt_version"]),
        documents=tuple(str(d) for d in call["documents"]) if isinstance(call["documents"], list) else (),
        grades=counts("grades"),
        masks=counts("masks"),
        verdicts=counts("verdicts"),
        outcome=str(call["outcome"]),
        prompt_tokens=int(tokens_in) if tokens_in is not None else None,
        completion_tokens=int(tokens_out) if tokens_out is not None else None,
        seconds=number("seconds"),
    )
