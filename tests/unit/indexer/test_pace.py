"""Indexing slows down on battery and while somebody works."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from indexer.pace import LONGEST, LOOK_EVERY, Pace, idle_seconds, on_battery


def supplies(folder: Path, **told: tuple[str, str]) -> Path:
    for name, (kind, state) in told.items():
        (folder / name).mkdir()
        (folder / name / "type").write_text(kind + "\n")
        (folder / name / ("status" if kind == "Battery" else "online")).write_text(state + "\n")
    return folder


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows tells by a call")
@pytest.mark.parametrize(
    ("told", "battery"),
    [
        ({}, False),  # a desktop
        ({"BAT0": ("Battery", "Discharging")}, True),
        ({"BAT0": ("Battery", "Discharging"), "AC": ("Mains", "0")}, True),
        ({"BAT0": ("Battery", "Charging"), "AC": ("Mains", "1")}, False),
        ({"BAT0": ("Battery", "Discharging"), "AC": ("Mains", "1")}, False),  # too weak a plug is a plug
        ({"BAT0": ("Battery", "Full")}, False),
    ],
)
def test_the_power_supply_is_read(tmp_path: Path, told: dict[str, tuple[str, str]], battery: bool) -> None:
    assert on_battery(supplies(tmp_path, **told)) is battery
    assert not on_battery(tmp_path / "absent")


def test_this_very_computer_can_be_asked() -> None:
    idle = idle_seconds()
    assert idle is None or idle >= 0
    assert on_battery() in (True, False)


class Desk:
    """A computer whose clock, battery and hands the test moves."""

    def __init__(self) -> None:
        self.now, self.battery, self.idle, self.gentle = 0.0, False, 300.0, True
        self.pace = Pace(lambda: self.gentle, lambda: self.battery, lambda: self.idle, lambda: self.now)


def test_why_it_is_slow() -> None:
    """The battery counts for more; looked at now and then only; turned off it is never slow."""
    desk = Desk()
    assert desk.pace.reason == ""
    desk.idle = 1.0
    assert desk.pace.reason == ""  # not looked at again yet
    desk.now += LOOK_EVERY
    assert desk.pace.reason == "user"
    desk.battery, desk.now = True, desk.now + LOOK_EVERY
    assert desk.pace.reason == "battery"
    desk.gentle, desk.now = False, desk.now + LOOK_EVERY
    assert desk.pace.reason == ""


class Cancel(threading.Event):
    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return False


def test_pauses_follow_the_work() -> None:
    """In proportion to what a piece took, bounded; none at full speed; nothing is lost."""
    desk, cancel = Desk(), Cancel()

    def work(*seconds: float) -> list[float]:
        def pieces() -> object:
            for some in seconds:
                desk.now += some
                yield some

        return list(desk.pace.paced(pieces(), cancel))  # type: ignore[call-overload]

    assert work(1, 1) == [1, 1] and cancel.waits == []
    desk.battery, desk.now = True, desk.now + LOOK_EVERY
    assert work(0.25, 30) == [0.25, 30]
    assert cancel.waits == [0.5, LONGEST]
    cancel.waits.clear()
    desk.battery, desk.idle, desk.now = False, 0.0, desk.now + LOOK_EVERY
    work(0.25)
    assert cancel.waits == [0.125]


def test_a_cancelled_pause_ends_at_once() -> None:
    desk, cancel = Desk(), threading.Event()
    desk.battery, desk.now = True, LOOK_EVERY
    cancel.set()

    def slow() -> object:
        desk.now += 30
        yield 1

    began = time.monotonic()
    assert list(desk.pace.paced(slow(), cancel)) == [1]  # type: ignore[call-overload]
    assert time.monotonic() - began < 1
