"""ocr: text recognition in pictures and scanned pages, turned on or off, and the queue."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from indexer import requests
from indexer.commands import text
from indexer.commands.options import Home, Json, home_of
from indexer.commands.session import DONE, could_not, emit, guarded, session, tell
from indexer.requests import as_json as plain

Action = Literal["status", "on", "off", "run"]
MISSING = "글자 인식(OCR) 프로그램이 설치되어 있지 않습니다."
INSTALL = "Tesseract와 한국어 자료(kor)를 설치하십시오. 다른 곳에 설치했다면 MUNSEO_TESSERACT에 경로를 적으십시오."


def ocr(
    action: Annotated[Action, typer.Argument(help="status, on, off 또는 run")] = "status",
    json: Json = False,
    home: Home = None,
) -> None:
    """그림과 스캔한 쪽의 글자 인식을 켜거나 끄고, 기다리는 파일을 읽습니다."""

    def body() -> int:
        turn = {"on": True, "off": False}.get(action)
        state: requests.Recognition | None = None
        with session(home_of(home)) as current:
            for event in current.ask(requests.Recognise(turn, run=action == "run")):
                if isinstance(event, requests.Recognition):
                    state = event
                elif isinstance(event, requests.IndexProgress):
                    tell(text.progress(event))
        assert state is not None
        if action in ("on", "run") and not state.installed:
            could_not("not_installed", MISSING, INSTALL, json)
        if action == "run" and not state.enabled:
            could_not("query", "글자 인식이 꺼져 있습니다.", "`munseo ocr on`으로 켠 뒤 다시 시도하십시오.", json)
        if json:
            emit(plain(state))
        else:
            installed = "설치됨" if state.installed else "설치되지 않음"
            turned = "켜짐" if state.enabled else "꺼짐"
            typer.echo(f"글자 인식(OCR): {turned} · 프로그램 {installed} · 기다리는 파일 {state.pending:,}개")
        return DONE

    raise typer.Exit(guarded(json, body))
