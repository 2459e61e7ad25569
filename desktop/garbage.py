"""Garbage is collected on the window's thread, in small steps, and as a whole only while nothing is on its way.

Left to itself the collector runs in whichever thread passes the threshold: in the one that imports, in the engine's
reader, in the painter of pages. A Qt object in a cycle of references would be destroyed there, which Qt does not
allow (https://doc.qt.io/qt-6/threads-qobject.html); and a full collection stops the window wherever it falls.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from desktop.tasks import Tasks

STEP_MS = 500
YOUNG = 3_000  # objects made and not let go, before the young ones are looked through: 1 to 2 ms
STEPS_OLDER = 8  # every so many steps those that survived some are looked through too
OLD = 50_000  # of such objects: all are looked through, once the window has nothing to wait for
MOST = 1_000_000  # and beyond this at once: an index that runs all night is no reason to grow


class Garbage(QObject):
    """Switches the interpreter's own collection off for good; `freeze` keeps what is there out of all later ones."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._tasks = tasks
        self._steps = self._looked_at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.step)

    def start(self) -> None:
        """What is there now stays as long as the window."""
        self.freeze()
        self._timer.start()

    def freeze(self) -> None:
        """Screens that were made live as long as the window: no collection looks at them again."""
        gc.freeze()
        self._looked_at = 0

    def stop(self) -> None:
        self._timer.stop()

    def step(self) -> None:
        """Collect what has come up, if it is worth it."""
        young = gc.get_count()[0]
        if young > YOUNG:
            self._looked_at += young
            self._steps += 1
            gc.collect(0 if self._steps % STEPS_OLDER else 1)
        if self._looked_at > (MOST if self._tasks.busy else OLD):
            self._looked_at = 0
            gc.collect()
