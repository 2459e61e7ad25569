"""PDF files: exact pages, reading order, tables, and not a letter lost."""

import re
from collections import Counter

import pymupdf
import pytest

from indexer.errors import Damaged, Empty, Encrypted, TooLarge
from indexer.parsing.limits import Limits
from indexer.parsing.pdf import parse

LIMITS = Limits()


def letters(text):
    return Counter(re.sub(r"[\W_]+", "", text))


def put(page, at, text, size=11, font="korea"):
    page.insert_text(at, text, fontsize=size, fontname=font)


def made(*pages, **saving):
    """A PDF of pages drawn by the given functions."""
    with pymupdf.open() as document:
        for draw in pages:
            draw(document.new_page())
        return document.tobytes(**saving)


def grid(page, rows, left=72, top=200, width=150, height=25):
    """A ruled table with its text."""
    for r in range(len(rows) + 1):
        page.draw_line((left, top + r * height), (left + width * len(rows[0]), top + r * height))
    for c in range(len(rows[0]) + 1):
        page.draw_line((left + c * width, top), (left + c * width, top + len(rows) * height))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            put(page, (left + 5 + c * width, top + 17 + r * height), text)


def test_headings_paragraphs_and_places():
    """Large type heads, wrapped lines join, each block knows its page and box."""

    def first(page):
        put(page, (72, 100), "여비 지급 기준", 20)
        put(page, (72, 140), "여비는 공무원이 공무로 여행하는 때에 지급하는 비용으로서 그 기준은 다음 각 호")
        put(page, (72, 156), "에 따른다.")
        put(page, (72, 190), "제1장 총칙")
        put(page, (72, 220), "○ 일비는 2만원으로 한다")

    found = parse(made(first, lambda page: put(page, (72, 300), "둘째 쪽의 본문입니다.")), LIMITS)
    assert [(b.kind, b.location.page, b.location.paragraph) for b in found.blocks] == [
        ("heading", 1, 0), ("paragraph", 1, 1), ("heading", 1, 2), ("list_item", 1, 3), ("paragraph", 2, 0),
    ]  # fmt: skip
    assert found.blocks[1].text.endswith("각 호에 따른다.")
    assert found.blocks[0].level == 1 and found.blocks[2].level > 1
    assert all(b.location.page_exact for b in found.blocks)
    x0, y0, x1, y1 = found.blocks[0].location.box
    assert 70 < x0 < 75 and 75 < y0 < 100 and x1 > 150 and 100 < y1 < 110
    assert found.pages == 2 and found.title == "여비 지급 기준"


def test_two_columns_are_read_one_after_the_other():
    """The left column first, though it was written line by line across both; the headline above stays first."""

    def draw(page):
        put(page, (72, 80), "두 단을 가로지르는 넓은 제목이 이렇게 길게 위에 놓여 있습니다 정말로 깁니다", 12)
        for n in range(12):
            put(page, (72, 120 + 16 * n), f"왼쪽 단의 글 {n} 글자들이 있다")
            put(page, (320, 120 + 16 * n), f"오른 단의 글 {n} 글자들이 있다")

    text = "\n".join(b.text for b in parse(made(draw), LIMITS).blocks)
    assert text.index("넓은 제목") < text.index("왼쪽 단의 글 0")
    assert text.index("왼쪽 단의 글 11") < text.index("오른 단의 글 0")


def test_a_hyphenated_word_is_whole_again():
    """Latin words cut at the end of a line are joined without their hyphen."""

    def draw(page):
        put(page, (72, 100), "This is a line of running text whose last word is docu-", font="helv")
        put(page, (72, 114), "mentation, and it goes on.", font="helv")

    assert "word is documentation, and" in parse(made(draw), LIMITS).blocks[0].text


def test_ruled_tables_become_rows_and_nothing_is_said_twice():
    """Cells by row and column, the text around in its place, every letter once."""

    def draw(page):
        put(page, (72, 150), "표 앞의 글입니다.")
        grid(page, [["구분", "금액"], ["일비", "20,000원"], ["식비", "25,000원"]])
        put(page, (72, 330), "표 뒤의 글입니다.")

    data = made(draw)
    found = parse(data, LIMITS)
    assert [b.kind for b in found.blocks] == ["paragraph", "table", "paragraph"]
    table = found.blocks[1]
    assert table.rows == (("구분", "금액"), ("일비", "20,000원"), ("식비", "25,000원"))
    assert table.text == "구분\t금액\n일비\t20,000원\n식비\t25,000원"
    assert len(table.row_locations) == 3
    assert table.row_locations[0].box[1] < table.row_locations[2].box[1]
    with pymupdf.open(stream=data) as document:
        assert letters("".join(b.text for b in found.blocks)) == letters(document[0].get_text())


def test_running_heads_and_page_numbers_are_set_apart():
    """What stands in the margin of most pages is header or footer; text in the middle never is."""

    def page_of(n):
        def draw(page):
            put(page, (72, 40), "2024년도 예산 편성 지침", 9)
            put(page, (72, 300), "같은 본문이 쪽마다 있는 것을 본다")
            put(page, (290, 800), f"- {n} -", 9)

        return draw

    found = parse(made(*[page_of(n) for n in range(1, 5)]), LIMITS)
    assert Counter(b.kind for b in found.blocks) == {"header": 4, "paragraph": 4, "footer": 4}
    assert [b.text for b in found.blocks if b.kind == "footer"] == ["- 1 -", "- 2 -", "- 3 -", "- 4 -"]


def picture(page):
    """A page that is one grey image, as a scanner makes it."""
    page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 40, 60), False))


def test_scans():
    """A page that is a picture is named for OCR, a blank one is not; a file of pictures only is Empty and says why."""
    with pytest.raises(Empty) as scan:
        parse(made(picture, picture), LIMITS)
    assert scan.value.detail == "ocr_needed" and "OCR" in scan.value.next_step
    with pytest.raises(Empty) as blank:
        parse(made(lambda page: page.draw_rect((10, 10, 90, 90), fill=(0, 0, 0))), LIMITS)
    assert blank.value.detail == ""
    written = lambda page: put(page, (72, 100), "글")  # noqa: E731
    found = parse(made(written, picture, picture, lambda page: None, picture), LIMITS)
    assert [w.kind for w in found.warnings] == ["ocr_needed"] and "2-3,5쪽" in found.warnings[0].message
    assert found.metadata["ocr_pages"] == "2-3,5"


def test_passwords():
    """A file that asks for a password is Encrypted; one that only restricts printing is read."""
    draw = lambda page: put(page, (72, 100), "비밀 문서")  # noqa: E731
    with pytest.raises(Encrypted):
        parse(made(draw, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o"), LIMITS)
    open_to_all = made(draw, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", permissions=0)
    assert "비밀 문서" in parse(open_to_all, LIMITS).blocks[0].text


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(range(256)) * 8, b""])
def test_rubbish_is_damaged(data):
    """Nothing MuPDF can repair into a page."""
    with pytest.raises((Damaged, Empty)):
        parse(data, LIMITS)


def test_characters_are_bounded():
    """Over the limit of characters the file is TooLarge."""
    with pytest.raises(TooLarge):
        parse(made(lambda page: put(page, (72, 100), "글" * 40)), Limits(characters=30))


def test_rotated_pages_are_read_as_shown():
    """Boxes are where the reader sees the text."""
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=600)
        put(page, (50, 50), "위에서 아래로")
        page.set_rotation(180)
        data = document.tobytes()
    box = parse(data, LIMITS).blocks[0].location.box
    assert box[1] > 500 and box[0] > 200


def test_nothing_goes_to_the_terminal(capfd):
    """MuPDF's complaints about a broken file stay away from stdout and stderr."""
    data = made(lambda page: grid(page, [["가", "나"], ["다", "라"]]))
    parse(data.replace(b"startxref", b"startxxxx"), LIMITS)
    assert capfd.readouterr() == ("", "")
