"""Where the files without code lie: strings, fonts, icons, colours."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of one resource; it need not exist."""
    return ROOT.joinpath(*parts)
