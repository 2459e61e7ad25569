"""A server of the other side's worst days: it does on the socket, byte by byte, what a script says."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

Script = Callable[["Connection"], None]


class Connection:
    """One request: what it said, and the socket to answer on. `number` counts from 1."""

    def __init__(self, server: ScriptedServer, raw: socket.socket, number: int, request: bytes) -> None:
        self.server, self.raw, self.number, self.request = server, raw, number, request

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.raw.sendall(piece)

    def wait(self, seconds: float = 30.0) -> None:
        """Say nothing, until the other side or the test is gone."""
        self.raw.settimeout(0.05)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.stopped.is_set():
            try:
                if not self.raw.recv(64):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def head(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        lines = [f"HTTP/1.1 {status} X", *([f"Content-Type: {kind}"] if kind else []), "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        self.send("\r\n".join([*lines, "", ""]).encode())

    def answer(self, status: int, body: bytes = b"", kind: str = "application/json", **more: str) -> None:
        self.head(status, kind, Content_Length=str(len(body)), **more)
        self.send(body)

    def tokens(self, *texts: str, end: str = "stop", newline: str = "\n") -> None:
        """A whole, honest stream."""
        self.head()
        for text in texts:
            self.send(event({"content": text}, newline=newline))
        self.send(event({}, end, newline=newline), f"data: [DONE]{newline}{newline}".encode())


def event(delta: dict[str, object], finish: str | None = None, newline: str = "\n") -> bytes:
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}{newline}{newline}".encode()


class ScriptedServer:
    """Listens on the loopback until closed; every connection is given to the script."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.stopped = threading.Event()
        self.requests = 0
        self.bodies: list[bytes] = []
        self._script, self._tls = script, tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/v1"

    def _accept(self) -> None:
        while not self.stopped.is_set():
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(raw,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            raw.settimeout(5)
            if self._tls is not None:
                raw = self._tls.wrap_socket(raw, server_side=True)
            request = self._read(raw)
            if request:
                self.requests += 1
                self.bodies.append(request)
                self._script(Connection(self, raw, self.requests, request))
        with contextlib.suppress(OSError):
            raw.close()

    @staticmethod
    def _read(raw: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = raw.recv(65536)
            if not piece:
                return b""
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(x.split(b":")[1]) for x in head.split(b"\r\n") if x.lower().startswith(b"content-length")), 0
        )
        while len(body) < length:
            body += raw.recv(65536)
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        self.stopped.set()
        # A blocked accept wakes when somebody calls.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 0.5).close()
        self._listener.close()
        for thread in self._threads:
            thread.join(2)


def certificate(
    folder: Path, *, names: Iterable[str] = ("127.0.0.1",), expired: bool = False, self_signed: bool = False
) -> tuple[Path, Path]:
    """A CA of our own and a server certificate by it: (PEM of certificate and key, PEM of the CA)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)

    def made(subject: str, issuer: str, key, signer, ca: bool, start, end):  # type: ignore[no-untyped-def]
        def name(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        builder = (
            x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        )  # fmt: skip
        if ca:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        else:
            kinds: list[x509.GeneralName] = []
            for each in names:
                try:
                    kinds.append(x509.IPAddress(ipaddress.ip_address(each)))
                except ValueError:
                    kinds.append(x509.DNSName(each))
            builder = builder.add_extension(x509.SubjectAlternativeName(kinds), critical=False)
        return builder.sign(signer, hashes.SHA256())

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    start, end = (now - 9 * day, now - day) if expired else (now - day, now + 9 * day)
    ca = made("test CA", "test CA", ca_key, ca_key, True, now - 10 * day, now + 10 * day)
    own = (
        made("server", "server", key, key, False, start, end)
        if self_signed
        else made("server", "test CA", key, ca_key, False, start, end)
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    server, authority = folder / "server.pem", folder / "ca.pem"
    server.write_bytes(own.public_bytes(pem) + private)
    authority.write_bytes(ca.public_bytes(pem))
    return server, authority
