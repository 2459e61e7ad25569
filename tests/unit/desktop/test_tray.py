"""The notification area, the quick question, and keys that work everywhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from pytestqt.qtbot import QtBot

from desktop.hotkey import HotKey
from desktop.hotkey_windows import virtual_key
from desktop.hotkey_x11 import key_name
from desktop.preferences import HOTKEY, Preferences
from desktop.strings import Strings
from desktop.tray import Tray
from desktop.views.background_card import BackgroundCard
from desktop.views.main_window import MainWindow
from indexer import requests

MS = 10_000
ROOT = Path(__file__).resolve().parents[3]


def test_the_quick_question_is_answered_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    """Enter asks and puts the box away; Esc keeps what was written; a syllable in the making is not sent."""
    tray = Tray(window)
    tray.quick.pop_up()
    qtbot.waitUntil(tray.quick.isActiveWindow, timeout=MS)
    tray.quick.edit.setPlainText("연가는 며칠입니까?")
    qtbot.keyClick(tray.quick, Qt.Key.Key_Escape)
    assert not tray.quick.isVisible()
    tray.quick.pop_up()
    tray.quick.edit.composing = True
    qtbot.keyClick(tray.quick.edit, Qt.Key.Key_Return)
    assert window.ask_presenter.turns == []
    tray.quick.edit.composing = False
    qtbot.keyClick(tray.quick.edit, Qt.Key.Key_Return)
    assert [t.question for t in window.ask_presenter.turns] == ["연가는 며칠입니까?"]
    assert not tray.quick.isVisible() and tray.quick.edit.toPlainText() == ""
    tray.close()


def test_progress_is_told_and_its_end(window: MainWindow, strings: Strings) -> None:
    """The menu's line follows the run."""
    tray = Tray(window)
    tray._indexing(True)
    tray._told(requests.IndexProgress("reading", seen=1200, done=300, seconds_left=90.0))
    assert "300 / 1,200" in tray._progress.text() and tray._stop.isVisible()
    tray._indexing(False)
    assert tray._progress.text() == strings("tray.idle") and not tray._stop.isVisible()
    tray.close()


def test_closing_hides_where_that_was_chosen_and_quitting_ends(window: MainWindow, qtbot: QtBot) -> None:
    """Without the choice closing closes."""
    window.hides_when_closed = True
    assert not window.close() and not window.isVisible()
    window.raise_up()
    qtbot.waitUntil(window.isVisible, timeout=MS)
    window.hides_when_closed = False
    assert window.close()


def test_preferences_last(tmp_path: Path) -> None:
    """Switches come back from the file as they were set."""
    kept = Preferences(tmp_path)
    assert (kept.stays, kept.hotkey_on, kept.hotkey) == (False, True, HOTKEY)
    kept.stays, kept.hotkey_on, kept.hotkey = True, False, "Ctrl+Alt+M"
    kept.save()
    again = Preferences(tmp_path)
    assert (again.stays, again.hotkey_on, again.hotkey) == (True, False, "Ctrl+Alt+M")


def test_the_card_says_what_is_not_offered_here(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """Without X11 or Windows the keys cannot be chosen, and it says why; refused keys are told."""
    card = BackgroundCard(window)
    qtbot.addWidget(card)
    assert card.hotkey.isEnabled() == HotKey.offered()
    card.refused("Ctrl+Alt+M")
    assert "Ctrl+Alt+M" in card.told.text()
    with qtbot.waitSignal(window.background_changed, timeout=MS):
        card.stay.setEnabled(True)
        card.stay.toggle()
    assert window.context.preferences.stays == card.stay.isChecked()


def test_codes_of_keys() -> None:
    """Letters, digits, function keys and space on both systems; nothing for others."""
    assert virtual_key(int(Qt.Key.Key_M)) == 0x4D and virtual_key(int(Qt.Key.Key_F2)) == 0x71
    assert virtual_key(int(Qt.Key.Key_Space)) == 0x20 and virtual_key(int(Qt.Key.Key_Hangul)) is None
    assert key_name(int(Qt.Key.Key_M)) == b"m" and key_name(int(Qt.Key.Key_F12)) == b"F12"
    assert key_name(int(Qt.Key.Key_Space)) == b"space" and key_name(int(Qt.Key.Key_Return)) is None


def test_keys_without_a_modifier_are_never_taken(qtbot: QtBot) -> None:
    """A bare letter would be taken from everyone's typing."""
    key = HotKey()
    assert not key.set("M") and not key.set("") and not key.set("Shift+M")


PRESS = """
import ctypes, os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop.hotkey import HotKey
app = QApplication([])
key, other, heard = HotKey(), HotKey(), []
key.pressed.connect(lambda: (heard.append(1), app.quit()))
assert HotKey.offered() and key.set("Ctrl+Alt+M")
assert not other.set("Ctrl+Alt+M"), "keys that another has were given twice"
x, t = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XStringToKeysym.restype = ctypes.c_ulong
x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
d = ctypes.c_void_p(x.XOpenDisplay(None))
codes = [x.XKeysymToKeycode(d, x.XStringToKeysym(n)) for n in (b"Control_L", b"Alt_L", b"m")]
def press():
    for code in codes: t.XTestFakeKeyEvent(d, code, 1, 0)
    for code in reversed(codes): t.XTestFakeKeyEvent(d, code, 0, 0)
    x.XFlush(d)
QTimer.singleShot(300, press)
QTimer.singleShot(8000, app.quit)
app.exec()
key.release()
assert other.set("Ctrl+Alt+M"), "the keys were not given back"
other.release()
sys.exit(0 if heard else 1)
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_the_keys_are_heard_on_a_real_display() -> None:
    """Pressed with nothing of ours in front; taken once only, and given back."""
    from ctypes.util import find_library

    if find_library("Xtst") is None:
        pytest.skip("needs libXtst to press keys")
    from tests.benchmarks.desktop import screen

    with screen() as environment:
        done = subprocess.run([sys.executable, "-c", PRESS], cwd=ROOT, env=environment, timeout=60, check=False)
    assert done.returncode == 0


def test_it_puts_itself_away_when_another_window_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    """A click elsewhere is enough."""
    tray = Tray(window)
    tray.quick.pop_up()
    qtbot.waitUntil(tray.quick.isVisible, timeout=MS)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=MS)
    tray.quick.changeEvent(QEvent(QEvent.Type.ActivationChange))
    assert not tray.quick.isVisible()
    tray.close()
