"""Conditions and abbreviations act inside the search, over a real encrypted store, by words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.deriving import abbreviations_of
from indexer.language.analyzer import Analyzer
from indexer.model import Passage
from indexer.requests import Search, Understood
from indexer.search.searcher import Searcher
from indexer.search.settings import SearchSettings
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

DOCUMENTS = {
    "복지/휴가 지침(2024년).hwp": ({"kind": "지침", "about_year": "2024", "enforced_on": "2024-01-02"}, "연가 저축 한도는 10일이다."),
    "복지/휴가 지침(2025년 개정).hwp": ({"kind": "지침", "about_year": "2025", "enforced_on": "2025-01-06"}, "연가 저축 한도는 20일이다."),
    "총무/단수 안내.hwpx": (
        {"kind": "공문", "document_number": "총무과-9127", "department": "총무과", "disclosure": "부분공개",
         "enforced_on": "2025-10-14", "about_year": "2025"},
        "본관 급수가 멈춥니다. 연가와는 관계가 없습니다.",
    ),
    "총무/여비.pdf": ({"dated_on": "2025-02", "about_year": "2025"}, "한빛시설관리공단(이하 “공단”이라 한다)의 여비는 따로 정한다."),
    "법무/신고.docx": ({}, "제15조(신고) ① 사업자는 미리 신고한다."),
    "법무/변경 신고.docx": ({}, "제15조(신고) ② 사업자는 바뀌면 다시 신고한다."),
    "총무/시설.pdf": ({}, "공단 직원의 식비는 하루 25,000원이다."),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("home"), StoreKey(passphrase="시험"))
    analyzer = Analyzer()
    for place, (name, (facts, text)) in enumerate(DOCUMENTS.items()):
        passages = [Passage(text, "paragraph")]
        store.commit_document(
            FileRecord(f"/자료/{name}", 10, 1_700_000_000_000_000_000 + place, digest=name),
            DocumentRecord(Path(name).stem, Path(name).suffix[1:], metadata=facts),
            passages,
            [analyzer.passage_terms(p, Path(name).stem, name) for p in passages],
            abbreviations_of(passages),
        )
    yield store
    store.close()


@pytest.fixture(scope="module")
def searcher(store: Store) -> Searcher:
    return Searcher(store, Analyzer(), today=lambda: date(2026, 1, 15))


def names(searcher: Searcher, query: str, **filters: str) -> list[str]:
    found = searcher.search(Search(query, mode="lexical", filters=filters or None))
    return [h.path.removeprefix("/자료/") for h in found.hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("2024년 연가 저축 한도", "복지/휴가 지침(2024년).hwp"),
        ("작년 연가 저축 한도", "복지/휴가 지침(2025년 개정).hwp"),
        ("재작년 연가 저축 한도", "복지/휴가 지침(2024년).hwp"),
        ("최신판 연가 저축 한도", "복지/휴가 지침(2025년 개정).hwp"),
    ],
)
def test_conditions_of_a_question_lift_and_exclude_nothing(searcher: Searcher, query: str, first: str) -> None:
    """The document that meets the condition comes first; the others are still there."""
    found = names(searcher, query)
    assert found[0] == first
    assert len([n for n in found if "휴가 지침" in n]) == 2


def test_a_paragraph_of_an_article_and_a_type_at_the_end(searcher: Searcher) -> None:
    """제15조제2항 lifts the passage with ②; "관련 pdf" leaves PDF files."""
    assert names(searcher, "제15조제2항 사업자 신고")[0] == "법무/변경 신고.docx"
    assert names(searcher, "제15조제1항 사업자 신고")[0] == "법무/신고.docx"
    found = names(searcher, "식비 관련 pdf")
    assert found and all(n.endswith(".pdf") for n in found)


def test_a_condition_acts_before_the_cut(store: Store) -> None:
    """With one candidate only, the document of the asked year is still among the hits."""
    narrow = Searcher(store, Analyzer(), settings=SearchSettings(candidates=1), today=lambda: date(2026, 1, 15))
    best = narrow.search(Search("연가 저축 한도", top=1, mode="lexical")).hits[0].path
    other = "2025" if "2024" in best else "2024"
    assert other in narrow.search(Search(f"{other}년 연가 저축 한도", top=1, mode="lexical")).hits[0].path


def test_a_named_type_narrows_unless_nothing_is_left(searcher: Searcher) -> None:
    """A type that no document has is dropped, and that is said."""
    found = searcher.search(Search("한글 파일에서 연가", mode="lexical"))
    assert {Path(h.path).suffix for h in found.hits} == {".hwp", ".hwpx"}
    assert found.understood[0].effect == "filter"
    found = searcher.search(Search("pdf 파일에서 연가", mode="lexical"))
    assert found.hits
    assert found.understood[0].effect == "dropped"
    assert found.understood[0].message.endswith("찾았습니다.")
    assert names(searcher, "총무 폴더에서 연가") == ["총무/단수 안내.hwpx"]


def test_what_was_understood_is_told(searcher: Searcher) -> None:
    """Conditions, phrases, exclusions and other names come back for showing."""
    found = searcher.search(Search('작년 "연가 저축" -급수', mode="lexical", explain=True))
    assert found.understood == (
        Understood("year", "2025", "작년", "boost"),
        Understood("phrase", "연가저축", "연가저축", "filter"),
        Understood("excluded", "급수", "-급수", "filter"),
    )
    assert found.hits[0].explain is not None
    assert found.hits[0].explain["conditions"] == pytest.approx(0.08)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"department": "총무과"}, {"총무/단수 안내.hwpx"}),
        ({"number": "총무과-9127"}, {"총무/단수 안내.hwpx"}),
        ({"disclosure": "부분공개"}, {"총무/단수 안내.hwpx"}),
        ({"kind": "지침", "version": "latest"}, {"복지/휴가 지침(2025년 개정).hwp"}),
        ({"year": "2024"}, {"복지/휴가 지침(2024년).hwp"}),
        ({"kind": "지침,공문", "year": "작년"}, {"복지/휴가 지침(2025년 개정).hwp", "총무/단수 안내.hwpx"}),
        ({"enforced": "2025-01-01..2025-06-30"}, {"복지/휴가 지침(2025년 개정).hwp"}),
        ({"folder": "복지", "type": "hwp"}, {"복지/휴가 지침(2024년).hwp", "복지/휴가 지침(2025년 개정).hwp"}),
        ({"period": "2025-02"}, set()),
        ({"kind": "table"}, set()),
    ],
)
def test_filters_leave_others_out(searcher: Searcher, filters: dict[str, str], wanted: set[str]) -> None:
    """--filter is obeyed to the letter, several together, several values of one."""
    assert set(names(searcher, "연가", **filters)) == wanted


def test_other_names_are_searched_for_both_ways(searcher: Searcher) -> None:
    """A long name finds what only the short one has, and the other way round."""
    assert "총무/시설.pdf" in names(searcher, "한빛시설관리공단 식비 한도")
    found = searcher.search(Search("공단 여비", mode="lexical"))
    assert found.hits[0].path.endswith("여비.pdf")
    assert Understood("abbreviation", "한빛시설관리공단", "공단", "added") in found.understood
