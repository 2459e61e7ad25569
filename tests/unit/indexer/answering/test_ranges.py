"""A number of the question picks the row of a rule's table whose range holds it."""

from __future__ import annotations

import pytest

from indexer.answering.ranges import within


@pytest.mark.parametrize(
    ("question", "row", "inside"),
    [
        ("15면을 나눠 쓰게 하면 몇 퍼센트?", "10면 이상 30면 미만 | 70% | 80%", 1),
        ("15면을 나눠 쓰게 하면 몇 퍼센트?", "30면 이상 | 85% | 90%", -1),
        ("15면을 나눠 쓰게 하면 몇 퍼센트?", "5면 이상 10면 미만 | 50%", -1),
        ("근속 4년차 직원은 연차가 며칠?", "3년 이상 6년 미만 | 19일", 1),
        ("23년 근속한 사람의 휴가는?", "20년 이상 재직한 직원은 15일의 휴가를 쓴다.", 1),
        ("3천만원짜리 물품 계약은?", "2천만원 초과 5천만원 이하 | 수의계약", 1),
        ("3천만원짜리 물품 계약은?", "물품 | 2천만원 이하 | 수의계약", -1),
        ("15면을 나눠 쓰게 하면?", "3년 이상 6년 미만", 0),
        ("며칠입니까?", "3년 이상 6년 미만", 0),
    ],
)
def test_within(question: str, row: str, inside: int) -> None:
    """Inside, outside, or of another unit."""
    assert within(question, row) == inside
