"""How fast the keyword index answers after N passages were committed one document at a time.

`python tests/benchmarks/lexical_latency.py [N]` (20,000 unless told). Passages are paragraphs of KorQuAD where the
evaluation data lie beside the repository (recombined once they run out), else generated with Zipf's law. Reports
commits a second, size, and p50/p95 of queries of 30 bigrams while passages are recent, folded, and merged.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from indexer.model import Passage  # noqa: E402
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey  # noqa: E402
from tests.helpers.small_engine import RAW_KEY, bigrams  # noqa: E402

KORQUAD = ROOT.parent / "shared" / "eval" / "korquad" / "KorQuAD_v1.0_dev.json"
TERMS = 30


def passages(count: int, rng: random.Random) -> Iterator[str]:
    """Real paragraphs of about 400 characters, then halves of two put together; or words by Zipf's law."""
    if KORQUAD.exists():
        data = json.loads(KORQUAD.read_text("utf-8"))["data"]
        base = [p["context"][:400] for article in data for p in article["paragraphs"]]
        for n in range(count):
            if n < len(base):
                yield base[n]
            else:
                one, two = rng.choice(base), rng.choice(base)
                yield one[: len(one) // 2] + " " + two[len(two) // 2 :]
        return
    words = ["".join(chr(0xAC00 + rng.randrange(2350) * 4) for _ in range(rng.randint(1, 5))) for _ in range(60_000)]
    for _ in range(count):
        yield " ".join(words[min(int(rng.paretovariate(0.9)), len(words)) - 1] for _ in range(110))


def measure(store: Store, queries: list[list[str]]) -> str:
    """Cold (nothing cached) and warm, in milliseconds."""
    out = []
    for name in ("cold", "warm"):
        times = []
        for query in queries:
            began = time.perf_counter()
            store.lexical.search(query, 100)
            times.append((time.perf_counter() - began) * 1000)
        p50, p95 = np.percentile(times, [50, 95])
        out.append(f"{name} p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    return "; ".join(out) + f"; segments {store.lexical.segment_sizes()}"


def main(count: int) -> None:
    rng = random.Random(1)
    texts = list(passages(count, rng))
    queries = []
    for text in rng.sample(texts, min(200, len(texts))):
        terms = list(dict.fromkeys(bigrams(text)))
        queries.append(terms[:TERMS])
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder), StoreKey(raw=RAW_KEY))
        terms = [Counter(bigrams(t)) for t in texts]
        began = time.perf_counter()
        for number, text in enumerate(texts):
            store.commit_document(
                FileRecord(f"/{number}.txt", len(text), 0),
                DocumentRecord(f"문서 {number}", "txt"),
                [Passage(text, "paragraph")],
                [terms[number]],
            )
            store.lexical.maintain()
        spent = time.perf_counter() - began
        print(f"{count} documents of one passage, committed one by one: {spent:.1f} s, {count / spent:.0f} a second")
        print("as committed:", measure(store, queries), flush=True)
        began = time.perf_counter()
        store.lexical.maintain(idle=True)
        print(f"merged in {time.perf_counter() - began:.1f} s:", measure(store, queries))
        store.close()
        print(f"{(Path(folder) / 'index.db').stat().st_size / 1e6:.0f} MB with the passages' text")
        began = time.perf_counter()
        store = Store.open(Path(folder), StoreKey(raw=RAW_KEY))
        print(f"opened in {time.perf_counter() - began:.2f} s:", measure(store, queries))
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
