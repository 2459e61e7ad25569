"""Keys in a sealed file: round trip, wrong passphrase, nothing in the clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.errors import SecretUnavailable
from connectors.secrets import PassphraseSecrets, database_key, open_secrets


def test_round_trip(tmp_path: Path) -> None:
    """What is set is got, what is deleted is gone, and the file shows neither name nor value."""
    path = tmp_path / "secrets.bin"
    PassphraseSecrets(path, "문구").set("platform/가", "sk-1234")
    assert PassphraseSecrets(path, "문구").get("platform/가") == "sk-1234"
    assert b"sk-1234" not in path.read_bytes()
    assert b"platform" not in path.read_bytes()
    PassphraseSecrets(path, "문구").delete("platform/가")
    assert PassphraseSecrets(path, "문구").get("platform/가") is None


def test_wrong_passphrase(tmp_path: Path) -> None:
    """Another passphrase opens nothing and says so."""
    PassphraseSecrets(tmp_path / "s", "문구").set("a", "b")
    with pytest.raises(SecretUnavailable):
        PassphraseSecrets(tmp_path / "s", "다른 문구").get("a")


def test_no_store_and_no_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A headless machine without a passphrase is told what to set, instead of an open database."""
    from keyring.backends.fail import Keyring

    monkeypatch.delenv("MUNSEO_PASSPHRASE", raising=False)
    monkeypatch.setattr("keyring.core._keyring_backend", Keyring())
    with pytest.raises(SecretUnavailable) as caught:
        database_key(tmp_path, open_secrets(tmp_path))
    assert "MUNSEO_PASSPHRASE" in caught.value.next_step
