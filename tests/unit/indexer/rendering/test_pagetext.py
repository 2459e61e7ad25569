"""Letters and their rectangles."""

from __future__ import annotations

import unicodedata

from indexer.rendering.geometry import merge_lines, parse_transform
from indexer.rendering.pagetext import PageText, reduced, reduced_with_origin
from indexer.rendering.svgglyphs import clean, glyphs, page_size, run_of_text

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100">'
    '<defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs>'
    '<text x="10" y="50" font-size="10">가</text><g transform="translate(100,0)">'
    '<text transform="translate(5,50) scale(0.5,1)" font-size="10">나</text>'
    '<text x="20" y="50" font-size="10" textLength="12">&lt;A1</text></g></svg>'
)


def test_glyphs_stand_where_the_svg_puts_them() -> None:
    """Groups, scales and text lengths move and stretch a letter's rectangle."""
    found = dict(glyphs(SVG))
    assert found["가"][0] == 10 and abs(found["가"][2] - 20) < 1e-6
    assert found["나"][0] == 105 and abs(found["나"][2] - 110) < 1e-6
    assert abs(found["1"][2] - 132) < 1e-6
    assert page_size(SVG) == (200.0, 100.0)


def test_letters_read_fast_are_the_letters_of_the_glyphs() -> None:
    """Reading text without the XML gives what the XML gives, so that places fit."""
    assert reduced(run_of_text(SVG)) == PageText.of(glyphs(SVG)).letters == "가나A1"


def test_places_of_other_letters_are_refused() -> None:
    """Where glyphs and letters disagree there is no rectangle rather than a wrong one."""
    assert PageText("다른", lambda: [("글", (0.0, 0.0, 1.0, 1.0))]).lines(0, 2) == ()


def test_decomposed_hangul_counts_as_composed() -> None:
    """NFD text reduces to the same letters, and each knows where it came from."""
    text = unicodedata.normalize("NFD", "각 다")
    letters, origin = reduced_with_origin(text)
    assert letters == "각다" == reduced(text)
    assert [text[i] for i in origin] == ["\u1100", "\u1103"]


def test_a_word_shares_its_rectangle_among_its_letters() -> None:
    """A part of a word is marked as a part."""
    page = PageText.of([("가나다라", (0.0, 0.0, 40.0, 10.0))])
    assert page.lines(1, 3) == ((10.0, 0.0, 30.0, 10.0),)


def test_rectangles_of_one_line_become_one() -> None:
    """Neighbours join; a new line and a far column do not."""
    row = [(0.0, 0.0, 10.0, 10.0), (12.0, 0.0, 22.0, 10.0)]
    assert merge_lines(row) == ((0.0, 0.0, 22.0, 10.0),)
    assert len(merge_lines([*row, (0.0, 14.0, 10.0, 24.0), (200.0, 14.0, 210.0, 24.0)])) == 3


def test_forbidden_characters_do_not_lose_the_page() -> None:
    """A control character of a document is left out of the drawing."""
    assert next(iter(glyphs(clean('<svg width="1" height="1"><text>a\x02</text></svg>'))))[0] == "a"


def test_broken_transforms_are_left_out() -> None:
    """What is no transform changes nothing."""
    assert parse_transform("skewX(3) scale(oops) translate(3)") == (1.0, 0.0, 0.0, 1.0, 3.0, 0.0)
    x, y = 1.0, 0.0
    m = parse_transform("rotate(90,1,1)")
    assert (round(m[0] * x + m[2] * y + m[4], 6), round(m[1] * x + m[3] * y + m[5], 6)) == (2.0, 1.0)
