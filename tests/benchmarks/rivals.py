"""Other engines on the same passages and the same tokens as ours: tantivy, SQLite FTS5, bm25s. Part of retrieval.py.

Each gets our index terms (morphemes, compounds, bigrams of text, headings and title), written as plain words, and ranks
with its own BM25 and its own defaults. What is not installed is left out, saying so.
"""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from indexer.language.analyzer import Analyzer
from indexer.store.scoring import term_id
from tests.helpers.profile import Profile

Ranked = dict[str, list[str]]
Search = Callable[[list[str]], list[int]]
DEEP = 40  # passages taken, for ten documents


def word(term: str) -> str:
    """A term as a word that no tokeniser takes apart."""
    return f"t{term_id(term) & (2**64 - 1):x}"


def tantivy(rows: list[list[str]]) -> Search:
    import tantivy as engine  # type: ignore[import-not-found]

    builder = engine.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace")
    builder.add_integer_field("number", stored=True)
    index = engine.Index(builder.build())
    writer = index.writer(50_000_000)
    for number, terms in enumerate(rows):
        writer.add_document(engine.Document(body=[" ".join(terms)], number=number))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(terms: list[str]) -> list[int]:
        query = index.parse_query(" ".join(terms), ["body"])
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(query, DEEP).hits]

    return search


def fts5(rows: list[list[str]]) -> Search:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize='ascii')")
    db.executemany("INSERT INTO t(rowid, body) VALUES (?, ?)", ((n, " ".join(r)) for n, r in enumerate(rows)))
    sql = f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {DEEP}"

    def search(terms: list[str]) -> list[int]:
        return [r[0] for r in db.execute(sql, (" OR ".join(terms),))] if terms else []

    return search


def bm25s(rows: list[list[str]]) -> Search:
    import bm25s as engine  # type: ignore[import-not-found]

    model = engine.BM25()
    model.index(rows, show_progress=False)

    def search(terms: list[str]) -> list[int]:
        found, _ = model.retrieve([terms], k=min(DEEP, len(rows)), show_progress=False)
        return [int(n) for n in found[0]]

    return search


ENGINES: dict[str, tuple[str, Callable[[list[list[str]]], Search]]] = {
    "tantivy": ("tantivy", tantivy),
    "SQLite FTS5": ("sqlite3", fts5),
    "bm25s": ("bm25s", bm25s),
}


def ranked(home: Path, asked: dict[str, list[tuple[str, str, set[str]]]]) -> Iterator[tuple[str, str, Ranked | None]]:
    """(engine, set, the best ten documents of each question); the ranking None for what is not installed."""
    os.environ["MUNSEO_PASSPHRASE"] = Profile(home).environment["MUNSEO_PASSPHRASE"]
    from indexer.compose import open_engine
    from tests.benchmarks.pool import hit_name

    engine: Any = open_engine(home)
    store, analyzer = engine._p.store, engine._p.analyzer
    stems, rows = [], []
    for stored in store.passages.get([r[0] for r in store.db.rows("SELECT id FROM passage ORDER BY id")]).values():
        counts = analyzer.passage_terms(stored.passage, stored.title, Path(stored.path).name)
        stems.append(hit_name(stored.path, stored.id))
        rows.append([word(t) for t, n in counts.items() for _ in range(int(n))])
    for name, (module, build) in ENGINES.items():
        if importlib.util.find_spec(module) is None:
            yield name, "", None
            continue
        search = build(rows)
        for of, questions in asked.items():
            found = {number: search(terms_of(analyzer, text)) for number, text, _ in questions}
            yield name, of, {n: list(dict.fromkeys(stems[i] for i in ids))[:10] for n, ids in found.items()}
    engine.close()


def terms_of(analyzer: Analyzer, text: str) -> list[str]:
    """The question's terms; those that merely make it a question are left out, as these engines weigh all alike."""
    return [word(t) for t, weight in analyzer.query_terms(text).items() if weight >= 0.45]
