"""What a question asks of documents, read from its own words."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.search.filters import conditions_in
from indexer.search.query import understand

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("작년 휴가 지침", {("year", "2025"), ("kind", "지침")}),
        ("2024년도 예산 집행률", {("year", "2024")}),
        ("올해 상반기 집행 계획", {("period", "2026-01-01..2026-06-30")}),
        ("지난 12월 회의에서 정한 것", {("period", "2025-12-01..2025-12-31")}),
        ("'24.3월 보고", {("period", "2024-03-01..2024-03-31")}),
        ("최근 3개월 동안 온 공문", {("recent", "2025-10-15..2026-01-15"), ("kind", "공문")}),
        ("2023~2025년 실적", {("year", "2023..2025")}),
        ("한글 파일에서 여비 규정 찾아줘", {("type", "한글")}),
        ("hwp로 된 예산 지침", {("type", "hwp"), ("kind", "지침")}),
        ("예산 내역 엑셀 파일", {("type", "엑셀")}),
        ("pdf만 찾아줘 예산", {("type", "pdf")}),
        ("복지 폴더에서 자활기금", {("folder", "복지")}),
        ("총무과 공문 중에서 단수", {("department", "총무과"), ("kind", "공문")}),
        ("회계과에서 보낸 공문", {("department", "회계과"), ("kind", "공문")}),
        ("총무과-1234호와 관련", {("number", "총무과-1234")}),
        ("조례 제812호", {("number", "조례제812호")}),
        ("제12조의2 적용", {("article", "제12조의2")}),
        ("제15조제2항에 따른 신고", {("article", "제15조제2항")}),
        ("제15조의2 제3항의 뜻", {("article", "제15조의2제3항")}),
        ("여비 관련 pdf", {("type", "pdf")}),
        ("자활기금에 관한 엑셀", {("type", "엑셀")}),
        ("여비 규정 pdf 찾아줘", {("type", "pdf")}),
        ("재작년 3분기 실적", {("period", "2024-07-01..2024-09-30")}),
        ("비공개 문서 처리 절차", {("disclosure", "비공개")}),
        ("최신판 휴가 규정", {("version", "latest")}),
    ],
)
def test_conditions(text: str, wanted: set[tuple[str, str]]) -> None:
    """Times, types, folders, departments, numbers, kinds, articles."""
    assert {(c.key, c.value) for c in conditions_in(text, TODAY)} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "한글 파일 형식의 구조", "엑셀 찾아바꾸기", "pdf 관련 오류", "엑셀로 정리하는 방법", "워드 클라우드 만들기", "결과 보고서 쓰는 법", "3개월 전에 신청해야 하나",
        "전년 대비 증가율", "연가 일수", "출장 식비 한도", "24년 근속한 직원의 휴가", "폴더 정리 요령은", "PDF 변환 오류", "과-1234 대 1",
        "회의록 작성 요령이 궁금", "보도자료 배포 절차",
    ],
)  # fmt: skip
def test_what_is_asked_about_is_no_condition(text: str) -> None:
    """Types, kinds and durations that the question is about say nothing of the documents."""
    assert [c for c in conditions_in(text, TODAY) if c.key != "kind" or "요령은" not in text] == []


def test_only_types_and_folders_narrow_and_leave_the_words() -> None:
    """Words that name a type or folder are not searched for; everything else is."""
    query = understand("한글 파일에서 작년 휴가 지침 찾아줘", TODAY)
    assert query.narrowed == "작년 휴가 지침 찾아줘"
    assert query.added == "2025년"
    assert {c.key for c in query.conditions if c.narrows} == {"type"}
    assert understand("한글 파일에서", TODAY).narrowed == "한글 파일에서"
