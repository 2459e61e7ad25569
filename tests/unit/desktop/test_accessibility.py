"""Every screen, dialog and state that the screenshots walk through: named, reached by the keyboard, legible."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.main_window import MainWindow
from tests.helpers import screenshots
from tests.helpers.accessibility import cut, faint, stateless, unnamed, unreached

SIZES = {"100": (1280, 800, 100), "150": (1280, 800, 150), "200": (960, 540, 100)}  # 200: of a full HD screen


@pytest.mark.parametrize("scene", screenshots.SCENES)
def test_a_scene_can_be_used_by_everybody(
    scene: str, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each state: a name, a role and the true state on every control; each visible one reached by Tab; words of
    4.5 : 1 in light, dark and high contrast; nothing cut at 100, 150 and 200 %."""
    qtbot.waitUntil(
        lambda: window.library_presenter.sources is not None and window.connections_presenter.rows is not None,
        timeout=10_000,
    )
    theme = window.context.theme
    found: dict[str, list[str]] = {}
    monkeypatch.setenv("TINY_DESK", str(tmp_path / "자리"))
    monkeypatch.setattr(screenshots, "DESK", tmp_path / "자리")
    (tmp_path / "자리").mkdir()

    def look(shown: QWidget, _out: Path, name: str) -> None:
        QApplication.processEvents()
        faults = unnamed(shown) + [f"state: {x}" for x in stateless(shown)]
        if shown is window:
            faults += [f"Tab: {x}" for x in unreached(shown)]
        for mode in ("light", "dark", "contrast"):
            theme.set(mode=mode)
            QApplication.processEvents()
            faults += [f"{mode} {x}" for x in faint(shown)]
        theme.set(mode="light")
        if shown is window:
            for per_cent, (width, height, scale) in SIZES.items():
                theme.set(scale=scale)
                shown.resize(width, height)
                QApplication.processEvents()
                faults += [f"{per_cent} % {x}" for x in cut(shown)]
            theme.set(scale=100)
            shown.resize(1280, 800)
            QApplication.processEvents()
        if faults:
            found[name] = faults

    monkeypatch.setattr(screenshots, "shoot", look)
    try:
        screenshots.SCENES[scene](window, tmp_path, "x")
    finally:
        theme.set(mode="light", scale=100)
    assert found == {}
