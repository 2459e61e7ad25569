"""인수인계 in 자료: a bundle is packed, looked into, taken in and taken out again, by the keyboard too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.views.handover.give import GivePage
from desktop.views.handover.take import TakePage
from desktop.views.library_view import LibraryView
from desktop.views.main_window import MainWindow
from indexer.handover import give
from tests.helpers.handover_store import CONVERSATIONS, FOLDERS, filled

MS = 15_000
SECRET = "버드나무 자전거 일곱 우체국"


@pytest.fixture
def library(window: MainWindow, qtbot: QtBot) -> LibraryView:
    window.show_screen("library")
    qtbot.waitUntil(lambda: window.library_presenter.sources is not None, timeout=MS)
    return window.library_view


@pytest.fixture
def bundle(tmp_path: Path) -> Iterator[Path]:
    """A bundle with files, of a PC that is not this one."""
    store = filled(tmp_path / "앞사람")
    path = tmp_path / "인수인계.munseo"
    give(store, path, SECRET, files=True)
    store.close()
    (tmp_path / "앞사람" / "업무문서").rename(tmp_path / "다른 PC")
    yield path


def packing(library: LibraryView, qtbot: QtBot, target: Path) -> GivePage:
    """The page with all filled in but the passphrase."""
    library.desk.give()
    page = library.desk._pages["give"]
    assert isinstance(page, GivePage)
    qtbot.waitUntil(lambda: len(page.lists["sources"].chosen()) == len(FOLDERS), timeout=MS)
    page.target.setText(str(target))
    return page


def test_a_bundle_is_packed_and_its_place_told(library: LibraryView, qtbot: QtBot, tmp_path: Path) -> None:
    """What goes in is counted and sized; the button waits for a passphrase that is strong and the same twice; the end
    tells the path and the size, and the passphrase is forgotten."""
    target = tmp_path / "인수인계.munseo"
    page = packing(library, qtbot, target)
    assert "자료 2곳" in page.sum.text() and "대화 2건" in page.sum.text() and "문서 4개" not in page.sum.text()
    page.files.setChecked(True)
    assert "문서 4개 · 4" in page.sum.text() and "KB" in page.sum.text()
    page.lists["conversations"].tick(CONVERSATIONS[0][0], False)
    assert "대화 1건" in page.sum.text()
    field, again = page.passphrase.first, page.passphrase.second
    assert field.echoMode() == again.echoMode() == QLineEdit.EchoMode.Password
    field.setText("1234")
    again.setText("1234")
    assert "약함" in page.passphrase.told.text() and not page.start.isEnabled()
    field.setText(SECRET)
    assert "다릅니다" in page.passphrase.told.text() and not page.start.isEnabled()
    again.setText(SECRET)
    assert "강함" in page.passphrase.told.text() and page.start.isEnabled()
    page.start.setFocus()
    qtbot.keyClick(page.start, Qt.Key.Key_Space)
    qtbot.waitUntil(page.result.isVisible, timeout=MS)
    assert str(target) in page.told.text() and "문서 파일 4개" in page.told.text() and "대화 1건" in page.told.text()
    assert target.stat().st_size > 4 * 100 * 1024 and page.passphrase.text == "" and page.folder.hasFocus()
    assert not page.start.isEnabled() and "같은 이름의 파일" in page.sum.text()


def test_packing_can_be_stopped(library: LibraryView, qtbot: QtBot, tmp_path: Path) -> None:
    """At once, and nothing is left where it was to be."""
    page = packing(library, qtbot, tmp_path / "인수인계.munseo")
    for field in (page.passphrase.first, page.passphrase.second):
        field.setText(SECRET)
    page.start.click()
    assert page.progress.isVisible() and not page.start.isEnabled()
    library.desk.presenter.stop()
    assert not page.progress.isVisible() and page.banner.isVisible()
    qtbot.waitUntil(lambda: not list(tmp_path.glob("*.part")) and not list(tmp_path.glob("*.munseo")), timeout=MS)


def test_nothing_is_packed_without_a_choice(library: LibraryView, qtbot: QtBot, tmp_path: Path) -> None:
    """모두 빼기 everywhere leaves nothing; the space key ticks a line again."""
    page = packing(library, qtbot, tmp_path / "인수인계.munseo")
    for one in page.lists.values():
        one.all.click()
    assert page.sum.text().startswith("담을 것을") and page.lists["sources"].chosen() == ()
    rows = page.lists["sources"].list
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert page.lists["sources"].chosen() == (rows.topLevelItem(0).data(0, Qt.ItemDataRole.UserRole),)


def test_a_bundle_dropped_on_any_screen_is_taken_in(window: MainWindow, bundle: Path, tmp_path: Path) -> None:
    """자료 comes to the front with the bundle and the field of its passphrase; a folder would be read instead."""
    window.show_screen("search")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bundle))])
    enter = QDragEnterEvent(QPoint(600, 500), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                            Qt.KeyboardModifier.NoModifier)  # fmt: skip
    assert QApplication.sendEvent(window, enter) and enter.isAccepted()
    drop = QDropEvent(QPointF(QPoint(600, 500)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                      Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(window, drop)
    page = window.library_view.desk._pages["take"]
    assert isinstance(page, TakePage) and page.isVisible() and page.path.text() == str(bundle)
    assert page.secret.hasFocus() and not window.library_presenter.indexing


def opened(library: LibraryView, qtbot: QtBot, bundle: Path, into: Path) -> TakePage:
    """A bundle dropped on the screen, its passphrase typed and Enter pressed."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bundle))])
    library.dropEvent(
        QDropEvent(QPointF(QPoint(50, 50)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    page = library.desk._pages["take"]
    assert isinstance(page, TakePage) and page.isVisible() and page.path.text() == str(bundle)
    page.into.setText(str(into))
    page.secret.setText("틀린 암호문구입니다")
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(page.banner.isVisible, timeout=MS)
    assert "암호문구" in page.banner.text and not page.start.isVisible()
    page.secret.setText(SECRET)
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(page.start.isVisible, timeout=MS)
    return page


def test_a_bundle_is_looked_into_taken_in_and_taken_out(
    library: LibraryView, qtbot: QtBot, bundle: Path, tmp_path: Path
) -> None:
    """What is inside, what is here already and what clashes is shown before anything is done; 되돌리기 undoes it."""
    into = tmp_path / "받은 자료"
    mine = into / next(iter(FOLDERS)) / "연가운영지침_최종.hwp"
    mine.parent.mkdir(parents=True)
    mine.write_text("내 것", encoding="utf-8")
    page = opened(library, qtbot, bundle, into)
    facts = [page.lists["sources"].list.topLevelItem(n).text(1) for n in range(2)]
    assert all("이 컴퓨터에 없음" in f for f in facts) and "문서 3개" in facts[0]
    names = page.lists["conversations"].list
    assert names.topLevelItem(0).text(1).endswith("이미 있음")  # the small engine has the same ones
    assert page.clashes.isVisible() and "연가운영지침_최종.hwp" in page.clashes.text()
    assert sorted(into.rglob("*.*")) == [mine]
    page.start.click()
    qtbot.waitUntil(lambda: library.banner.isVisible() and not page.isVisible(), timeout=MS)
    assert "문서 파일 4개" in library.banner.text and page.secret.text() == ""
    assert len(list(into.rglob("*.*"))) == 5 and mine.read_text(encoding="utf-8") == "내 것"
    library.banner.press()
    qtbot.waitUntil(lambda: "되돌렸습니다" in library.banner.text, timeout=MS)
    assert sorted(p for p in into.rglob("*.*")) == [mine]


def test_there_is_nothing_to_take_back_twice(library: LibraryView, qtbot: QtBot) -> None:
    """It is said, and what to do."""
    library.desk.take_back()
    qtbot.waitUntil(library.banner.isVisible, timeout=MS)
    assert "되돌릴 인수인계가 없습니다" in library.banner.text


def test_another_passphrase_or_file_closes_what_was_opened(
    library: LibraryView, qtbot: QtBot, bundle: Path, tmp_path: Path
) -> None:
    """What is shown is always what would be taken in."""
    page = opened(library, qtbot, bundle, tmp_path / "받은 자료")
    page.path.setText(str(tmp_path / "다른.munseo"))
    assert page.contents is None and not page.start.isVisible() and not page.lists["sources"].isVisible()
