"""The near end of the engine: what the window and the command line hold.

Imports nothing heavy: it is part of the window's process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from indexer.engine.address import read_address
from indexer.errors import EngineError, Locked
from indexer.requests import from_wire, to_wire

START_SECONDS = 60.0

# Engines we started outlive our connection to them; dropping the handle would make Python warn of a leak.
_started: list[subprocess.Popen[bytes]] = []


class EngineClient:
    """One connection to the engine of a profile. `receive` may run in another thread than `send`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()

    @classmethod
    def running(cls, home: Path) -> EngineClient | None:
        """A connection to the engine that serves `home`, or None when there is none."""
        address = read_address(home)
        if address is None:
            return None
        family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
        try:
            return cls(Client(address.location, family=family, authkey=address.authkey))
        except (OSError, EOFError, Exception) as error:
            # multiprocessing raises AuthenticationError, a plain Exception, when another process took the place.
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
            return None

    @classmethod
    def connect(cls, home: Path) -> EngineClient:
        """A connection, starting the engine when none is running.

        Raises EngineError with the engine's own sentence when it could not start, Locked when another process
        holds the profile.
        """
        found = cls.running(home)
        if found:
            return found
        process = start(home)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = cls.running(home)
            if found:
                return found
            code = process.poll()
            if code is not None:
                # Another client may have started one at the same moment; then ours gave way to it.
                found = cls.running(home)
                if found:
                    return found
                raise _start_error(home, code)
            time.sleep(0.02)
        process.kill()
        raise EngineError("색인 엔진이 제때 시작되지 않았습니다.")

    def send(self, request_id: int, request: Any) -> None:
        """Raises EngineError when the engine is gone."""
        try:
            with self._sending:
                self._connection.send_bytes(to_wire(request_id, request))
        except (OSError, ValueError) as error:
            raise EngineError(detail=type(error).__name__) from error

    def receive(self) -> tuple[int, Any]:
        """The next event, with the id of its request. Blocks; raises EOFError when the engine is gone."""
        try:
            return from_wire(self._connection.recv_bytes())
        except (OSError, TypeError) as error:
            # TypeError: the connection was closed by another thread while this one was reading.
            raise EOFError from error

    def close(self) -> None:
        self._connection.close()


def start(home: Path) -> subprocess.Popen[bytes]:
    """Start the engine's process for `home`, without a console window, its output not ours."""
    home.mkdir(parents=True, exist_ok=True)
    if getattr(sys, "frozen", False):
        command = [sys.executable, "--engine", "--home", str(home)]
    else:
        command = [sys.executable, "-m", "indexer.engine", "--home", str(home)]
    flags = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    _started[:] = [p for p in _started if p.poll() is None]
    _started.append(process)
    return process


def error_file(home: Path) -> Path:
    """Where an engine that could not start leaves its kind, sentence and next step, a line each."""
    return home / "engine.error"


def _start_error(home: Path, code: int) -> EngineError | Locked:
    try:
        kind, message, next_step = error_file(home).read_text(encoding="utf-8").splitlines()[:3]
    except (OSError, ValueError):
        return EngineError("색인 엔진을 시작하지 못했습니다.", detail=f"exit code {code}")
    return Locked(message, next_step) if kind == Locked.kind else EngineError(message, next_step)
