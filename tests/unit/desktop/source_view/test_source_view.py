"""The view over the real renderer."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import yaml
from hwpx import HwpxDocument
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from desktop.views.source_view import Evidence, SourceView, highlight
from indexer.model import Location
from indexer.requests import DrawPage, OpenSource


@pytest.fixture(scope="session")
def hwpx_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A regulation of 400 sentences, over ten pages or more."""
    path = tmp_path_factory.mktemp("view") / "연가 규정.hwpx"
    document = HwpxDocument.new()
    for number in range(1, 401):
        document.add_paragraph(f"제{number}조 재직기간이 {number}년인 공무원의 연가일수는 {number + 10}일로 정한다.")
    document.save_to_path(str(path))
    return path


@pytest.fixture(scope="session")
def pdf_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "지침.pdf"
    with pymupdf.open() as document:
        for number in (1, 2, 3):
            page = document.new_page(width=595, height=842)
            page.insert_text((72, 400), f"{number}쪽의 예산 집행 지침을 적는다.", fontname="korea", fontsize=14)
        document.save(str(path))
    return path


@pytest.fixture
def view(qtbot: Any, tasks: Any, strings: Callable[..., str]) -> Iterator[SourceView]:
    made = SourceView(tasks, strings)
    qtbot.addWidget(made)
    made.resize(700, 800)
    made.show()
    yield made
    made.release()


def ready(qtbot: Any, view: SourceView, *args: Any) -> None:
    """Open and wait for the document, and for its page where it has pages."""
    with qtbot.waitSignal(view.opened, timeout=30_000):
        view.open(*args)
    if view.source is not None and view.source.form != "text":
        qtbot.waitUntil(lambda: view.canvas.is_drawn(view.canvas.page), timeout=20_000)


def marked_pixels(view: SourceView) -> int:
    """Pixels of the wash's colour in what the view shows."""
    image = view.canvas.viewport().grab().toImage()
    places = ((x, y) for x in range(0, image.width(), 2) for y in range(image.height()))
    return sum(image.pixelColor(x, y) == highlight.WASH for x, y in places)


def test_a_citation_opens_at_its_marked_page(qtbot: Any, view: SourceView, hwpx_file: Path) -> None:
    """The page of the quote is shown with the quote washed, though the parser's page was wrong."""
    quote = "제333조 재직기간이 333년인 공무원의 연가일수는 343일로 정한다."
    ready(qtbot, view, str(hwpx_file), Location(page=1), quote)
    assert view.source is not None and view.source.form == "svg"
    assert view.canvas.page == view.source.marks[0].page > 3
    assert view.top.page.text() == str(view.canvas.page)
    assert marked_pixels(view) > 200


def test_only_pages_in_sight_are_drawn(qtbot: Any, view: SourceView, tasks: Any, hwpx_file: Path) -> None:
    """A long document asks for what is seen and its neighbours."""
    tasks.requests.clear()
    ready(qtbot, view, str(hwpx_file))
    qtbot.wait(300)
    assert view.source is not None
    asked = {r.page for r in tasks.requests if isinstance(r, DrawPage)}
    assert 1 in asked and len(asked) <= 4 < view.source.pages


def test_pages_are_made_again_as_sharp_as_the_zoom(qtbot: Any, view: SourceView, hwpx_file: Path) -> None:
    """Neighbours are made too, and a larger zoom replaces images that were only stretched."""
    ready(qtbot, view, str(hwpx_file))
    qtbot.waitUntil(lambda: view.canvas.is_drawn(2), timeout=10_000)
    view.canvas.set_zoom(1.5)
    qtbot.waitUntil(lambda: view.canvas.drawn_scale(1) == 1.5 * view.devicePixelRatioF(), timeout=10_000)


def test_loading_is_told_at_once(qtbot: Any, view: SourceView, pdf_file: Path, strings: Callable[..., str]) -> None:
    """Before the engine answers the view says that it began."""
    with qtbot.waitSignal(view.opened, timeout=30_000):
        view.open(str(pdf_file))
        assert view.state.isVisible() and view.state.text() == strings("source.loading")


def test_a_failure_says_why_and_what_next(qtbot: Any, view: SourceView, tmp_path: Path) -> None:
    """A missing file is a Korean sentence with a next step and a way to try again."""
    ready(qtbot, view, str(tmp_path / "없음.hwp"))
    assert "열 수 없습니다" in view.state.text() and "[다시 읽기]" in view.state.text()
    assert view.retry.isVisible() and view.source is None


def test_evidence_is_gone_through_in_order(qtbot: Any, view: SourceView, pdf_file: Path, hwpx_file: Path) -> None:
    """다음 근거 opens the next place, in the same document or another, and comes round."""
    places = [
        Evidence(str(pdf_file), Location(page=1), "1쪽의 예산 집행 지침"),
        Evidence(str(pdf_file), Location(page=3), "3쪽의 예산 집행 지침"),
        Evidence(str(hwpx_file), Location(), "제2조 재직기간이 2년인"),
    ]
    with qtbot.waitSignal(view.opened, timeout=30_000):
        view.open_evidence(places)
    assert view.bottom.which.text() == "1 / 3"
    for expected in (3, 1, 1):
        with qtbot.waitSignal(view.opened, timeout=30_000):
            qtbot.mouseClick(view.bottom.next, Qt.MouseButton.LeftButton)
        assert view.canvas.page == expected
    assert view.evidence == places[0]


def test_the_text_has_the_quote_marked_and_no_links(qtbot: Any, view: SourceView, tmp_path: Path) -> None:
    """Text is plain: markup is shown as letters, nothing can be followed."""
    path = tmp_path / "메모.md"
    path.write_text("# 제목\n\n<b>굵게</b> [링크](http://example.com) 연가는 스무날이다.\n", encoding="utf-8")
    ready(qtbot, view, str(path), Location(), "연가는 스무날이다")
    assert view.text_mode
    document = view.text.document()
    assert "<b>굵게</b>" in document.toPlainText()
    washed = []
    block = document.begin()
    while block.isValid():
        for found in block.textFormats():
            assert not found.format.isAnchor()
            if found.format.background().color() == highlight.WASH:
                washed.append(block.text()[found.start : found.start + found.length])
        block = block.next()
    assert washed == ["연가는 스무날이다"]


def test_text_and_pages_take_turns(qtbot: Any, view: SourceView, hwpx_file: Path) -> None:
    """The toggle goes there and back; Ctrl+F finds in the text."""
    ready(qtbot, view, str(hwpx_file), Location(), "제2조 재직기간이 2년인")
    qtbot.mouseClick(view.top.text, Qt.MouseButton.LeftButton)
    assert view.text_mode
    assert view.text.find_next("343일로") and view.text.textCursor().selectedText() == "343일로"
    assert not view.text.find_next("없는 말은 없다")
    qtbot.mouseClick(view.top.text, Qt.MouseButton.LeftButton)
    assert not view.text_mode


def test_a_page_number_is_gone_to(qtbot: Any, view: SourceView, hwpx_file: Path) -> None:
    """Entering a page goes there; rubbish puts the old number back."""
    ready(qtbot, view, str(hwpx_file))
    view.top.page.selectAll()
    qtbot.keyClicks(view.top.page, "4")
    qtbot.keyClick(view.top.page, Qt.Key.Key_Return)
    assert view.canvas.page == 4
    view.top.page.setText("")
    view.top.page.editingFinished.emit()
    assert view.top.page.text() == "4"


def test_zoom_steps_and_fit(qtbot: Any, view: SourceView, pdf_file: Path) -> None:
    """Pages fit the width until a zoom is chosen, and again when asked."""
    ready(qtbot, view, str(pdf_file))
    fitted = view.canvas.zoom
    qtbot.mouseClick(view.bottom.larger, Qt.MouseButton.LeftButton)
    assert view.canvas.zoom > fitted and not view.bottom.fit.isChecked()
    qtbot.mouseClick(view.bottom.actual, Qt.MouseButton.LeftButton)
    assert view.bottom.actual.text() == "100%"
    qtbot.mouseClick(view.bottom.fit, Qt.MouseButton.LeftButton)
    assert view.canvas.zoom == pytest.approx(fitted, abs=0.03)


def test_a_quote_is_copied_with_its_place(qtbot: Any, view: SourceView, pdf_file: Path) -> None:
    """The clipboard gets quote, file and page."""
    ready(qtbot, view, str(pdf_file), Location(page=2), "2쪽의 예산\n집행 지침")
    view.copy_quote()
    assert QGuiApplication.clipboard().text() == "“2쪽의 예산 집행 지침” (지침.pdf, 2쪽)"


def test_a_lost_quote_is_said(qtbot: Any, view: SourceView, pdf_file: Path, strings: Callable[..., str]) -> None:
    """A changed document is shown at the parser's page, and the view says that the quote is not there."""
    ready(qtbot, view, str(pdf_file), Location(page=2), "여기에는 없는 아주 다른 문장입니다")
    assert view.note.text() == strings("source.not_found") and view.canvas.page == 2


def test_closing_is_told(qtbot: Any, view: SourceView) -> None:
    """The window decides what a closed source means."""
    with qtbot.waitSignal(view.closed, timeout=1000):
        qtbot.mouseClick(view.top.close_button, Qt.MouseButton.LeftButton)


def test_the_newest_request_wins(qtbot: Any, view: SourceView, tasks: Any, pdf_file: Path, hwpx_file: Path) -> None:
    """Clicks faster than documents open end at the last one clicked."""
    view.open(str(hwpx_file))
    with qtbot.waitSignal(view.opened, timeout=30_000):
        view.open(str(pdf_file))
    assert view.source is not None and view.source.path == str(pdf_file)
    assert isinstance(tasks.requests[-1], (OpenSource, DrawPage))


def test_both_languages_say_everything(strings: Callable[..., str]) -> None:
    """English has every sentence that Korean has, with the same places."""
    root = Path(__file__).resolve().parents[4] / "resources" / "strings"
    ko, en = (yaml.safe_load((root / f"source.{x}.yaml").read_text(encoding="utf-8")) for x in ("ko", "en"))
    places = {n: {f for _, f, _, _ in string.Formatter().parse(t) if f} for n, t in ko.items()}
    assert places == {n: {f for _, f, _, _ in string.Formatter().parse(t) if f} for n, t in en.items()}


def test_the_pages_at_the_side_lead_anywhere(qtbot: Any, view: SourceView, tasks: Any, hwpx_file: Path) -> None:
    """Off until wanted; only small pages in sight are asked for; a press and the arrow keys go to a page."""
    ready(qtbot, view, str(hwpx_file), Location(page=1), "")
    assert view.source is not None and view.source.pages > 5
    assert not view.strip.isVisible()
    before = len(tasks.requests)
    view.bottom.strip.click()
    assert view.strip.isVisible()
    qtbot.waitUntil(lambda: view.strip.is_drawn(1) and view.strip.is_drawn(2), timeout=20_000)
    layout = view.strip._layout
    assert layout.widest * layout.pixels <= view.strip.viewport().width()  # whole pages, none cut
    assert len([r for r in tasks.requests[before:] if isinstance(r, DrawPage)]) < view.source.pages
    middle = round(view.strip._layout.tops[2] + 20)
    qtbot.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, middle))
    assert view.canvas.page == 3
    qtbot.keyClick(view.strip, Qt.Key.Key_Down)
    assert view.canvas.page == 4
    view.canvas.go_to(view.source.pages)
    assert view.source.pages in view.strip._visible()  # it follows
    view.set_text_mode(True)
    assert not view.strip.isVisible()
    view.set_text_mode(False)
    assert view.strip.isVisible()


def test_one_page_has_no_list(qtbot: Any, view: SourceView, tmp_path: Path) -> None:
    path = tmp_path / "한 쪽.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 100), "one")
        document.save(str(path))
    ready(qtbot, view, str(path), Location(page=1), "")
    assert not view.bottom.strip.isVisible() and not view.strip.isVisible()


def test_a_narrow_pane_cuts_no_button(qtbot: Any, view: SourceView, pdf_file: Path) -> None:
    """The second group of the bar goes below the first."""
    ready(qtbot, view, str(pdf_file), Location(page=1), "")
    bottom = view.bottom
    buttons = (bottom.previous, bottom.next, bottom.strip, bottom.search, bottom.actual, bottom.fit)
    for width in (700, 380):
        view.resize(width, 800)
        qtbot.waitUntil(lambda: all(b.width() >= b.sizeHint().width() for b in buttons), timeout=5_000)
    assert bottom.fit.mapTo(view, QPoint(0, 0)).y() > bottom.previous.mapTo(view, QPoint(0, 0)).y()
