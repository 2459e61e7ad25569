"""Is the profile whole? And making it whole again without losing what can be kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.answers import Turn
from indexer.errors import StoreError
from indexer.store import cipher, dictionary, seal, segments
from indexer.store.database import FILE, Store, StoreKey


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. message: a Korean sentence; repairable: by `repair`, without reading files."""

    name: str
    ok: bool
    message: str
    repairable: bool = True


def check(store: Store) -> list[Finding]:
    """Look at every page and every link between the tables. Slow on a large profile: it reads all of it."""
    pages = _pages(store)
    if not pages.ok:
        return [pages]  # what else is asked of damaged pages would only fail
    return [pages, _links(store), _lexical(store), _vectors(store), *_caches(store)]


def _pages(store: Store) -> Finding:
    try:
        broken = len(store.db.rows("PRAGMA cipher_integrity_check"))
        said = [str(r[0]) for r in store.db.rows("PRAGMA integrity_check(20)")]
    except StoreError:
        broken, said = 1, []
    if broken or said != ["ok"]:
        return Finding("pages", False, "데이터베이스에 손상된 부분이 있습니다. 색인을 다시 만들어야 합니다.", False)
    return Finding("pages", True, "데이터베이스의 모든 쪽이 온전합니다.")


def _links(store: Store) -> Finding:
    """Documents without a file, passages without a document, documents without all of their passages."""
    loose = store.db.value(
        "SELECT (SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM file f WHERE f.document = d.id))"
        " + (SELECT count(*) FROM file f WHERE f.document IS NOT NULL"
        "    AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = f.document))"
        " + (SELECT count(*) FROM file f WHERE f.state = 'indexed' AND f.document IS NULL)"
        " + (SELECT count(*) FROM passage p WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.id = p.document))"
        " + (SELECT count(*) FROM document d WHERE d.passages <>"
        "    (SELECT count(*) FROM passage p WHERE p.document = d.id))"
    )
    if loose:
        return Finding("catalog", False, f"목록과 본문이 서로 맞지 않는 항목이 {loose}건 있습니다.", False)
    return Finding("catalog", True, "목록과 본문이 서로 맞습니다.")


def _lexical(store: Store) -> Finding:
    """Every passage is in the keyword index exactly once, and nothing else is."""
    passages = np.array([r[0] for r in store.db.rows("SELECT id FROM passage ORDER BY id")], np.int64)
    folded = [s.passages for s in segments.load(store.db)]
    recent = np.array([r[0] for r in store.db.rows("SELECT passage FROM forward ORDER BY passage")], np.int64)
    dead = np.array([r[0] for r in store.db.rows("SELECT passage FROM dead")], np.int64)
    listed = np.concatenate([*folded, recent]) if folded else recent
    living = np.sort(listed[~np.isin(listed, dead)])
    wrong = not np.array_equal(living, passages)
    for segment in segments.load(store.db):
        found = store.db.rows("SELECT passages, counts FROM posting WHERE segment = ?", (segment.id,))
        for places, counts in found:
            at = np.frombuffer(places, "<u2")
            wrong = wrong or len(at) != len(counts) or int(at.max(initial=0)) >= len(segment.passages)
        kept = dictionary.load(store.db, segment.id)
        if kept is not None:
            truth = dictionary.counted(store.db, segment.id)
            wrong = wrong or not np.array_equal(kept.terms, truth.terms)
            wrong = wrong or not np.array_equal(kept.counts, truth.counts)
    if wrong:
        return Finding("lexical", False, "키워드 색인이 본문과 맞지 않습니다. 색인을 다시 만들어야 합니다.", False)
    return Finding("lexical", True, "키워드 색인이 본문과 맞습니다.")


def _vectors(store: Store) -> Finding:
    loose = store.db.value(
        "SELECT count(*) FROM vector v WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE p.id = v.passage)"
    )
    loose += store.db.value(
        "SELECT count(*) FROM window w WHERE NOT EXISTS"
        " (SELECT 1 FROM vector v WHERE v.passage = w.passage AND v.space = w.space)"
    )
    if loose:
        return Finding("vectors", False, f"본문이 없는 벡터가 {loose}개 있습니다.")
    return Finding("vectors", True, "벡터가 본문과 맞습니다.")


def _caches(store: Store) -> list[Finding]:
    findings = []
    for space in store.vectors.spaces():
        if not store.vectors.cache_path(space).exists():
            continue
        if store.vectors.cache_opens(space):
            findings.append(Finding("cache", True, "벡터 캐시가 온전합니다."))
        else:
            findings.append(Finding("cache", False, "벡터 캐시가 손상되었습니다. 데이터베이스에서 다시 만듭니다."))
    return findings


def repair(store: Store) -> list[Finding]:
    """Put right what can be without reading any file again; returns what `check` says afterwards."""
    with store.db.writing() as connection:
        connection.execute(
            "DELETE FROM vector WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE p.id = vector.passage)"
        )
        connection.execute(
            "DELETE FROM window WHERE NOT EXISTS"
            " (SELECT 1 FROM vector v WHERE v.passage = window.passage AND v.space = window.space)"
        )
    if any(not f.ok for f in _caches(store)):
        store.vectors.drop_caches()
        store.vectors.save_cache(always=True)
    return check(store)


def start_over(home: Path, key: StoreKey) -> Path | None:
    """Set a damaged database aside and begin an empty one with the same sources, exclusions, settings, conversations.

    What cannot be read of those is lost; no document is touched. Returns where the old database lies now, None
    where there was none. The store must be closed. Raises StoreError, OSError.
    """
    sources: list[tuple[str, str]] = []
    exclusions: list[str] = []
    settings: dict[str, object] = {}
    turns: list[tuple[str, Turn]] = []
    try:
        old = Store.open(home, key)
    except StoreError:
        pass
    else:
        for part in ("sources", "exclusions", "settings", "conversations"):
            try:
                if part == "sources":
                    sources = [(s.path, s.added) for s in old.catalog.sources()]
                elif part == "exclusions":
                    exclusions = old.catalog.exclusions()
                elif part == "settings":
                    settings = old.settings.all()
                else:
                    names = [name for name, _, _ in reversed(old.conversations.all())]
                    turns = [(name, turn) for name in names for turn in old.conversations.turns(name)]
            except StoreError:
                continue
        old.close()
    aside = None
    database = home / FILE
    if database.exists():
        aside = home / f"index-damaged-{time.time_ns()}.db"
        database.replace(aside)
        salt = cipher.salt_copy(database)
        if salt is not None:
            cipher.keep_salt(aside, salt)
    for left in (*home.glob(FILE + "-*"), *home.glob("index.salt*"), *home.glob("vectors-*.sealed*")):
        left.unlink(missing_ok=True)
    seal.sync_folder(home)
    new = Store.open(home, key)
    with new.db.writing() as connection:
        connection.executemany("INSERT INTO source(path, added) VALUES (?, ?)", sources)
        for pattern in exclusions:
            new.catalog.exclude(pattern)
        for name, value in settings.items():
            new.settings.set(name, value)
        for name, turn in turns:
            new.conversations.add(name, turn)
    new.close()
    return aside
