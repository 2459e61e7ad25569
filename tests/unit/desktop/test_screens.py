"""Screens are made when first wanted, or a step at a time before."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.screens import Screens


def screens(qtbot: QtBot, log: list[str]) -> Screens:
    def plain() -> Iterator[QWidget | None]:
        log.append("plain")
        yield QLabel("하나")

    def parts() -> Iterator[QWidget | None]:
        log.append("first part")
        part = QLabel("둘")
        yield None
        log.append("second part")
        yield part

    made = Screens({"plain": plain, "parts": parts})
    qtbot.addWidget(made)
    return made


def test_made_when_wanted(qtbot: QtBot) -> None:
    log: list[str] = []
    made = screens(qtbot, log)
    assert log == []
    assert made["parts"] is made["parts"]
    assert log == ["first part", "second part"]
    assert not made.in_front("plain") and log == ["first part", "second part"]


def test_made_ahead_in_steps_of_which_each_lets_the_window_live(qtbot: QtBot) -> None:
    log: list[str] = []
    made = screens(qtbot, log)
    made.make_ahead()
    assert log == []
    qtbot.waitUntil(lambda: log == ["plain"], timeout=5000)
    qtbot.waitUntil(lambda: log == ["plain", "first part"], timeout=5000)
    assert made.count() == 1
    assert isinstance(made["parts"], QLabel)  # wanted before it was ready: what is there is used
    assert log == ["plain", "first part", "second part"]
    assert made.count() == 2


def test_a_window_that_closes_makes_no_more(qtbot: QtBot) -> None:
    log: list[str] = []
    made = screens(qtbot, log)
    made.make_ahead()
    made.stop()
    qtbot.wait(200)
    assert log == []
