"""How often the right document is in the first three hits and is cited; how often far questions are refused.

    python tests/benchmarks/questions.py                              the bundled samples
    python tests/benchmarks/questions.py --real ../shared/corpus      our questions on the real documents

With --home the profile is kept, so that a second run need not index again. --verbose names what went wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer.search.query import bare
from tests.helpers.profile import ROOT, Profile


def relevant(question: dict[str, Any], path: str) -> bool:
    return any(path.replace("\\", "/").endswith(name) for name in question["relevant"])


def holds(question: dict[str, Any], text: str) -> bool:
    """The passage asked for stands in the text, white space and cell borders apart."""
    wanted = bare(question["passage"]).replace("|", "")
    return wanted in bare(text).replace("|", "")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--real", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.real:
        folder, file = options.real, ROOT / "tests" / "real_questions" / "questions.jsonl"
    else:
        folder, file = (
            ROOT / "resources" / "samples" / "documents",
            ROOT / "resources" / "samples" / "questions.jsonl",
        )
    questions = {q["id"]: q for q in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    with tempfile.TemporaryDirectory() as temporary:
        profile = Profile(options.home or Path(temporary) / "profile")
        result = profile.json("index", str(folder))[-1]
        print(
            f"indexed {result['indexed']} of {result['seen']}, {result['passages']} passages, {result['seconds']} s"
        )
        asked = Path(temporary) / "questions.jsonl"
        asked.write_text(
            "".join(json.dumps({"id": q["id"], "text": q["text"]}) + "\n" for q in questions.values()),
            encoding="utf-8",
        )
        searched = {r["id"]: r for r in profile.json("search", "--queries", str(asked), "--top", "10")}
        answers = {r["id"]: r for r in profile.json("ask", "--questions", str(asked), "--quote")}
    counts = dict.fromkeys(
        ("file in 3 hits", "passage in 3 hits", "file cited", "passage cited", "file in 3 citations", "answer shown"),
        0,
    )
    answerable = [q for q in questions.values() if not q.get("unanswerable")]
    refused_wrongly = 0
    for q in answerable:
        hits, answer = searched[q["id"]]["hits"][:3], answers[q["id"]]
        good = [h for h in hits if relevant(q, h["path"])]
        cited = [c for c in answer["citations"] if relevant(q, c["path"])]
        outcome = {
            "file in 3 hits": bool(good),
            "passage in 3 hits": any(holds(q, h["text"]) for h in good),
            "file cited": bool(cited),
            "passage cited": any(
                holds(q, c["quote"]) or bare(c["quote"]).replace("|", "") in bare(q["passage"]).replace("|", "")
                for c in cited
            ),
            "file in 3 citations": any(relevant(q, c["path"]) for c in answer["citations"][:3]),
            "answer shown": bare(q["answer"]) in bare(answer["answer"]),
        }
        refused_wrongly += answer["refused"]
        for name, value in outcome.items():
            counts[name] += value
        if options.verbose and not all(outcome.values()):
            print(
                q["id"], q["text"], "refused" if answer["refused"] else "", [k for k, v in outcome.items() if not v]
            )
            print("    wanted:", q["passage"][:100], q["relevant"][:1])
            print("    hits:", [(Path(h["path"]).name[-24:], h["text"][:40]) for h in hits])
            print("    answer:", answer["answer"][:300].replace("\n", " / "))
    for name, count in counts.items():
        print(f"{name}: {count}/{len(answerable)} = {count / len(answerable):.3f}")
    print(f"refused although answerable: {refused_wrongly}/{len(answerable)}")
    far = [q for q in questions.values() if q.get("unanswerable")]
    if far:
        print(f"far questions refused: {sum(answers[q['id']]['refused'] for q in far)}/{len(far)}")
    lengths = sorted(len(a["answer"]) for a in answers.values() if not a["refused"])
    print(f"median length of an answer: {lengths[len(lengths) // 2] if lengths else 0} characters")


if __name__ == "__main__":
    main()
