"""신구조문대비표: alignment by number, title and likeness; words marked; the words of drafting."""

from __future__ import annotations

from indexer.answers import Cell
from indexer.comparing.table import GONE, LEFT_OUT, NEW, SAME, compare
from indexer.comparing.units import units
from indexer.comparing.wording import differing
from indexer.model import Block, Location, ParsedDocument

OLD = (
    "공무원 여비 지침",
    "제1조(목적) 이 지침은 여비의 지급에 관한 사항을 정한다.",
    "제2조(일비) ① 국내 출장의 일비는 1일당 20,000원으로 한다.",
    "② 공용차량을 이용하면 2분의 1로 한다.",
    "③ 일비는 정액으로 지급한다.",
    "제3조(숙박비) 숙박비는 1박에 10만원을 넘지 못한다.",
    "제4조(식비) 식비는 1일당 25,000원으로 한다.",
    "제5조(정산) 출장자는 출장을 마친 날부터 2주 이내에 정산하여야 한다.",
    "부칙",
    "제1조(시행일) 이 지침은 2024년 1월 1일부터 시행한다.",
)
NEW_TEXT = (
    "공무원 여비 지침",
    "제1조(목적) 이 지침은 여비의  지급에 관한 사항을 정한다.",
    "제2조(일비) ① 국내 출장의 일비는 1일당 25,000원으로 한다.",
    "② 공용차량을 이용하면 2분의 1로 한다.",
    "③ 일비는 정액으로 지급한다.",
    "④ 당일 출장에는 일비를 주지 아니할 수 있다.",
    "제3조(운임) 운임은 철도, 선박, 항공 및 자동차운임으로 나누어 실비로 지급한다.",
    "제4조(숙박비) 숙박비는 1박에 10만원을 넘지 못한다.",
    "제5조(정산) 출장자는 출장을 마친 날부터 1주 이내에 증거 서류를 갖추어 정산하여야 한다.",
    "부칙",
    "제1조(시행일) 이 지침은 2025년 1월 1일부터 시행한다.",
)


def document(lines: tuple[str, ...], title: str = "지침") -> ParsedDocument:
    blocks = tuple(Block("paragraph", t, Location(1 + n // 4, True, 0, n)) for n, t in enumerate(lines))
    return ParsedDocument("hwp5", blocks, title)


def marked(cell: Cell) -> list[str]:
    return [s.text for s in cell.spans if s.mark == "changed"]


def rows(old: tuple[str, ...], new: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    return list(compare(document(old), document(new), ("/구.hwp", "/신.hwp")).table.rows)


def test_articles_are_units_and_a_supplement_has_its_own() -> None:
    keys = [u.key for u in units(document(OLD))]
    assert keys == ["", "제1조", "제2조", "제3조", "제4조", "제5조", "부칙", "부칙/제1조"]


def test_no_line_is_lost() -> None:
    """Every line of a document stands in exactly one unit, in its order."""
    found = [line.text for u in units(document(OLD)) for line in u.lines]
    assert found == list(OLD)


def test_a_changed_amount_is_the_only_word_marked() -> None:
    left, right = differing("일비는 1일당 20,000원으로 한다.", "일비는 1일당 25,000원으로 한다.")
    assert [s.text for s in left if s.mark] == ["20,000원으로"]
    assert [s.text for s in right if s.mark] == ["25,000원으로"]
    assert "".join(s.text for s in right) == "일비는 1일당 25,000원으로 한다."


def test_the_table_is_drafted_as_korean_law_does() -> None:
    """Same articles fold into one row, changed ones keep their unchanged items short, new and deleted are said."""
    found = rows(OLD, NEW_TEXT)
    text = [(a.text, b.text) for a, b in found]
    assert text[0] == (f"제1조(목적) {LEFT_OUT}", f"제1조(목적) {SAME}")
    left, right = found[1]
    assert marked(left) == ["20,000원으로"]
    assert marked(right) == ["25,000원으로", "④ 당일 출장에는 일비를 주지 아니할 수 있다."]
    assert f"② ∼ ③ {LEFT_OUT}" in left.text
    assert f"② ∼ ③ {SAME}" in right.text
    assert left.text.endswith(NEW)
    assert (NEW, NEW_TEXT[6]) in text  # 제3조(운임) is new, although its number was taken
    moved = next((a, b) for a, b in found if "숙박비" in a.text)
    assert marked(moved[0]) == ["제3조"]
    assert marked(moved[1]) == ["제4조"]
    assert (OLD[6], GONE) in text
    assert text[-1][0].startswith("제1조(시행일)")
    assert marked(found[-1][0]) == ["2024년"]


def test_each_changed_cell_is_cited_where_it_stands() -> None:
    made = compare(document(OLD), document(NEW_TEXT), ("/구.hwp", "/신.hwp"))
    assert made.counts == {"same": 3, "changed": 4, "new": 1, "gone": 1}
    for row in made.table.rows:
        for side, cell in enumerate(row):
            if cell.citation is not None:
                source = made.citations[cell.citation - 1]
                assert source.path == ("/구.hwp", "/신.hwp")[side]
                assert source.quote.split()[0] in cell.text


def test_the_same_document_has_no_difference() -> None:
    made = compare(document(OLD), document(OLD), ("/가", "/나"))
    assert set(made.counts) == {"same"}
    assert len(made.table.rows) == 1


def test_reports_without_articles_are_compared_by_headings_and_paragraphs() -> None:
    old = ("Ⅰ. 추진 배경", "○ 예산은 3억 원임", "○ 담당은 총무과임", "Ⅱ. 추진 계획", "- 3월에 공고함")
    new = (
        "Ⅰ. 추진 배경",
        "○ 예산은 5억 원임",
        "○ 담당은 총무과임",
        "Ⅱ. 추진 계획",
        "- 3월에 공고함",
        "- 4월에 심사함",
    )
    found = rows(old, new)
    assert [(a.text, b.text) for a, b in found] == [
        (f"Ⅰ. 추진 배경 {LEFT_OUT}", f"Ⅰ. 추진 배경 {SAME}"),
        ("○ 예산은 3억 원임", "○ 예산은 5억 원임"),
        (f"○ 담당은 총무과임 {LEFT_OUT}", f"○ 담당은 총무과임 {SAME}"),
        (f"Ⅱ. 추진 계획 등 2줄 {LEFT_OUT}", f"Ⅱ. 추진 계획 등 2줄 {SAME}"),
        (NEW, "- 4월에 심사함"),
    ]
    assert marked(found[1][1]) == ["5억"]
    assert found[0][0].citation is None


def test_headings_that_only_one_side_has_tear_nothing_apart() -> None:
    """The same report, whose lines one reader took for headings and the other did not: no difference."""
    lines = ("추진 배경", "예산은 3억 원이다.", "추진 계획", "3월에 공고한다.")
    plain = document(lines)
    headed = ParsedDocument(
        "pdf", tuple(Block("heading" if n % 2 == 0 else "paragraph", t, Location(1, True, 0, n), 1) for n, t in enumerate(lines))
    )  # fmt: skip
    assert set(compare(plain, headed, ("/가", "/나")).counts) == {"same"}


def test_tables_are_compared_row_by_row() -> None:
    def with_table(amount: str) -> ParsedDocument:
        table = (("구분", "금액"), ("일비", amount), ("식비", "25,000원"))
        block = Block("table", "\n".join("\t".join(r) for r in table), Location(1, True, 0, 1), rows=table)
        return ParsedDocument("hwp5", (Block("heading", "여비 기준표", Location(1, True, 0, 0), 1), block))

    made = compare(with_table("20,000원"), with_table("25,000원"), ("/구", "/신"))
    (row,) = (r for r in made.table.rows if r[0].citation is not None)
    assert len(made.table.rows) == 3  # heading and header row, the row that differs, the one below it
    assert marked(row[0]) == ["20,000원"]
    assert marked(row[1]) == ["25,000원"]


def test_a_large_rule_is_compared_in_seconds() -> None:
    """400 articles against 400, every tenth changed, one inserted in front: no pair is lost."""
    old = tuple(
        f"제{n}조(사항{n}) 제{n}호 사무는 {n * 7}일 이내에 {n}번 담당이 처리하여야 한다." for n in range(1, 401)
    )
    first = "제1조(정의) 이 규정에서 쓰는 용어의 뜻은 다음과 같다."
    later = [
        f"제{n + 1}조(사항{n}) 제{n}호 사무는 {n * 7 + (n % 10 == 0)}일 이내에 {n}번 담당이 처리하여야 한다."
        for n in range(1, 401)
    ]
    new = (first, *later)
    made = compare(document(old), document(new), ("/구", "/신"))
    assert made.counts["new"] == 1
    assert made.counts["gone"] == 0
    assert made.counts["changed"] == 400
