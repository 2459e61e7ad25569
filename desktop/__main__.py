"""`munseonaru` and `python -m desktop`: opens the window."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit code. `argv` without the program's name."""
    started = time.monotonic()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if "--engine" in arguments:  # an installed program has one executable for both processes
        from indexer.engine.__main__ import main as engine

        return engine([a for a in arguments if a != "--engine"])
    # Imports make objects that all stay: collecting garbage among them only delays the first frame. app.run turns
    # it on again once the window is there.
    gc.disable()
    from desktop.app import run

    return run(arguments, started=started)


if __name__ == "__main__":
    sys.exit(main())
