"""The window's figures, each measured on the real process under a real X server: `python tests/benchmarks/desktop.py --json`.

window_ms_cold, window_ms_warm: from the start of the process (its interpreter's too) to the first frame; medians.
ui_gap_ms: longest time without a beat of a 10 ms timer while 1,000 files are indexed and answers stream;
    ui_gap_cpu_ms beside it is the CPU time our process spent within one gap: what a busy machine cannot add.
keystroke_ms_p95: from a typed syllable to the painted results of that query, 100,000 passages with vectors.
page_first_ms, page_next_ms: a 300-page HWP, from the click on a citation to its page with the highlight, then page by page
    (p95), while its vectors are still being made; searchable_seconds: until its words were found.
library_filter_ms: from the last letter to the painted rows of 250,000 (p95); library_frame_ms_p95: a frame while
    scrolling there. idle_mb: proportional set size of all processes once the engine rests;
    wake_ms: until it has loaded all again. awake_mb: before.
controls_without_name: controls without an accessible name or role. leaks: threads, timers, widgets and processes left.

--data DIR keeps what is generated (ten minutes of work) for the next run; --only PART, --runs N.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DROP = Path("/proc/sys/vm/drop_caches")
ENGINE = """
import sys
from indexer.engine.core import Engine
Engine.rest_seconds = lambda self: 10.0  # five minutes outside of this benchmark
from indexer.engine.__main__ import main
sys.exit(main(["--home", sys.argv[1]]))
"""


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The environment of a window on an X server of our own; on Windows, on the screen there is."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "MUNSEO_PASSPHRASE": "측정용 암호문구"}
    environment.pop("QT_QPA_PLATFORM", None)
    server = shutil.which("Xvfb")
    if sys.platform == "win32" or server is None:
        yield environment
        return
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            environment["DISPLAY"] = f":{told.readline().strip()}"
        yield environment
    finally:
        process.terminate()
        process.wait()


def start(environment: dict[str, str], home: Path, bytecode: Path | None = None) -> float:
    """Milliseconds from the start of the process to its first frame."""
    figures = home.parent / "figures.json"
    command = [
        sys.executable,
        "-m",
        "desktop",
        "--home",
        str(home),
        "--quit-after",
        "0.3",
        "--heartbeat",
        str(figures),
    ]
    extra = {"PYTHONPYCACHEPREFIX": str(bytecode)} if bytecode else {}
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment | extra, check=True, timeout=120)
    return float((json.loads(figures.read_text())["visible_at"] - began) * 1000)


def starts(environment: dict[str, str], work: Path, runs: int) -> dict[str, Any]:
    home = work / "start" / "home"
    home.parent.mkdir(exist_ok=True)
    start(environment, home)
    warm = [start(environment, home) for _ in range(runs)]
    cold = []
    by = "page cache dropped" if os.access(DROP, os.W_OK) else "a fresh bytecode cache"
    for number in range(max(1, runs // 2)):
        if os.access(DROP, os.W_OK):
            os.sync()
            DROP.write_text("3")
            cold.append(start(environment, home))
        else:
            cold.append(start(environment, home, work / f"bytecode-{number}"))
    return {
        "window_ms_cold": round(statistics.median(cold)), "window_ms_warm": round(statistics.median(warm)),
        "window_ms_all": {"cold": [round(x) for x in cold], "warm": [round(x) for x in warm]}, "cold_by": by,
    }  # fmt: skip


def probe(environment: dict[str, str], scenario: str, home: Path, **extra: str) -> dict[str, Any]:
    """Let the probe run in a window's process; adds the processes that it leaves behind."""
    result = home.parent / f"{scenario}.json"
    figures = home.parent / f"{scenario}-heart.json"
    command = [sys.executable, "-m", "tests.benchmarks.desktop_probe", scenario, str(result), "--home", str(home)]
    subprocess.run(
        [*command, "--heartbeat", str(figures)], cwd=ROOT, env=environment | extra, check=True, timeout=1800
    )
    out: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    pids = out.pop("pids", [])
    until = time.monotonic() + 10
    while (left := [p for p in pids if alive(p)]) and time.monotonic() < until:
        time.sleep(0.1)
    out["leaked"]["processes"] = left
    return out


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def generate(environment: dict[str, str], kind: str, path: Path) -> Path:
    if not path.exists():
        command = [sys.executable, "-m", "tests.benchmarks.desktop_data", kind, str(path)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return path


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", choices=("start", "indexing", "pages", "large"))
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    out: dict[str, Any] = {}
    leaked: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, screen() as environment:
        work, data = Path(folder), chosen.data or Path(folder) / "data"
        data.mkdir(parents=True, exist_ok=True)

        def wanted(part: str) -> bool:
            return chosen.only in (None, part)

        if wanted("start"):
            out |= starts(environment, work, chosen.runs)
        if wanted("indexing"):
            files = generate(environment, "folder", data / "folder")
            (work / "indexing").mkdir()
            out |= probe(environment, "indexing", work / "indexing" / "home", PROBE_FOLDER=str(files))
            leaked["indexing"] = out.pop("leaked")
        if wanted("pages"):
            long = generate(environment, "document", data / "long.hwp")
            (work / "pages").mkdir()
            out |= probe(environment, "pages", work / "pages" / "home", PROBE_DOCUMENT=str(long))
            leaked["pages"] = out.pop("leaked")
        if wanted("large"):
            home = generate(environment, "store", data / "home")
            engine = subprocess.Popen([sys.executable, "-c", ENGINE, str(home)], cwd=ROOT, env=environment)
            try:
                out |= probe(environment, "large", home)
                leaked["large"] = out.pop("leaked")
                engine.wait(15)
            finally:
                if engine.poll() is None:
                    engine.kill()
    if leaked:
        counts = [n if isinstance(n, int) else len(n) for of in leaked.values() for n in of.values()]
        out |= {"leaks": sum(counts), "leaked": leaked}
    out["load"] = [round(x, 1) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None
    print(json.dumps(out, ensure_ascii=False, indent=None if chosen.json else 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
