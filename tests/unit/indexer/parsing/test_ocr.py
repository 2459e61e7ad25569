"""Text recognition: what Tesseract's words become, what is garbage, and (where it is installed) real pictures."""

import io
import random
import struct
import subprocess
import sys

import docx
import pymupdf
import pytest
from docx.shared import Pt

from indexer.errors import Empty
from indexer.model import Block, Location, ParsedDocument
from indexer.parsing import child, ocr, ocr_child
from indexer.parsing.bodypictures import Pictures, with_pictures
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.hwp5_records import BIN_DATA, PICTURE, SHAPE_COMPONENT
from indexer.parsing.limits import Limits
from indexer.parsing.nested import recognising
from indexer.parsing.pool import ParserPool
from tests.helpers import hwp5_file as hwp
from tests.helpers import office_files as made

SENTENCES = ("제1조(목적) 이 규정은 공무원의 여비를 정하는 것을 목적으로 한다.", "일비는 하루 20,000원으로 지급한다.")
needs_tesseract = pytest.mark.skipif(ocr.program() is None, reason="Tesseract with Korean data is not installed")


def row(block, line, word, left, confidence, text):
    return f"5\t1\t{block}\t1\t{line}\t{word}\t{left}\t100\t50\t40\t{confidence}\t{text}"


OUTPUT = "\n".join((
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
    "4\t1\t1\t1\t1\t0\t100\t100\t400\t40\t-1\t",
    row(1, 1, 1, 100, 96, "여"), row(1, 1, 2, 152, 95, "비는"), row(1, 1, 3, 260, 90, "실비로"),
    row(1, 2, 1, 100, 80, "지급한다"), row(1, 2, 2, 200, 5, "@#"),
    row(2, 1, 1, 100, 31, "ㅣㅏ|"), row(3, 1, 1, 100, 90, "|—·~"), "여비는 실비로", "지급한다 @#", "", "ㅣㅏ|", "|—·~", "\f",
))  # fmt: skip


def test_words_become_paragraphs_and_garbage_is_left_out():
    """Spaces as the plain text has them, boxes in points, confidence kept; unsure words and specks are dropped."""
    found = ocr.blocks_of(OUTPUT, ocr.Picture(b"", 0.24, 3))
    [block] = found.blocks
    assert (block.kind, block.text) == ("image_text", "여비는 실비로\n지급한다")
    assert block.location.page == 3 and block.location.box == pytest.approx((24.0, 24.0, 74.4, 33.6))
    assert 0.7 < block.confidence < 0.95 and found.confidence == block.confidence
    assert found.garbage == 2


@pytest.mark.parametrize(
    ("text", "garbage"),
    [("여비 규정", False), ("", True), ("|—·~ ,", True), ("ㅣㅏㅓ ㄱㄴ", True), ("3,000원", False), ("~~~ 1", True)],
)
def test_garbage(text, garbage):
    """Specks, lines and lone jamo are no text."""
    assert ocr.is_garbage(text) is garbage


def test_page_lists():
    """As the PDF reader writes them; nonsense is nothing."""
    assert ocr_child.page_numbers("1-3,7, 9") == [1, 2, 3, 7, 9]
    assert ocr_child.page_numbers("") == ocr_child.page_numbers("x-y") == []


def test_recognised_blocks_stand_in_their_page():
    """After the page's own text; unreadable letters of that page go, other pages stay."""
    own = (Block("paragraph", "첫 쪽", Location(1, True, 0, 0)), Block("paragraph", "\ue000\ue001\ue002", Location(2, True, 0, 0)),
           Block("paragraph", "셋째 쪽", Location(3, True, 0, 0)))  # fmt: skip
    found = {2: ocr.Recognised((Block("image_text", "둘째 쪽", Location(2, True, 0, 0)),), 0, 0.9)}
    assert [b.text for b in ocr_child._merged(own, found)] == ["첫 쪽", "둘째 쪽", "셋째 쪽"]


def test_what_to_do_where_the_program_is_missing(monkeypatch):
    """A picture is Empty, and the next step says that recognition is not installed."""
    monkeypatch.setenv(ocr.VARIABLE, "/nowhere/tesseract")
    ocr.program.cache_clear()
    try:
        with pytest.raises(Empty) as caught:
            parse_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", Limits())
        assert "설치되어 있지 않습니다" in caught.value.next_step
    finally:
        monkeypatch.undo()
        ocr.program.cache_clear()


def picture() -> bytes:
    with pymupdf.open() as document:
        page = document.new_page(width=500, height=200)
        for number, sentence in enumerate(SENTENCES):
            page.insert_text((40, 60 + 40 * number), sentence, fontname="korea", fontsize=13)
        return page.get_pixmap(dpi=200).tobytes("png")


@needs_tesseract
def test_pictures_and_scanned_pages(tmp_path):
    """A picture, and a PDF whose second page is one: words with place and confidence, the rest as it was."""
    (tmp_path / "그림.png").write_bytes(picture())
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "첫 쪽에는 글자가 있다.", fontname="korea")
        page = document.new_page(width=500, height=200)
        page.insert_image(page.rect, stream=picture())
        document.save(tmp_path / "스캔.pdf")
    with ParserPool(1, ocr_child.LIMITS, ocr_child.main) as pool:
        found = {p.name: r for p, r in pool.parse_many(sorted(tmp_path.iterdir()))}
    for name, page in (("그림.png", 1), ("스캔.pdf", 2)):
        blocks = [b for b in found[name].blocks if b.kind == "image_text"]
        words = "".join("".join(b.text.split()) for b in blocks)
        assert "공무원의여비를정하는것을목적으로" in words and "20,000원" in words
        assert {b.location.page for b in blocks} == {page} and all(
            b.confidence > 0.7 and b.location.box for b in blocks
        )
    assert found["스캔.pdf"].blocks[0].text == "첫 쪽에는 글자가 있다."
    assert found["스캔.pdf"].metadata["ocr_read"] == "2" and "ocr_pages" not in found["스캔.pdf"].metadata
    assert [w.kind for w in found["스캔.pdf"].warnings] == ["ocr_text"]


def scanned() -> bytes:
    """A PDF that is one picture."""
    with pymupdf.open() as document:
        page = document.new_page(width=500, height=200)
        page.insert_image(page.rect, stream=picture())
        return document.tobytes()


def test_pictures_in_mails_and_archives_wait_for_recognition():
    """What holds them says how many; an archive of nothing else is empty until then. A logo is no document."""
    logo = b"\x89PNG\r\n\x1a\n" + bytes(500)
    letter = made.mail(("공고.png", picture()), ("로고.png", logo), ("스캔.pdf", scanned()))
    assert parse_bytes(letter, "a.eml", Limits()).metadata["ocr_parts"] == "2"
    whole = made.archive({"글.txt": "여비 규정".encode(), "편지.eml": letter})
    assert parse_bytes(whole, "a.zip", Limits()).metadata["ocr_parts"] == "1"
    outlook = made.msg(("공고.png", picture()), ("로고.png", logo))
    assert parse_bytes(outlook, "a.msg", Limits()).metadata["ocr_parts"] == "1"
    for only in ({"공고.png": picture()}, {"스캔.pdf": scanned()}):
        with pytest.raises(Empty) as caught:
            parse_bytes(made.archive(only), "b.zip", Limits())
        assert caught.value.detail == "ocr_needed" and "OCR" in caught.value.next_step


@needs_tesseract
def test_pictures_in_mails_and_archives_are_recognised(tmp_path):
    """Each in the part it stands in, under its name; then nothing waits."""
    (tmp_path / "a.eml").write_bytes(made.mail(("공고.png", picture())))
    (tmp_path / "b.zip").write_bytes(made.archive({"글.txt": "여비 규정".encode(), "스캔.pdf": scanned()}))
    with ParserPool(1, ocr_child.LIMITS, ocr_child.main) as pool:
        found = {p.name: r for p, r in pool.parse_many(sorted(tmp_path.iterdir()))}
    for name, part in (("a.eml", "공고.png"), ("b.zip", "스캔.pdf")):
        blocks = found[name].blocks
        at = next(n for n, b in enumerate(blocks) if b.text == part)
        words = "".join("".join(b.text.split()) for b in blocks[at:] if b.kind == "image_text")
        assert "공무원의여비를정하는것을목적으로" in words and "ocr_parts" not in found[name].metadata


@needs_tesseract
def test_a_picture_without_letters_is_empty(tmp_path):
    """It is said once, with a next step, and is not tried again (by its message)."""
    path = tmp_path / "빈.png"
    blank = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 300, 300), False)
    blank.clear_with(255)
    path.write_bytes(blank.tobytes("png"))
    with ParserPool(1, ocr_child.LIMITS, ocr_child.main) as pool, pytest.raises(Empty) as caught:
        pool.parse(path)
    assert caught.value.message == ocr.NOTHING


def reach_out(path, limits):
    """What a reader in the recognising child tries; names of what was let through."""
    import socket

    through = []
    for name, act in (
        ("other program", lambda: subprocess.run([sys.executable, "-c", "0"])),
        ("shell", lambda: subprocess.run("true", shell=True)),
        ("network", lambda: socket.create_connection(("127.0.0.1", 9), 1)),
        ("recogniser", lambda: subprocess.run([str(ocr.program()), "--version"], executable=str(ocr.program()))),
    ):
        try:
            act()
            through.append(name)
        except PermissionError:
            pass
    raise Empty(", ".join(through))


def reaching_child(pipe, limits):
    child.serve(pipe, limits, reach_out, (str(ocr.program()),))


@needs_tesseract
def test_only_the_recogniser_may_be_started(tmp_path):
    """The child of its own is confined as the parser's is, but for one program."""
    (tmp_path / "a.png").write_bytes(b"x")
    with ParserPool(1, Limits(), reaching_child) as pool, pytest.raises(Empty) as caught:
        pool.parse(tmp_path / "a.png")
    assert caught.value.message == "recogniser"


def letter(width: int = 500, height: int = 700) -> bytes:
    """A scanned letter: a picture as large as a page."""
    with pymupdf.open() as document:
        page = document.new_page(width=width, height=height)
        for number in range(14):
            page.insert_text((40, 60 + 40 * number), SENTENCES[number % 2], fontname="korea", fontsize=13)
        return page.get_pixmap(dpi=200).tobytes("png")


def hwp_with(*pictures: bytes, words: str = "", size: tuple[int, int] = (50_000, 70_000)) -> bytes:
    """An HWP 5 file: words, then a paragraph for each picture, then words."""
    controls = [
        hwp.Control(11, "gso ", struct.pack("<5I22x", 0, 0, 0, *size), [
            (SHAPE_COMPONENT, 0, bytes(48)), (PICTURE, 1, struct.pack("<71xH18x", n)),
        ]) for n in range(1, len(pictures) + 1)
    ]  # fmt: skip
    section = [
        *hwp.paragraph(words),
        *(r for c in controls for r in hwp.paragraph(c)),
        *hwp.paragraph(words and "끝"),
    ]
    packed = [
        (BIN_DATA, 0, struct.pack("<HH", 1 | 2 << 4, n) + hwp.units("OLE")) for n in range(1, len(pictures) + 1)
    ]
    return hwp.hwp5(section, docinfo=packed, embedded=pictures, flags=0, bare=True)


def hwpx_with(picture: bytes, words: str, *, width: int = 50_000) -> bytes:
    section = (
        '<hs:sec xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="x" xmlns:hc="y">'
        f"<hp:p><hp:run><hp:t>{words}</hp:t></hp:run></hp:p>"
        f'<hp:p><hp:run><hp:pic><hc:img binaryItemIDRef="image1"/><hp:sz width="{width}" height="70000"/></hp:pic></hp:run></hp:p>'
        "<hp:p><hp:run><hp:t>끝</hp:t></hp:run></hp:p></hs:sec>"
    )
    return made.archive({
        "mimetype": b"application/hwp+zip", "Contents/section0.xml": section.encode(), "BinData/image1.png": picture,
        "Contents/content.hpf": b'<p><manifest><item id="image1" href="BinData/image1.png"/></manifest></p>',
    })  # fmt: skip


def docx_with(picture: bytes, words: str, width: int = 450) -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    document.add_picture(io.BytesIO(picture), width=Pt(width))
    document.add_paragraph("끝")
    return made.saved(document.save)


BODY = "공고의 본문은 다음과 같다. " * 20


def test_large_pictures_in_bodies_wait_for_recognition():
    """A letter pasted as a page waits; a picture that is small beside much text does not; a document of nothing else is empty."""
    page = letter()
    for name, data in (
        ("a.hwp", hwp_with(page, words=BODY)),
        ("a.hwpx", hwpx_with(page, BODY)),
        ("a.docx", docx_with(page, BODY)),
    ):
        assert parse_bytes(data, name, Limits()).metadata["ocr_parts"] == "1", name
    small = (("a.hwp", hwp_with(page, words=BODY, size=(20_000, 20_000))), ("a.hwpx", hwpx_with(page, BODY, width=10_000)),
             ("a.docx", docx_with(page, BODY, 150)))  # fmt: skip
    for name, data in small:
        assert "ocr_parts" not in parse_bytes(data, name, Limits()).metadata, name
    few = parse_bytes(hwp_with(page, words="붙임", size=(20_000, 20_000)), "a.hwp", Limits())
    assert few.metadata["ocr_parts"] == "1"  # next to no text: what there is to read is the picture
    with pytest.raises(Empty) as caught:
        parse_bytes(hwp_with(page), "a.hwp", Limits())
    assert caught.value.detail == "ocr_needed" and "OCR" in caught.value.next_step


@needs_tesseract
def test_large_pictures_in_bodies_are_recognised_at_their_place(tmp_path):
    """Between the paragraphs they stand between; then nothing waits. A photograph gives nothing and is no fault."""
    (tmp_path / "a.hwp").write_bytes(hwp_with(letter(), words=BODY))
    (tmp_path / "b.hwpx").write_bytes(hwpx_with(letter(), BODY))
    (tmp_path / "c.docx").write_bytes(docx_with(letter(), BODY))
    (tmp_path / "d.hwp").write_bytes(hwp_with(letter()))
    noise = pymupdf.Pixmap(pymupdf.csGRAY, 400, 400, random.Random(1).randbytes(160_000), 0)
    (tmp_path / "e.hwp").write_bytes(hwp_with(noise.tobytes("png"), words=BODY))
    with ParserPool(1, ocr_child.LIMITS, ocr_child.main) as pool:
        found = {p.name: r for p, r in pool.parse_many(sorted(tmp_path.iterdir()))}
    for name in ("a.hwp", "b.hwpx", "c.docx", "d.hwp"):
        document = found[name]
        blocks = [b for b in document.blocks if b.kind == "image_text"]
        words = "".join("".join(b.text.split()) for b in blocks)
        assert "공무원의여비를정하는것을목적으로" in words and "20,000원" in words, name
        assert "ocr_parts" not in document.metadata and float(document.metadata["ocr_confidence"]) > 0.7
        assert {b.location.paragraph for b in blocks} == {1}
        if name != "d.hwp":
            assert document.blocks[0].text.startswith("공고의") and document.blocks[-1].text == "끝"
            assert [w.kind for w in document.warnings if w.kind.startswith("ocr")] == ["ocr_text"]
    assert not [b for b in found["e.hwp"].blocks if b.kind == "image_text"]
    assert "ocr_parts" not in found["e.hwp"].metadata


def test_pictures_are_bounded_and_read_once():
    """No more than thirty of one document; one that is shown on every page is read once; what is left is told."""
    read: list[bytes] = []

    def reader(data, name, limits):
        read.append(data)
        return ParsedDocument("image", (Block("image_text", "말", Location(1, True), confidence=0.9),))

    seen = Pictures()
    for number in range(50):
        seen.see(str(number % 40), 50_000, 70_000, Location(number, True, 0, number))
    entered = recognising.set(reader)
    try:
        whole = ParsedDocument("hwp5", (Block("paragraph", "글", Location(1, True, 0, 3)),))
        document = with_pictures(whole, seen, lambda ref: b"\x89PNG\r\n\x1a\n" + ref.encode() * 10_000, Limits())
    finally:
        recognising.reset(entered)
    assert len(read) == 30 and sum(b.kind == "image_text" for b in document.blocks) == 30
    assert [b.location.paragraph for b in document.blocks][:5] == [0, 1, 2, 3, 3]
    assert [w.kind for w in document.warnings] == ["ocr_text", "ocr_failed"] and "10개" in document.warnings[
        1
    ].message


def scanned_with(*attachments: tuple[str, bytes]) -> bytes:
    """A PDF that is one picture, with files attached."""
    with pymupdf.open(stream=scanned()) as document:
        for name, data in attachments:
            document.embfile_add(name, data, filename=name, ufilename=name)
        return document.tobytes()


def test_attachments_of_a_scanned_pdf():
    """They are read though no page has text; a picture among them waits, also where the pages have text."""
    document = parse_bytes(scanned_with(("여비.rtf", made.rtf())), "a.pdf", Limits())
    assert "여비" in document.blocks[0].text and document.metadata["ocr_pages"] == "1"
    with pymupdf.open() as text:
        text.new_page().insert_text((72, 72), "본문에는 글자가 있다.", fontname="korea")
        text.embfile_add("공고.png", picture(), filename="공고.png", ufilename="공고.png")
        assert parse_bytes(text.tobytes(), "a.pdf", Limits()).metadata["ocr_parts"] == "1"
    with pytest.raises(Empty) as caught:
        parse_bytes(scanned_with(("공고.png", picture())), "a.pdf", Limits())
    assert caught.value.detail == "ocr_needed"


@needs_tesseract
def test_attachments_of_a_scanned_pdf_stay_when_its_pages_are_recognised(tmp_path):
    """Text behind the pages; what could not be read of them is told; pictures among them are read, too."""
    locked = made.locked(made.xlsx())
    (tmp_path / "a.pdf").write_bytes(scanned_with(("여비.rtf", made.rtf()), ("공고.png", picture())))
    (tmp_path / "b.pdf").write_bytes(scanned_with(("잠김.xlsx", locked)))
    with ParserPool(1, ocr_child.LIMITS, ocr_child.main) as pool:
        found = {p.name: r for p, r in pool.parse_many(sorted(tmp_path.iterdir()))}
    blocks = found["a.pdf"].blocks
    assert blocks[0].kind == "image_text" and blocks[0].location.page == 1
    names = [b.text for b in blocks if b.kind == "heading" and b.level == 1]
    assert (
        "여비.rtf" in names
        and "공고.png" in names
        and not {"ocr_parts", "ocr_pages"} & found["a.pdf"].metadata.keys()
    )
    assert found["b.pdf"].metadata["attachments"] == "잠김.xlsx"
    assert "part_unread" in [w.kind for w in found["b.pdf"].warnings]
