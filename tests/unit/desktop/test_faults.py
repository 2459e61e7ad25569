"""A fault in what Qt calls while it paints is told, and the window goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# In a process of its own: without the guard it hangs for good.
LIST = """
import sys
from PySide6.QtWidgets import QApplication, QListView
app = QApplication([])
from desktop.models.hits import HitListModel
from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.hit_delegate import HitDelegate
from indexer.model import Hit, Location
told = []
sys.excepthook = lambda kind, error, trace: told.append(str(error))
strings = Strings.load()
model, delegate, view = HitListModel(strings), HitDelegate(Theme(app, "light"), strings), QListView()
def broken(*_):
    raise ValueError("cannot be drawn")
setattr(delegate if sys.argv[1] == "delegate" else model, sys.argv[2], broken)
view.setModel(model)
view.setItemDelegate(delegate)
view.resize(600, 500)
view.show()
model.set_hits(tuple(Hit(f"/{n}.hwp", n, "", (), 1, True, Location(), "글", 1.0, 1.0, None, (), "") for n in range(1, 10)))
for _ in range(5):
    app.processEvents()
print(len(told) > 0, set(told), model.rowCount())
"""


def run(where: str, method: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LIST, where, method], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    return done.stdout.strip() or done.stderr


def test_a_fault_in_a_delegate_is_told_and_all_rows_stay() -> None:
    assert run("delegate", "_draw") == "True {'cannot be drawn'} 9"


def test_a_fault_in_a_model_is_told_and_all_rows_stay() -> None:
    assert run("model", "_versions") == "True {'cannot be drawn'} 9"
