"""`munseo index --watch` in a real process: changes are followed, Ctrl+C ends it with 130 and leaves nobody behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from tests.helpers.profile import ROOT, Profile


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_watching_follows_changes_and_ends(tmp_path: Path) -> None:
    """A new, a moved and a deleted file each give a line; Ctrl+C gives 130; no child outlives it."""
    folder = tmp_path / "자료"
    folder.mkdir()
    (folder / "가.txt").write_text("구내식당은 오전 11시에 엽니다.", "utf-8")
    profile = Profile(tmp_path / "profile")
    command = [sys.executable, "-m", "indexer.cli", "index", str(folder), "--watch", "--no-vectors", "--json",
               "--home", str(profile.home)]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=profile.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    lines: Queue[str] = Queue()
    said: Queue[str] = Queue()
    readers = [
        Thread(target=lambda s=s, q=q: [q.put(x) for x in s])
        for s, q in ((process.stdout, lines), (process.stderr, said))
    ]  # type: ignore[misc]
    for reader in readers:
        reader.start()

    def next_result(wanted: Callable[[dict[str, int]], bool]) -> dict[str, int]:
        """Changes may come in one batch or several: read on until the one that is meant."""
        deadline = time.monotonic() + 60
        while True:
            row: dict[str, int] = json.loads(lines.get(timeout=max(0.1, deadline - time.monotonic())))
            if wanted(row):
                return row

    try:
        assert next_result(lambda r: True)["indexed"] == 1
        while "Ctrl+C" not in said.get(timeout=60):
            pass
        time.sleep(1.0)  # the watch itself starts after the sentence
        (folder / "나.txt").write_text("주차장은 오후 10시에 닫습니다.", "utf-8")
        next_result(lambda r: r["indexed"] == 1)
        (folder / "나.txt").rename(folder / "다.txt")
        next_result(lambda r: r["moved"] == 1)
        (folder / "다.txt").unlink()
        next_result(lambda r: r["removed"] == 1)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group
        assert process.wait(20) == 130
    finally:
        if process.poll() is None:
            process.kill()
        for reader in readers:
            reader.join(10)
        process.stdout.close()
        process.stderr.close()
    for _ in range(50):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("a process of the group is left")
    rest = ""
    while True:
        try:
            rest += said.get_nowait()
        except Empty:
            break
    assert "Traceback" not in rest
