"""What could be asked next, from the headings beside the evidence."""

from __future__ import annotations

import pytest

from indexer.answering.following import following, subject


@pytest.mark.parametrize(
    ("heading", "about"),
    [
        ("제4조(연가 신청)", "연가 신청"),
        ("제4조의2 (병가)", "병가"),
        ("제2장 연가", "연가"),
        ("2. 신청 방법", "신청 방법"),
        ("가. 지급 대상", "지급 대상"),
        ("□ 추진 일정", "추진 일정"),
        ("제1조(목적)", ""),
        ("부칙", ""),
        ("[별표 1]", ""),
        ("2025", ""),
        ("이 지침은 공무원의 복무와 휴가에 관하여 필요한 사항을 정함을 목적으로 한다", ""),
    ],
)
def test_what_a_heading_is_about(heading: str, about: str) -> None:
    assert subject(heading) == about


def test_what_was_asked_or_cited_is_not_suggested() -> None:
    near = (
        "제3조(연가 일수)",
        "제4조(연가 신청)",
        "제4조(연가 신청)",
        "제5조(병가)",
        "제6조(공가)",
        "제7조(특별휴가)",
    )
    assert following("병 가는 며칠입니까?", ["제3조(연가 일수)"], near) == (
        "연가 신청에 대해 알려 주십시오.",
        "공가에 대해 알려 주십시오.",
        "특별휴가에 대해 알려 주십시오.",
    )
