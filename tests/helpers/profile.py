"""A profile for tests: a folder and a passphrase of its own, and the command line on it in a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Profile:
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "MUNSEO_PASSPHRASE": "시험용 암호문구", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, timeout: float = 3000, home: bool = True) -> subprocess.CompletedProcess[str]:
        """`munseo ARGUMENTS --home …` as a user would run it."""
        command = [sys.executable, "-m", "indexer.cli", *arguments, *(["--home", str(self.home)] if home else [])]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, encoding="utf-8", timeout=timeout
        )

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines a command prints."""
        done = self.run(*arguments, "--json")
        assert done.returncode in (0, 3), done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]
