"""What the window's benchmark works on, all generated: a large store, a folder of 1,000 files, a 300-page document.

`python -m tests.benchmarks.desktop_data KIND PATH` with KIND store (a profile's folder; MUNSEO_PASSPHRASE must be
set), folder (for files), or document (one .hwp).
"""

from __future__ import annotations

import random
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"

PASSAGES, PASSAGES_A_DOCUMENT, FILES = 100_000, 20, 250_000
FOLDER_FILES = 1_000
PAGES = 300
QUOTE = "복무 담당자는 쉰다섯째 확인표를 매월 말일까지 작성하여 총무과장에게 제출한다."


def sentences() -> list[str]:
    """The sentences of the sample documents."""
    out: list[str] = []
    for source in sorted((SAMPLES / "sources").glob("*.md")):
        body = source.read_text(encoding="utf-8").split("---", 2)[-1]
        out += [line.strip("#|@ ") for line in body.splitlines() if len(line) > 20]
    assert len(out) > 200, "the sample sources are gone"
    return out


def invented(count: int, rng: random.Random) -> list[str]:
    """Sentences of invented words, by Zipf's law, so that the vocabulary is as large as a real one."""
    words = ["".join(chr(0xAC00 + rng.randrange(2350) * 4) for _ in range(rng.randint(2, 4))) for _ in range(40_000)]
    return [
        " ".join(words[min(int(rng.paretovariate(0.6)), len(words)) - 1] for _ in range(12)) + "."
        for _ in range(count)
    ]


def store(home: Path) -> None:
    """100,000 passages with vectors in 5,000 documents, and a catalog of 250,000 files."""
    import numpy as np

    from connectors.secrets import database_key, open_secrets
    from indexer.embedding.encoder import LocalEncoder, find_model
    from indexer.language.analyzer import Analyzer
    from indexer.model import Location, Passage, PassagePart
    from indexer.store.cipher import StoreKey
    from indexer.store.database import DocumentRecord, FileRecord, Store

    rng = random.Random(7)
    texts = sentences() + invented(6_000, rng)
    analyzer = Analyzer()
    terms = [analyzer.passage_terms(Passage(t, "paragraph"), "", "") for t in texts]
    home.mkdir(parents=True, exist_ok=True)
    passphrase, raw = database_key(home, open_secrets(home))
    made = Store.open(home, StoreKey(passphrase=passphrase, raw=raw))
    suffixes = ("hwp", "hwpx", "pdf", "docx")
    with made.writing():
        made.catalog.add_source("/업무 공유")  # away, as a drive can be: its files stay
        made.catalog.put(
            FileRecord(
                f"/업무 공유/{n // 500:03}_총무과/{n:06} 복무 점검 결과.{suffixes[n % 4]}", 20_000 + n % 9_999,
                1_740_000_000_000_000_000 + n * 10**11, state="pending" if n % 50 else "skipped",
            )
            for n in range(FILES - PASSAGES // PASSAGES_A_DOCUMENT)
        )  # fmt: skip
    for document in range(PASSAGES // PASSAGES_A_DOCUMENT):
        passages, counted = [], []
        for number in range(PASSAGES_A_DOCUMENT):
            chosen = [rng.randrange(len(texts)) for _ in range(6)]
            text = " ".join(texts[i] for i in chosen)
            part = PassagePart(0, len(text), Location(number + 1, True, 0, number))
            passages.append(Passage(text, "paragraph", (f"제{number % 9 + 1}장",), parts=(part,)))
            counted.append(sum((Counter(terms[i]) for i in chosen), Counter()))
        path = f"/업무 공유/색인된 문서/{document:05} 연가와 출장 업무 처리.hwp"
        with made.writing():
            made.commit_document(FileRecord(path, 40_000, 1_741_000_000_000_000_000),
                                 DocumentRecord(f"업무 처리 {document}", "hwp", 20), passages, counted)  # fmt: skip
        made.lexical.maintain()
    made.lexical.maintain(idle=True)
    if model := find_model():
        space, noise = LocalEncoder(model).name, np.random.default_rng(7)
        ids = [r[0] for r in made.db.rows("SELECT id FROM passage ORDER BY id")]
        for start in range(0, len(ids), 5_000):
            some = ids[start : start + 5_000]
            rows = noise.standard_normal((len(some), 384), np.float32)
            made.vectors.add(space, some, rows)
            made.vectors.add_windows(space, some, np.split(rows, len(some)))
        made.vectors.save_cache(always=True)
    made.close()


def folder(path: Path) -> None:
    """1,000 files, all different: every sample document in copies that differ, and notes as text."""
    path.mkdir(parents=True)
    rng = random.Random(3)
    known = sentences()
    samples = sorted((SAMPLES / "documents").iterdir())
    for number in range(FOLDER_FILES):
        sample = samples[number % len(samples)]
        to = path / f"{number:04} {sample.name}"
        data = sample.read_bytes()
        if sample.suffix in (".hwpx", ".docx"):
            to.write_bytes(data)
            with zipfile.ZipFile(to, "a") as archive:
                archive.comment = str(number).encode()
        elif sample.suffix == ".pdf":
            to.write_bytes(data + f"\n% {number}\n".encode())
        elif sample.suffix == ".hwp":
            to.write_bytes(data + bytes(512 - 8) + number.to_bytes(8, "little"))  # a sector nothing refers to
        else:
            to.write_text("\n\n".join(rng.choice(known) for _ in range(60)), encoding="utf-8")


def document(path: Path) -> None:
    """An HWP of at least 300 pages that holds QUOTE once, in its middle."""
    sys.path.insert(0, str(ROOT / "packaging" / "samples"))
    import hancom
    from source import Paragraph, Source

    rng = random.Random(5)
    known = [s for s in sentences() if re.search(r"다\.$", s)]
    count = PAGES * 10
    blocks = [Paragraph("업무 편람 합본", "title")]
    for number in range(1, count):
        if number % 40 == 1:
            blocks.append(Paragraph(f"제{number // 40 + 1}장 업무 {number // 40 + 1}", "heading"))
        words = QUOTE if number == count // 2 else f"{number}. " + " ".join(rng.choice(known) for _ in range(3))
        blocks.append(Paragraph(words))
    made = Source(path, path.name, "업무 편람 합본", "총무과", "2025-03-01", "", "", tuple(blocks))
    path.write_bytes(hancom.hwp_bytes(made))


if __name__ == "__main__":
    {"store": store, "folder": folder, "document": document}[sys.argv[1]](Path(sys.argv[2]))
