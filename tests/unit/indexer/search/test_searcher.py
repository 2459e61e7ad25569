"""The searcher over a real encrypted store, by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import QueryError
from indexer.language.analyzer import Analyzer
from indexer.model import Location, Passage, PassagePart
from indexer.requests import Search
from indexer.search.searcher import Searcher
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

TEXTS = {
    "휴가.hwp": [
        ("제3조(연가 일수)\n직원의 연가 일수는 다음 표와 같이 준다.", "paragraph"),
        ("재직기간 | 일수\n3년 이상 | 19일", "table"),
        ("연가를 쓰려는 직원은 전날까지 신청한다.", "paragraph"),
    ],
    "여비.pdf": [
        ("출장 식비는 하루 25,000원을 넘지 못한다.", "paragraph"),
        ("여비 신청은 총무과에 한다.", "paragraph"),
    ],
    "사본.hwp": [("출장 식비는 하루 25,000원을 넘지 못한다.", "paragraph")],
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    home = tmp_path_factory.mktemp("home")
    store = Store.open(home, StoreKey(passphrase="시험"))
    analyzer = Analyzer()
    for name, texts in TEXTS.items():
        passages = [
            Passage(text, kind, ("제1장 총칙",), parts=(PassagePart(0, len(text), Location(page=n + 1)),))  # type: ignore[arg-type]
            for n, (text, kind) in enumerate(texts)
        ]
        path = str(Path("/자료") / name)
        store.commit_document(
            FileRecord(path, 10, 1_700_000_000_000_000_000, digest=name),
            DocumentRecord(title=Path(name).stem, format=Path(name).suffix[1:]),
            passages,
            [analyzer.passage_terms(p, Path(name).stem, name) for p in passages],
        )
    yield Searcher(store, analyzer)
    store.close()


def names(searcher: Searcher, query: str, **more: object) -> list[str]:
    return [Path(h.path).name for h in searcher.search(Search(query, mode="lexical", **more)).hits]  # type: ignore[arg-type]


def test_the_passage_comes_first_with_its_words(searcher: Searcher) -> None:
    """A question in other 조사 and spacing finds its passage, tells the words that matched and how long it took."""
    found = searcher.search(Search("연가는 언제까지 신청하나요?", mode="lexical"))
    assert found.hits[0].text.startswith("연가를 쓰려는")
    assert set(found.hits[0].matched_terms) >= {"연가", "신청"}
    assert found.hits[0].page == 3
    assert found.ms > 0


def test_an_announced_table_is_brought_along(searcher: Searcher) -> None:
    """The table that a passage announces comes right behind it."""
    hits = searcher.search(Search("직원의 연가 일수", mode="lexical")).hits
    kinds = [h.kind for h in hits]
    assert kinds[kinds.index("paragraph") + 1] == "table"


def test_phrases_must_stand_and_exclusions_must_not(searcher: Searcher) -> None:
    """A quoted phrase is found whatever its spacing; an excluded word keeps its passages out."""
    assert names(searcher, '"여비 신청"') == ["여비.pdf"]
    assert "휴가.hwp" not in names(searcher, "신청 -연가")


def test_the_same_words_come_once_among_the_first(searcher: Searcher) -> None:
    """A copy of a passage in another file ranks behind everything that says something else."""
    hits = searcher.search(Search("출장 식비 하루 25000원 신청", mode="lexical")).hits
    places = [i for i, h in enumerate(hits) if "25,000원" in h.text]
    assert places == [0, len(hits) - 1]


def test_filters_act_inside(searcher: Searcher) -> None:
    """A filter leaves only its own, and an unknown one is told."""
    assert set(names(searcher, "신청", filters={"type": "pdf"})) == {"여비.pdf"}
    with pytest.raises(QueryError):
        names(searcher, "신청", filters={"색": "빨강"})


def test_explain_names_words_and_fields(searcher: Searcher) -> None:
    """--explain says which index terms of the question put the hit there."""
    hit = searcher.search(Search("출장 식비", mode="lexical", explain=True)).hits[0]
    assert hit.explain is not None
    assert any("식비" in term for term in hit.explain["words"])
    assert hit.lexical is not None
    assert hit.vector is None


def test_vector_mode_without_an_encoder_is_told(searcher: Searcher) -> None:
    """Asking by meaning alone where no encoder is prepared is an error with a next step."""
    with pytest.raises(QueryError):
        searcher.search(Search("연가", mode="vector"))


def test_nothing_asked_finds_nothing(searcher: Searcher) -> None:
    """An empty query is no error and no hit."""
    assert searcher.search(Search("  ", mode="lexical")).hits == ()
