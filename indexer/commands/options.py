"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer.settings import default_home

Home = Annotated[Path | None, typer.Option("--home", help="프로필 폴더(기본: 사용자 데이터 폴더)")]
Json = Annotated[bool, typer.Option("--json", help="JSON으로 출력")]


def home_of(given: Path | None) -> Path:
    """The profile's folder, absolute."""
    return (given or default_home()).expanduser().resolve()
