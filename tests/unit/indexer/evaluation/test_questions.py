"""Question sets as people keep them: JSON lines, CSV from Excel, XLSX."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import QueryError
from indexer.evaluation.questions import Question, as_row, matching, read

HEAD = ["번호", "질문", "근거 문서", "답", "답 없음"]
ROWS = [
    ["q1", "연가는 며칠인가요?", "휴가 지침.hwp#2; 사본/휴가 지침.hwp", "21일", ""],
    ["q2", "달에 가려면?", "", "", "예"],
]
WANTED = [
    Question("q1", "연가는 며칠인가요?", ("휴가 지침.hwp#2", "사본/휴가 지침.hwp"), "21일"),
    Question("q2", "달에 가려면?", (), "", True),
]


def test_json_lines_come_back(tmp_path: Path) -> None:
    """What is written as lines is read as it was."""
    file = tmp_path / "q.jsonl"
    file.write_text("\n".join(json.dumps(as_row(q), ensure_ascii=False) for q in WANTED) + "\n\n", encoding="utf-8")
    assert read(file) == WANTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_csv_as_excel_saves_it(tmp_path: Path, encoding: str) -> None:
    """Korean column names, several documents in a cell, CP949 and UTF-8."""
    file = tmp_path / "q.csv"
    file.write_text("\n".join(",".join(row) for row in [HEAD, *ROWS]), encoding=encoding)
    assert read(file) == WANTED


def test_xlsx(tmp_path: Path) -> None:
    """The first sheet of a workbook."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [HEAD, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "q.xlsx")
    assert read(tmp_path / "q.xlsx") == WANTED


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", '{"id": 1, "text": "가"}\n{"id": 2}', "2번째 줄"),
        ("a.jsonl", "나", "1번째 줄"),
        ("a.jsonl", '{"id": 1, "text": "가"}\n{"id": 1, "text": "나"}', "두 번"),
        ("a.jsonl", "\n", "질문이 없습니다"),
        ("a.csv", "번호,답\n1,2", "열이 없습니다"),
        ("a.xlsx", "not a workbook", "a.xlsx"),
    ],
)
def test_what_is_no_set_is_told(tmp_path: Path, name: str, content: str, told: str) -> None:
    """The file, the line and the next step are named."""
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(QueryError, match=told) as caught:
        read(file)
    assert caught.value.next_step


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """So is one that is not there."""
    with pytest.raises(QueryError, match="없는"):
        read(tmp_path / "없는.jsonl")


def test_paths_match_by_their_end() -> None:
    """The end of a path at a folder's border suffices; a page must be that page; composed or not."""
    question = Question("1", "?", ("지침/휴가.hwp#2", "여비.pdf"))
    assert matching(question, "/자료/지침/휴가.hwp", 2) == "지침/휴가.hwp#2"
    assert matching(question, "/자료/지침/휴가.hwp", 3) is None
    assert matching(question, "C:\\자료\\여비.pdf", None) == "여비.pdf"
    assert matching(question, "/자료/국외여비.pdf", None) is None
