"""demo and desktop: a first look, and the window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from indexer import requests
from indexer.commands.asking import finished, stream_answer
from indexer.commands.options import Home, Json, Lang, home_of
from indexer.commands.say import say
from indexer.commands.session import DONE, could_not, emit, guarded, session, tell
from indexer.engine.address import read_address
from indexer.engine.client import EngineClient
from indexer.settings import resources

QUESTIONS = (
    "안 쓴 연가는 내년으로 며칠까지 넘길 수 있나요?",
    "민원 처리 기한을 늘리려면 어떻게 해야 하나요?",
    "휴일 당직을 하면 당직비를 얼마 받나요?",
)


def has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(home: Path, *arguments: str) -> int:
    """Run the window in a process of its own, and wait for it."""
    if getattr(sys, "frozen", False):
        command = [sys.executable, "--home", str(home), *arguments]
    else:
        command = [sys.executable, "-m", "desktop", "--home", str(home), *arguments]
    return subprocess.run(command).returncode


def _end_engine(home: Path) -> None:
    """The profile is about to be thrown away: the window's engine must not linger on it."""
    client = EngineClient.running(home)
    if client is None:
        return
    client.send(0, requests.Shutdown())
    deadline = time.monotonic() + 5
    while read_address(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    client.close()


def desktop(home: Home = None, lang: Lang = None) -> None:
    """The window, in a process of its own."""

    def body() -> int:
        if not has_screen() and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "vnc", "minimal"):
            could_not("desktop", "error.no_screen", False)
        return open_window(home_of(home))

    raise typer.Exit(guarded(False, body))


def demo(
    no_window: Annotated[bool, typer.Option("--no-window", help="help.no_window")] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Index the samples into a throw-away profile and ask three questions."""

    def body() -> int:
        samples = resources() / "samples" / "documents"
        from indexer.compose import use_throwaway_key

        use_throwaway_key()
        with tempfile.TemporaryDirectory(prefix="munseonaru-demo-", ignore_cleanup_errors=True) as folder:
            home = Path(folder)
            with session(home) as current:
                tell(say("demo.indexing", folder=samples))
                for event in current.ask(requests.Index((str(samples),))):
                    if isinstance(event, requests.Indexed):
                        tell(
                            say(
                                "demo.indexed",
                                files=event.indexed,
                                passages=event.passages,
                                seconds=event.seconds,
                            )
                        )
                for number, question in enumerate(QUESTIONS, 1):
                    request = requests.Ask(question, quote=True)
                    if json:
                        emit({"id": f"demo-{number}", **finished(current, request)})
                    else:
                        typer.echo("\n■ " + say("demo.question", question=question))
                        stream_answer(current, request, False)
            if not no_window and not json and has_screen():
                code = open_window(home, "--ask", QUESTIONS[0])
                _end_engine(home)
                return code
        return DONE

    raise typer.Exit(guarded(json, body))
