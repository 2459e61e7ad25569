"""Answers on paper: read back by our own reader, by rhwp, by python-docx and as Markdown."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document

from indexer.answers import Cell, CheckEvent, CitationEvent, NoticeEvent, Span, TableEvent, Turn
from indexer.daywords import korean_date
from indexer.errors import QueryError
from indexer.exporting import docx, hwpx, markdown
from indexer.exporting.answers import marking, paper
from indexer.exporting.paper import Paper
from indexer.exporting.writing import save
from indexer.model import Location
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from indexer.rendering.layout import HwpLayout

AT = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
QUOTE = "국내 출장의 일비는 1일당 20,000원으로 한다."
PLACE = CitationEvent(
    1, "/자료/여비 규정.hwp", 3, True, Location(3, True, 0, 12), QUOTE, "여비 규정", ("제2장 여비", "제3조")
)
ESTIMATED = CitationEvent(2, "C:\\자료\\복무.hwpx", 7, False, Location(7, False, 0, 4, (1, 2)), "연가는 20일 & <b>")


def turn(by: str = "시험/m-1") -> Turn:
    return Turn(
        "일비와 연가는?", "일비와 연가는 얼마인가요?", "일비는 20,000원입니다.[1] 연가는 *30일*입니다.[2]\n또 [1]", False, by,
        (PLACE, ESTIMATED), "2025-02-28T20:00:00+00:00",
        (CheckEvent("일비는 20,000원입니다.", "supported", 1),
         CheckEvent("연가는 *30일*입니다.", "number_mismatch", 2, "자료에 없는 수치: 30일")),
        (NoticeEvent("newer_version", "새로운 판이 있습니다."), NoticeEvent("generated", "표시")),
        (TableEvent(("현행", "개정안"), ((Cell((Span("일비 "), Span("2만원", "changed")), 1), Cell((Span("<신설>", "told"),))),)),),
        {"encrypted": 3},
    )  # fmt: skip


@pytest.fixture
def made() -> Paper:
    return paper("여비와 연가", [turn()], AT)


def test_the_date_is_written_as_officials_do() -> None:
    assert korean_date(AT.date()) == "2025. 3. 1.(토)"


def test_a_hwpx_is_read_back_with_its_footnotes(made: Paper, tmp_path: Path) -> None:
    """Headings, table and real footnotes are there for a reader; the mark stands in text and metadata."""
    path = tmp_path / "답.hwpx"
    path.write_bytes(hwpx.write(made))
    found = parse_bytes(path.read_bytes(), path.name, Limits())
    text = "\n".join(b.text for b in found.blocks)
    notes = [b.text for b in found.blocks if b.kind == "footnote"]
    assert notes[0] == f"여비 규정.hwp, 3쪽, 제2장 여비 > 제3조, 13번째 문단: “{QUOTE}”"
    assert notes[1] == "복무.hwpx, 약 7쪽, 5번째 문단, 표 2행 3열: “연가는 20일 & <b>”"
    assert notes[2].startswith("각주 1과 같은 곳: 여비 규정.hwp, 3쪽")
    assert len(notes) == 4  # the table's cell has one of its own
    assert [b.text for b in found.blocks if b.kind == "heading"] == ["질문", "답변", "확인할 사항"]
    assert next(b for b in found.blocks if b.kind == "table").rows == (("현행", "개정안"), ("일비 2만원", "<신설>"))
    for said in (
        "AI가 생성한 내용입니다(시험/m-1)",
        "수치 불일치",
        "암호 3",
        "새로운 판",
        "2025. 3. 1.(토)",
        "이해한 질문",
    ):
        assert said in text
    assert found.metadata["author"] == "문서나루"
    assert b"AI-generated" in _member(path.read_bytes(), "Contents/content.hpf")


def test_a_hwpx_is_laid_out_by_rhwp(made: Paper) -> None:
    """What draws Hancom's pages draws ours, the footnote at its foot."""
    layout = HwpLayout(hwpx.write(made))
    _, _, svg = layout.draw(1, 1.0)
    drawn = "".join(re.sub(r"<[^>]*>", "", svg).split())
    for said in ("일비는20,000원입니다", "여비규정.hwp,3쪽", "13번째문단", "현행", "개정안", "AI가생성한내용입니다"):
        assert said in drawn, said


def test_a_docx_is_read_back(made: Paper) -> None:
    """python-docx opens it; our reader finds the footnotes; the metadata marks it."""
    data = docx.write(made)
    opened = Document(io.BytesIO(data))
    assert [p.text for p in opened.paragraphs if p.style.name.startswith("Heading")] == [
        "질문",
        "답변",
        "확인할 사항",
    ]
    assert "AI-generated" in opened.core_properties.keywords
    assert opened.tables[0].cell(1, 1).text == "<신설>"
    underlined = [r.text for r in opened.tables[0].cell(1, 0).paragraphs[0].runs if r.underline]
    assert underlined == ["2만원"]
    notes = [b.text for b in parse_bytes(data, "답.docx", Limits()).blocks if b.kind == "footnote"]
    assert len(notes) == 4
    assert notes[0].endswith(f"13번째 문단: “{QUOTE}”")
    # What Word wants of a package: the part is named, typed and related.
    assert b"footnotes+xml" in _member(data, "[Content_Types].xml")
    assert b"footnotes.xml" in _member(data, "word/_rels/document.xml.rels")


def test_markdown_has_notes_and_no_markup_of_documents(made: Paper) -> None:
    text = markdown.write(made).decode()
    assert "ai_generated: true" in text
    assert "일비는 20,000원입니다.[^1]" in text
    assert "\\*30일\\*" in text
    assert "(확인 필요: 수치 불일치)" in text
    assert "[^2]: 복무.hwpx, 약 7쪽, 5번째 문단, 표 2행 3열: “연가는 20일 & \\<b\\>”" in text
    assert "| 일비 <u>2만원</u>[^4] | **\\<신설\\>** |" in text


def test_quotes_are_marked_as_quotes() -> None:
    """Where no model was involved the paper is a collection of quotes, for people and for machines."""
    quoted = paper("여비", [turn("quote")], AT)
    assert marking([turn("quote")]).startswith("인용 모음")
    assert quoted.origin == "quote"
    text = markdown.write(quoted).decode()
    assert "ai_generated: false" in text
    assert "AI가 생성" not in text


def test_a_conversation_with_one_generated_answer_is_marked(tmp_path: Path) -> None:
    both = paper("대화", [turn("quote"), turn()], AT)
    text = markdown.write(both).decode()
    assert both.origin == "ai"
    assert "## 질문 1" in text
    assert "## 질문 2" in text


def test_files_are_written_whole_or_not_at_all(made: Paper, tmp_path: Path) -> None:
    """An unknown form, a file that is there and a folder that is not are told; nothing is left behind."""
    with pytest.raises(QueryError, match=r"답\.pdf"):
        save(made, tmp_path / "답.pdf")
    path = tmp_path / "답.md"
    assert save(made, path) == path.stat().st_size
    with pytest.raises(QueryError, match="이미 있습니다"):
        save(made, path)
    save(made, path, force=True)
    with pytest.raises(QueryError, match="쓰지 못했습니다"):
        save(made, tmp_path / "없는 폴더" / "답.docx")
    assert [p.name for p in tmp_path.iterdir()] == ["답.md"]


def test_letters_that_xml_cannot_hold_are_left_out(tmp_path: Path) -> None:
    bad = Turn("물\x00음\ud800", "", "답\x0b [1]", False, "quote", (PLACE,), "2025-02-28T20:00:00+00:00")
    for name in ("답.docx", "답.hwpx"):
        save(paper("제\x01목", [bad], AT), tmp_path / name)
        assert (tmp_path / name).stat().st_size > 2000


def _member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)
