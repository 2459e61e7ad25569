"""Names of files taken apart: what versions of one document share, and which is later."""

from __future__ import annotations

import pytest

from indexer.language.versions import parts_of_name


@pytest.mark.parametrize(
    ("names", "base"),
    [
        (["보고서", "보고서_최종", "보고서_최종2", "보고서(수정)", "보고서_v3", "보고서 - 복사본", "보고서 (1)", "보고서_최종_진짜최종"], "보고서"),
        (["휴가 운영 지침(2024년)", "휴가 운영 지침(2025년 개정)", "2025년 휴가 운영 지침", "휴가운영지침_2025"], "휴가운영지침"),
        (["사업계획_20250130", "250131 사업계획", "사업계획(2025.02.01)"], "사업계획"),
    ],
)  # fmt: skip
def test_versions_share_their_base(names: list[str], base: str) -> None:
    """Version words, copies and days in a name do not make another document."""
    assert {parts_of_name(n).base for n in names} == {base}


@pytest.mark.parametrize(
    "pair",
    [
        ("2024년 1분기 투자 보도자료", "2025년 1분기 투자 보도자료"),
        ("ISO 2022", "ISO"),
        ("1차 회의", "2차 회의"),
        ("최종보고서", "중간보고서"),
    ],
)
def test_other_documents_keep_their_own_base(pair: tuple[str, str]) -> None:
    """Years of reports, numbers of meetings and words in the middle of a name tell documents apart."""
    one, other = (parts_of_name(n).base for n in pair)
    assert one != other


def test_versions_are_ordered() -> None:
    """초안 < (none) < 수정 < 최종 < 최종2, and v2 < v10."""
    order = ["안내_초안", "안내", "안내_수정", "안내_최종", "안내_최종2"]
    ranks = [parts_of_name(n).rank for n in order]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
    assert parts_of_name("안내_v2").rank < parts_of_name("안내_v10").rank


def test_year_and_words() -> None:
    """The year a name states, and its version words as written."""
    parts = parts_of_name("휴가 운영 지침(2025년 개정)_최종")
    assert (parts.year, parts.words) == ("2025", ("2025년 개정", "최종"))
    assert parts_of_name("request-2022").year == ""
