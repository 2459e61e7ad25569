"""Outcomes, comparisons, drafts and the report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import pytest

from indexer.commands.say import strings_of
from indexer.evaluation.drafting import draft
from indexer.evaluation.questions import Question
from indexer.evaluation.report import Evaluation, as_json, html, lines
from indexer.evaluation.run import differences, evaluate, summary, worst
from indexer.model import Hit, Location, Passage, PassagePart
from indexer.store.passages import StoredPassage

QUESTIONS = [
    Question("1", "연가는?", ("a.hwp",), "21일"),
    Question("2", "식비는 <b>?", ("b.hwp",), "25,000원"),
    Question("3", "달은?", unanswerable=True),
]


def hit(path: str, text: str = "글") -> Hit:
    return Hit(path, 1, "", (), 1, True, Location(), text, 1.0, 1.0, None, (), "")


class Scripted:
    """Finds and answers what it was told to."""

    def __init__(self, found: Mapping[str, Sequence[str]], refused: Sequence[str] = ()) -> None:
        self.found, self.refused = found, refused

    def search(self, text: str) -> Sequence[Hit]:
        return [hit(f"/자료/{name}") for name in self.found.get(text, ())]

    def ask(self, text: str) -> Mapping[str, Any]:
        paths = list(self.found.get(text, ()))[:1]
        return {
            "answer": "연가는 21 일이다.",
            "refused": text in self.refused,
            "citations": [{"path": p, "page": None} for p in paths],
        }


FIRST = Scripted({"연가는?": ["a.hwp", "c.hwp"], "식비는 <b>?": ["c.hwp", "c.hwp", "b.hwp"]}, ["달은?"])
SECOND = Scripted({"연가는?": ["a.hwp"], "식비는 <b>?": ["b.hwp"]})


def test_outcomes() -> None:
    """A document counts once at its best place; scores apply only where they can."""
    one, two, three = evaluate(QUESTIONS, FIRST)
    assert one.scores == {
        "ndcg@10": 1.0, "recall@3": 1.0, "recall@10": 1.0, "mrr": 1.0,
        "answered": 1.0, "cited": 1.0, "answer_shown": 1.0,
    }  # fmt: skip
    assert (two.rank, two.scores["mrr"], two.scores["cited"], two.scores["answer_shown"]) == (2, 0.5, 0.0, 0.0)
    assert three.scores == {"refused_rightly": 1.0}
    assert [o.question.id for o in worst([one, two, three])] == ["2"]
    assert "answered" not in next(evaluate(QUESTIONS, FIRST, answers=False)).scores


def test_pairs_are_compared() -> None:
    """The difference is of each question with itself."""
    a, b = list(evaluate(QUESTIONS, FIRST)), list(evaluate(QUESTIONS, SECOND))
    gained = differences(a, b)
    assert gained["mrr"].mean == pytest.approx(0.25)
    assert gained["refused_rightly"].mean == -1.0
    assert summary(b)["mrr"].mean == 1.0


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_report_stands_by_itself(language: str) -> None:
    """Well-formed plots, escaped text, nothing that is fetched; the same figures as the JSON."""
    say = strings_of(language)
    a, b = list(evaluate(QUESTIONS, FIRST)), list(evaluate(QUESTIONS, SECOND))
    done = Evaluation("q.jsonl", a, {}, b, {"search.lexical": 0.9})
    page = html(done, say, language)
    assert "식비는 &lt;b&gt;?" in page
    assert "<b>" not in page
    assert not re.search(r"https?:|src=|@import|url\(", page)
    plots = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(plots) == 3
    for plot in plots:
        ElementTree.fromstring(plot)
    told = as_json(done)
    assert f"{told['scores']['mrr']['mean']:.3f}" in page
    assert told["compared"]["differences"]["mrr"]["mean"] == 0.25
    assert told["worst"] == ["2"]
    assert len(lines(done, say)) == 1 + len(told["scores"])
    assert "<svg" in html(Evaluation("q", a[2:], {}), say, language)


def test_drafts_ask_for_what_a_sentence_states() -> None:
    """The figure becomes the answer and is not in the question; the same drafts every time; scraps give none."""
    text = "출장자의 식비는 하루에 25,000원을 넘지 못하며, 총무과의 확인을 받은 뒤에 지급한다. 끝."
    stored = [
        StoredPassage(
            n,
            1,
            n,
            "/자료/여비.hwp",
            "여비",
            "hwp5",
            "",
            Passage(t, "paragraph", ("여비",), parts=(PassagePart(0, len(t), Location()),)),
        )
        for n, t in enumerate([text] * 6 + ["짧다.", "12 | 13 | 14"])
    ]
    made = list(draft(stored))
    assert made
    assert made == list(draft(stored))
    for one in made:
        assert one.answer == "25,000원"
        assert "25,000" not in one.text
        assert one.text.endswith("얼마인가요?")
        assert one.passage.path == "/자료/여비.hwp"
