"""eval: how good searches and answers are on a set of questions, under one or two sets of settings."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer import requests, settings
from indexer.commands.asking import finished
from indexer.commands.run import Run, command
from indexer.commands.say import language, say
from indexer.commands.session import DONE, SOME_FAILED, Session, could_not, emit, session, tell
from indexer.evaluation import questions as sets
from indexer.evaluation import report
from indexer.evaluation.run import TOP, Outcome, evaluate
from indexer.model import Hit

_TOLD_EVERY = 20  # questions between two lines of progress


class _Through:
    """Asks a session's engine under given settings."""

    def __init__(self, current: Session, values: Mapping[str, float | str]) -> None:
        self._session = current
        self._values = dict(values) or None
        self.failed = False

    def search(self, text: str) -> Sequence[Hit]:
        found: requests.Found = self._session.one(requests.Search(text, TOP, settings=self._values))
        return found.hits

    def ask(self, text: str) -> Mapping[str, Any]:
        answer = finished(self._session, requests.Ask(text, quote=True, settings=self._values))
        self.failed = self.failed or "error" in answer
        return answer


@command
def evaluation(
    run: Run,
    questions: Annotated[Path | None, typer.Argument(help="help.question_set")] = None,
    compare: Annotated[Path | None, typer.Option("--compare", help="help.compare_with")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="help.html")] = None,
    no_answers: Annotated[bool, typer.Option("--no-answers", help="help.no_answers")] = False,
    draft: Annotated[int | None, typer.Option("--draft", min=1, max=10_000, help="help.draft")] = None,
) -> int:
    if (questions is None) == (draft is None):
        raise typer.BadParameter(say("usage.eval"))
    if questions is None:
        return _draft(run.home, draft or 0)
    asked = sets.read(questions)
    other = _values(compare, run.json) if compare else None
    with run.session() as current:
        listed: requests.Settings = current.one(requests.ListSettings())
        own = {row.name: row.value for row in listed.rows if row.value != row.default}
        failed, first = _run(current, asked, {}, not no_answers)
        second = None
        if other is not None:
            failed_too, second = _run(current, asked, other, not no_answers)
            failed = failed or failed_too
    done = report.Evaluation(questions.name, first, own, second, {**own, **other} if other else other)
    if html:
        _write(html, report.html(done, say, language()), run.json)
    if run.json:
        emit(report.as_json(done))
    else:
        typer.echo("\n".join(report.lines(done, say)))
    return SOME_FAILED if failed else DONE


def _run(
    current: Session, asked: Sequence[sets.Question], values: Mapping[str, float | str], answers: bool
) -> tuple[bool, list[Outcome]]:
    through = _Through(current, values)
    out = []
    for number, outcome in enumerate(evaluate(asked, through, answers), 1):
        out.append(outcome)
        if number % _TOLD_EVERY == 0 or number == len(asked):
            tell(say("eval.progress", done=number, all=len(asked)))
    return through.failed, out


def _values(path: Path, as_json: bool) -> dict[str, float | str]:
    """Names and values of a settings file: search.lexical: 0.5, or search with its fields below it."""
    import yaml

    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        could_not("query", "error.bad_settings_file", as_json, path=path)
    if not isinstance(table, dict) or not table:
        could_not("query", "error.bad_settings_file", as_json, path=path)
    flat: dict[str, Any] = {}
    for name, value in table.items():
        flat |= {f"{name}.{n}": v for n, v in value.items()} if isinstance(value, dict) else {str(name): value}
    out: dict[str, float | str] = {}
    for name, value in flat.items():
        if name.startswith("passages."):
            could_not("query", "error.not_compared", as_json, name=name)
        out[name] = settings.setting(name).read(str(value))
    return out


def _write(path: Path, text: str, as_json: bool) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        could_not("query", "error.not_written", as_json, path=path)
    tell(say("eval.written", path=path))


def _draft(home: Path, count: int) -> int:
    """Lines to be put right by hand: the text as the file of a set, whatever was asked for."""
    with session(home) as current:
        drafted: requests.Drafted = current.one(requests.DraftQuestions(count))
    for row in drafted.rows:
        typer.echo(jsonlib.dumps(requests.as_json(row), ensure_ascii=False))
    tell(say("eval.drafted", n=len(drafted.rows)))
    return DONE
