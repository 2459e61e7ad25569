"""What is quoted: the row or sentence that answers, of the version that applies, and nothing beside it."""

from __future__ import annotations

from indexer.answering.quoting import quote
from indexer.answering.words import understand
from indexer.model import Hit, Location
from indexer.search.versions import dated, family, superseded, years_asked


def hit(text: str, path: str = "/가/지침.hwp", score: float = 1.0, number: int = 1, **more: object) -> Hit:
    title = str(more.get("title", "휴가 지침"))
    context = str(more.get("context", ""))
    return Hit(
        path, number, title, ("제2장 연가",), 1, True, Location(), text, score, score, None, (), "", context=context
    )


TABLE = "재직기간 | 연가 일수\n1년 이상 3년 미만 | 15일\n3년 이상 6년 미만 | 19일\n6년 이상 | 21일"
OLD = hit("쓰지 못한 연가는 5일까지 저축할 수 있다.", "/가/휴가 지침(2024년).hwp", 1.0, 1)
NEW = hit("쓰지 못한 연가는 10일까지 저축할 수 있다.", "/가/휴가 지침(2025년 개정).hwp", 0.9, 2)


def quoted(question: str, *hits: Hit) -> list[str]:
    return [q.text for q in quote(understand(question), hits)]


def test_the_row_whose_range_holds_the_number() -> None:
    """A number of the question picks its row; the header row and the other rows are left out."""
    assert quoted("재직기간 4년인 직원의 연가 일수는 며칠인가요?", hit(TABLE))[0] == "3년 이상 6년 미만 | 19일"


def test_headings_are_no_answers() -> None:
    """A line that only names what stands below it is not quoted."""
    text = "제2장 연가\n연가의 저축\n쓰지 못한 연가는 10일까지 저축할 수 있다."
    assert quoted("연가 저축은 며칠까지 되나요?", hit(text)) == ["쓰지 못한 연가는 10일까지 저축할 수 있다."]


def test_the_version_in_force_is_quoted() -> None:
    """The newer version answers alone; a question that names the year gets that year's; one about before gets both."""
    asked = "쓰지 못한 연가는 며칠까지 저축할 수 있나요?"
    assert quoted(asked, OLD, NEW) == [NEW.text]
    assert quoted(f"2024년에 {asked}", OLD, NEW) == [OLD.text]
    assert set(quoted(f"종전에는 {asked}", OLD, NEW)) == {OLD.text, NEW.text}


def test_versions_are_told_by_their_names() -> None:
    """Dates and marks of versions apart, a name is one family; different rules are two."""
    assert family(OLD) == family(NEW)
    assert family(hit("", "/가/주차 조례.hwp")) != family(hit("", "/가/주차 조례 시행규칙.hwp"))
    assert dated("여비 지침(2025. 3. 1. 개정)") == (2025, 3, 1)
    assert dated("'24.3월 지침") == (2024, 3, 0)
    assert years_asked("24년 1분기와 2023년도") == {2023, 2024}
    assert superseded("연가 저축", [NEW, OLD]) == {1: 0}


def test_one_clear_passage_is_quoted_alone() -> None:
    """Where one passage answers and the other only shares a word, the other is not cited."""
    other = hit("연가를 신청하려면 전자결재를 올린다.", "/가/전자결재.hwp", 0.2, 3)
    assert quoted("쓰지 못한 연가는 며칠까지 저축할 수 있나요?", NEW, other) == [NEW.text]


def test_the_limit_holds() -> None:
    """All quotes together stay inside the length."""
    texts = [hit(f"연가 저축 {n}일을 넘지 못한다고 정한 지침이다.", f"/가/{n}나.hwp", 1.0, n) for n in range(9)]
    found = quote(understand("연가 저축은 며칠인가요?"), texts, length=70)
    assert sum(len(q.text) for q in found) <= 70
