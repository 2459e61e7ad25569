"""Files of questions, as search, ask and the evaluation read them."""

from __future__ import annotations

import json as jsonlib
from pathlib import Path
from typing import Any

from indexer.commands.session import could_not


def read_queries(path: Path, as_json: bool) -> list[dict[str, Any]]:
    """`{"id", "text"}` a line; ends the command with a sentence that names the line when one is not."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        could_not("query", "error.no_queries", as_json, path=path)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = jsonlib.loads(line)
            rows.append({"id": row["id"], "text": str(row["text"])})
        except (ValueError, KeyError, TypeError):
            could_not("query", "error.bad_line", as_json, name=path.name, number=number)
    return rows
