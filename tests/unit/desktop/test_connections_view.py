"""연결: presets, ceilings, what the agency fixed, the instructions."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from connectors.platform_ports import Quota
from desktop.strings import Strings
from desktop.views.connections_view import ConnectionsView
from desktop.views.main_window import MainWindow
from desktop.views.platform_facts import facts, left
from desktop.views.widgets import Button
from indexer.requests import PlatformRow, PolicyInForce

MS = 10_000
MANAGED = "행정망 AI 플랫폼"


def shown(window: MainWindow, qtbot: QtBot) -> ConnectionsView:
    window.show_screen("connections")
    view = window.connections_view
    qtbot.waitUntil(lambda: view.form.preset.count() > 5 and len(view.cards) == 2, timeout=MS)
    return view


def test_a_preset_fills_the_form_and_goes_along_when_saved(window: MainWindow, qtbot: QtBot) -> None:
    """Address and model come from it, its other fields are saved with it; the new platform is tried at once."""
    view = shown(window, qtbot)
    view._add.click()
    view.form.preset.setCurrentIndex(1)
    view.form.preset.activated.emit(1)
    assert view.form.fields["url"].text().startswith("https://") and view.form.fields["model"].text()
    sent: list[tuple[object, ...]] = []
    view.form.saved.connect(lambda *a: sent.append(a))
    view.form.fields["name"].setText("우리 기관")
    view.form.ceiling.setCurrentIndex(view.form.ceiling.findData("S"))
    view.form.per_day.setValue(300)
    view.form.fields["embedding_model"].setText("bge-m3")
    view.form.save_button.click()
    options = sent[0][4]
    assert isinstance(options, dict)
    assert options["ceiling"] == "S" and options["requests_per_day"] == 300 and "extra_body" in options
    assert "url" not in options
    assert (options["embedding_model"], options["rerank_model"]) == ("bge-m3", "")
    qtbot.waitUntil(lambda: "우리 기관" in view.cards, timeout=MS)
    qtbot.waitUntil(lambda: view.cards["우리 기관"]._steps.count() >= 2, timeout=MS)


def test_what_the_agency_set_cannot_be_changed(window: MainWindow, strings: Strings, qtbot: QtBot) -> None:
    """Its platform has no 고치기 and no 지우기; where only its own are allowed none can be added, and it is said."""
    view = shown(window, qtbot)

    def words(name: str) -> set[str]:
        return {b.words for b in view.cards[name].findChildren(Button)}

    assert strings("connections.remove") not in words(MANAGED)
    assert strings("connections.remove") in words("부서 시험 서버")
    view._presenter.policy_changed.emit(PolicyInForce({"only_these_platforms": True}, ("policy.yaml",)))
    assert not view._add.isEnabled() and "관리자" in view._locked.text()
    view._presenter.policy_changed.emit(PolicyInForce({}, ()))
    assert view._add.isEnabled() and view._locked.isHidden()


def test_instructions_are_changed_and_put_back(window: MainWindow, qtbot: QtBot) -> None:
    """Saved only when they differ; one button brings the shipped ones back."""
    view = shown(window, qtbot)
    card = view.instructions
    qtbot.waitUntil(lambda: bool(card.edit.toPlainText()), timeout=MS)
    shipped = card.edit.toPlainText()
    card.open_button.click()
    assert not card.save_button.isEnabled() and not card.back_button.isEnabled()
    card.edit.setPlainText("짧게 답합니다. 답이 없으면 {refusal}")
    card.save_button.click()
    qtbot.waitUntil(lambda: bool(card._state.text()) and card.back_button.isEnabled(), timeout=MS)
    card.back_button.click()
    qtbot.waitUntil(lambda: card.edit.toPlainText() == shipped, timeout=MS)
    assert card._state.text() == ""
    card.edit.setFocus()
    qtbot.keyClick(card.edit, Qt.Key.Key_Tab)
    assert not card.edit.hasFocus()  # Tab goes on


def test_limits_and_what_is_left_are_told(strings: Strings) -> None:
    """This PC's own limits, what the platform said is left, and until when it takes none; nothing it did not say."""
    row = PlatformRow("가", "https://x", "M", True, True, "S", used_today=1234, requests_per_minute=20)
    assert facts(row, strings)[1:] == ["오늘 1,234회", "1분에 20회까지"]
    assert facts(replace(row, requests_per_day=3000), strings)[1] == "오늘 1,234 / 3,000회"
    assert left(row, strings) == []
    told = replace(row, quota=Quota(1000, 988, tokens_left=361_204, held_until=200.0))
    assert left(told, strings, now=100.0)[:2] == ["요청 988 / 1,000회", "토큰 361,204개"]
    assert len(left(told, strings, now=100.0)) == 3 and len(left(told, strings, now=300.0)) == 2


def test_a_platform_taken_back_keeps_its_limits(window: MainWindow, qtbot: QtBot) -> None:
    """되돌리기 after 지우기 brings the limits a minute back too."""
    view = shown(window, qtbot)
    name = "부서 시험 서버"
    row = replace(view.cards[name].row, requests_per_minute=7)
    view._remove(row)
    qtbot.waitUntil(lambda: name not in view.cards, timeout=MS)
    view.banner.press()
    qtbot.waitUntil(lambda: name in view.cards and view.cards[name].row.requests_per_minute == 7, timeout=MS)
