"""A profile for tests: a folder and a passphrase of its own, and the command line on it in a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Profile:
    home: Path
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {"MUNSEO_PASSPHRASE": "시험용 암호문구", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
        return {**os.environ, **own, **self.more}

    def run(self, *arguments: str, timeout: float = 3000, home: bool = True) -> subprocess.CompletedProcess[str]:
        """`munseo ARGUMENTS --home …` as a user would run it."""
        command = [sys.executable, "-m", "indexer.cli", *arguments, *(["--home", str(self.home)] if home else [])]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, encoding="utf-8", timeout=timeout
        )

    def here(self, *arguments: str, home: bool = True) -> subprocess.CompletedProcess[str]:
        """The same in this process: for what does not need one of its own, ten times as fast."""
        from typer.testing import CliRunner

        from indexer.cli import app
        from indexer.commands import say

        words = [*arguments, *(["--home", str(self.home)] if home else [])]
        say._chosen.clear()
        say.look_ahead(words)
        try:
            done = CliRunner().invoke(app, words, env=self.environment, prog_name="munseo")
        finally:
            say._chosen.clear()
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    def json_here(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines a command prints, run in this process."""
        done = self.here(*arguments, "--json")
        assert done.returncode in (0, 3), done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines a command prints."""
        done = self.run(*arguments, "--json")
        assert done.returncode in (0, 3), done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]
