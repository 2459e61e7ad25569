"""설정: every setting, what the policy fixes, text recognition."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from desktop.presenters.recognition import RecognitionPresenter
from desktop.presenters.settings import SettingsPresenter
from desktop.strings import Strings
from desktop.tasks import Tasks
from desktop.views.help_page import HelpPage
from desktop.views.main_window import MainWindow
from desktop.views.policy_page import policy_lines
from desktop.views.setting_page import SettingPage
from desktop.views.settings_view import PAGES, SECTIONS, SettingsView
from indexer import settings
from indexer.requests import Recognition
from tests.helpers.tiny_profile import LOCKED

MS = 10_000


def shown(window: MainWindow, qtbot: QtBot) -> SettingsView:
    window.show_screen("settings")
    view = cast(SettingsView, window.screens["settings"])
    qtbot.waitUntil(lambda: bool(view.presenter.rows) and view.presenter.policy is not None, timeout=MS)
    return view


def lines(view: SettingsView) -> dict[str, object]:
    out: dict[str, object] = {}
    for name in SECTIONS:
        view.show_page(name)
        out |= cast(SettingPage, view.pages[name]).lines
    return out


def test_every_setting_is_in_the_window_with_a_name_of_its_own(
    window: MainWindow, strings: Strings, qtbot: QtBot
) -> None:
    """What settings.yaml has, the window has, each with a title in words."""
    view = shown(window, qtbot)
    assert set(lines(view)) == set(settings.rows())
    assert [n for n in settings.rows() if not strings.has(f"settings.name.{n}")] == []


def test_a_setting_of_words(window: MainWindow, qtbot: QtBot) -> None:
    """Whose vectors are searched is written as a name; an unchanged one is not sent."""
    view = shown(window, qtbot)
    view.show_page("search")
    line = cast(SettingPage, view.pages["search"]).lines["search.embedder"]
    assert line.control.text() == "local" and line.back.isHidden()
    line.control.setText("행정망")
    line.control.editingFinished.emit()
    qtbot.waitUntil(lambda: not line.back.isHidden(), timeout=MS)
    assert next(r.value for r in view.presenter.rows if r.name == "search.embedder") == "행정망"
    line.back.click()
    qtbot.waitUntil(lambda: line.control.text() == "local", timeout=MS)


def test_a_changed_value_is_kept_and_has_a_way_back(window: MainWindow, qtbot: QtBot) -> None:
    """Typing keeps it; the default comes back with one button, all of them with another, which can be undone."""
    view = shown(window, qtbot)
    view.show_page("answering")
    line = cast(SettingPage, view.pages["answering"]).lines["answering.quotes"]

    def value() -> object:
        return next(r.value for r in view.presenter.rows if r.name == "answering.quotes")

    assert line.back.isHidden()
    line.control.setValue(7)
    qtbot.waitUntil(lambda: value() == 7 and not line.back.isHidden(), timeout=MS)
    line.back.click()
    qtbot.waitUntil(lambda: value() == 4 and line.control.value() == 4, timeout=MS)
    line.control.setValue(9)
    qtbot.waitUntil(lambda: value() == 9, timeout=MS)
    view.presenter.reset()
    qtbot.waitUntil(lambda: value() == 4 and view.banner.isVisible(), timeout=MS)
    view.banner.press()
    qtbot.waitUntil(lambda: value() == 9, timeout=MS)


def test_what_the_policy_fixes_is_shown_locked(window: MainWindow, qtbot: QtBot) -> None:
    """It cannot be changed and says whom to ask; a refused change shows the value as it is."""
    view = shown(window, qtbot)
    view.show_page("privacy")
    made = cast(SettingPage, view.pages["privacy"]).lines
    assert {n for n, one in made.items() if not one.control.isEnabled()} == LOCKED
    assert all(made[n]._lock.isHidden() == (n not in LOCKED) for n in made)
    with qtbot.waitSignal(view.presenter.failed, timeout=MS) as failed:
        view.presenter.change("privacy.resident", False)
    assert "고정된" in failed.args[0].message


def test_the_policy_is_told_in_words(strings: Strings) -> None:
    """Each rule a line; what it leaves to the user is not one."""
    rules = {
        "hosts": ["a.go.kr"], "only_these_platforms": True, "masking": ["resident"], "ceilings": {"*": "S"},
        "folders": {"/인사": "C"}, "ocr": False, "quote_only": True, "settings": {"answering.quotes": 3},
    }  # fmt: skip
    told = dict(policy_lines(rules, strings))
    assert told["연결할 수 있는 곳"] == "a.go.kr" and told["보낼 수 있는 등급"] == "모든 플랫폼: S 민감까지"
    assert told["반드시 가리는 정보"] == "주민등록번호" and told["인용의 수"] == "3" and len(told) == 8
    assert policy_lines({"ocr": True, "default_grade": "O", "hosts": None}, strings) == []


def test_recognition_is_turned_on_and_run(window: MainWindow, qtbot: QtBot) -> None:
    """The switch, the program with its languages, the queue worked through."""
    view = shown(window, qtbot)
    view.show_page("reading")
    presenter = window.recognition_presenter
    qtbot.waitUntil(lambda: presenter.state is not None, timeout=MS)
    presenter.turn(True)
    qtbot.waitUntil(lambda: presenter.state is not None and presenter.state.enabled, timeout=MS)
    presenter.run()
    qtbot.waitUntil(lambda: not presenter.running and presenter.state.pending == 0, timeout=MS)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (Recognition(True, True, 3), ""), (Recognition(False, True, 3), "꺼져"), (Recognition(True, False, 3), "Tesseract"),
        (Recognition(False, True, 3, locked=True), "기관 정책"),
    ],
)  # fmt: skip
def test_why_nothing_is_recognised_is_said(tasks: Tasks, strings: Strings, state: Recognition, word: str) -> None:
    """Off, not installed, locked: each with its next step."""
    presenter = RecognitionPresenter(tasks, strings)
    presenter.state = state
    assert word in presenter.why_not() and bool(word) == bool(presenter.why_not())


def test_a_setting_that_is_the_same_is_not_sent(tasks: Tasks, strings: Strings, qtbot: QtBot) -> None:
    """Leaving a field as it was asks nothing of the engine."""
    presenter = SettingsPresenter(tasks, strings)
    with qtbot.waitSignal(presenter.rows_changed, timeout=MS):
        presenter.refresh()
    qtbot.waitUntil(lambda: tasks.busy == 0, timeout=MS)
    presenter.change("answering.quotes", 4)
    assert tasks.busy == 0


def test_every_page_is_reached_with_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    """Down walks through the kinds, each showing its page."""
    view = shown(window, qtbot)
    view.focus()
    for name in PAGES[1:]:
        qtbot.keyClick(view.list, Qt.Key.Key_Down)
        assert view.pages[name].isVisible()


def test_the_guide_is_read_inside(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """F1 shows its index; a link leads to a page with its pictures, no wider than there is room; nothing outside of
    the guide is loaded."""
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    page = window.settings_view.pages["help"]
    assert isinstance(page, HelpPage) and page.isVisible() and "사용 안내" in page.toPlainText()
    page.setSource(QUrl("handover.md"))
    assert "묶음 받기" in page.toPlainText()
    qtbot.waitUntil(lambda: page.height() > 1000, timeout=MS)
    image = QTextDocument.ResourceType.ImageResource.value
    picture = page.loadResource(image, QUrl("images/handover-give.png"))
    assert isinstance(picture, QImage) and 0 < picture.width() <= page.viewport().width()
    for outside in ("../../README.md", "file:///etc/hostname", "http://example.com/a.png"):
        assert page.loadResource(image, QUrl(outside)) is None
