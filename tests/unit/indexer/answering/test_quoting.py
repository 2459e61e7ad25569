"""What is quoted: the row or sentence that answers, of the version that applies, and nothing beside it."""

from __future__ import annotations

from indexer.answering.answer import answer
from indexer.answering.quoting import quote
from indexer.answering.settings import AnswerSettings
from indexer.answering.tables import above, column_fits, header_rows, is_label
from indexer.answering.words import understand
from indexer.answers import TokenEvent
from indexer.model import Hit, Location
from indexer.requests import Found
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


SPANNED = "구분 | 대상 | 일수\n결혼 | 본인 | 5일\n | 자녀 | 1일\n사망 | 배우자 | 5일"


def test_a_row_knows_what_it_stands_under() -> None:
    """The header row of its table, here or in the context, and the cell that reaches over several rows."""
    table = hit(SPANNED)
    rows = header_rows(table)
    assert above(table, SPANNED.index("| 자녀"), rows).group == "결혼"
    assert above(table, SPANNED.index("| 자녀"), rows).header == "구분 | 대상 | 일수"
    assert above(table, SPANNED.index("사망"), rows).group == ""
    assert above(table, 0, rows).header == ""
    later = hit("노트북 | 4년", context="품명 | 내용연수")
    assert above(later, 0, header_rows(later)).header == "품명 | 내용연수"
    assert column_fits("며칠인가요?", "구분 | 대상 | 일수")
    assert not column_fits("누가 결재하나요?", "구분 | 대상 | 일수")


def test_a_quoted_row_is_told_with_its_columns_once() -> None:
    """The header row stands before the first of a table's rows only; a spanning cell before each."""
    found = hit(SPANNED)
    text = "".join(
        e.text
        for e in answer(
            "자녀가 결혼하면 휴가 일수는 며칠인가요?",
            lambda _: Found((found,), 0.0),
            settings=AnswerSettings(refuse_below=0.0),
        )
        if isinstance(e, TokenEvent)
    )
    assert text.count("구분 | 대상 | 일수") == 1
    assert "(구분 | 대상 | 일수) 결혼 | 본인 | 5일" in text
    assert " | 자녀 | 1일" in text


def test_columns_may_be_named_by_ordinals_and_years() -> None:
    """1차, 2분기 and 2024년 name columns; so does a header of two words whose rows have figures further down."""
    for text in ("위반행위 | 1차 | 2차\n주차 위반 | 경고 | 정지", "구분 | 2024년(천원) | 2025년(천원)\n합계 | 1 | 2"):
        assert list(header_rows(hit(text))) == [0]
    assert list(header_rows(hit("보존기간 | 기록물의 예\n영구 | 조례\n준영구 | 허가\n30년 | 설계"))) == [0]
    assert header_rows(hit("합계 | 39,650 | 38,420\n보장 | 24,100 | 24,870")) == {}


def test_a_line_of_publication_is_a_label() -> None:
    """Who published when names the document; a rule's date of force in a sentence does not."""
    assert is_label("한빛시 인사과 (2025. 9. 1.)")
    assert is_label("2025. 2. 17. 시행")
    assert is_label("시행 회계과-5388 (2025. 8. 25.)    접수")
    assert not is_label("이 지침은 2025. 2. 17.부터 시행한다.")


def test_a_row_that_is_named_stands_alone() -> None:
    """Rows that name less of what is asked than the best row are left out, though they hold the same kind of thing."""
    table = "등급 | 도시 | 일비\n가 | 뉴욕, 도쿄 | 40달러\n나 | 베를린 | 35달러\n다 | 방콕 | 30달러"
    assert quoted("도쿄 출장 일비는 몇 달러입니까?", hit(table)) == ["가 | 뉴욕, 도쿄 | 40달러"]


def test_a_question_for_a_column_gets_all_rows() -> None:
    """A question that names no row is answered by the whole small table; one that names a row by that row."""
    assert quoted("연가 일수는 며칠인가요?", hit(TABLE)) == [TABLE.split("\n", 1)[1]]
    assert quoted("재직기간 4년인 직원의 연가 일수는 며칠인가요?", hit(TABLE))[0] == "3년 이상 6년 미만 | 19일"
