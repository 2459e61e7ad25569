"""Finding a quote among letters."""

from __future__ import annotations

from indexer.rendering.locate import Pages, find, outward
from indexer.rendering.pagetext import PageText


def pages(*texts: str) -> Pages:
    """Pages whose letters stand in one row, ten units each."""
    made = [PageText.of((c, (i * 10.0, 0.0, i * 10.0 + 10, 12.0)) for i, c in enumerate(t)) for t in texts]
    return Pages(len(made), lambda page: made[page - 1])


def test_outward_visits_every_page_once_from_the_hint() -> None:
    """The hinted page comes first, its neighbours next, and none is left out."""
    assert list(outward(3, 5)) == [3, 4, 2, 5, 1]
    assert sorted(outward(99, 4)) == [1, 2, 3, 4]
    assert list(outward(None, 2)) == [1, 2]


def test_spaces_and_punctuation_do_not_matter() -> None:
    """A quote is found however the line was broken or spaced."""
    found = find("연가일수는 20일로, 한다.", pages("앞글", "이월 연가 일수는20일로한다 뒤"))
    assert [(f.page, f.share) for f in found] == [(2, 1.0)]
    assert found[0].runs == ((2, 13),)


def test_the_place_nearest_to_the_hint_is_taken() -> None:
    """A sentence that stands on many pages is marked where the parser saw it."""
    book = pages("같은 문장이다", "다른 글", "같은 문장이다")
    assert find("같은 문장이다", book, hint=3)[0].page == 3
    assert find("같은 문장이다", book, hint=1)[0].page == 1


def test_a_numbered_run_is_found_by_windows() -> None:
    """Automatic numbers between the source's paragraphs do not hide the quote."""
    quote = "재직기간별 연가일수를 정한다 이월은 열흘까지로 한다"
    found = find(quote, pages("가. 재직기간별 연가일수를 정한다 나. 이월은 열흘까지로 한다"))
    assert len(found) == 1 and found[0].share > 0.9


def test_a_quote_over_a_page_break_is_marked_on_both_pages() -> None:
    """The half at the foot of a page and the half overleaf are one quote."""
    quote = "재직기간 오년 이상인 공무원은 스무날의 휴가를 받으며 남은 날은 다음 해로 이월한다"
    found = find(
        quote,
        pages(
            "서론 재직기간 오년 이상인 공무원은 스무날의 휴가를 - 1 -", "머리말 받으며 남은 날은 다음 해로 이월한다"
        ),
    )
    assert [f.page for f in found] == [1, 2]


def test_what_is_not_there_is_not_found() -> None:
    """No mark is better than a wrong one."""
    assert find("전혀 다른 내용의 문장이 여기에 있습니다", pages("재직기간별 연가일수를 정한다", "이월은 열흘")) == ()
    assert find("", pages("글")) == ()
    assert find("글", Pages(0, lambda page: PageText.of([]))) == ()


def test_a_box_picks_among_places_on_the_page() -> None:
    """Of two places on one page the one inside the parser's box is taken."""
    book = pages("합계 백원 그리고 합계 백원")
    second = find("합계 백원", book, hint=1, box=(80.0, 0.0, 200.0, 12.0))[0]
    assert second.runs[0][0] == 7 and find("합계 백원", book, hint=1)[0].runs[0][0] == 0
