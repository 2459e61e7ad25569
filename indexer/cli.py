"""The `munseo` command: everything the window can do, scriptable. The contract is docs/cli.md."""

from __future__ import annotations

import contextlib
import io
import sys

import typer

from indexer.commands import asking, demo, doctor, documents, platforms, recognition
from indexer.commands.options import Json
from indexer.commands.session import COULD_NOT, could_not, guarded

app = typer.Typer(
    name="munseo",
    help="내 문서에 묻고, 근거와 함께 답을 얻습니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo.demo)
app.command()(demo.desktop)
app.command()(documents.parse)
app.command()(documents.index)
app.add_typer(documents.sources_app, name="sources")
app.command()(documents.status)
app.command()(documents.failures)
app.command()(recognition.ocr)
app.command()(asking.search)
app.command()(asking.ask)
app.add_typer(platforms.platform_app, name="platform")
app.command()(doctor.doctor)

# In the contract, and not built yet: they say so with exit code 4 until their issue comes.
NOT_YET = {
    "eval": "품질 평가",
    "policy": "기관 정책",
    "egress": "외부 연결 점검",
    "ledger": "AI 사용 기록",
    "check": "무결성 점검",
    "backup": "백업",
    "restore": "복원",
    "rekey": "암호 키 변경",
}


def _not_yet(name: str, title: str) -> None:
    @app.command(
        name,
        help=f"{title}(준비 중)",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )
    def command(json: Json = False) -> None:
        def body() -> int:
            could_not("not_yet", f"{title} 기능은 아직 준비 중입니다.", "다음 판을 기다려 주십시오.", json)

        raise typer.Exit(guarded(json, body))


for _name, _title in NOT_YET.items():
    _not_yet(_name, _title)


def main() -> int:
    """Entry point of `munseo`: UTF-8 on every system, whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return COULD_NOT
    return 0


if __name__ == "__main__":
    sys.exit(main())
