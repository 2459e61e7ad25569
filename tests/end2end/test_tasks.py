"""Tasks officials do, by the commands on a real engine: exports, summaries, comparisons, tables, reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import Limits
from tests.helpers.profile import Profile

TRAVEL = """# 공무원 여비 지침

## 제1조(목적) 이 지침은 공무로 여행하는 공무원에게 지급하는 여비에 관한 사항을 정한다.

## 제2조(일비)

국내 출장의 일비는 1일당 20,000원으로 한다. 다만, 공용차량을 이용하면 2분의 1로 한다.

## 제3조(숙박비)

숙박비는 서울특별시의 경우 1박에 100,000원을 넘지 못한다.
"""
LEAVE = """# 복무 지침

## 제1조(연가)

재직기간이 6년 이상인 공무원의 연가 일수는 21일이다.

## 제2조(병가)

소속 기관장은 연 60일의 범위에서 병가를 승인할 수 있다.
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks") / "자료"
    folder.mkdir()
    (folder / "여비 지침.md").write_text(TRAVEL, encoding="utf-8")
    (folder / "복무 지침.md").write_text(LEAVE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def profile(papers: Path) -> Iterator[Profile]:
    made = Profile(papers.parent / "home")
    assert made.here("index", str(papers), "--no-vectors").returncode == 0
    yield made


@pytest.mark.parametrize("suffix", [".hwpx", ".docx", ".md"])
def test_an_answer_is_exported(profile: Profile, tmp_path: Path, suffix: str) -> None:
    """`ask --export` writes the answer with its footnotes; a file that is there stays."""
    target = tmp_path / f"답{suffix}"
    done = profile.here("ask", "국내 출장의 일비는 얼마인가요?", "--export", str(target))
    assert done.returncode == 0, done.stderr
    blocks = parse_bytes(target.read_bytes(), target.name, Limits()).blocks
    whole = "\n".join(b.text for b in blocks)
    assert "1일당 20,000원으로 한다" in whole
    assert "여비 지침.md" in whole
    assert "인용 모음" in whole
    again = profile.here("ask", "국내 출장의 일비는 얼마인가요?", "--export", str(target))
    assert again.returncode == 4
    assert "이미" in again.stderr
    wrong = profile.here("ask", "일비는?", "--export", str(tmp_path / "답.pdf"))
    assert wrong.returncode == 2


def test_a_conversation_is_exported(profile: Profile, tmp_path: Path) -> None:
    """All turns with their footnotes in one document."""
    for question in ("국내 출장의 일비는 얼마인가요?", "병가는 며칠까지 승인할 수 있나요?"):
        profile.json_here("ask", "--conversation", "복무", question)
    target = tmp_path / "대화.hwpx"
    (row,) = profile.json_here("conversations", "export", "복무", "--output", str(target))
    assert row["size"] == target.stat().st_size
    blocks = parse_bytes(target.read_bytes(), target.name, Limits()).blocks
    assert [b.text for b in blocks if b.kind == "heading"][:2] == ["질문 1", "답변"]
    notes = [b.text for b in blocks if b.kind == "footnote"]
    assert any("여비 지침.md" in n for n in notes)
    assert any("복무 지침.md" in n for n in notes)


def test_what_was_read_in_the_question_is_told(profile: Profile) -> None:
    """A condition that narrowed, and one that could not be used, are said before the answer."""
    events = profile.json_here("ask", "한글 파일에서 국내 출장의 일비는 얼마인가요?")
    (told,) = [e["message"] for e in events if e["type"] == "notice" and e["kind"] == "condition"]
    assert "조건 없이" in told
    events = profile.json_here("ask", "여비 폴더에 있는 일비는 얼마인가요? -숙박비")
    assert any(e["type"] == "notice" and e["kind"] == "condition" for e in events)
