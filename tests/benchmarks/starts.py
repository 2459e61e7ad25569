"""Starts the window again and again and ends it at every moment of its start: `python -m tests.benchmarks.starts --json`.

starts, faults (exit codes other than 0, with what the process wrote), said (starts that wrote anything). Each start has
faulthandler on. --malloc: freed memory is overwritten and overruns are found; --fresh: no bytecode is kept, so that the
modules of the later screens are still being compiled when it ends; --offscreen: without a screen, else on $DISPLAY.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = (0.05, 0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5)  # seconds after the window is asked for
START_SECONDS = 90.0
KEPT_EVERY = 3  # every third start has a new profile, with an engine that is made; the others share one


def start(home: Path, after: float, environment: dict[str, str]) -> tuple[int | str, str]:
    """Exit code, or "timeout", and what was written to stderr."""
    command = [sys.executable, "-X", "faulthandler", "-m", "desktop", "--home", str(home), "--quit-after", str(after)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=START_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        return "timeout", str(error.stderr)
    return done.returncode, done.stderr.strip()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--malloc", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--offscreen", action="store_true")
    chosen = parser.parse_args()
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "MUNSEO_PASSPHRASE": "측정용 암호문구"}
    if chosen.offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    if chosen.malloc:
        environment |= {"PYTHONMALLOC": "debug", "MALLOC_PERTURB_": "165"}
    rng = random.Random(chosen.seed)
    faults: list[dict[str, Any]] = []
    said = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        for number in range(chosen.runs):
            home = work / "kept" if number % KEPT_EVERY else work / f"new-{number}"
            if chosen.fresh:
                environment["PYTHONPYCACHEPREFIX"] = str(work / f"bytecode-{number}")
            after = rng.choice(MOMENTS)
            code, written = start(home, after, environment)
            said += bool(written)
            if code != 0:
                faults.append({"start": number, "after": after, "code": code, "written": written[-2000:]})
    out = {"starts": chosen.runs, "faults": faults, "said": said}
    print(json.dumps(out, ensure_ascii=False, indent=None if chosen.json else 1))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
