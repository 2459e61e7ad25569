"""How the two ends find each other: a small file in the profile, readable by its owner only."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine listens, and the secret both ends must know."""

    location: str
    authkey: bytes
    pid: int


def address_file(home: Path) -> Path:
    return home / "engine.json"


def new_address(home: Path) -> Address:
    """A free place to listen: a named pipe on Windows, else a socket in a folder only this user can enter.

    Not in the profile itself: a socket's path may have at most 107 bytes, and a profile may lie on a share.
    """
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    salt = secrets.token_hex(4)
    if sys.platform == "win32":
        location = rf"\\.\pipe\munseonaru-{name}-{salt}"
    else:
        folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"munseonaru-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if status.st_uid != os.getuid() or status.st_mode & 0o077:
            folder = Path(tempfile.mkdtemp(prefix="munseonaru-"))
        location = str(folder / f"{name}-{salt}.sock")
    return Address(location, secrets.token_bytes(32), os.getpid())


def write_address(home: Path, address: Address) -> None:
    path = address_file(home)
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text(
        json.dumps({"location": address.location, "authkey": address.authkey.hex(), "pid": address.pid}),
        encoding="utf-8",
    )
    beside.replace(path)


def read_address(home: Path) -> Address | None:
    """The address an engine left here; None where there is none. The engine may be gone all the same."""
    try:
        kept = json.loads(address_file(home).read_text(encoding="utf-8"))
        return Address(kept["location"], bytes.fromhex(kept["authkey"]), int(kept["pid"]))
    except (FileNotFoundError, ValueError, KeyError):
        return None
