"""Small grey copies of the pictures of every screen and state, to tell a visible change: tests/looks.

`python -m tests.helpers.looks PICTURES [--accept]` tells which pictures (of `tests.helpers.screenshots`) look otherwise
than the copies; with `--accept`, after a look at them, they become the copies. One sheet a look, 16 greys, a cell of
160 x 100 a picture: letters are not seen, but where what stands, its size and how dark it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "looks"
LOOKS = ("light-100", "dark-100", "light-150", "dark-150")
CELL = (160, 100)
ACROSS = 8  # cells in a row of a sheet
GREYS = 16
FAR = 40  # of 255: a cell's pixel that looks otherwise
SHARE = 0.004  # of a cell's pixels: more of them is a visible change, about one button's
LIVELY = 4.0  # times as many where an answer or a count was on its way when the picture was taken
MOVING = ("streaming", "indexing", "quick", "ask-source-fault", "handover-taken")

Grey = NDArray[np.uint8]


def small(picture: Path) -> Grey:
    """The picture, (100, 160) greys in GREYS steps."""
    with Image.open(picture) as image:
        image = image.convert("L")
        image.thumbnail(CELL, Image.Resampling.BOX)
        cell = Image.new("L", CELL, 255)
        cell.paste(image, (0, 0))
    step = 256 // GREYS
    return (np.asarray(cell) // step * step + step // 2).astype(np.uint8)


def changed(now: Grey, before: Grey) -> float:
    """The share of pixels that look otherwise, 0.0 to 1.0. A grey that is passed by one step is none."""
    far = np.abs(now.astype(np.int16) - before.astype(np.int16)) > FAR
    return float(far.mean())


def allowed(name: str) -> float:
    return SHARE * (LIVELY if any(word in name for word in MOVING) else 1.0)


def read(look: str, folder: Path = FOLDER) -> dict[str, Grey]:
    """The copies of one look by name; empty where there are none."""
    names_file = folder / f"{look}.json"
    if not names_file.exists():
        return {}
    names: list[str] = json.loads(names_file.read_text(encoding="utf-8"))
    with Image.open(folder / f"{look}.png") as image:
        sheet = np.asarray(image.convert("L"))
    wide, high = CELL
    return {
        name: sheet[n // ACROSS * high : n // ACROSS * high + high, n % ACROSS * wide : n % ACROSS * wide + wide]
        for n, name in enumerate(names)
    }


def write(look: str, cells: Mapping[str, Grey], folder: Path = FOLDER) -> None:
    """Make these the copies of one look."""
    folder.mkdir(parents=True, exist_ok=True)
    wide, high = CELL
    rows = -(-len(cells) // ACROSS)
    sheet = np.full((rows * high, ACROSS * wide), 255, np.uint8)
    for n, cell in enumerate(cells[name] for name in sorted(cells)):
        y, x = n // ACROSS * high, n % ACROSS * wide
        sheet[y : y + high, x : x + wide] = cell
    image = Image.fromarray(sheet).quantize(GREYS + 1, dither=Image.Dither.NONE)
    image.save(folder / f"{look}.png", optimize=True)
    (folder / f"{look}.json").write_text(json.dumps(sorted(cells), indent=0) + "\n", encoding="utf-8")


def pictures(folder: Path, look: str) -> dict[str, Grey]:
    """Small copies of the pictures of one look in a folder of `tests.helpers.screenshots`, by the rest of the name."""
    return {p.stem.removeprefix(f"{look}-"): small(p) for p in sorted(folder.glob(f"{look}-*.png"))}


def different(now: Mapping[str, Grey], before: Mapping[str, Grey], whole: bool = True) -> list[str]:
    """A line for each that looks otherwise; `whole`: those missing and new ones too."""
    told = [
        f"{name}: {share:.2%} of it looks otherwise"
        for name in sorted(now.keys() & before.keys())
        if (share := changed(now[name], before[name])) > allowed(name)
    ]
    if whole:
        told += [f"{name}: missing" for name in sorted(before.keys() - now.keys())]
    return told + [f"{name}: new" for name in sorted(now.keys() - before.keys())]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--accept", action="store_true")
    told = parser.parse_args()
    faults = 0
    for look in LOOKS:
        now = pictures(told.pictures, look)
        if not now:
            continue
        for line in different(now, read(look)):
            faults += 1
            sys.stdout.write(f"{look} {line}\n")
        if told.accept:
            write(look, now)
    return 0 if told.accept or not faults else 1


if __name__ == "__main__":
    sys.exit(main())
