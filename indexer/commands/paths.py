"""Paths as they are given to a command."""

from __future__ import annotations

import os
from pathlib import Path

from indexer.commands.session import could_not


def existing(paths: list[Path], as_json: bool) -> list[str]:
    """The paths as absolute strings, exactly as on disk; ends the command when one does not exist."""
    for path in paths:
        if not path.exists():
            could_not("unreachable", "error.no_path", as_json, path=path)
    # Not resolve(): the user's own spelling of a link or a drive letter is the one she will recognise.
    return [os.path.abspath(path) for path in paths]  # noqa: PTH100
