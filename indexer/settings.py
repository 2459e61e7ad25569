"""Where a profile lives, and what a power user may tune. Every setting is a row of resources/settings.yaml."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP = "munseonaru"


def default_home() -> Path:
    """The platform's folder for the user's own data of this program."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def resources() -> Path:
    """The `resources` folder, in a checkout and in an installed package alike."""
    return Path(__file__).resolve().parent.parent / "resources"
