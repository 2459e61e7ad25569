"""The renderer with its real child process."""

from __future__ import annotations

import base64
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from indexer.errors import Damaged, DocumentError, TimedOut, Unreachable
from indexer.model import Location
from indexer.rendering import Renderer

SENTENCE = "제100조 재직기간이 100년인 공무원의 연가일수는 110일로 정한다."


def test_a_hwpx_file_is_laid_out_and_its_quote_marked(renderer: Renderer, hwpx_file: Path) -> None:
    """The page of the quote is told, with rectangles inside that page, and the page draws."""
    opened = renderer.open(hwpx_file, Location(), SENTENCE)
    assert opened.form == "svg" and opened.pages >= 2 and len(opened.sizes) == opened.pages
    (mark,) = opened.marks
    drawn = renderer.draw(hwpx_file, mark.page)
    assert drawn.svg.startswith("<svg") and (drawn.width, drawn.height) == opened.sizes[mark.page - 1]
    assert all(0 <= x0 < x1 <= drawn.width and 0 <= y0 < y1 <= drawn.height for x0, y0, x1, y1 in mark.rects)
    words = [b.text[start:end] for b in opened.text for start, end in b.marked]
    assert words == [SENTENCE.rstrip(".")]


def test_a_pdf_is_drawn_as_an_image_and_marked(renderer: Renderer, pdf_file: Path) -> None:
    """Marks are in points, and pixels follow the scale."""
    opened = renderer.open(pdf_file, Location(page=2), "2쪽의 예산 집행 지침")
    (mark,) = opened.marks
    assert opened.form == "image" and mark.page == 2 and opened.sizes == ((595.0, 842.0),) * 3
    ((x0, y0, x1, y1),) = mark.rects
    assert 70 < x0 < 74 and y0 < 100 < y1 + 5 and x1 < 300
    png = base64.b64decode(renderer.draw(pdf_file, 2, 2.0).png)
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[16:20], "big") == 1190


def test_the_named_page_is_preferred(renderer: Renderer, pdf_file: Path) -> None:
    """A sentence of every page is marked on the page that was cited."""
    assert renderer.open(pdf_file, Location(page=3), "같은 문장이 모든 쪽에 있다").marks[0].page == 3


def test_an_unfound_quote_of_a_pdf_falls_back_on_its_box(renderer: Renderer, pdf_file: Path) -> None:
    """The parser's own box is marked rather than nothing."""
    box = (72.0, 90.0, 200.0, 110.0)
    assert renderer.open(pdf_file, Location(page=1, box=box), "여기에는 없는 문장입니다").marks[0].rects == (box,)


def test_exact_page_finds_the_page_of_a_text(renderer: Renderer, hwpx_file: Path) -> None:
    """Indexing may ask for the page of a passage; a strange text keeps the hint, uncertain."""
    page, exact = renderer.exact_page(hwpx_file, SENTENCE, 1)
    assert exact and page == renderer.open(hwpx_file, Location(), SENTENCE).marks[0].page
    assert renderer.exact_page(hwpx_file, "이 문서에 전혀 없는 문장을 찾는다", 2) == (2, False)


def test_plain_text_is_shown_as_text(renderer: Renderer, tmp_path: Path) -> None:
    """What nobody lays out has blocks, marks in them, and no note of failure."""
    path = tmp_path / "메모.txt"
    path.write_text("첫 문단이다.\n\n연가는 스무날이다.\n", encoding="utf-8")
    opened = renderer.open(path, Location(), "연가는 스무날")
    assert opened.form == "text" and opened.note == ""
    assert [b.text[s:e] for b in opened.text for s, e in b.marked] == ["연가는 스무날"]


def test_an_edited_file_is_read_again(renderer: Renderer, tmp_path: Path) -> None:
    """What is kept open is the file as it was; a newer one replaces it."""
    path = tmp_path / "메모.txt"
    path.write_text("처음 글", encoding="utf-8")
    assert renderer.open(path).text[0].text == "처음 글"
    path.write_text("고친 글이다", encoding="utf-8")
    assert renderer.open(path).text[0].text == "고친 글이다"


def test_a_missing_file_and_rubbish_are_told_apart(renderer: Renderer, tmp_path: Path) -> None:
    """Each is a DocumentError with its own next step, and the renderer goes on."""
    with pytest.raises(Unreachable):
        renderer.open(tmp_path / "없음.hwp")
    rubbish = tmp_path / "깨짐.hwp"
    rubbish.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(4000))
    with pytest.raises(DocumentError):
        renderer.open(rubbish)
    with pytest.raises(DocumentError):
        renderer.draw(rubbish, 1)


def test_a_page_that_is_not_there_is_refused(renderer: Renderer, pdf_file: Path) -> None:
    """Asking for page 0 or beyond the end is answered, not crashed on."""
    for page in (0, 4):
        with pytest.raises(Damaged):
            renderer.draw(pdf_file, page)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_a_killed_child_is_replaced(pdf_file: Path) -> None:
    """The parent survives, and the next call is answered by a new child."""
    renderer = Renderer()
    try:
        renderer.open(pdf_file)
        first = renderer.child_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert renderer.draw(pdf_file, 1).png
        assert renderer.child_pid not in (None, first)
    finally:
        renderer.close()
    assert renderer.child_pid is None


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_a_silent_child_is_given_up(pdf_file: Path) -> None:
    """A child that hangs costs its deadline and no more."""
    renderer = Renderer(open_seconds=1.0, draw_seconds=0.5)
    try:
        renderer.open(pdf_file)
        assert renderer.child_pid is not None
        os.kill(renderer.child_pid, signal.SIGSTOP)
        with pytest.raises(TimedOut):
            renderer.draw(pdf_file, 1)
        assert renderer.draw(pdf_file, 1).png
    finally:
        renderer.close()


def test_threads_take_turns(renderer: Renderer, pdf_file: Path) -> None:
    """Calls from several threads each get their own answer."""
    got: dict[int, int] = {}

    def draw(page: int) -> None:
        got[page] = renderer.draw(pdf_file, page, 0.5).page

    threads = [threading.Thread(target=draw, args=(page,)) for page in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {1: 1, 2: 2, 3: 3}


def test_a_child_made_ahead_takes_the_first_job(hwpx_file: Path) -> None:
    renderer = Renderer()
    try:
        renderer.prepare()
        pid = renderer.child_pid
        assert pid is not None
        assert renderer.open(hwpx_file).pages and renderer.child_pid == pid
        renderer.prepare()
        assert renderer.child_pid == pid
        renderer.close()
        renderer.prepare()
        assert renderer.child_pid not in (None, pid)
    finally:
        renderer.close()


def test_making_ahead_never_waits_for_a_job() -> None:
    renderer = Renderer()
    with renderer._lock:  # as a job holds it
        renderer.prepare()
    assert renderer.child_pid is None


def test_a_child_made_ahead_that_ended_is_replaced(hwpx_file: Path) -> None:
    renderer = Renderer()
    try:
        renderer.prepare()
        assert renderer._process is not None
        renderer._process.kill()
        renderer._process.join()
        assert renderer.open(hwpx_file).pages
    finally:
        renderer.close()
