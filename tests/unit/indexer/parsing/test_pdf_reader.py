"""PDF files: exact pages, reading order, tables, and not a letter lost."""

import re
from collections import Counter
from itertools import pairwise

import pymupdf
import pytest

from indexer.errors import Damaged, Empty, Encrypted, TooLarge
from indexer.parsing.limits import Limits
from indexer.parsing.pdf import parse
from indexer.parsing.pdf_glyphs import readable
from indexer.parsing.pdf_lines import Line
from indexer.parsing.pdf_text import Spacing

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


def test_titles_that_stand_at_the_top_of_many_pages_are_text():
    """Forms with their number, sections with the same name, numbers in title boxes: none is a running head."""

    def page_of(n):
        def draw(page):
            put(page, (290, 810), f"- {n} -", 9)
            if n % 2:
                put(page, (72, 60), f"[붙임 {n // 2 + 1}]")
                put(page, (72, 90), "□ 추진배경")
            else:
                page.draw_rect((72, 45, 92, 70))
                page.draw_rect((100, 45, 400, 70))
                put(page, (78, 62), f"{n // 2}")
                put(page, (110, 62), f"{'가나다라'[n // 2 - 1] * 3} 사업의 개요")
            put(page, (72, 300), f"{'기준예산지침'[n - 1] * 3} 본문입니다")

        return draw

    found = parse(made(*[page_of(n) for n in range(1, 7)]), LIMITS)
    assert [b.text for b in found.blocks if b.kind in ("header", "footer")] == [f"- {n} -" for n in range(1, 7)]


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


def ruled(page, xs, ys, skip=()):
    """Horizontal rules at ys and vertical ones at xs; `skip` names pieces ("h", y index, x index) to leave out."""
    for n, y in enumerate(ys):
        for m, (x0, x1) in enumerate(pairwise(xs)):
            if ("h", n, m) not in skip:
                page.draw_line((x0, y), (x1, y))
    for n, x in enumerate(xs):
        for m, (y0, y1) in enumerate(pairwise(ys)):
            if ("v", n, m) not in skip:
                page.draw_line((x, y0), (x, y1))


def only_table(data):
    return next(b for b in parse(data, LIMITS).blocks if b.kind == "table")


def test_merged_cells_and_open_sides():
    """A cell over two columns or rows stands once; a table without rules at its sides has its outer columns."""

    def draw(page):
        xs, ys = (72, 172, 272, 372), (100, 130, 160, 190)
        outer = [("v", n, m) for n in (0, 3) for m in range(3)]
        ruled(page, xs, ys, [*outer, ("v", 2, 0), ("h", 2, 0)])
        for at, text in (((80, 120), "구분"), ((180, 120), "금액(천원)"), ((80, 150), "여비"), ((180, 150), "일비"),
                         ((280, 150), "20"), ((180, 180), "식비"), ((280, 180), "25")):  # fmt: skip
            put(page, at, text)

    assert only_table(made(draw)).rows == (("구분", "금액(천원)", ""), ("여비", "일비", "20"), ("", "식비", "25"))


def test_a_text_too_long_for_its_table_stays_whole():
    """The last words of a line that runs out of the table belong to its cell."""

    def draw(page):
        grid(page, [["갑", "을"], ["", ""], ["병", "정"]], width=75)
        put(page, (150, 242), "예산 편성 지침을 정함")  # the rule at 222 runs through 지침을

    rows = only_table(made(draw)).rows
    assert rows == (("갑", "을"), ("", "예산 편성 지침을 정함"), ("병", "정"))


def test_rows_of_figures_without_rules_are_parted():
    """Three amounts in one ruled row are three rows, with the labels at their height; headers of two lines are not."""

    def draw(page):
        ruled(page, (72, 192, 292, 392), (100, 140, 200))
        for x, lines in ((80, ("구분",)), (200, ("2023", "년도 예산")), (300, ("2024", "년도 예산"))):
            for n, text in enumerate(lines):
                put(page, (x, 116 + 15 * n), text)
        for x, lines in (
            (80, ("일반회계", "특별회계", "합계")),
            (200, ("1,200", "300", "1,500")),
            (300, ("△10", "25", "15")),
        ):
            for n, text in enumerate(lines):
                put(page, (x, 156 + 16 * n), text)

    rows = only_table(made(draw)).rows
    assert rows[1:] == (("일반회계", "1,200", "△10"), ("특별회계", "300", "25"), ("합계", "1,500", "15"))


def test_dotted_rules_are_rules_and_gradients_are_none():
    """Rows parted by dots are rows; a bar painted in thin stripes under a title makes no table."""

    def draw(page):
        ruled(page, (72, 172, 272), (100, 160))
        for n in range(100):
            page.draw_rect((72 + 2 * n, 129.6, 72.8 + 2 * n, 130.2), color=None, fill=(0, 0, 0))
        for at, text in (((80, 120), "가"), ((180, 120), "나"), ((80, 150), "다"), ((180, 150), "라")):
            put(page, at, text)
        for n in range(120):
            shade = 0.3 + n / 300
            page.draw_rect((72 + 2 * n, 300, 74 + 2 * n, 320), color=None, fill=(shade, shade, shade))
        put(page, (80, 315), "제목이 놓인 띠")

    blocks = parse(made(draw), LIMITS).blocks
    assert [b.rows for b in blocks if b.kind == "table"] == [(("가", "나"), ("다", "라"))]
    assert blocks[-1].text == "제목이 놓인 띠"


def test_a_table_over_two_pages_is_one_with_its_header_once():
    """Rows keep the page they stand on."""

    def part(top, rows):
        def draw(page):
            grid(page, [["구분", "금액"], *rows], top=top, height=20)
            put(page, (72, 800), "각 쪽의 끝")

        return draw

    found = parse(
        made(part(560, [[f"항목{n}", str(n)] for n in range(9)]), part(72, [["항목9", "9"], ["계", "45"]])), LIMITS
    )
    tables = [b for b in found.blocks if b.kind == "table"]
    assert len(tables) == 1 and len(tables[0].rows) == 12 and tables[0].rows.count(("구분", "금액")) == 1
    assert [at.page for at in tables[0].row_locations] == [1] * 10 + [2, 2]


def test_a_table_in_a_frame_is_a_table_and_one_in_a_cell_is_text_of_the_cell():
    """A frame around everything is no cell; a table inside a table's cell becomes lines of it."""

    def draw(page):
        page.draw_rect((60, 60, 540, 400))
        grid(page, [["가", "나"], ["다", "라"]], top=100)
        ruled(page, (72, 272, 472), (220, 300))
        put(page, (80, 240), "바깥")
        ruled(page, (282, 342, 402), (230, 250, 270))
        for at, text in (((290, 245), "안1"), ((350, 245), "안2"), ((290, 265), "안3"), ((350, 265), "안4")):
            put(page, at, text)

    tables = [b.rows for b in parse(made(draw), LIMITS).blocks if b.kind == "table"]
    assert tables == [(("가", "나"), ("다", "라")), (("바깥", "안1\t안2\n안3\t안4"),)]


def test_columns_that_are_only_aligned_make_a_table():
    """Three columns without a rule."""

    def draw(page):
        for n, row in enumerate(
            (("기관", "인원", "예산"), ("본청", "120", "3,400"), ("의회", "30", "500"), ("소속", "45", "910"))
        ):
            for x, text in zip((80, 220, 360), row, strict=True):
                put(page, (x, 100 + 18 * n), text)

    assert only_table(made(draw)).rows[1] == ("본청", "120", "3,400")


def test_three_columns_and_a_box_at_the_side():
    """Columns are read one after the other whatever the order of drawing; a box stays together."""

    def draw(page):
        for n in range(14):
            for column, x in enumerate((60, 230, 400)):
                put(page, (x, 100 + 16 * n), f"{'가나다'[column]}단의 {n:02} 번째 줄이다", 10)
        put(page, (60, 60), "세 단에 걸친 긴 제목이 맨 위에 한 줄로 놓여 있다고 하자", 14)
        page.draw_rect((395, 400, 560, 470))
        put(page, (405, 420), "상자 첫 줄", 10)
        put(page, (405, 440), "상자 둘째 줄", 10)

    text = "".join(b.text for b in parse(made(draw), LIMITS).blocks)
    places = [
        text.index(p)
        for p in (
            "세 단에",
            "가단의 00",
            "가단의 13",
            "나단의 00",
            "나단의 13",
            "다단의 00",
            "다단의 13",
            "상자 첫",
            "상자 둘째",
        )
    ]
    assert places == sorted(places)


def test_lines_are_joined_where_they_had_to_break_only():
    """A short line ends its paragraph; a broken one goes on, its particle without a space."""

    def draw(page):
        for n, line in enumerate((
            "지방자치단체의 장은 예산의 범위에서 필요한 경비를 지급할 수 있으며 그 절차와 방법",
            "은 조례로 정한다.",
            "이 경우 미리 의회의 의결을 거쳐야 한다.",
            "다만 긴급한 때에는 그러하지 아니하다.",
        )):  # fmt: skip
            put(page, (72, 100 + 17 * n), line)

    texts = [b.text for b in parse(made(draw), LIMITS).blocks]
    assert texts[0].endswith("절차와 방법은 조례로 정한다.") and texts[1].startswith("이 경우") and len(texts) == 3


def test_letters_tell_where_a_word_ends_that_the_document_does_not_know():
    """Learnt from the text inside of lines: 을 ends words and 예 begins them, whatever words these are."""
    text = "오늘 예산을 쓰고 내일 예비를 늘려 모레 사업을 하며 그날 예외를 두고 다시 계획을 내어 다음 예규를 본다"
    spacing = Spacing.learnt([Line(text, (72, 80, 500, 92), 11, False)] * 3)
    assert spacing.parted("훈련을", "예고하여") and not spacing.parted("예", "약을")


def test_spaces_that_are_only_gaps_are_put_in():
    """Words set apart without a space in the file; letters that are spread evenly stay one word."""

    def draw(page):
        x = 72.0
        for word in ("지방자치단체의", "장은", "필요한", "경비를", "지급한다"):
            put(page, (x, 100), word, 10)
            x += 10 * len(word) + 5
        for n, letter in enumerate("여비지급신청서"):
            put(page, (72 + 14 * n, 140), letter, 10)

    texts = [b.text for b in parse(made(draw), LIMITS).blocks]
    assert texts == ["지방자치단체의 장은 필요한 경비를 지급한다", "여비지급신청서"]


def test_a_word_with_its_own_hyphen_keeps_it():
    """A hyphen before a capital is no break of the word."""

    def draw(page):
        put(page, (72, 100), "This is a rather long line of running text about the Anglo-", font="helv")
        put(page, (72, 114), "Korean treaty of friendship.", font="helv")

    assert "Anglo-Korean treaty" in parse(made(draw), LIMITS).blocks[0].text


def test_shadows_and_fake_bold_are_said_once():
    """Text struck again beside itself, as a whole or in pieces."""

    def draw(page):
        put(page, (72, 100), "업무 보고", 24)
        put(page, (72.8, 100.8), "업무 보고", 24)
        put(page, (73.5, 101), "업무", 24)
        put(page, (72, 200), "업무 보고의 본문")

    assert [b.text for b in parse(made(draw), LIMITS).blocks] == ["업무 보고", "업무 보고의 본문"]


def test_raised_digits_are_no_digits_of_the_word_or_number_before():
    """A note's mark and an exponent stay what the reader sees; units keep their digit."""

    def draw(page):
        text = "개인정보<sup>1)</sup>를 10<sup>6</sup>명이 3 km<sup>2</sup>에서 처리한다. 소수 10<small>3</small>"
        page.insert_htmlbox((72, 100, 500, 160), text)

    text = parse(made(draw), LIMITS).blocks[0].text
    assert text == "개인정보¹⁾를 10^6명이 3 km2에서 처리한다. 소수 103"


def test_footnotes_and_captions_are_told_apart():
    """What stands under the short rule at the foot is a footnote; 표 1 and 그림 2 head what they stand at."""

    def draw(page):
        for n in range(8):
            put(page, (72, 100 + 18 * n), f"본문의 줄 {n}에는 여러 낱말이 있고 그 뜻은 다음 줄로 이어지지 아니한다.")
        put(page, (72, 300), "<표 1> 연도별 예산 현황")
        put(page, (72, 320), "[그림 2-1] 추진 체계")
        page.draw_line((72, 740), (200, 740))
        put(page, (72, 756), "1) 지방재정법 제36조에 따른 예산을 말한다.", 9)
        put(page, (72, 770), "2) 결산 기준", 9)

    found = [(b.kind, b.text) for b in parse(made(draw), LIMITS).blocks]
    assert ("caption", "<표 1> 연도별 예산 현황") in found and ("caption", "[그림 2-1] 추진 체계") in found
    assert [t for k, t in found if k == "footnote"] == ["1) 지방재정법 제36조에 따른 예산을 말한다.", "2) 결산 기준"]


def test_a_paragraph_over_a_page_break_is_one_block_that_knows_its_pages():
    """Running heads and a footnote between the halves do not part it; each character has its page."""

    def first(page):
        put(page, (72, 40), "업무편람", 9)
        put(page, (72, 740), "여비는 공무원이 공무로 여행하는 때에 지급하는 비용으로서 그 기준은 다음 각 호")
        put(page, (290, 810), "- 1 -", 9)

    def second(page):
        put(page, (72, 40), "업무편람", 9)
        put(page, (72, 80), "에 따라 정하되 예산의 범위에서 조정할 수 있다.")
        put(page, (72, 110), "둘째 문단은 따로 있다.")
        put(page, (290, 810), "- 2 -", 9)

    blocks = parse(made(first, second), LIMITS).blocks
    whole, other = (b for b in blocks if b.kind == "paragraph")
    assert whole.text.endswith("다음 각 호에 따라 정하되 예산의 범위에서 조정할 수 있다.")
    assert whole.at(0).page == 1 and whole.at(0).box is not None
    assert whole.at(whole.text.index("조정")).page == 2 and whole.at(whole.text.index("조정")).box is None
    assert other.location.page == 2
    assert Counter(b.kind for b in blocks) == {"header": 2, "footer": 2, "paragraph": 2}


def test_a_watermark_cuts_no_paragraph_and_fills_no_cell():
    """Askew or huge, in one place of several pages: set apart, once a page."""

    def page_of(n, text, top):
        def draw(page):
            grid(page, [["갑", "을"], ["병", "정"]], top=450)
            centre = pymupdf.Point(300, 420)
            page.insert_text(
                centre,
                "대외비 자료",
                fontsize=60,
                fontname="korea",
                morph=(centre, pymupdf.Matrix(45)),
                color=(0.9,) * 3,
            )
            put(page, (72, top), text)

        return draw

    first = "여비는 공무원이 공무로 여행하는 때에 지급하는 비용으로서 그 기준은 다음 각 호"
    found = parse(made(page_of(1, first, 740), page_of(2, "에 따라 정한다.", 80)), LIMITS)
    assert [b.text for b in found.blocks if b.kind == "header"] == ["대외비 자료"] * 2
    assert [b.rows for b in found.blocks if b.kind == "table"] == [(("갑", "을"), ("병", "정"))] * 2
    assert [b.text for b in found.blocks if b.kind == "paragraph"] == [first + "에 따라 정한다."]


def test_text_that_runs_sideways_is_read_and_boxed():
    """A page laid on its side: lines in order, boxes where they stand on the page as it is shown."""

    def draw(page):
        for n, text in enumerate(("첫째 줄의 글자들", "둘째 줄의 글자들", "셋째 줄의 글자들")):
            page.insert_text((100 + 30 * n, 700), text, fontsize=12, fontname="korea", rotate=90)

    blocks = parse(made(draw), LIMITS).blocks
    assert "".join(b.text for b in blocks).index("첫째") < "".join(b.text for b in blocks).index("셋째")
    x0, y0, x1, y1 = blocks[0].location.box
    assert 85 < x0 < 100 and x1 < 180 and 580 < y0 < 660 and 690 < y1 < 705


def test_a_turned_page_keeps_all_its_text():
    """Rotation by 90 degrees: what lies beyond the width of the unturned page too."""
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=800)
        for n in range(5):
            page.insert_text((50 + 60 * n, 780), f"{n}번째 줄은 매우 길어서 쪽의 너비를 넘어갑니다 그래도 다 읽힙니다", fontsize=12,
                             fontname="korea", rotate=90)  # fmt: skip
        page.set_rotation(90)
        data = document.tobytes()
    blocks = parse(data, LIMITS).blocks
    assert "".join(b.text for b in blocks).count("다 읽힙니다") == 5
    assert all(0 <= b.location.box[0] < b.location.box[2] <= 800 for b in blocks)


def test_form_fields_comments_and_attachments():
    """A field's value and what readers wrote are text; attached files are read, or told."""
    with pymupdf.open() as document:
        page = document.new_page()
        put(page, (72, 100), "신청서")
        field = pymupdf.Widget()
        field.field_name, field.field_type, field.rect = (
            "이름",
            pymupdf.PDF_WIDGET_TYPE_TEXT,
            pymupdf.Rect(72, 120, 200, 140),
        )
        field.field_value = "Hong Gildong"
        page.add_widget(field)
        page.add_text_annot((300, 300), "검토 의견입니다")
        document.embfile_add("예산.txt", "예산은 3,000만원으로 한다.".encode(), filename="예산.txt")
        document.embfile_add("그림.xlsx", b"PK\x03\x04 broken", filename="그림.xlsx")
        page.add_file_annot((400, 300), "회의 결과를 붙인다.".encode(), "회의록.txt")
        page.add_freetext_annot((72, 400, 300, 430), "빈칸에 쓴 글", fontname="korea")
        page.add_highlight_annot(pymupdf.Rect(72, 88, 110, 104)).set_info(content="강조한 까닭")
        data = document.tobytes()
    found = parse(data, LIMITS)
    texts = [(b.kind, b.text) for b in found.blocks]
    assert ("memo", "검토 의견입니다") in texts and any("Hong Gildong" in t for _, t in texts)
    assert sum("Hong Gildong" in t for _, t in texts) == 1
    assert sum("빈칸에 쓴 글" in t for _, t in texts) == 1 and ("memo", "강조한 까닭") in texts
    assert found.metadata["attachments"] == "예산.txt\n그림.xlsx\n회의록.txt"
    inside = {b.text: b.location for b in found.blocks if b.location.section}
    assert {"예산.txt", "예산은 3,000만원으로 한다.", "회의 결과를 붙인다."} <= set(inside)
    assert {at.page for at in inside.values()} == {None} and [w.kind for w in found.warnings] == ["part_unread"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("예산의 범위에서 필요한 경비를 지급할 수 있으며 그 절차는 조례로 정한다", True),
     ("The budget for the next year was approved by the assembly in December of this year", True),
     ("\ufffd\ufffd\ufffd\ufffd\ufffd 예산", False), ("\ue0f2\ue0e5\ue048\ue034 가나", False),
     ("뷁쀍쫽쬇쯻첋췕켘퀡퀻큍튨펵폡퓕퓲홥휁훕휔 쀍쫽쬇쯻", False),
     ("wklv lv d whvw ri wkh jarxsv zklfk pqrst bcdfg hjklm npqrs tvwxz bcdfg ghjkl mnpqr stvwx zbcdf ghjkl", False),
     ("가", True), ("", True)],
)  # fmt: skip
def test_letters_that_mean_nothing_are_noticed(text, meant):
    """Fonts without a Unicode map: unknown glyphs, private use, syllables and words that nobody writes."""
    assert readable(text) is meant


def test_page_tree_that_lies_ends(tmp_path):
    """A page tree that counts millions of pages it does not have is damage, not an endless loop."""
    data = made(lambda page: put(page, (72, 100), "글")).replace(b"/Count 1", b"/Count 9000000")
    try:
        found = parse(data, LIMITS)
    except Damaged:
        return
    assert found.blocks[0].text == "글"


def test_damage_is_told():
    """A file whose cross references were rebuilt is read with a warning; one whose content is gone is Damaged."""
    data = made(lambda page: put(page, (72, 100), "본문의 글"), deflate=True)
    repaired = parse(data[: data.rindex(b"xref")] + b"\n", LIMITS)
    assert repaired.blocks[0].text == "본문의 글" and [w.kind for w in repaired.warnings] == ["repaired"]
    plain = made(lambda page: put(page, (72, 100), "text", font="helv"))
    with pytest.raises(Damaged):
        parse(plain[: len(plain) // 3], LIMITS)
    assert parse(data, LIMITS).warnings == ()


def test_boxes_side_by_side_come_before_what_stands_under_them():
    """A narrow line under two boxes does not slip in between."""

    def draw(page):
        page.draw_rect((60, 100, 120, 130))
        page.draw_rect((140, 100, 540, 130))
        put(page, (65, 118), "질문 1")
        put(page, (150, 118), "보험 적용 대상은 어떻게 되는가?")
        put(page, (60, 160), "<답변>")
        put(page, (60, 190), "건강보험이 적용되는 대상은 다음과 같으며 구체적인 기준은 아래와 같다.")

    texts = [b.text for b in parse(made(draw), LIMITS).blocks]
    assert texts[:3] == ["질문 1", "보험 적용 대상은 어떻게 되는가?", "<답변>"]
