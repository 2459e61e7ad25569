"""Precision and recall of the metadata that documents are filtered by, against labels checked by hand.

    python tests/benchmarks/facts.py ../shared/corpus [--wrong]

tests/real_questions/facts.jsonl names each labelled document by its SHA-256 and gives its fields; a field that is not
there must not be found. Texts (recipient, subject) are kept as hashes. --wrong names what was missed or invented.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.errors import DocumentError
from indexer.parsing.pool import ParserPool
from indexer.search.query import bare

LABELS = Path(__file__).resolve().parents[1] / "real_questions" / "facts.jsonl"
FIELDS = (
    "kind", "document_number", "notice_number", "rule_number", "department", "recipient", "via", "subject", "disclosure",
    "disclosure_clauses", "drafter_title", "reviewer_title", "approver_title", "enforced_on", "enacted_on", "revised_on",
    "released_on", "embargo_on", "dated_on", "about_year", "version",
)  # fmt: skip
HASHED = ("recipient", "via", "subject")


def shown(field: str, value: str) -> str:
    """A value as the labels have it."""
    return "#" + hashlib.sha256(bare(value).encode()).hexdigest()[:12] if field in HASHED else value


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    labels = {r["sha256"]: r["fields"] for r in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}
    files = {
        path: digest
        for path in sorted(options.corpus.rglob("*"))
        if path.is_file() and (digest := hashlib.sha256(path.read_bytes()).hexdigest()) in labels
    }
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    read = 0
    with ParserPool(workers=2) as pool:
        for path, result in pool.parse_many(files):
            truth = labels[files[path]]
            if isinstance(result, DocumentError):
                print("not read:", path.name, result.kind)
                continue
            read += 1
            own = {"author", "created", "base_name", "keywords"}
            if result.metadata.get("kind") != "공문":
                own.add("subject")  # the file's own property, not a letter's 제목
            got = {k: shown(k, v) for k, v in result.metadata.items() if k in FIELDS and k not in own}
            for field in FIELDS:
                found[field] += field in got
                wanted[field] += field in truth
                right[field] += field in got and got[field] == truth.get(field)
                if options.wrong and got.get(field) != truth.get(field):
                    print(f"{path.name[:40]:42} {field:18} found {got.get(field)!s:24} label {truth.get(field)}")
    print(f"{read} of {len(labels)} labelled documents read")
    for field in (*FIELDS, "all"):
        if field == "all":
            r, f, w = sum(right.values()), sum(found.values()), sum(wanted.values())
        else:
            r, f, w = right[field], found[field], wanted[field]
        if f or w:
            print(f"{field:20} precision {r}/{f} = {r / max(f, 1):.3f}   recall {r}/{w} = {r / max(w, 1):.3f}")


if __name__ == "__main__":
    main()
