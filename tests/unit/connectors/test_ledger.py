"""The ledger: whatever is done to the file, verify finds it; what is killed while writing is no fault."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.clock import SystemClock
from connectors.errors import SecretUnavailable, Unrecorded
from connectors.ledger import ANCHOR, START, Ledger, _dumped, account, digest
from connectors.secrets import MemorySecrets
from tests.helpers.values import DictValues

FACTS = {"platform": "시험", "model": "m", "purpose": "answer", "documents": ["ab" * 32], "masks": {"phone": 2}}


def filled(folder: Path, calls: int = 5, keys: MemorySecrets | None = None) -> Ledger:
    ledger = Ledger(folder / "ledger.jsonl", DictValues(), SystemClock(), keys)
    for _ in range(calls):
        call = ledger.begin(**FACTS)
        ledger.append("ended", call, outcome="answered", completion_tokens=3)
    return ledger


def lines(ledger: Ledger) -> list[bytes]:
    return ledger.path.read_bytes().splitlines(keepends=True)


def test_a_whole_ledger_is_whole(tmp_path: Path) -> None:
    """Lines are numbered, linked, name the account, and verify finds nothing."""
    ledger = filled(tmp_path)
    entries = list(ledger.entries())
    assert [e["n"] for e in entries] == list(range(1, 11))
    assert entries[0]["prev"] == START
    assert entries[0]["who"] == account() != "?"
    assert ledger.verify() == []
    assert filled(tmp_path / "..", 0).path.name == "ledger.jsonl"


def change(rows: list[bytes]) -> list[bytes]:
    entry = json.loads(rows[3])
    entry["outcome"] = "error"
    return [*rows[:3], _dumped(entry) + b"\n", *rows[4:]]


def change_and_rehash(rows: list[bytes]) -> list[bytes]:
    entry = json.loads(rows[3])
    entry["outcome"] = "error"
    entry["hash"] = digest(entry)
    return [*rows[:3], _dumped(entry) + b"\n", *rows[4:]]


def rewrite_all(rows: list[bytes]) -> list[bytes]:
    """The whole chain anew, every hash right: only the anchor tells."""
    out, before = [], START
    for row in rows:
        entry = {**json.loads(row), "model": "other", "prev": before}
        entry["hash"] = before = digest(entry)
        out.append(_dumped(entry) + b"\n")
    return out


def add(rows: list[bytes]) -> list[bytes]:
    last = json.loads(rows[-1])
    entry = {**last, "n": last["n"] + 1, "prev": last["hash"]}
    entry["hash"] = digest(entry)
    return [*rows, _dumped(entry) + b"\n"]


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (change, "changed"),
        (change_and_rehash, "order"),
        (rewrite_all, "changed"),
        (lambda rows: rows[:4] + rows[5:], "order"),
        (lambda rows: [*rows[:4], rows[5], rows[4], *rows[6:]], "order"),
        (lambda rows: [*rows[:4], rows[3], *rows[4:]], "order"),
        (lambda rows: rows[:-1], "cut"),
        (lambda rows: [], "cut"),
        (add, "beyond"),
        (lambda rows: [*rows[:2], b"garbage\n", *rows[3:]], "changed"),
    ],
)
def test_tampering_is_found(tmp_path: Path, what: Callable[[list[bytes]], list[bytes]], kind: str) -> None:
    """Changed, deleted, reordered, inserted, cut, written anew."""
    ledger = filled(tmp_path)
    ledger.path.write_bytes(b"".join(what(lines(ledger))))
    assert kind in {f.kind for f in ledger.verify()}
    # Going on does not heal it.
    ledger.append("ended", "x", outcome="answered")
    assert ledger.verify() != []


def test_a_file_that_is_gone_or_an_old_copy(tmp_path: Path) -> None:
    """Deleted whole, replaced by its own earlier state, or by another profile's: each is found."""
    ledger = filled(tmp_path)
    early = ledger.path.read_bytes()
    ledger.append("ended", "x", outcome="answered")
    other = tmp_path / "other"
    other.mkdir()
    ledger.path.write_bytes(early)
    assert [f.kind for f in ledger.verify()] == ["cut"]
    ledger.path.write_bytes(filled(other, 6).path.read_bytes())
    assert ledger.verify() != []
    ledger.path.unlink()
    assert [f.kind for f in ledger.verify()] == ["cut"]


def test_a_clock_that_is_set_back_is_told(tmp_path: Path) -> None:
    """No change of the file, so no fault; the line is named."""

    class Clock(SystemClock):
        shift = 0.0

        def now(self) -> float:
            return super().now() + self.shift

    clock = Clock()
    ledger = Ledger(tmp_path / "ledger.jsonl", DictValues(), clock)
    for clock.shift in (0.0, -86_400.0, -86_300.0, 0.0, -60.0):
        ledger.append("ended", "x", outcome="answered")
    assert ledger.verify() == []
    assert ledger.turned_back() == [2]


def test_any_flipped_byte_is_found(tmp_path: Path) -> None:
    """Two hundred random single-byte changes, each found."""
    ledger = filled(tmp_path, 3)
    whole = ledger.path.read_bytes()
    rng = random.Random(5)
    for _ in range(200):
        at = rng.randrange(len(whole) - 1)
        ledger.path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << rng.randrange(7))]) + whole[at + 1 :])
        assert ledger.verify() != [], at


def test_the_credential_store_tells_of_a_database_put_back(tmp_path: Path) -> None:
    """File and database both put back to an earlier state: the head in the credential store does not fit."""
    keys = MemorySecrets()
    ledger = filled(tmp_path, 2, keys)
    old, anchor = ledger.path.read_bytes(), ledger._anchors.get(ANCHOR)
    ledger.append("ended", "x", outcome="answered")
    ledger.close()
    assert ledger.verify() == []
    ledger.path.write_bytes(old)
    ledger._anchors.set(ANCHOR, anchor)
    assert [f.kind for f in ledger.verify()] == ["cut"]


@pytest.mark.parametrize("torn", [0, 1, 20, None])
def test_killed_while_writing(tmp_path: Path, torn: int | None) -> None:
    """The anchor announces a line; whether nothing, a part or all of it reached the disk, no fault is told."""
    ledger = filled(tmp_path, 2)
    before, head = ledger.path.read_bytes(), ledger._anchors.get(ANCHOR)
    ledger.append("ended", "x", outcome="answered")
    after = ledger.path.read_bytes()
    new = ledger._anchors.get(ANCHOR)
    ledger.path.write_bytes(after if torn is None else after[: len(before) + torn])
    ledger._anchors.set(ANCHOR, {**head, "next": new["hash"]})
    ledger.append("ended", "y", outcome="answered")
    assert ledger.verify() == []
    assert len(list(ledger.entries())) == (5 if torn is not None else 6)


def test_what_cannot_be_recorded_is_not_sent(tmp_path: Path) -> None:
    """A file that cannot be written raises Unrecorded before the call."""
    ledger = Ledger(tmp_path / "gone" / "ledger.jsonl", DictValues(), SystemClock())
    with pytest.raises(Unrecorded):
        ledger.begin(**FACTS)


def test_after_a_restore(tmp_path: Path) -> None:
    """An older database beside the newer file: the file's whole chain is adopted, and that is recorded."""
    ledger = filled(tmp_path, 1)
    anchor = ledger._anchors.get(ANCHOR)
    ledger.append("ended", "x", outcome="answered")
    ledger._anchors.set(ANCHOR, anchor)
    assert [f.kind for f in ledger.verify()] == ["beyond"]
    ledger.adopt()
    assert ledger.verify() == []
    assert [e["event"] for e in ledger.entries()][-1] == "restored"


def test_a_credential_store_that_is_away_stops_nothing(tmp_path: Path) -> None:
    """Closing and verifying go on with the database's anchor alone."""

    class Away(MemorySecrets):
        def get(self, name: str) -> str | None:
            raise SecretUnavailable

        def set(self, name: str, value: str) -> None:
            raise SecretUnavailable

    ledger = filled(tmp_path, 1, Away())
    ledger.close()
    assert ledger.verify() == []
