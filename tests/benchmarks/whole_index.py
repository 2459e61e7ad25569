"""Index a folder of real documents: files a second, seconds until the first search answers, peak memory of all.

    python tests/benchmarks/whole_index.py ../shared/corpus [--vectors]

Memory is the proportional set size (Linux) of the command and all processes under it, summed every 0.2 s.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.profile import ROOT, Profile


def family(root: int) -> list[int]:
    """The process and all under it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    out = [root]
    for pid in out:
        out += [child for child, parent in parents.items() if parent == pid]
    return out


def memory(root: int) -> int:
    """Proportional set size of the family in bytes."""
    total = 0
    for pid in family(root):
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


def watched(process: subprocess.Popen[str], every: float) -> tuple[str, int]:
    """What the process printed until it ended, and the most memory of it and all under it, in bytes."""
    peak, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(every):
            peak = max(peak, memory(process.pid))

    thread = threading.Thread(target=watch)
    thread.start()
    out, _ = process.communicate()
    done.set()
    thread.join()
    return out, peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vectors", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        profile = Profile(Path(temporary))
        command = [sys.executable, "-m", "indexer.cli", "index", str(options.folder.absolute()), "--json", "--home"]
        command += [temporary, *([] if options.vectors else ["--no-vectors"])]
        began = time.monotonic()
        with subprocess.Popen(
            command, cwd=ROOT, env=profile.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            out, peak = watched(process, 0.2)
        spent = time.monotonic() - began
        result = json.loads(out.splitlines()[-1])
        began = time.monotonic()
        hits = profile.json("search", "해외직접투자 총액", "--mode", "lexical")
        first = time.monotonic() - began
    print(f"files {result['seen']}, indexed {result['indexed']}, passages {result['passages']}")
    print(f"not read: {dict(Counter(f['kind'] for f in result['failed']))}")
    print(f"{spent:.1f} s in all, {result['seen'] / spent:.1f} files/s, peak {peak / 1e6:.0f} MB for all processes")
    print(f"first search by a new process: {first:.1f} s, {len(hits)} hits")


if __name__ == "__main__":
    main()
