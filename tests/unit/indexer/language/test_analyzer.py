"""Korean text to index terms."""

from __future__ import annotations

import unicodedata

import pytest

from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.model import Passage


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def test_old_hangul_of_hanyang_fonts_is_compared_as_jamo() -> None:
    """The private-use characters of old Hangul are the jamo that Unicode has for them; symbol fonts stay as they are."""
    assert normalized("\uf53a글") == normalized("\u1112\u119e\u11ab글")
    assert normalized("\ue1a7") != "\ue1a7"
    assert normalized("\uf0a7 항목 \U000f02b1") == "\uf0a7 항목 \U000f02b1"


@pytest.mark.parametrize(
    ("written", "plain"),
    [("１２３", "123"), ("1,234원", "1234원"), ("12,345,678", "12345678"), ("1,23", "1,23"), ("휴\u200b가", "휴가")],
)
def test_one_form_for_every_way_of_typing(written: str, plain: str) -> None:
    """Wide digits, thousands separators and invisible characters do not matter; other commas stay."""
    assert normalized(written) == plain


def test_decomposed_text_has_the_same_terms(analyzer: Analyzer) -> None:
    """Text as macOS writes it gives the terms of composed text."""
    text = "휴가규정에 따른 연가 일수"
    assert analyzer.terms(unicodedata.normalize("NFD", text)) == analyzer.terms(text)


def test_particles_do_not_separate(analyzer: Analyzer) -> None:
    """예산을 and 예산 share the noun, and 예산액 shares the bigram."""
    assert "m:예산" in analyzer.terms("예산을") and "m:예산" in analyzer.terms("예산")
    assert "b:예산" in analyzer.terms("예산액")


def test_compounds_are_the_same_however_spaced(analyzer: Analyzer) -> None:
    """휴가규정 and 휴가 규정 share a joined compound."""
    assert "c:휴가규정" in analyzer.terms("휴가규정") and "c:휴가규정" in analyzer.terms("휴가 규정")


def test_question_words_weigh_less(analyzer: Analyzer) -> None:
    """What makes a question of it counts for less than its subject."""
    weights = analyzer.query_terms("출장 여비는 무엇인가요?")
    assert weights["m:무엇"] < weights["m:여비"]


def test_fields_add_to_the_text(analyzer: Analyzer) -> None:
    """A word of the title is a term of the passage, once, however many fields repeat it."""
    alone = analyzer.passage_terms(Passage("금액은 2만 원이다.", "paragraph"), "", "")
    framed = analyzer.passage_terms(
        Passage("금액은 2만 원이다.", "paragraph", ("여비 기준",)), "여비 규정", "여비.hwp"
    )
    assert "m:여비" not in alone
    assert framed["m:여비"] == 1
    assert framed["m:금액"] == alone["m:금액"]


def test_released_analyzer_works_again() -> None:
    """Giving the memory back changes no answer."""
    analyzer = Analyzer()
    before = analyzer.terms("연가 일수")
    analyzer.release()
    assert analyzer.terms("연가 일수") == before


@pytest.mark.parametrize("text", ["", " \n", "㉿★", "\ud800", "👍" * 50])
def test_odd_text_is_no_error(analyzer: Analyzer, text: str) -> None:
    """Empty, symbol-only and broken text gives terms or none, never an exception."""
    assert isinstance(analyzer.terms(text), list)
