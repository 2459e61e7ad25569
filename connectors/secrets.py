"""Where keys are kept: the account's credential store, or a file sealed by a passphrase.

`open_secrets` chooses: with a passphrase (MUNSEO_PASSPHRASE: headless machines, tests) a file beside the
profile, sealed with AES-256-GCM under a key that scrypt derives from it; else Windows Credential Manager,
macOS Keychain or the Secret Service through `keyring`. Keys never lie beside the data in the clear
(개인정보의 안전성 확보조치 기준 제7조).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from connectors.errors import SecretUnavailable
from connectors.ports import Secrets

PASSPHRASE_VARIABLE = "MUNSEO_PASSPHRASE"
SERVICE = "munseonaru"


class MemorySecrets:
    """Keeps secrets for as long as the process lives: tests, and the demo's throw-away profile."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value

    def delete(self, name: str) -> None:
        self._values.pop(name, None)


class PassphraseSecrets:
    """Secrets in one sealed file. Raises SecretUnavailable when the passphrase does not open it."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path = path
        self._passphrase = passphrase
        self._next = path.with_suffix(".next")

    def _cipher(self, salt: bytes) -> AESGCM:
        # RFC 7914 parameters for interactive use: 64 MB, about 0.1 s.
        return AESGCM(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(self._passphrase.encode()))

    def _load(self) -> dict[str, str]:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            plain = self._cipher(raw[:16]).decrypt(raw[16:28], raw[28:], None)
        except InvalidTag as error:
            raise SecretUnavailable("암호문구가 맞지 않아 보관된 인증키를 열지 못했습니다.") from error
        values: dict[str, str] = json.loads(plain)
        return values

    def begin_change(self, passphrase: str) -> None:
        """Seal a second file under another passphrase, which `settle` takes once that opens the profile."""
        if self._path.exists():
            PassphraseSecrets(self._next, passphrase)._save(self._load())

    def settle(self) -> None:
        """End a change that was begun: take the second file if this passphrase, which opens the profile, opens it."""
        if not self._next.exists():
            return
        try:
            PassphraseSecrets(self._next, self._passphrase)._load()
        except SecretUnavailable:
            self._next.unlink()  # the profile still opens by the former passphrase
        else:
            self._next.replace(self._path)

    def _save(self, values: dict[str, str]) -> None:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        sealed = salt + nonce + self._cipher(salt).encrypt(nonce, json.dumps(values).encode(), None)
        beside = self._path.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_bytes(sealed)
        beside.replace(self._path)

    def get(self, name: str) -> str | None:
        return self._load().get(name)

    def set(self, name: str, value: str) -> None:
        self._save({**self._load(), name: value})

    def delete(self, name: str) -> None:
        self._save({k: v for k, v in self._load().items() if k != name})


class KeyringSecrets:
    """The credential store of the user's account, one entry a secret."""

    def __init__(self, scope: str) -> None:
        self._service = f"{SERVICE}/{scope}"

    def get(self, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            kept: str | None = keyring.get_password(self._service, name)
        except KeyringError as error:
            raise SecretUnavailable(detail=type(error).__name__) from error
        return kept

    def set(self, name: str, value: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(self._service, name, value)
        except KeyringError as error:
            raise SecretUnavailable(detail=type(error).__name__) from error

    def delete(self, name: str) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(self._service, name)
        except PasswordDeleteError:
            pass
        except KeyringError as error:
            raise SecretUnavailable(detail=type(error).__name__) from error


def open_secrets(home: Path) -> Secrets:
    """The store for the profile at `home`, chosen as the module says."""
    passphrase = os.environ.get(PASSPHRASE_VARIABLE)
    if passphrase:
        return PassphraseSecrets(home / "secrets.bin", passphrase)
    return KeyringSecrets(_profile_id(home))


def _profile_id(home: Path) -> str:
    """A random name for this profile, kept in its folder: two profiles never share a key."""
    path = home / "profile.id"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        name = secrets.token_hex(8)
        path.write_text(name, encoding="ascii")
        return name


def database_key(home: Path, store: Secrets, anew: bool = False) -> tuple[str | None, bytes | None]:
    """(passphrase, raw key) for the profile's database: exactly one is set.

    The raw key is 32 random bytes, made once and kept in the credential store. Raises SecretUnavailable where
    there is neither a credential store nor a passphrase, or where the database exists but its key is gone and no
    new one may be made (`anew`: the database is about to be replaced).
    """
    passphrase = os.environ.get(PASSPHRASE_VARIABLE)
    if passphrase:
        return passphrase, None
    kept = store.get("database")
    if kept is None:
        if (home / "index.db").exists() and not anew:
            raise SecretUnavailable(
                "이 자료함의 암호 키를 자격 증명 저장소에서 찾지 못했습니다.",
                "암호문구로 만든 자료함이면 MUNSEO_PASSPHRASE를 정하고, 키를 잃었다면 자료함을 새로 만드십시오.",
            )
        kept = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
        store.set("database", kept)
    return None, base64.b64decode(kept)
