"""Documents a second to keyword-searchable, CPU of all processes and their peak memory; two trees side by side.

    python tests/benchmarks/indexing_speed.py FOLDER [--files 1000] [--against OTHER_TREE]

`munseo index --no-vectors --no-pages` of a new profile over a fixed random choice of the folder's files. With
`--against`, the code of another work tree does the same just before, and the ratio is told: on a busy machine the
CPU time is what can be compared. Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.parsing.dispatch import supported_suffixes
from tests.benchmarks.whole_index import watched
from tests.helpers.profile import ROOT, Profile


def run(tree: Path, folder: Path) -> tuple[float, float]:
    """(documents a second, CPU milliseconds a document) with the code of `tree`; prints them."""
    with tempfile.TemporaryDirectory() as home:
        environment = Profile(Path(home)).environment | {"PYTHONPATH": str(tree)}
        command = [sys.executable, "-m", "indexer.cli", "index", str(folder), "--no-vectors", "--no-pages", "--json"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        with subprocess.Popen(
            [*command, "--home", home], cwd=tree, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        ) as process:  # fmt: skip
            out, peak = watched(process, 0.5)
        wall = time.monotonic() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        result = json.loads(out.splitlines()[-1])
    print(
        f"{tree.name}: {result['seen']} documents ({result['indexed']} with text, {result['passages']} passages) in"
        f" {wall:.1f} s, {result['seen'] / wall:.1f} a second; CPU {cpu:.1f} s,"
        f" {2 * result['seen'] / cpu:.1f} a second on two free cores; peak {peak / 1e6:.0f} MB of all processes",
        flush=True,
    )
    return result["seen"] / wall, cpu / result["seen"] * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    suffixes = supported_suffixes()
    found = sorted(p for p in options.folder.absolute().rglob("*") if p.is_file() and p.suffix.lower() in suffixes)
    chosen = random.Random(1).sample(found, min(options.files, len(found)))
    with tempfile.TemporaryDirectory() as temporary:
        for number, path in enumerate(chosen):
            (Path(temporary) / f"{number:05} {path.name}").symlink_to(path)
        if not any(Path(temporary).iterdir()):
            raise SystemExit("no document in the folder")
        old = run(options.against.absolute(), Path(temporary)) if options.against else None
        new = run(ROOT, Path(temporary))
    if old is not None:
        print(f"speed {new[0] / old[0]:.2f} times, CPU {new[1] / old[1]:.2f} of the other tree")
    if hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
