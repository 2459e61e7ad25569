"""How well the quoting answerer quotes, on the two question sets that lie beside the repository.

    python tests/benchmarks/quoting.py [--questions 400] [--terms kiwi|bigrams]

Prints: the right passage among the first three citations; KorQuAD's answer inside at most 300 quoted characters.
Keyword search in memory and no encoder: what a PC without vectors gets. The even half of the questions is reported;
the odd half was tuned on. tests/benchmarks/refusal.py measures the refusal, whose scale of scores is the engine's.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from small_search import SmallSearch  # noqa: E402

from indexer.answering.quoting import quote  # noqa: E402
from indexer.answering.run import retrieve  # noqa: E402
from indexer.answering.settings import AnswerSettings  # noqa: E402
from indexer.answering.words import Terms, bigrams, understand  # noqa: E402
from indexer.model import Block, Location, ParsedDocument  # noqa: E402
from indexer.passages import split  # noqa: E402

EVAL = ROOT.parent / "shared" / "eval"
Question = tuple[str, set[str], list[str]]  # text, right documents, answers


def welfare() -> tuple[dict[str, str], list[Question]]:
    rows = [json.loads(line) for line in (EVAL / "welfare/corpus.jsonl").read_text("utf-8").splitlines()]
    asked = [json.loads(line) for line in (EVAL / "welfare/queries.jsonl").read_text("utf-8").splitlines()]
    return {r["id"]: r["text"] for r in rows}, [(q["text"], set(q["relevant"]), []) for q in asked]


def korquad() -> tuple[dict[str, str], list[Question]]:
    texts: dict[str, str] = {}
    asked: list[Question] = []
    for article in json.loads((EVAL / "korquad/KorQuAD_v1.0_dev.json").read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            name = str(len(texts))
            texts[name] = paragraph["context"]
            for qa in paragraph["qas"]:
                asked.append((qa["question"], {name}, [a["text"] for a in qa["answers"]]))
    return texts, asked


def kiwi_terms() -> Terms:
    """The project's own analyser."""
    from indexer.language.analyzer import Analyzer

    return Analyzer().terms


def index(texts: dict[str, str], terms: Terms) -> SmallSearch:
    out = SmallSearch(terms)
    for name, text in texts.items():
        blocks = tuple(Block("paragraph", t, Location(paragraph=i)) for i, t in enumerate(text.split("\n\n")))
        out.add(name, split(ParsedDocument("text", blocks)))
    return out


def sample(questions: list[Question], count: int, half: int) -> list[Question]:
    chosen = [q for i, q in enumerate(questions) if i % 2 == half]
    return random.Random(7).sample(chosen, min(count, len(chosen)))


def quoting(search: SmallSearch, questions: list[Question], terms: Terms) -> dict[str, float]:
    settings = AnswerSettings()
    third = first = inside = 0
    length = 0
    started = time.perf_counter()
    for text, right, answers in questions:
        hits = retrieve(text, search.search, (), settings)
        quotes = quote(understand(text, terms), hits, terms, settings.quote_length)
        cited = list(dict.fromkeys(q.hit.path for q in quotes[:3]))
        third += bool(right & set(cited))
        first += bool(quotes) and quotes[0].hit.path in right
        told = " ".join(q.text for q in quotes)
        inside += any(a in told for a in answers)
        length += sum(len(q.text) for q in quotes)
    n = len(questions)
    ms = (time.perf_counter() - started) / n * 1000
    return {"first": first / n, "among 3": third / n, "answer inside": inside / n, "characters": length / n, "ms": ms}


def report(name: str, figures: dict[str, float]) -> None:
    print(f"{name:28}", "  ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--questions", type=int, default=400)
    options.add_argument("--terms", choices=("kiwi", "bigrams"), default="bigrams")
    given = options.parse_args()
    terms: Terms = kiwi_terms() if given.terms == "kiwi" else bigrams
    sets = {"welfare": welfare(), "korquad": korquad()}
    searchers = {name: index(texts, terms) for name, (texts, _) in sets.items()}
    for name, (_, asked) in sets.items():
        report(f"{name} quoting", quoting(searchers[name], sample(asked, given.questions, 0), terms))


if __name__ == "__main__":
    main()
