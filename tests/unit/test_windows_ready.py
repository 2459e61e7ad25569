"""Windows from the first day: no module needs what Windows does not have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROBE = """
import importlib, pkgutil, sys
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules[name] = None  # an import of it raises ImportError
import desktop, indexer, connectors
failed = []
for package in (connectors, indexer, desktop):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if found.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(found.name)
        except ImportError as error:
            failed.append(f"{found.name}: {error}")
print("\\n".join(failed))
sys.exit(bool(failed))
"""


def test_every_module_imports_without_posix_modules() -> None:
    """With resource, fcntl and pwd hidden, every module of ours still imports."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    # Third-party packages are imported first where they themselves use a hidden module on this system.
    preload = "import subprocess, multiprocessing.popen_spawn_posix, filelock, llama_index.core\n"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", preload + PROBE],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_no_fork() -> None:
    """Processes are only spawned: fork is not on Windows and is unsafe beside threads."""
    for folder in ("desktop", "indexer", "connectors"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "os.fork" not in text, path
            assert 'get_context("fork' not in text, path
