"""One window a profile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.single_instance import SingleInstance

ROOT = Path(__file__).resolve().parents[3]
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.single_instance import SingleInstance
app = QCoreApplication([])
other = SingleInstance(Path(sys.argv[1]))
sys.exit(0 if not other.first() and other.hand_over("연가는 며칠?") else 7)
"""


def test_a_second_start_hands_its_question_over(qtbot: QtBot, tmp_path: Path) -> None:
    """The second process ends, the first window hears its question; another profile is nobody's second."""
    first = SingleInstance(tmp_path)
    assert first.first()
    assert first.listen()
    heard: list[str] = []
    first.raised.connect(heard.append)
    second = subprocess.Popen([sys.executable, "-c", SECOND, str(tmp_path)], cwd=ROOT)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0 and heard == ["연가는 며칠?"]
    other = subprocess.Popen([sys.executable, "-c", SECOND, str(tmp_path / "다른")], cwd=ROOT)
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=20_000)
    assert other.returncode == 7
    first.close()
