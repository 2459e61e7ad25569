"""The main job in the real window over the real engine: add a folder, ask, click the citation, see the place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from tests.helpers.profile import ROOT, Profile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def test_from_folder_to_highlight(
    qtbot: QtBot, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """공문 폴더를 추가하고 연가를 물으면, 근거를 눌렀을 때 원문의 그 쪽에 표시가 있다."""
    from desktop import compose
    from desktop.views.source_view import SourceView
    from indexer.requests import Shutdown

    folder = tmp_path / "공문"
    folder.mkdir()
    shutil.copy(ROOT / "resources/samples/documents/휴가 운영 지침(2025년 개정).hwp", folder)
    profile = Profile(tmp_path / "home")
    for name in ("MUNSEO_PASSPHRASE", "PYTHONPATH"):
        monkeypatch.setenv(name, profile.environment[name])
    # Vectors are not waited for here: search and answers work while they are being made.
    monkeypatch.setenv("MUNSEO_MODELS", str(tmp_path / "none"))
    made = compose.context(qapp, profile.home, compose.connect_engine)  # type: ignore[arg-type]
    window = compose.window(made)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    made.tasks.start()
    window.start()
    try:
        indexed = QSignalSpy(window.library_presenter.status_changed)
        window.library_presenter.index((str(folder),))
        qtbot.waitUntil(lambda: any(indexed.at(i)[0].indexed == 1 for i in range(indexed.count())), timeout=60_000)
        answered = QSignalSpy(window.ask_presenter.turn_finished)
        window.ask("쓰지 못한 연가는 며칠까지 저축할 수 있나요?")
        qtbot.waitUntil(lambda: answered.count() == 1, timeout=60_000)
        turn = answered.at(0)[0]
        assert not turn.refused
        assert "10일" in turn.text
        citation = next(c for c in turn.citations if "10일" in c.quote)
        window.open_source(citation)
        view = window.source.viewer
        assert isinstance(view, SourceView)
        with qtbot.waitSignal(view.opened, timeout=60_000):
            pass
        shown = view.source
        assert shown is not None
        assert shown.form == "svg"
        assert [mark.page for mark in shown.marks] == [2]
    finally:
        made.tasks.submit(Shutdown())
        qtbot.wait(200)
        window.close()
        made.tasks.close()
