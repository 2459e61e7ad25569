"""What a text can add at most is told before it is read, and is never less than what it adds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.language.analyzer import Analyzer
from indexer.model import Passage
from indexer.requests import Search
from indexer.search import candidates
from indexer.search.features import RUN, nearness, of_question, read
from indexer.search.rank import Ranker
from indexer.search.searcher import Searcher
from indexer.store.database import DocumentRecord, FileRecord, Store, StoreKey
from tests.helpers.small_engine import RAW_KEY

ANALYZER = Analyzer()
PARTS = (
    "출장 여비는 일비와 식비로 한다.", "연가 일수는 재직 기간에 따른다.", "식비는 하루 2만 5천원이다.",
    "초과근무 수당은 시간으로 준다.", "병가는 60일까지 쓸 수 있다.", "공무원은 연가를 저축할 수 있다.",
    "숙박비는 실비로 한다.", "재택근무를 하려는 사람은 신청한다.",
)  # fmt: skip
QUESTIONS = ("출장 식비는 하루 얼마인가요?", "연가를 저축할 수 있나요", "초과근무 수당은 어떻게 주나요", "병가", "?")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two hundred passages of a few sentences each."""
    made = Store.open(tmp_path_factory.mktemp("reach"), StoreKey(raw=RAW_KEY))
    rng = random.Random(4)
    for number in range(20):
        some = [Passage(" ".join(rng.sample(PARTS, rng.randint(1, 4))), "paragraph") for _ in range(10)]
        title = f"{rng.choice(('여비', '복무', '수당'))} 지침 {number}"
        terms = [ANALYZER.passage_terms(p, title, f"{number}.txt") for p in some]
        path = str(Path("/자료") / f"{number}.txt")
        made.commit_document(FileRecord(path, 1, 1), DocumentRecord(title, "txt"), some, terms)
    return made


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("alone", [True, False])
def test_no_text_adds_more_than_was_told(store: Store, question: str, alone: bool) -> None:
    """The bound holds for every passage, and is worth something: it tells some apart."""
    ids = store.lexical.search(ANALYZER.query_terms(question), 200)[0].tolist() or [1, 2]
    terms = ANALYZER.analyze(question)
    ranker = Ranker(store.lexical, terms, question, ANALYZER.weigh(terms), ids, alone=alone)
    found = store.passages.get(ids)
    most = ranker.most().tolist()
    added = [ranker.added(i, read(found[i].passage, found[i].title)) for i in ids]
    assert all(a <= m + 1e-9 for a, m in zip(added, most, strict=True))
    if len(set(added)) > 10:
        assert len({round(m, 6) for m in most}) > 5


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_hits_are_those_of_reading_all(
    store: Store, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer texts are read than there are candidates, and the hits are the same."""
    searcher = Searcher(store, ANALYZER)
    looked: list[int] = []

    def counted(passage: Passage, title: str) -> object:
        looked.append(1)
        return read(passage, title)

    monkeypatch.setattr(candidates, "read", counted)
    few = searcher.search(Search(question, mode="lexical", top=5)).hits
    read_few = len(looked)
    monkeypatch.setattr(candidates, "_FIRST", 1_000)
    looked.clear()
    all_of_them = searcher.search(Search(question, mode="lexical", top=5)).hits
    assert few == all_of_them
    assert read_few <= len(looked)


def test_the_longest_run_is_found_in_any_text() -> None:
    """Against looking for every part of the question."""
    rng = random.Random(1)
    question = "출장 식비는 하루 얼마인가요"
    terms = ANALYZER.analyze(question)
    weights = ANALYZER.weigh(terms)
    asked = of_question(terms, question, weights, dict.fromkeys(weights, 1.0))
    for _ in range(200):
        at, size = rng.randrange(len(question)), rng.randint(0, 12)
        text = "".join(rng.choice(("가", "출장", question[at : at + size], " ", "식비", "나")) for _ in range(5))
        bare = "".join(text.split())
        parts = [asked.text[a:b] for a in range(len(asked.text)) for b in range(a + 1, len(asked.text) + 1)]
        longest = min(RUN, max((len(p) for p in parts if p in bare), default=0))
        assert nearness(asked, read(Passage(text, "paragraph"), ""))["run"] == pytest.approx(longest / RUN)
