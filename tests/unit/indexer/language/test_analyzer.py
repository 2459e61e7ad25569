"""Korean text to index terms."""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from pathlib import Path

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


SOURCES = Path(__file__).parents[4] / "resources" / "samples" / "sources"


def texts() -> list[str]:
    """The sample documents, whole and by lines, and some text that is like none of them."""
    whole = [f.read_text("utf-8") for f in sorted(SOURCES.glob("*.md"))]
    found = [*whole, *(line for text in whole for line in text.splitlines())]
    assert len(found) > 500
    return [*found, "", "제3조의2(연가) 1,234,500원 ABC-12호 ２０２５년", "예산 예산\n예산", "\ud800가"]


def spelled_out(analyzer: Analyzer, text: str) -> Counter[str]:
    """The terms of a text by their definition, one kind after the other."""
    plain = normalized(text)
    tokens = [(t.form, t.start, t.start + t.len, t.tag.split("-")[0]) for t in analyzer._tokens(plain)]
    out: Counter[str] = Counter()
    for form, _, _, tag in tokens:
        if tag in ("NNG NNP NNB NR XR SL SH SN NP VV VA MAG MM W_SERIAL W_URL W_EMAIL W_HASHTAG W_MENTION".split()):
            out[f"m:{form}"] += 1
    nouns = [t for t in tokens if t[3] in "NNG NNP NNB NR XR SL SH SN XPN XSN".split()]
    chains: list[list[str]] = [[]]
    for at, noun in enumerate(nouns):
        gap = plain[nouns[at - 1][2] : noun[1]] if at else None
        near = gap is not None and noun[1] >= nouns[at - 1][2] and gap in ("", " ")
        if near:
            out[f"c:{nouns[at - 1][0]}{noun[0]}"] += 1
        if not (near and gap == ""):
            chains.append([])
        chains[-1].append(noun[0])
    for chain in chains:
        if len(chain) > 2:
            out[f"c:{''.join(chain)}"] += 1
    for at in range(len(plain) - 1):
        if all("가" <= c <= "힣" for c in plain[at : at + 2]):
            out[f"b:{plain[at : at + 2]}"] += 1
    return out


def test_counting_gives_the_terms_of_analysis(analyzer: Analyzer) -> None:
    """The fast way to the frequencies, the terms with places, and the definition agree on real text."""
    for text in texts():
        counted = analyzer.passage_terms(Passage(text, "paragraph"), "", "")
        assert counted == Counter(analyzer.terms(text)) == spelled_out(analyzer, text)
        assert analyzer.passage_terms(Passage(text, "paragraph"), "", "") == counted  # remembered


def test_threads_analyse_side_by_side(analyzer: Analyzer) -> None:
    """The same answers from four threads at once, over a release in between."""
    some = texts()[:120]
    wanted = [Counter(analyzer.terms(t)) for t in some]
    found: dict[int, list[dict[str, int]]] = {}

    def work(number: int) -> None:
        found[number] = [analyzer.passage_terms(Passage(t, "paragraph"), "", "") for t in some]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    analyzer.release()
    for thread in threads:
        thread.join()
    assert all(found[n] == wanted for n in range(4))
