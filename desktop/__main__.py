"""`munseonaru` and `python -m desktop`: opens the window."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit code. `argv` without the program's name."""
    started = time.monotonic()
    from desktop.app import run

    return run(list(sys.argv[1:] if argv is None else argv), started=started)


if __name__ == "__main__":
    sys.exit(main())
