"""Annexes that a passage refers to, found in its own document and brought along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.language.analyzer import Analyzer
from indexer.model import BlockKind, Passage
from indexer.requests import Search
from indexer.search.companions import annexes
from indexer.search.searcher import Searcher
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

RULE: list[tuple[str, BlockKind, tuple[str, ...]]] = [
    ("제7조(사용료) 체육관의 사용료는 별표 2와 같다.", "paragraph", ("제2장 사용",)),
    ("제8조(신청) 사용하려는 사람은 별지 제1호서식의 신청서를 낸다.", "paragraph", ("제2장 사용",)),
    ("제9조(감면) 사용료의 감면에 관하여는 다른 조례에 따른다.", "paragraph", ("제2장 사용",)),
    ("[별표 1]\n시설의 종류", "paragraph", ()),
    ("구분 | 면적\n본관 | 820", "table", ("[별표 1] 시설의 종류",)),
    ("[별표 2] (제7조 관련)\n요금", "paragraph", ()),
    ("구분 | 낮 | 밤\n단체 | 30,000원 | 45,000원", "table", ("[별표 2] 요금",)),
]
OTHER: list[tuple[str, BlockKind, tuple[str, ...]]] = [("[별표 2] 주차 요금\n승용차 1,000원", "paragraph", ())]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    store = Store.open(tmp_path_factory.mktemp("home"), StoreKey(passphrase="시험"))
    analyzer = Analyzer()
    for name, texts in (("체육시설 조례.hwp", RULE), ("주차장 조례.hwp", OTHER)):
        passages = [Passage(text, kind, headings) for text, kind, headings in texts]
        store.commit_document(
            FileRecord(str(Path("/자료") / name), 10, 1, digest=name),
            DocumentRecord(title=Path(name).stem, format="hwp"),
            passages,
            [analyzer.passage_terms(p, Path(name).stem, name) for p in passages],
        )
    yield Searcher(store, analyzer)
    store.close()


def test_the_annex_that_an_article_refers_to_comes_right_after_it(searcher: Searcher) -> None:
    """Of the same document, with its number; what the annex's own passages rank by themselves is kept."""
    hits = searcher.search(Search("체육관 사용료", mode="lexical")).hits
    at = next(i for i, h in enumerate(hits) if h.text.startswith("제7조"))
    assert hits[at + 1].text.startswith("[별표 2] (제7조")
    assert hits[at + 1].path.endswith("체육시설 조례.hwp")
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({h.passage_id for h in hits}) == len(hits)


def test_nothing_is_brought_from_outside_the_filter(searcher: Searcher) -> None:
    """A filter leaves only its own, companions too."""
    hits = searcher.search(Search("체육관 사용료", mode="lexical", filters={"name": "주차장"})).hits
    assert all("주차장" in h.path for h in hits)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("사용료는 별표 2와 같다.", ["별표2"]),
        ("처분 기준은 [별표 제3호]에 따른다. 또한 별표 제3호에 의한다.", ["별표3"]),
        ("별지 제3호의2서식에 따른 신청서", ["별지3의2"]),
        ("세부 사항은 붙임을 참조한다.", ["붙임"]),
        ("별표 1 삭제", []),
        ("[별표 2] (제7조 관련)", []),
        ("금액은 3만원이다.", []),
    ],
)
def test_what_is_a_reference(text: str, wanted: list[str]) -> None:
    """Only where the annex holds what the passage speaks of."""
    assert annexes(text) == wanted
