"""`python -m indexer.engine --home DIR`: the engine's process, started by the client."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
from pathlib import Path
from types import FrameType

from indexer.engine.client import error_file


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop. 0: ended in order; 4: could not start, the reason is in `engine.error`."""
    parser = argparse.ArgumentParser(prog="indexer.engine")
    parser.add_argument("--home", type=Path, required=True)
    home: Path = parser.parse_args(arguments).home

    def ended(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, ended)
    # Ctrl+C in a terminal goes to the whole group: the window decides when the engine ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    from connectors.errors import ConnectorError
    from indexer.compose import open_engine
    from indexer.engine.server import Server
    from indexer.errors import IndexerError

    with contextlib.suppress(FileNotFoundError):
        error_file(home).unlink()
    try:
        engine = open_engine(home)
    except (IndexerError, ConnectorError) as error:
        lines = (error.kind, error.message, error.next_step)
        error_file(home).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 4
    with contextlib.closing(engine):
        Server(engine, home).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
