"""Every screen, dialog and state that the screenshots walk through: named, reached by the keyboard, legible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.main_window import MainWindow
from tests.helpers import screenshots
from tests.helpers.accessibility import cut, faint, stateless, unnamed, unreached
from tests.helpers.tiny_engine import Starter

SIZES = {"100": (1280, 800, 100), "150": (1280, 800, 150), "200": (960, 540, 100)}  # 200: of a full HD screen


LOOKS = ("light", "dark", "contrast")


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starter]:
    """With a record of some calls, and folders that can be handed over."""
    desk = tmp_path / "자리"
    desk.mkdir()
    monkeypatch.setattr(screenshots, "DESK", desk)
    made = Starter(TINY_FILES="400", TINY_PACE="0.004", TINY_CALLS="40", TINY_DESK=str(desk))
    yield made
    made.stop()


def faults(window: MainWindow, shown: QWidget, looks: Sequence[str], sizes: Iterable[str]) -> list[str]:
    """What is wrong with a state, in these looks and at these sizes."""
    theme = window.context.theme
    found = unnamed(shown) + [f"state: {x}" for x in stateless(shown)]
    if shown is window:
        found += [f"Tab: {x}" for x in unreached(shown)]
    for mode in looks:
        theme.set(mode=mode)
        QApplication.processEvents()
        found += [f"{mode} {x}" for x in faint(shown)]
    if shown is window:
        for per_cent in sizes:
            width, height, scale = SIZES[per_cent]
            theme.set(scale=scale)
            shown.resize(width, height)
            QApplication.processEvents()
            for _ in range(20):  # a count that has just changed widens its button with the next layout
                if not (narrow := cut(shown)):
                    break
                QTest.qWait(50)
            found += [f"{per_cent} % {x}" for x in narrow]
        theme.set(scale=100)
        shown.resize(1280, 800)
        QApplication.processEvents()
    return found


def walked(
    scene: str, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> dict[str, list[str]]:
    """The faults of each state of a scene. Not whole: each state in one look and at one size, all of them in turn."""
    qtbot.waitUntil(
        lambda: window.library_presenter.sources is not None and window.connections_presenter.rows is not None,
        timeout=10_000,
    )
    found: dict[str, list[str]] = {}
    seen = 0

    def look(shown: QWidget, _out: Path, name: str) -> None:
        nonlocal seen
        QApplication.processEvents()
        looks, sizes = (LOOKS, list(SIZES)) if whole else (LOOKS[seen % 3 :][:1], list(SIZES)[(seen + 1) % 3 :][:1])
        seen += 1
        if told := faults(window, shown, looks, sizes):
            found[name] = told

    monkeypatch.setattr(screenshots, "shoot", look)
    try:
        screenshots.SCENES[scene](window, tmp_path, "x")
    finally:
        window.context.theme.set(mode="light", scale=100)
    return found


@pytest.mark.parametrize("scene", screenshots.SCENES)
def test_a_scene_can_be_used_by_everybody(
    scene: str, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each state: a name, a role and the true state on every control, each visible one reached by Tab; in one look
    words of 4.5 : 1, at one size nothing cut."""
    assert walked(scene, window, qtbot, tmp_path, monkeypatch, whole=False) == {}


@pytest.mark.slow
@pytest.mark.parametrize("scene", screenshots.SCENES)
def test_a_scene_can_be_used_by_everybody_in_every_look(
    scene: str, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same in light, dark and high contrast, and at 100, 150 and 200 %."""
    assert walked(scene, window, qtbot, tmp_path, monkeypatch, whole=True) == {}
