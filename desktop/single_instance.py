"""One window a profile: the second start raises the first window and ends."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 1000


class SingleInstance(QObject):
    """`raised(question)` is emitted in the first window when another one is started; question may be empty."""

    raised = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
        self._name = f"munseonaru-window-{digest}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)

    def hand_over(self, question: str = "") -> bool:
        """True when a first window exists and took over; this process should end then."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(WAIT_MS):
            return False
        socket.write(json.dumps({"ask": question}).encode() + b"\n")
        socket.waitForBytesWritten(WAIT_MS)
        taken = socket.waitForReadyRead(WAIT_MS)
        socket.disconnectFromServer()
        return bool(taken)

    def listen(self) -> bool:
        """Be the first window. A socket left by a killed process is removed."""
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        self._server.close()

    def _knocked(self) -> None:
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
