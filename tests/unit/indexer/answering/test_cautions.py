"""The reader is told when sources contradict each other, are replaced, or are not in force."""

from __future__ import annotations

from datetime import date

from indexer.answering.cautions import Said, conflicts, newer, out_of_force
from indexer.answering.words import bigrams
from indexer.model import Hit, Location
from indexer.requests import Found, Search


def said(path: str, text: str) -> Said:
    return Said(Hit(path, hash(text), "", (), 1, True, Location(), text, 1.0, 1.0, None, (), ""), text)


OLD = said("/가/휴가 지침(2024년).hwp", "쓰지 못한 연가는 5일까지 저축할 수 있다.")
NEW = said("/가/휴가 지침(2025년 개정).hwp", "쓰지 못한 연가는 10일까지 저축할 수 있다.")
FAQ = said("/가/문답.txt", "쓰지 못한 연가는 7일까지 저축할 수 있다.")


def index(*all_: Said) -> object:
    def search(request: Search) -> Found:
        wanted = (request.filters or {}).get("path", "")
        return Found(tuple(s.hit for s in all_ if s.hit.path.startswith(wanted)), 0.0)

    return search


def test_other_figures_for_the_same_subject_are_told() -> None:
    """Another document and another version each get their sentence; the same figure and another subject get none."""
    told = [e.message for e in conflicts([NEW], [OLD, FAQ], bigrams)]
    assert len(told) == 2
    assert "다른 판 ‘휴가 지침(2024년).hwp’에는 5일" in told[0]
    assert "‘문답.txt’ 7일" in told[1]
    same = said("/가/안내.txt", "쓰지 못한 연가는 열흘, 곧 10일까지 저축할 수 있다.")
    other = said("/가/병가.txt", "병가는 진단서를 내면 60일까지 쓸 수 있다.")
    assert list(conflicts([NEW], [same, other], bigrams)) == []


def test_a_newer_version_is_named() -> None:
    """Citing last year's rule names this year's, not the other way round."""
    search = index(OLD, NEW, FAQ)
    assert [e.kind for e in newer([OLD.hit], search)] == ["newer_version"]  # type: ignore[arg-type]
    assert list(newer([NEW.hit], search)) == []  # type: ignore[arg-type]


def test_a_rule_not_yet_or_no_longer_in_force() -> None:
    """The date in the rule's own text is held against today."""
    rule = said("/가/조례.hwp", "부칙\n이 조례는 2025년 7월 1일부터 시행한다.")
    ended = said("/가/특례.hwp", "이 특례는 2023년 12월 31일까지 효력을 가진다.")
    search = index(rule, ended)

    def told(item: Said, today: date) -> list[str]:
        return [e.message for e in out_of_force([item.hit], search, today)]  # type: ignore[arg-type]

    assert "2025년 7월 1일 시행이라 아직" in told(rule, date(2025, 3, 1))[0]
    assert told(rule, date(2025, 8, 1)) == []
    assert "2023년 12월 31일까지" in told(ended, date(2025, 8, 1))[0]
