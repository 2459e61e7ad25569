"""The model of a bad scan, and the pool's own questions."""

from __future__ import annotations

from difflib import SequenceMatcher

from tests.benchmarks import pool
from tests.benchmarks.ocr_noise import noisy

TEXT = "\n".join(list(pool.statutes()[0].values())[:3])


def test_the_same_seed_gives_the_same_scan() -> None:
    assert noisy(TEXT, "가") == noisy(TEXT, "가")
    assert noisy(TEXT, "가") != noisy(TEXT, "나")


def test_a_scan_stays_readable_but_is_wrong_in_places() -> None:
    before, after = "".join(TEXT.split()), "".join(noisy(TEXT, "가").split())
    alike = SequenceMatcher(None, before, after, autojunk=False).ratio()
    assert 0.85 < alike < 0.99
    assert len(noisy(TEXT, "가").splitlines()) > len(TEXT.splitlines())  # lines are broken where the print is full


def test_without_errors_only_lines_and_cells_change() -> None:
    assert "".join(noisy("구분 | 금액\n일반 | 500원", "가", 0.0).split()) == "구분금액일반500원"


def test_every_statute_is_asked_twice_and_no_question_repeats_its_article() -> None:
    passages, questions = pool.statutes()
    assert len(questions) == 2 * len(passages)
    for _, text, good in questions:
        (name,) = good
        assert text not in passages[name]


def test_what_a_petition_asks_for_is_never_scanned() -> None:
    asked = [row["welfare"] for row in pool.rows("petitions.jsonl") if "welfare" in row]
    assert asked
    assert not any(pool.scanned(name) for name in asked)
    assert sum(pool.scanned(str(n)) for n in range(400)) in range(70, 130)
