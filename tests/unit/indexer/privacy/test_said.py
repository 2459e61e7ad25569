"""Masking on letters, tables, mails and bad scans that were written by hand."""

from __future__ import annotations

import pytest

from indexer.privacy.identifiers import identifiers
from tests.benchmarks.masking import SETS, UNSEEN, measured


def test_hand_written_sentences() -> None:
    """Numbers are found as reliability row 11 asks, names nearly so; next to nothing is imagined."""
    there, found, right, alarms = measured([*SETS, UNSEEN])
    numbers = [k for k in there if k not in ("name", "address")]
    assert sum(found[k] for k in numbers) >= 0.97 * sum(there[k] for k in numbers)
    assert found["name"] >= 0.93 * there["name"]
    assert right.total() >= 0.97 * (right + alarms).total()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("기안자 행정7급 길서윤   검토자 복지팀장 변도윤", "변도윤"),
        ("국나래 사회복지사가 상담하였음", "국나래"),
        ("임차인 한별이, 임대인 유선재", "유선재"),
        ("세대원 마은우(150302-3456789), 마지유(180911-4567890)의 전입", "마지유"),
        ("| 연번 | 성명 | 생년월일 |\n| 1 | 양하랑 | 1988. 2. 3. |", "양하랑"),
        ("(스캔) 성 명  정 누 리", "정 누 리"),
        ("피의자 탁이준은 혐의를 부인하였다.", "탁이준"),
    ],
)
def test_names_beside_a_part(text: str, name: str) -> None:
    """A part, a list, a column, letters apart."""
    assert name in [text[i.start : i.end] for i in identifiers(text) if i.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "신청인은 서류를 내야 합니다.",
        "강사 수당은 시간당 10만원",
        "과장 전결로 처리한다.",
        "바코드 8801234567890",
        "여성으로 구성한다.",
    ],
)
def test_nothing_personal(text: str) -> None:
    """Parts before other words, and numbers of wares."""
    assert identifiers(text) == []
