"""The record of AI use: one line a step, each holding the hash of the one before, never a word of content.

A call is three lines: `asked`, on disk before anything leaves; `ended`, with outcome and tokens; `checked`, with the
verdicts on the answer's sentences. The file (ledger.jsonl, beside the database) can be read by an auditor without
this program. Its head is kept elsewhere as well, in the encrypted database and, when the profile is closed, in the
account's credential store: cutting the end off, or writing the whole chain anew, does not fit them.

Source of the form: hash chaining as in RFC 6962 section 2 and Schneier & Kelsey, Secure Audit Logs (1999).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.errors import SecretUnavailable, Unrecorded
from connectors.ports import Clock, KeyValues, Secrets

FILE = "ledger.jsonl"
ANCHOR = "ledger"  # in the database: {"n", "hash"} of the head, "next" while a line is being written
START = "0" * 64
_CORRECTION = 600  # seconds that a clock is set back without anybody's meaning it
_KEPT = "ledger"  # in the credential store


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit. `line` from 1; 0: the file as a whole. `kind`: changed, order, cut, beyond."""

    line: int
    kind: str
    message: str


def account() -> str:
    """The operating system's name of who runs this; not taken from the environment, which the user writes."""
    if sys.platform == "win32":
        import ctypes

        size = ctypes.c_uint32(257)
        name = ctypes.create_unicode_buffer(257)
        done = ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size))
        return name.value if done else "?"
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def digest(entry: dict[str, Any]) -> str:
    """SHA-256 of the entry without its own hash, keys sorted, UTF-8."""
    plain = {k: v for k, v in entry.items() if k != "hash"}
    return hashlib.sha256(_dumped(plain)).hexdigest()


def _dumped(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Ledger:
    """The ledger of one profile, which one process owns; threads take turns."""

    def __init__(self, path: Path, anchors: KeyValues, clock: Clock, keys: Secrets | None = None) -> None:
        self.path = path
        self._anchors = anchors
        self._clock = clock
        self._keys = keys
        self._guard = threading.Lock()
        self._wrote = False

    # ---- writing

    def begin(self, **facts: Any) -> str:
        """Write that a call is about to leave; returns its name. Raises Unrecorded: then nothing may be sent."""
        call = secrets.token_hex(8)
        self.append("asked", call, who=account(), **facts)
        return call

    def append(self, event: str, call: str, **facts: Any) -> None:
        """Write one line and see it on disk. Raises Unrecorded."""
        with self._guard:
            try:
                self._append(event, call, facts)
            except Exception as error:
                raise Unrecorded(detail=type(error).__name__) from error

    def _append(self, event: str, call: str, facts: dict[str, Any]) -> None:
        head = self._settle()
        at = datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds")
        # Number and hash go on from the anchor, not from the file: a cut file shows a gap for ever.
        entry = {"n": head["n"] + 1, "at": at, "event": event, "call": call, **facts, "prev": head["hash"]}
        entry["hash"] = digest(entry)
        self._anchors.set(ANCHOR, {**head, "next": entry["hash"]})
        with self.path.open("ab") as file:
            if file.tell() and not self._ends_a_line():
                file.write(b"\n")
            file.write(_dumped(entry) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._anchors.set(ANCHOR, {"n": entry["n"], "hash": entry["hash"]})
        self._wrote = True

    def _ends_a_line(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def _settle(self) -> dict[str, Any]:
        """The head; ends a line that a killed process had begun."""
        head: dict[str, Any] = self._anchors.get(ANCHOR) or {"n": 0, "hash": START}
        following = head.pop("next", None)
        if following is None:
            return head
        last = self._last()
        if last is not None and last.get("hash") == following:
            head = {"n": head["n"] + 1, "hash": following}
        else:
            self._drop_torn()
        self._anchors.set(ANCHOR, head)
        return head

    def _last(self) -> dict[str, Any] | None:
        lines = self._lines()
        return _read(lines[-1]) if lines else None

    def _drop_torn(self) -> None:
        """Half a line, written as the process died before its call left."""
        raw = self.path.read_bytes() if self.path.exists() else b""
        if raw and not raw.endswith(b"\n"):
            with self.path.open("r+b") as file:
                file.truncate(raw.rfind(b"\n") + 1)

    def close(self) -> None:
        """Keep the head in the credential store too, where there were calls."""
        if self._keys is not None and self._wrote:
            head = self._anchors.get(ANCHOR) or {}
            with contextlib.suppress(SecretUnavailable):  # the database's anchor has to do
                self._keys.set(_KEPT, json.dumps({"n": head.get("n", 0), "hash": head.get("hash", START)}))
            self._wrote = False

    def adopt(self) -> None:
        """After the database was put back from a copy: its older anchor makes way for the head of a whole file.

        The credential store's head, where there is one, still has to fit.
        """
        lines = self._lines()
        head = self._anchors.get(ANCHOR) or {"n": 0, "hash": START}
        if len(lines) > head["n"] and not [f for f in self.verify() if f.kind != "beyond"]:
            last = _read(lines[-1]) or {}
            self._anchors.set(ANCHOR, {"n": last["n"], "hash": last["hash"]})
            self.append("restored", "", who=account())

    # ---- reading

    def _lines(self) -> list[bytes]:
        try:
            return [line for line in self.path.read_bytes().split(b"\n") if line]
        except FileNotFoundError:
            return []

    def entries(self) -> Iterator[dict[str, Any]]:
        """The lines that can be read, oldest first."""
        for line in self._lines():
            entry = _read(line)
            if entry is not None:
                yield entry

    def turned_back(self) -> list[int]:
        """The lines, from 1, whose clock was behind the line before by more than a correction."""
        out: list[int] = []
        before: datetime | None = None
        for number, entry in enumerate(map(_read, self._lines()), 1):
            try:
                at = datetime.fromisoformat(str((entry or {}).get("at")))
            except ValueError:
                continue
            if before is not None and (before - at).total_seconds() > _CORRECTION:
                out.append(number)
            before = at
        return out

    def verify(self) -> list[Fault]:
        """All that does not fit: changed, deleted, inserted, reordered lines, and a file that was cut."""
        lines = self._lines()
        faults = list(_chain(lines))
        head = self._anchors.get(ANCHOR) or {"n": 0, "hash": START}
        faults += _fits(lines, int(head["n"]), str(head["hash"]), head.get("next"), "자료함")
        kept = None
        if self._keys is not None:
            with contextlib.suppress(SecretUnavailable):
                kept = self._keys.get(_KEPT)
        if kept:
            mark = json.loads(kept)
            if int(mark["n"]) > len(lines):
                faults.append(_cut(len(lines), int(mark["n"]), "자격 증명 저장소"))
            elif mark["n"] and (_read(lines[int(mark["n"]) - 1]) or {}).get("hash") != mark["hash"]:
                faults.append(Fault(int(mark["n"]), "changed", "자격 증명 저장소에 보관된 기준값과 다릅니다."))
        return faults


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _chain(lines: list[bytes]) -> Iterator[Fault]:
    before = START
    for number, line in enumerate(lines, 1):
        entry = _read(line)
        if entry is None or "hash" not in entry:
            yield Fault(number, "changed", f"{number}번째 줄을 읽을 수 없습니다.")
            before = ""
            continue
        if line != _dumped(entry) or digest(entry) != entry["hash"]:
            yield Fault(number, "changed", f"{number}번째 줄의 내용이 바뀌었습니다.")
        if before and entry.get("prev") != before:
            yield Fault(number, "order", f"{number}번째 줄이 앞줄과 이어지지 않습니다(삭제, 삽입 또는 순서 변경).")
        elif entry.get("n") != number:
            yield Fault(number, "order", f"{number}번째 줄의 일련번호가 {entry.get('n')}입니다.")
        before = str(entry["hash"])


def _fits(lines: list[bytes], count: int, head: str, following: str | None, where: str) -> Iterator[Fault]:
    if len(lines) < count:
        yield _cut(len(lines), count, where)
        return
    if count and (_read(lines[count - 1]) or {}).get("hash") != head:
        yield Fault(count, "changed", f"{where}에 보관된 기준값과 다릅니다.")
    beyond = lines[count:]
    if following is not None and len(beyond) <= 1:
        # A process died while writing this very line.
        beyond = [line for line in beyond if _read(line) is not None and (_read(line) or {}).get("hash") != following]
    if beyond:
        yield Fault(count + 1, "beyond", f"{where}의 기준값보다 {len(beyond)}줄이 더 있습니다.")


def _cut(found: int, wanted: int, where: str) -> Fault:
    return Fault(0, "cut", f"기록이 {found}줄뿐입니다. {where}의 기준값은 {wanted}줄입니다.")
