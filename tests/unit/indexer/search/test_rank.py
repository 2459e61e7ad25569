"""What is added to a fused score: presence from the postings, nearness from the text."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.language.analyzer import Analyzer
from indexer.model import Passage
from indexer.requests import Search
from indexer.search.features import nearness, of_question, presence, read
from indexer.search.rank import Ranker, learnt
from indexer.search.searcher import Searcher
from indexer.search.settings import SearchSettings
from tests.unit.indexer.search.test_searcher import searcher  # noqa: F401 - the fixture

ANALYZER = Analyzer()


def near(question: str, text: str, title: str = "", context: str = "") -> dict[str, float]:
    terms = ANALYZER.analyze(question)
    weights = ANALYZER.weigh(terms)
    asked = of_question(terms, question, weights, dict.fromkeys(weights, 1.0))
    return nearness(asked, read(Passage(text, "paragraph", context=context), title))


def test_presence_is_a_share_of_rarity() -> None:
    """Rare terms count more; bigrams over a gap between words, which weigh little, do not count at all."""
    weights = {"m:연가": 1.0, "m:저축": 1.0, "b:연가": 0.75, "b:가저": 0.22, "m:하": 0.2}
    idf = {"m:연가": 1.0, "m:저축": 3.0, "b:연가": 2.0, "b:가저": 5.0, "m:하": 0.1}
    there = np.array([[False, False], [True, False], [True, False], [False, True], [False, True]])
    found = presence(weights, idf, there)
    assert found == {"morphemes": [pytest.approx(0.75), 0.0], "bigrams": [pytest.approx(1.0), 0.0]}
    assert presence({}, {}, np.zeros((0, 1), np.bool_)) == {"morphemes": [0.0], "bigrams": [0.0]}


def test_words_in_one_sentence_count_more_than_apart() -> None:
    """The same words are nearer in one sentence than over several, whatever the spacing."""
    together = near("연가 저축 한도", "병가는 따로 정한다. 연가를 저축하는 한도는 10일이다.")
    apart = near("연가 저축 한도", "연가는 21일이다. 저축은 따로 정한다. 한도는 없다.")
    assert together["sentence"] == pytest.approx(1.0)
    assert apart["sentence"] == pytest.approx(1 / 3)
    assert near("연가 저축 한도", "연가저축한도")["sentence"] == pytest.approx(1.0)


def test_order_and_runs() -> None:
    """Neighbours in the question's order, and long runs of its characters, count."""
    same, turned = near("출장 식비", "출장 식비는 하루"), near("출장 식비", "식비와 출장")
    assert (same["order"], turned["order"]) == (1.0, 0.0)
    assert same["run"] > turned["run"]
    assert near("출장 식비", "하루", title="출장 식비 규정")["triples"] == 1.0


@pytest.mark.parametrize("question", ["", "?", "가", "…" * 900])
def test_questions_without_words_are_no_harm(question: str) -> None:
    """Nothing is added for what holds no word."""
    assert all(0 <= value <= 1 for value in near(question, "연가 일수").values())


def test_the_learnt_weights_fit_the_features() -> None:
    """Every weight belongs to a feature and is not negative."""
    names = {"window", *near("연가", "연가"), "morphemes", "bigrams"}
    assert set(learnt()) <= names
    assert set(learnt(alone=True)) <= names - {"window"}
    assert all(weight > 0 for weight in (*learnt().values(), *learnt(alone=True).values()))


def test_the_ranking_can_be_turned_off(searcher: Searcher) -> None:  # noqa: F811
    """search.ranking 0 leaves the fused score alone; explain tells what was added."""
    request = Search("출장 식비는 얼마?", mode="lexical", explain=True)
    with_it = searcher.search(request).hits[0]
    without = searcher.using(SearchSettings(ranking=0.0)).search(request).hits[0]
    assert with_it.explain is not None and without.explain is not None
    assert with_it.explain["ranking"] > 0 == without.explain["ranking"]
    assert with_it.score == pytest.approx(without.score + with_it.explain["ranking"], abs=1e-3)


def test_without_vectors_the_figures_weigh_what_was_learnt_without_them(searcher: Searcher) -> None:  # noqa: F811
    """What leans on a cosine must not be added where there is none, in a hybrid search without vectors either."""
    question = "출장 식비는 얼마?"
    hit = searcher.search(Search(question, mode="lexical", explain=True)).hits[0]
    assert hit.explain is not None and hit.vector is None
    terms = ANALYZER.analyze(question)
    weights = ANALYZER.weigh(terms)
    ids = [h.passage_id for h in searcher.search(Search(question, mode="lexical")).hits]
    ranker = Ranker(searcher._store.lexical, terms, question, weights, ids, alone=True)
    stored = searcher._store.passages.get([hit.passage_id])[hit.passage_id]
    found = ranker.features(hit.passage_id, read(stored.passage, stored.title))
    alone = sum(weight * found[name] for name, weight in learnt(alone=True).items())
    assert hit.explain["ranking"] == pytest.approx(alone, abs=1e-3)
    assert alone < sum(weight * found[name] for name, weight in learnt().items())
