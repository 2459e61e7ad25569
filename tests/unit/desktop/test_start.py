"""The real start: `python -m desktop`, timed by the window itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from desktop.strings import Strings

ROOT = Path(__file__).resolve().parents[3]
RUN = """
import sys
from desktop.app import run
from tests.helpers.tiny_engine import Starter
starter = Starter(TINY_FILES="30000", TINY_PACE="0.002")
code = run(sys.argv[1:], connect=starter)
starter.stop()
heavy = {"numpy", "faiss", "kiwipiepy", "onnxruntime", "llama_index", "sqlcipher3", "pymupdf", "rhwp"} & set(sys.modules)
sys.exit(f"imported {heavy}" if heavy else code)
"""

FIRST = """
import sys
from desktop.app import run
from desktop.heartbeat import Heartbeat
at_first_frame = []
class Noting(Heartbeat):
    def window_visible(self):
        at_first_frame.extend(sys.modules)
        super().window_visible()
import desktop.app
desktop.app.Heartbeat = Noting
def nobody(home):
    raise EOFError
run(sys.argv[1:], connect=nobody)
print("\\n".join(at_first_frame))
"""


def test_the_first_frame_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    """No other screen, no viewer, no engine protocol, no network, and from the second start no reader of YAML."""
    Strings.load("ko", tmp_path / "cache")
    done = subprocess.run(
        [sys.executable, "-c", FIRST, "--home", str(tmp_path), "--quit-after", "0.5", "--heartbeat", os.devnull],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    there = set(done.stdout.split())
    assert "desktop.views.ask_view" in there, done.stderr
    late = {"msgspec", "yaml", "indexer.requests", "PySide6.QtNetwork", "desktop.views.search_view",
            "desktop.views.library_view", "desktop.views.connections_view", "desktop.views.settings_view",
            "desktop.views.answer_card", "desktop.views.history_panel", "desktop.views.command_palette", "desktop.views.source_view"}  # fmt: skip
    assert late & there == set()


def test_the_window_is_there_at_once_and_never_waits(tmp_path: Path) -> None:
    """Shown within 2 s on a busy machine, no gap of a second while 30,000 files are listed, nothing heavy imported."""
    figures, picture = tmp_path / "figures.json", tmp_path / "window.png"
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--home", str(tmp_path / "자료함"), "--screen", "library", "--ask", "연가는 며칠입니까?",
         "--quit-after", "4", "--heartbeat", str(figures), "--screenshot", str(picture)],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    measured = json.loads(figures.read_text(encoding="utf-8"))
    assert measured["start_to_visible_ms"] < 2000
    assert measured["longest_gap_ms"] < 1000
    assert picture.stat().st_size > 5000
