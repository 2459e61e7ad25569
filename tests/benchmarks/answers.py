"""The table of answers one can sign: citations, spans, refusals, planted errors, overhead. One command.

    python tests/benchmarks/answers.py ../shared/eval --samples HOME --welfare HOME --korquad HOME [--questions 300]
        [--json] [--fit] [--cache DIR]

HOME: profiles that tests/benchmarks/questions.py and retrieval.py made with --home. Answers are quoted, through the
engine's own parts. Whatever was fitted was fitted on the topics (passages, articles) of one half; the other half is
reported. Questions over the samples: their own, more_questions.jsonl (answered there), near_questions.txt (on the same
topics, answered nowhere), far_questions.txt. --fit prints weights of answerable.py fitted anew on the first half of
all these, after each set of documents for those up to it. --cache keeps vectors and what was found, so that a second run takes seconds (evidence_cache.py).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from indexer import requests
from indexer.answering import answerable
from indexer.answering.answer import answer
from indexer.answering.subject import Nouns
from indexer.answering.words import understand
from indexer.answers import CitationEvent, DoneEvent, NoticeEvent
from indexer.compose import OwnedEngine, open_engine
from indexer.model import Hit
from indexer.requests import Found, Search
from indexer.search.query import bare
from tests.benchmarks import evidence_cache
from tests.benchmarks.planted import measured, passages
from tests.benchmarks.question_sets import hash_of
from tests.benchmarks.refusal import fit
from tests.helpers.profile import ROOT, Profile

HERE = Path(__file__).parent
TARGETS = {
    "right passage in 3 citations": 0.90,
    "answer inside 300 characters": 0.80,
    "far refused": 0.95,
    "answerable refused": 0.05,
    "planted found": 0.95,
    "false alarms": 0.03,
}


@dataclass(frozen=True)
class Asked:
    """`right`: names of the files that answer; `topic`: what must not be in both halves."""

    text: str
    right: frozenset[str]
    answers: tuple[str, ...]
    topic: str

    @property
    def half(self) -> int:
        return zlib.crc32(self.topic.encode()) % 2


def samples() -> tuple[list[Asked], list[Asked]]:
    """Answerable and far ones."""
    rows = [json.loads(x) for x in (ROOT / "resources/samples/questions.jsonl").read_text("utf-8").splitlines()]
    good = [
        Asked(r["text"], frozenset(Path(x).name for x in r["relevant"]), (r["answer"],), r["passage"])
        for r in rows
        if not r.get("unanswerable")
    ]
    return good, [Asked(r["text"], frozenset(), (), r["id"]) for r in rows if r.get("unanswerable")]


def more_samples() -> list[Asked]:
    """Further answerable ones."""
    rows = [json.loads(x) for x in (HERE / "more_questions.jsonl").read_text("utf-8").splitlines()]
    return [Asked(r["text"], frozenset(r["relevant"]), (r["answer"],), r["id"]) for r in rows]


def unanswered(name: str) -> list[Asked]:
    """The lines of a file of questions that nothing answers."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [Asked(t, frozenset(), (), t) for t in lines if t.strip()]


def welfare(folder: Path) -> list[Asked]:
    rows = map(json.loads, (folder / "welfare/queries.jsonl").read_text("utf-8").splitlines())
    return [Asked(r["text"], frozenset(f"{x}.txt" for x in r["relevant"]), (), min(r["relevant"])) for r in rows]


def korquad(folder: Path) -> list[Asked]:
    out = []
    for article in json.loads((folder / "korquad/KorQuAD_v1.0_dev.json").read_text("utf-8"))["data"]:
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"{abs(hash_of(article['title']))}-{number}.txt"
            for qa in paragraph["qas"]:
                told = tuple(a["text"] for a in qa["answers"])
                out.append(Asked(qa["question"], frozenset({name}), told, article["title"]))
    return out


class Bench:
    """One profile's engine, asked by quoting; `without`: as if these files were not indexed."""

    def __init__(self, home: Path, cache: Path) -> None:
        self.engine: OwnedEngine = open_engine(home)
        self.parts = self.engine._p
        self._found = evidence_cache.of_profile(cache, home)
        assert self.parts.embedder is not None
        self._vectors = evidence_cache.vectors(cache, self.parts.embedder.name)

    def save(self) -> None:
        self._found.save()
        self._vectors.save()

    def similar(self, question: str, texts: Sequence[str]) -> list[float]:
        """The engine's, every text encoded once."""
        embedder = self.parts.embedder
        assert embedder is not None
        new = [t for t in dict.fromkeys(texts) if t not in self._vectors]
        if new:
            for text, vector in zip(new, embedder.embed_passages(new), strict=True):
                self._vectors.put(text, np.asarray(vector, np.float16))
        asked: NDArray[np.float32] = self._vectors.get(("question", question), lambda: embedder.embed_query(question))
        return [float(self._vectors[t].astype(np.float32) @ asked) for t in texts]

    def hits(self, request: Search) -> tuple[Hit, ...]:
        found: tuple[Hit, ...] = self._found.get(repr(request), lambda: self.parts.searcher.search(request).hits)
        return tuple(found)

    def search(self, without: frozenset[str]) -> Any:
        def find(request: Search) -> Found:
            more = replace(request, top=request.top + 3 * len(without))
            hits = [h for h in self.hits(more) if Path(h.path).name not in without]
            return Found(tuple(hits[: request.top]), 0.0)

        return find

    def known_nouns(self, text: str) -> Nouns:
        nouns: Nouns = self._found.get(("nouns", text), lambda: self.engine._asking._nouns(text))
        return nouns

    def nouns(self, without: frozenset[str], question: str) -> Any:
        removed = [h for h in self.hits(Search(question, 30)) if Path(h.path).name in without]
        texts = [bare(f"{h.title} {' '.join(h.heading_path)} {h.text}") for h in removed]

        def counted(text: str) -> Nouns:
            found = self.known_nouns(text)
            left = {n: max(0, f - sum(bare(n) in t for t in texts)) for n, f in found.frequencies.items()}
            return Nouns(left, max(1, found.passages - len(texts)))

        return counted

    def ask(self, asked: Asked, without: frozenset[str] = frozenset()) -> dict[str, Any]:
        """What came of the question: refused, near, citations (file, quote), and both chances."""
        nouns = self.nouns(without, asked.text) if without else self.known_nouns
        events = list(
            answer(asked.text, self.search(without), terms=self.parts.analyzer.terms, similar=self.similar,
                   nouns_of=nouns, names_of=self.parts.analyzer.names)
        )  # fmt: skip
        cited = [(Path(e.path).name, e.quote) for e in events if isinstance(e, CitationEvent)]
        done = events[-1]
        assert isinstance(done, DoneEvent)
        near = any(isinstance(e, NoticeEvent) and e.kind == "near_only" for e in events)
        return {"refused": done.refused, "near": near, "cited": cited}

    def chances(self, asked: Asked, without: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The bare scores that a threshold could be set on, and ours."""
        question = understand(asked.text, self.parts.analyzer.terms)
        hits = self.search(without)(Search(asked.text, answerable.LOOKED)).hits
        nouns = self.nouns(without, asked.text) if without else self.known_nouns
        signs = answerable.signs(question, hits, self.similar, nouns)
        return {
            "bm25": max((h.lexical or 0.0 for h in hits), default=0.0),
            "cosine": max((h.vector or 0.0 for h in hits), default=0.0),
            "signs": signs.values() if signs else (0.0,) * 6,
            "ours": answerable.chance(signs) if signs else 0.0,
        }


def refused_at(kept: Sequence[float], removed: Sequence[float], share: float) -> float:
    """Of the removed, the share refused by the threshold that refuses `share` of the kept."""
    limit = np.quantile(kept, share)
    return float((np.asarray(removed) <= limit).mean())


def separated(
    good: Sequence[tuple[tuple[float, ...], float]], bad: Sequence[tuple[tuple[float, ...], float]]
) -> tuple[float, ...]:
    """Weights (intercept first) that tell signs of the good from those of the bad, each set weighing the same."""
    x = np.array([signs for signs, _ in [*good, *bad]])
    y = np.r_[np.ones(len(good)), np.zeros(len(bad))]
    w = np.array([weight for _, weight in [*good, *bad]])
    w[y == 1] *= w[y == 0].sum() / w[y == 1].sum()
    return tuple(fit(x, y, w).round(2).tolist())


def citations(bench: Bench, asked: Sequence[Asked]) -> dict[str, float]:
    rows = [(a, bench.ask(a)) for a in asked]
    n = len(rows)
    inside = [
        any("".join(t.split()) in "".join(" ".join(q for _, q in r["cited"]).split()) for t in a.answers)
        for a, r in rows
    ]
    return {
        "right passage in 3 citations": sum(any(f in a.right for f, _ in r["cited"][:3]) for a, r in rows) / n,
        "answer inside 300 characters": sum(inside) / n,
        "answerable refused": sum(r["refused"] for _, r in rows) / n,
        "shown as near": sum(r["near"] for _, r in rows) / n,
        "characters": statistics.mean(sum(len(q) for _, q in r["cited"]) for _, r in rows),
        "quotes": statistics.mean(len(r["cited"]) for _, r in rows),
        "questions": float(n),
    }


def far(bench: Bench, asked: Sequence[Asked]) -> dict[str, float]:
    rows = [bench.ask(a) for a in asked]
    return {
        "far refused": sum(r["refused"] for r in rows) / len(rows),
        "shown as near": sum(r["near"] for r in rows) / len(rows),
        "shown as answer": sum(not r["refused"] and not r["near"] for r in rows) / len(rows),
        "questions": float(len(rows)),
    }


def removed(
    bench: Bench, asked: Sequence[Asked]
) -> tuple[dict[str, float], list[tuple[float, ...]], list[tuple[float, ...]]]:
    """The curve at 1 to 20 % false refusals, for bare scores and for ours; and the signs, for fitting."""
    kept = [bench.chances(a) for a in asked]
    gone = [bench.chances(a, a.right) for a in asked]
    out = {}
    for name in ("bm25", "cosine", "ours"):
        for share in (0.01, 0.02, 0.05, 0.10, 0.20):
            out[f"{name} at {share:.0%}"] = refused_at([k[name] for k in kept], [g[name] for g in gone], share)
    default = [bench.ask(a, a.right) for a in asked]
    out["as set: refused"] = sum(r["refused"] for r in default) / len(default)
    out["as set: near content"] = sum(r["near"] for r in default) / len(default)
    out["as set: shown as answer"] = 1 - out["as set: refused"] - out["as set: near content"]
    out["questions"] = float(len(asked))
    return out, [k["signs"] for k in kept], [g["signs"] for g in gone]


@contextmanager
def scripted_platform() -> Iterator[tuple[str, list[float]]]:
    """A local server that answers every chat at once; the base URL and when each request reached it."""
    arrived: list[float] = []
    said = "".join(
        f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': t}}]})}\n\n"
        for t in ("일비는 ", "2만원입니다.[1]")
    )

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            arrived.append(time.perf_counter())
            body = (said + "data: [DONE]\n\n").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", arrived
    finally:
        server.shutdown()
        server.server_close()


def overhead(bench: Bench, asked: Sequence[Asked]) -> dict[str, float]:
    """Milliseconds from the question to the first token of a platform that answers at once."""
    engine, cancel = bench.engine, threading.Event()
    times, processor = [], []
    with scripted_platform() as (url, arrived):
        list(engine.handle(requests.SavePlatform("재기", url, "m", None), cancel))
        try:
            for number, a in enumerate(asked):
                reached = len(arrived)
                began, used = time.perf_counter(), time.process_time()
                for event in engine.handle(requests.Ask(a.text, platform="재기"), cancel):
                    if getattr(event, "type", "") == "token":
                        break
                if number >= 3 and len(arrived) > reached:  # the first load the models
                    times.append((time.perf_counter() - began) * 1000)
                    processor.append((time.process_time() - used) * 1000)
        finally:
            list(engine.handle(requests.RemovePlatform("재기"), cancel))
    times.sort()
    processor.sort()
    return {
        "ms p50": times[len(times) // 2],
        "ms p95": times[int(len(times) * 0.95)],
        "cpu ms p50": processor[len(processor) // 2],
        "cpu ms p95": processor[int(len(processor) * 0.95)],
        "questions": float(len(times)),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--welfare", type=Path)
    parser.add_argument("--korquad", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    os.environ["MUNSEO_PASSPHRASE"] = Profile(ROOT).environment["MUNSEO_PASSPHRASE"]
    chosen = random.Random(17)
    good, few = samples()
    others = unanswered("far_questions.txt")
    close = unanswered("near_questions.txt")
    further = more_samples()
    w, k = welfare(options.eval), korquad(options.eval)
    table: dict[str, dict[str, float]] = {}
    temporary = tempfile.TemporaryDirectory()
    cache = options.cache or Path(temporary.name)

    def row(name: str, figures: dict[str, float]) -> None:
        table[name] = figures
        if not options.json:
            print(f"{name}", flush=True)
            for label, value in figures.items():
                target = TARGETS.get(label)
                print(f"    {label:32} {value:8.3f}" + (f"   (target {target})" if target else ""), flush=True)

    fitted: dict[str, list[tuple[tuple[float, ...], float]]] = {"answered": [], "near": [], "far": []}
    for name, home, asked in (
        ("samples", options.samples, good),
        ("welfare", options.welfare, w),
        ("korquad", options.korquad, k),
    ):
        if home is None:
            continue
        held = asked if name == "samples" else [a for a in asked if a.half == 1]
        held = chosen.sample(held, min(options.questions, len(held)))
        bench = Bench(home, cache)
        row(f"{name}: questions of held-out topics", citations(bench, held))
        far_sets = {"samples": [*few, *others], "welfare": chosen.sample(k, 100), "korquad": chosen.sample(w, 100)}
        row(f"{name}: far questions", far(bench, far_sets[name]))
        if name == "samples":
            row("samples: further questions", citations(bench, further))
            row("samples: far questions, held-out half", far(bench, [a for a in others if a.half == 1]))
            row("samples: questions close by, held-out half", far(bench, [a for a in close if a.half == 1]))
        row(f"{name}: the answering passage removed", removed(bench, held)[0])
        if options.fit:
            train = [a for a in [*asked, *(further if name == "samples" else [])] if a.half == 0]
            train = chosen.sample(train, min(options.questions, len(train)))
            _, kept, gone = removed(bench, train)
            weight = {"samples": 1.7, "welfare": 2.5, "korquad": 1.0}[name]
            fitted["answered"] += [(k, weight) for k in kept]
            fitted["near"] += [(g, weight) for g in gone]
            strange = [a for a in far_sets[name] if a.half == 0]
            fitted["far"] += [(bench.chances(a)["signs"], 0.7) for a in strange]
            if name == "samples":
                fitted["near"] += [(bench.chances(a)["signs"], 1.0) for a in close if a.half == 0]
            for constant, against in (("_TOLD", ["far"]), ("_ANSWERED", ["near", "far"])):
                bad = [x for kind in against for x in fitted[kind]]
                print(f"up to {name}: answerable.{constant} =", separated(fitted["answered"], bad), flush=True)
        bench.save()
        if name == "welfare":
            row("first token over a platform that answers at once", overhead(bench, held[:60]))
        analyzer = bench.parts.analyzer
        bench.engine.close()
        row(f"{name}: planted errors", _named(measured(passages(home), 500, analyzer.terms, analyzer.names)))
    if options.json:
        print(json.dumps(table, ensure_ascii=False))


def _named(figures: dict[str, float]) -> dict[str, float]:
    return {re.sub(r"^found$", "planted found", k): v for k, v in figures.items()}


if __name__ == "__main__":
    main()
