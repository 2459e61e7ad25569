"""How long files by name take with every letter typed: `python -m tests.benchmarks.names [--files 250000] [--json]`.

Synthetic names in the manner of an office's shared drive; the store is the real, encrypted one. `first_ms` is the first
query after files changed (the names are read and made bare), the others are what a keystroke waits for.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

from indexer.store.database import FileRecord, Store, StoreKey

SUBJECTS = (
    "연가",
    "출장 여비",
    "예산 집행",
    "민원 처리",
    "정보공개",
    "보안점검",
    "계약",
    "회의",
    "감사",
    "복지포인트",
)
KINDS = ("지침", "결과 보고", "계획(안)", "회의록", "공문", "보도자료", "현황", "명단", "서식", "안내")
TYPED = ("연가 지침을", "2024년 예산집행 결과보고", "회의록", "감사", "정보공개 현황 최종", "hwp", "가나다라", "1")


def fill(store: Store, files: int) -> None:
    dice = random.Random(3)
    batch = []
    for n in range(files):
        name = f"{dice.randint(2008, 2026)}년 {dice.choice(SUBJECTS)} {dice.choice(KINDS)}_{dice.randint(1, 99999)}"
        end = dice.choice(("", "_최종", "_수정", " (2)"))
        batch.append(FileRecord(f"/공유/{n % 400:03}과/{name}{end}.hwp", n, n * 10**9, state="indexed"))
        if len(batch) == 20_000:
            store.catalog.put(batch)
            batch = []
    store.catalog.put(batch)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--files", type=int, default=250_000)
    reader.add_argument("--json", action="store_true")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder), StoreKey(raw=bytes(range(32))))
        fill(store, asked.files)
        began = time.perf_counter()
        store.catalog.named("연가", 50)
        first = (time.perf_counter() - began) * 1000
        took, cpu = [], []
        for typed in TYPED:
            for end in range(1, len(typed) + 1):
                began, used = time.perf_counter(), time.process_time()
                store.catalog.named(typed[:end], 50)
                took.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - used) * 1000)
        store.close()
    took.sort()
    cpu.sort()
    out = {
        "files": asked.files,
        "keystrokes": len(took),
        "first_ms": round(first, 1),
        "median_ms": round(took[len(took) // 2], 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "max_ms": round(took[-1], 1),
        "p95_cpu_ms": round(cpu[int(len(cpu) * 0.95)], 1),
        "max_cpu_ms": round(cpu[-1], 1),
    }
    print(json.dumps(out) if asked.json else "\n".join(f"{name}: {value}" for name, value in out.items()))


if __name__ == "__main__":
    main()
