"""One window a profile: the second start raises the first window and ends.

Who is first is decided by a lock file, which costs nothing; the socket by which a second start is heard is made after
the first frame, because loading Qt's network takes a fortieth of a second.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 1000
HEAR_SECONDS = 10.0  # a first window that is still being made hears after this long at the latest


class SingleInstance(QObject):
    """`raised(question)` is emitted in the first window when another one is started; question may be empty."""

    raised = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        home.mkdir(parents=True, exist_ok=True)
        self._home = home
        self._lock = QLockFile(str(home / "window.lock"))
        self._lock.setStaleLockTime(0)  # the lock of a process that is gone is stale at once, and no other ever is
        self._server: QLocalServer | None = None

    def first(self) -> bool:
        """True when no other window has this profile; it is ours from now on. Where no lock can be kept: True."""
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def hand_over(self, question: str = "") -> bool:
        """Let the first window come to the front and answer. False when it does not hear."""
        from PySide6.QtNetwork import QLocalSocket

        until = time.monotonic() + HEAR_SECONDS
        while True:
            socket = QLocalSocket()
            socket.connectToServer(self._name())
            if socket.waitForConnected(WAIT_MS):
                break
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        socket.write(json.dumps({"ask": question}).encode() + b"\n")
        socket.waitForBytesWritten(WAIT_MS)
        taken = socket.waitForReadyRead(WAIT_MS)
        socket.disconnectFromServer()
        return bool(taken)

    def listen(self) -> bool:
        """Hear of other starts. A socket left by a killed process is removed."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)
        if self._server.listen(self._name()):
            return True
        QLocalServer.removeServer(self._name())
        return self._server.listen(self._name())

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _name(self) -> str:
        from hashlib import sha256

        return f"munseonaru-window-{sha256(str(self._home.resolve()).encode()).hexdigest()[:16]}"

    def _knocked(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        while socket is not None:
            socket.readyRead.connect(lambda s=socket: self._read(s))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)
            socket = self._server.nextPendingConnection()

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        try:
            question = str(json.loads(bytes(socket.readLine().data())).get("ask", ""))
        except (ValueError, AttributeError):
            return
        socket.write(b"ok\n")
        socket.flush()
        self.raised.emit(question)
