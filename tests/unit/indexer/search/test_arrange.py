"""Versions of one passage, and the files of a comparison, in the order in which they are shown."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model import Hit, Location
from indexer.search.arrange import arranged, in_turn, versions_first

TODAY = date(2026, 3, 2)
ALLOWANCE = "출장 일비는 하루 {}원으로 하며 숙박비는 실비로 지급한다. 다만 관용차를 쓴 경우에는 일비의 반만 지급한다."


def hit(number: int, path: str, text: str, modified: str = "2025-01-01T00:00:00+09:00", title: str = "") -> Hit:
    return Hit(
        f"/자료/{path}", number, title, (), 1, True, Location(), text, 1.0 - number / 100, 1.0, 0.5, (), modified
    )


def paths(hits: list[Hit]) -> list[str]:
    return [h.path.removeprefix("/자료/") for h in hits]


OLD = hit(1, "여비 지침(2024년).hwp", ALLOWANCE.format("20,000"))
OTHER = hit(2, "회계 편람.hwp", "회계 연도는 1월 1일에 시작한다.")
NEW = hit(3, "여비 지침(2025년 개정).hwp", ALLOWANCE.format("25,000"))
COMING = hit(4, "여비 지침(2027년).hwp", ALLOWANCE.format("30,000"))


def test_the_version_in_force_takes_the_best_place() -> None:
    """Scores stay with the places; the older version names the one in force; others do not move."""
    found = versions_first("출장 일비는 얼마인가", [OLD, OTHER, NEW, COMING], TODAY)
    assert [h.passage_id for h in found] == [3, 2, 1, 4]
    assert [h.score for h in found] == [OLD.score, OTHER.score, NEW.score, COMING.score]
    assert [h.version_of for h in found] == [0, 0, 3, 3]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("2024년 출장 일비는 얼마인가", 1),
        ("종전 일비는 얼마였나", 1),
        ("2019년 일비는", 1),  # no version of that year: the order stays
        ("2027년 일비", 4),
    ],
)
def test_the_question_may_mean_another_version(question: str, first: int) -> None:
    """A year that is named, and what applied before."""
    assert versions_first(question, [OLD, OTHER, NEW, COMING], TODAY)[0].passage_id == first


def test_words_of_versions_and_the_time_of_the_file_decide_where_no_date_does() -> None:
    """최종 before 초안; of two copies the one that was changed later."""
    text = "사업의 목적은 어르신의 식사를 돕는 데 있다. 대상은 일흔다섯 살 이상인 주민이다."
    draft, final = hit(1, "사업계획_초안.hwp", text), hit(2, "사업계획_최종.hwp", text + " 확정함.")
    assert paths(versions_first("사업의 목적", [draft, final], TODAY))[0] == "사업계획_최종.hwp"
    late = hit(2, "나/사업계획.hwp", text, "2025-06-01T00:00:00+09:00")
    early = hit(1, "가/사업계획.hwp", text, "2025-05-01T00:00:00+09:00")
    assert paths(versions_first("사업의 목적", [early, late], TODAY))[0] == "나/사업계획.hwp"


def test_other_passages_of_a_family_and_other_documents_with_like_words_stay() -> None:
    """Two parts of one document are no versions of each other, nor are files of different names."""
    other_part = hit(5, "여비 지침(2025년 개정).hwp", "국외 출장의 숙박비는 별표 3에 따른다. 영수증을 낸다.")
    found = versions_first("숙박비", [OLD, other_part], TODAY)
    assert [h.passage_id for h in found] == [1, 5] and not any(h.version_of for h in found)
    twin = hit(6, "교육 훈련 계획.hwp", ALLOWANCE.format("20,000"))
    assert [h.passage_id for h in versions_first("일비", [OLD, twin], TODAY)] == [1, 6]


def test_numbered_files_are_no_versions_of_each_other() -> None:
    """q_001 and q_002, 1차 and 2차 minutes: their texts differ."""
    a = hit(1, "회의록 1차.hwp", "첫째 안건은 예산이다. 위원 다섯이 찬성하였다.")
    b = hit(2, "회의록 2차.hwp", "둘째 안건은 인사이다. 위원 셋이 반대하고 보류하였다.")
    assert [h.passage_id for h in versions_first("안건", [a, b], TODAY)] == [1, 2]


def test_a_comparison_gives_each_file_its_turn() -> None:
    """The best passage of each file first; without a comparison the order stays; nothing is lost."""
    hits = [hit(n, f"{name}.hwp", f"글 {n}") for n, name in enumerate("가가가나다가나라가가라다")]
    found = in_turn("가와 나의 차이", hits)
    assert paths(found)[:4] == ["가.hwp", "나.hwp", "다.hwp", "라.hwp"]
    assert sorted(h.passage_id for h in found) == list(range(12)) and found[10:] == hits[10:]
    assert [h.score for h in found] == [h.score for h in hits]
    assert arranged("가의 목적", hits, TODAY) == hits
