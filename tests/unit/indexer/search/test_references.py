"""Articles that a hit refers to, in the document itself and in the rule of another file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.answering.run import Run
from indexer.language.analyzer import Analyzer
from indexer.model import Hit, Passage
from indexer.requests import Found, Search
from indexer.search.references import Reference, References, heads, references
from indexer.search.searcher import Searcher
from indexer.store.cipher import StoreKey
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

PARKING = [
    (("제1장 총칙",), "제1조(목적) 이 조례는 주차장의 설치에 필요한 사항을 정한다."),
    (("제2장 요금",), "제14조(감면) ① 장애인 자동차는 요금의 절반을 감면한다."),
    (("제2장 요금",), "제14조의2(면제) 소방 자동차는 요금을 면제한다."),
    (("제2장 요금",), "제15조(환급) 제14조제1항에 따라 감면받은 사람이 더 낸 돈은 돌려준다."),
    (("제3장 보칙",), "제20조(견인) 견인에 관하여는 「도로 관리 조례」 제7조를 준용한다."),
    (("제3장 보칙",), "제21조(보관) 전조에 따라 끌어온 차는 30일 동안 보관한다."),
]
ROAD = [
    ((), "제6조(표지) 도로에는 표지를 세운다."),
    ((), "제7조(이동) 길을 막은 차는 가까운 보관소로 옮길 수 있다."),
]
DECREE = [((), "제7조(서식) 시행규칙의 서식은 시장이 정한다.")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("home"), StoreKey(passphrase="시험"))
    analyzer = Analyzer()
    files = (("주차장 조례.hwp", PARKING), ("도로 관리 조례 시행규칙.hwp", DECREE), ("도로_관리_조례.hwp", ROAD))
    for name, texts in files:
        passages = [Passage(text, "paragraph", headings) for headings, text in texts]
        store.commit_document(
            FileRecord(str(Path("/자료") / name), 10, 1, digest=name),
            DocumentRecord(title=Path(name).stem, format="hwp"),
            passages,
            [analyzer.passage_terms(p, Path(name).stem, name) for p in passages],
        )
    yield store
    store.close()


def found(store: Store, query: str) -> list[Hit]:
    return list(Searcher(store, Analyzer()).search(Search(query, mode="lexical")).hits)


def starts(hits: list[Hit]) -> list[str]:
    return [hit.text.split("(")[0] for hit in hits]


@pytest.mark.parametrize(
    ("text", "own", "wanted"),
    [
        ("제14조에 따라 감면한다.", "제15조", [("제14조", "")]),
        ("제14조제1항제2호 및 제16조의3에 따른 사람", "", [("제14조", ""), ("제16조의3", "")]),
        ("제3조에도 불구하고 시장은 정할 수 있다.", "제4조", [("제3조", "")]),
        (
            "「지방세법」 제9조에 따르고, 같은 법 제10조를 준용한다.",
            "",
            [("제9조", "지방세법"), ("제10조", "지방세법")],
        ),
        ("제8조에 따른 허가는 같은 조에 따라 취소한다.", "", [("제8조", "")]),
        ("전조의 규정에 따른다.", "제21조", [("제20조", "")]),
        ("전조의 규정에 따른다.", "", []),
        ("법 제12조에 따라 신고한다.", "", []),
        ("이 조례 제6조에 따른 요금", "", [("제6조", "")]),
        ("제15조(환급)\n제15조에 따라 돌려준다.", "제15조", []),
        ("제5조의 규정에 의한 공고", "", [("제5조", "")]),
        ("제5조를 읽었다.", "", []),
        ("제14조(정의) 이 조례에서 쓰는 말은 다음과 같다.", "제14조", []),
    ],
)
def test_what_a_text_leans_on(text: str, own: str, wanted: list[tuple[str, str]]) -> None:
    """Of its own rule or of one it names in full; what it merely mentions or calls by an abbreviation is left."""
    assert references(text, own) == [Reference(*pair) for pair in wanted]


def test_where_articles_begin() -> None:
    """In headings and at the beginning of lines; a branch number is another article."""
    assert heads(("제2장", "제3조(요금)"), "① 본문\n제4조의2 (면제) 본문\n제5조에 따라") == ["제3조", "제4조의2"]


def test_the_article_comes_behind_the_best(store: Store) -> None:
    """Of the same document, after the third hit, each once and no hit lost."""
    hits = [h for h in found(store, "더 낸 돈 환급") if h.text.startswith("제15조")]
    assert starts(References(store).followed(hits)) == ["제15조", "제14조"]
    several = [*hits, *[h for h in found(store, "목적 표지 서식 이동") if not h.text.startswith("제14조")]]
    behind = References(store).followed(several)
    assert starts(behind)[:4] == [*starts(several)[:3], "제14조"]
    assert starts(behind)[4:] == starts(several)[3:]
    assert len({h.passage_id for h in behind}) == len(behind)


def test_the_rule_of_another_file_and_not_its_decree(store: Store) -> None:
    """By the name between the brackets; where the question keeps to some files, from those only."""
    hits = [h for h in found(store, "견인") if h.text.startswith("제20조")]
    behind = References(store).followed(hits)
    assert starts(behind) == ["제20조", "제7조"] and behind[1].path.endswith("도로_관리_조례.hwp")
    assert References(store).followed(hits, paths=(hits[0].path,)) == hits


def test_the_model_is_given_it(store: Store) -> None:
    """As evidence; what may not go to the model does not go with a reference either."""
    hits = [h for h in found(store, "더 낸 돈 환급") if h.text.startswith("제15조")]
    run = Run("더 낸 돈은?", lambda _: Found(tuple(hits), 0.0), followed=References(store).followed)
    assert [s.hit.text.split("(")[0] for s in run.evidence(hits, 8)] == ["제15조", "제14조"]
    run.sendable = lambda path: "주차장" not in path
    assert run.evidence([replace(hits[0], path="/자료/다른.hwp")], 8)[0].hit.path == "/자료/다른.hwp"
    assert len(run.evidence([replace(hits[0], path="/자료/다른.hwp")], 8)) == 1
