"""A visible change of a screen is told: the pictures are held against small copies that were looked at (tests/looks)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication

from tests.helpers import looks, screenshots

ACCEPT = (
    "Look at them; where they are as wanted: python -m tests.helpers.screenshots OUT --look light-100 dark-100 "
    "light-150 dark-150 && python -m tests.helpers.looks OUT --accept"
)
pictured = pytest.mark.skipif(sys.platform != "linux", reason="letters are drawn otherwise elsewhere")


def screen(folder: Path, name: str, button: tuple[int, int] = (1100, 20), colour: str = "#256ef4") -> Path:
    """A made-up screen of the usual size."""
    image = Image.new("RGB", (1280, 800), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 76, 800), fill="#f4f5f6")
    for row in range(20):
        draw.line((100, 160 + row * 32, 1250, 160 + row * 32), fill="#cdd1d5")
        draw.text((110, 140 + row * 32), "word " * 20, fill="#1e2124")
    draw.rounded_rectangle((*button, button[0] + 120, button[1] + 32), 6, fill=colour)
    image.save(folder / name)
    return folder / name


def test_a_moved_button_and_another_colour_are_seen(tmp_path: Path) -> None:
    """And the same screen, or another word in a row, is not."""
    before = looks.small(screen(tmp_path, "a.png"))
    limit = looks.allowed("library")
    assert looks.changed(looks.small(screen(tmp_path, "b.png")), before) == 0.0
    assert looks.changed(looks.small(screen(tmp_path, "c.png", (900, 20))), before) > limit
    assert looks.changed(looks.small(screen(tmp_path, "d.png", colour="#ffffff")), before) > limit
    with Image.open(tmp_path / "a.png") as image:
        ImageDraw.Draw(image).text((110, 140), "other ", fill="#1e2124")
        image.save(tmp_path / "e.png")
    assert looks.changed(looks.small(tmp_path / "e.png"), before) <= limit


def test_copies_come_back_as_they_were_written(tmp_path: Path) -> None:
    cells = {f"s{n}": looks.small(screen(tmp_path, "a.png", (100 + 90 * n, 20))) for n in range(11)}
    looks.write("light-100", cells, tmp_path)
    assert looks.different(looks.read("light-100", tmp_path), cells) == []
    assert looks.different({}, cells) == [f"{name}: missing" for name in sorted(cells)]


def test_every_look_has_its_copies_and_they_are_small() -> None:
    """Of the same states in every look."""
    held = {look: looks.read(look) for look in looks.LOOKS}
    names = set(held["light-100"])
    assert len(names) > 45
    narrow = {"history-narrow"}  # where there is no room for two
    assert {look: set(cells) ^ names | narrow for look, cells in held.items()} == dict.fromkeys(looks.LOOKS, narrow)
    assert sum(f.stat().st_size for f in looks.FOLDER.iterdir()) < 1_000_000


def walked(qapp: QApplication, folder: Path, look: str, only: list[str]) -> list[str]:
    screenshots.walk(qapp, folder, look, only)
    return looks.different(looks.pictures(folder, look), looks.read(look), whole=not only)


@pictured
def test_screens_look_as_they_did(qapp: QApplication, tmp_path: Path) -> None:
    """Some of them; all by `pytest -m slow tests/unit/desktop/test_looks.py`."""
    assert walked(qapp, tmp_path, "light-100", ["search", "connections", "settings"]) == [], ACCEPT


@pytest.mark.slow
@pictured
@pytest.mark.parametrize("look", looks.LOOKS)
def test_every_screen_looks_as_it_did(qapp: QApplication, tmp_path: Path, look: str) -> None:
    assert walked(qapp, tmp_path, look, []) == [], ACCEPT
