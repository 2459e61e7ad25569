"""Mutated files of every format: a document or an error that is expected of the format, and nothing else happens.

Four hundred seeded mutations through the real pool. The long run: `python -m pytest -m slow tests/fuzz` (100,000
files; MUNSEO_FUZZ says another number). Coverage-guided: tests/fuzz/guided.py.
"""

import os
import random
import time
from collections import Counter

import pytest

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.pool import ParserPool
from tests.fuzz import mutations
from tests.fuzz.targets import LIMITS, TARGETS

ROUNDS = 400
MANY = int(os.environ.get("MUNSEO_FUZZ", "100000"))
ZIPS = (".docx", ".hwpx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".zip")
MARKUP = (".rtf", ".html", ".eml", ".mht", ".hml", ".csv", ".md")


@pytest.mark.parametrize("suffix", TARGETS)
def test_seeds_are_good(suffix):
    """Unharmed, a seed is read: else its mutations would test nothing."""
    target = TARGETS[suffix]
    assert target.attempt(target.seed()) == "read"


def cases(rounds, seed, canary_uri):
    """(suffix, name of the mutation, bytes), each format in its turn."""
    dice = random.Random(seed)
    zips = mutations.zips(canary_uri)
    for n in range(rounds):
        suffix = list(TARGETS)[n % len(TARGETS)]
        ways = mutations.PLAIN
        if suffix in ZIPS:
            ways += zips
        elif suffix in MARKUP:
            ways += (mutations.words,) * 3
        mutate = dice.choice(ways)
        yield suffix, getattr(mutate, "__name__", "x"), mutate(TARGETS[suffix].seed(), dice)


def run(folder, rounds, seed):
    """Parse the cases in the pool; asserts what must hold of each, and returns the outcomes counted."""
    secret = folder / "canary.txt"
    secret.write_text(mutations.CANARY)
    waiting = {}

    def paths():
        for n, (suffix, name, data) in enumerate(cases(rounds, seed, secret.as_uri())):
            path = folder / f"{n}-{name}{suffix}"
            path.write_bytes(data)
            waiting[path] = TARGETS[suffix]
            yield path

    outcomes = Counter()
    with ParserPool(2, LIMITS) as pool:
        for path, result in pool.parse_many(paths()):
            target = waiting.pop(path)  # one result a path
            kept = os.environ.get("MUNSEO_FUZZ_KEEP")
            try:
                if isinstance(result, DocumentError):
                    outcomes[target.checked(result)] += 1
                else:
                    assert isinstance(result, ParsedDocument)
                    target.consistent(result)
                    assert mutations.CANARY not in str(result)
                    outcomes["read"] += 1
            except AssertionError as error:
                if not kept:
                    raise AssertionError(f"{path.name}: {error}") from error
                (path.parent / "kept").mkdir(exist_ok=True)
                path.rename(path.parent / "kept" / path.name)
                print(path.name, error)
                continue
            path.unlink()
    assert not waiting
    return outcomes


def test_mutated_files_give_a_document_or_an_expected_error(tmp_path):
    """No death of the parent, nothing over the limits, no bug of ours, no word of the canary."""
    begun = time.monotonic()
    outcomes = run(tmp_path, ROUNDS, 20261124)
    assert time.monotonic() - begun < 120
    assert outcomes["read"] > ROUNDS // 10 and outcomes["damaged"] > ROUNDS // 10


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_very_many_mutated_files(tmp_path):
    """The same, for a night."""
    assert run(tmp_path, MANY, int(os.environ.get("MUNSEO_FUZZ_SEED", "1")))["read"] > MANY // 20
