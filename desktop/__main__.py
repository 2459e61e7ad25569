"""`munseonaru` and `python -m desktop`: opens the window."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit code. `argv` without the program's name."""
    started = time.monotonic()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if "--engine" in arguments:  # an installed program has one executable for both processes
        from indexer.engine.__main__ import main as engine

        return engine([a for a in arguments if a != "--engine"])
    # Imports make objects that all stay: collecting garbage among them only delays the first frame. Later on
    # desktop.garbage does it.
    gc.disable()
    from desktop.app import run

    return leave(run(arguments, started=started))


def leave(code: int) -> int:
    """The exit code, for an interpreter that is taken down; with a thread left there is nothing to take down safely.

    An engine that takes longer to start than the window waits for it leaves one. It would go on in an interpreter
    that is going away, with Qt's objects gone before it. All is saved by now: the process ends where it stands.
    """
    if threading.active_count() > 1:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # a windowed program has none
                stream.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
