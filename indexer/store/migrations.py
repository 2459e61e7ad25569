"""The schema, as numbered steps. A step that was released is never edited; add the next one."""

from __future__ import annotations

from typing import Any

from indexer.errors import NewerVersion
from indexer.store.connections import Connections


def m001_initial(run: Any) -> None:
    """Catalog, passages, lexical index, vectors, settings."""
    for statement in (
        "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
        # device: the volume the folder was last seen on, to tell an emptied folder from an unmounted one.
        "CREATE TABLE source(path TEXT PRIMARY KEY, added TEXT NOT NULL, device TEXT NOT NULL DEFAULT '')"
        " WITHOUT ROWID",
        "CREATE TABLE exclusion(pattern TEXT PRIMARY KEY) WITHOUT ROWID",
        # AUTOINCREMENT: ids of documents and passages are never used twice, caches may trust them.
        "CREATE TABLE document(id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, format TEXT NOT NULL,"
        " pages INTEGER, metadata TEXT NOT NULL, warnings TEXT NOT NULL, passages INTEGER NOT NULL)",
        # path as on disk; path_key and name_key are NFC and case-folded, for looking things up.
        "CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, path_key TEXT NOT NULL,"
        " name_key TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL,"
        " digest TEXT NOT NULL, format TEXT NOT NULL, state TEXT NOT NULL, parser_version INTEGER NOT NULL,"
        " kind TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '', next_step TEXT NOT NULL DEFAULT '',"
        " document INTEGER UNIQUE REFERENCES document(id))",
        "CREATE INDEX file_digest ON file(digest)",
        "CREATE INDEX file_state ON file(state)",
        "CREATE TABLE passage(id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL,"
        " ordinal INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL)",
        "CREATE INDEX passage_document ON passage(document, kind)",
        # terms: int64 little-endian; counts: uint8. Only passages that are not in a segment yet.
        "CREATE TABLE forward(passage INTEGER PRIMARY KEY, length INTEGER NOT NULL, terms BLOB NOT NULL,"
        " counts BLOB NOT NULL)",
        # passages: int64 ids, ascending; lengths: uint16. state: building, live, garbage.
        "CREATE TABLE segment(id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, passages BLOB NOT NULL,"
        " lengths BLOB NOT NULL)",
        # passages: uint16 places in the segment; counts: uint8. Segment first: a fold appends, a merge streams.
        "CREATE TABLE posting(segment INTEGER NOT NULL, term INTEGER NOT NULL, passages BLOB NOT NULL,"
        " counts BLOB NOT NULL, PRIMARY KEY(segment, term)) WITHOUT ROWID",
        "CREATE TABLE dead(passage INTEGER PRIMARY KEY)",
        "CREATE TABLE space(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL)",
        "CREATE TABLE vector(id INTEGER PRIMARY KEY, space INTEGER NOT NULL, passage INTEGER NOT NULL,"
        " data BLOB NOT NULL)",
        "CREATE UNIQUE INDEX vector_of ON vector(space, passage)",
        "CREATE INDEX vector_passage ON vector(passage)",
    ):
        run(statement)


def conversations(run: Any) -> None:
    """What was asked and answered; a conversation is its turns."""
    run("CREATE TABLE turn(id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL)")
    run("CREATE INDEX turn_conversation ON turn(conversation)")


def document_facts(run: Any) -> None:
    """What documents say about themselves, as columns; versions by file name; abbreviations."""
    # The metadata stay the only truth: these columns are read out of it, of old rows as of new ones.
    for name, source in (
        *((n, f"json_extract(metadata, '$.{n}')") for n in (
            "kind", "department", "document_number", "notice_number", "rule_number", "disclosure", "enforced_on",
            "revised_on", "released_on", "about_year", "version",
        )),
        ("created", "substr(json_extract(metadata, '$.created'), 1, 10)"),  # without the time of day
        # A month alone counts as its middle.
        ("dated", "substr(coalesce(json_extract(metadata, '$.released_on'), json_extract(metadata, '$.revised_on'),"
                  " json_extract(metadata, '$.enforced_on'), json_extract(metadata, '$.dated_on')) || '-15', 1, 10)"),
    ):  # fmt: skip
        run(f"ALTER TABLE document ADD COLUMN {name} TEXT GENERATED ALWAYS AS ({source}) VIRTUAL")
    for statement in (
        # facts: by which derivation the metadata were found; 0: none yet.
        "ALTER TABLE document ADD COLUMN facts INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX document_facts ON document(facts)",
        "CREATE INDEX document_kind ON document(kind)",
        # The columns that times are looked for in, so that none is read out of the metadata again.
        "CREATE INDEX document_times ON document(about_year, dated, enforced_on, revised_on, released_on)",
        "CREATE INDEX document_department ON document(department)",
        # base: the name without version words; version_rank: greater is later; name_day: the day in the name.
        "ALTER TABLE file ADD COLUMN base TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE file ADD COLUMN version_rank REAL NOT NULL DEFAULT 0",
        "ALTER TABLE file ADD COLUMN name_day TEXT",
        "CREATE INDEX file_base ON file(base)",
        "CREATE TABLE abbreviation(document INTEGER NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL,"
        " short_key TEXT NOT NULL, long_key TEXT NOT NULL)",
        "CREATE INDEX abbreviation_short ON abbreviation(short_key)",
        "CREATE INDEX abbreviation_long ON abbreviation(long_key)",
        "CREATE INDEX abbreviation_document ON abbreviation(document)",
    ):
        run(statement)


def placed(run: Any) -> None:
    """placed: 1 where a document's pages are as exact as they get (`store.pages`)."""
    run("ALTER TABLE document ADD COLUMN placed INTEGER NOT NULL DEFAULT 0")
    run("CREATE INDEX document_placed ON document(placed)")


def grades(run: Any) -> None:
    """Data grades (N2SF: C, S, O) of folders and files."""
    run("CREATE TABLE grade(path TEXT PRIMARY KEY, grade TEXT NOT NULL) WITHOUT ROWID")


def dictionaries(run: Any) -> None:
    """The terms of a segment and in how many of its passages each stands, read whole (`store.dictionary`)."""
    # terms: int64 little-endian, ascending; counts: uint32. Segments of before get theirs when the index is idle.
    run("CREATE TABLE dictionary(segment INTEGER PRIMARY KEY, terms BLOB NOT NULL, counts BLOB NOT NULL)")


def windows(run: Any) -> None:
    """Vectors of parts of passages (`store.windows`). Passage first: all of a passage's are deleted with it."""
    run(
        "CREATE TABLE window(id INTEGER PRIMARY KEY, passage INTEGER NOT NULL, space INTEGER NOT NULL,"
        " data BLOB NOT NULL)"
    )
    run("CREATE UNIQUE INDEX window_of ON window(passage, space)")


STEPS = (m001_initial, conversations, document_facts, placed, grades, dictionaries, windows)


def migrate(db: Connections) -> None:
    """Bring the schema up to date, a step a transaction. Raises NewerVersion for a schema we do not know."""
    version = int(db.value("PRAGMA user_version"))
    if version > len(STEPS):
        raise NewerVersion(detail=f"schema {version}, known {len(STEPS)}")
    for number in range(version + 1, len(STEPS) + 1):
        with db.writing() as connection:
            STEPS[number - 1](connection.execute)
            connection.execute(f"PRAGMA user_version = {number}")
