"""An evaluation as JSON, and as one HTML page that stands by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from indexer.evaluation import plots
from indexer.evaluation.metrics import Interval
from indexer.evaluation.run import SCORES, TOP, Outcome, differences, summary, worst

Say = Callable[..., str]

_STYLE = (
    "body{font:16px/1.6 'Pretendard GOV',Pretendard,'Malgun Gothic',sans-serif;max-width:900px;margin:2rem auto;"
    "padding:0 1rem;color:#1e2124}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #cdd1d5;"
    "padding:.4rem .6rem;text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    ".yes{color:#256ef4}.small{font-size:14px;color:#58616a}h2{margin-top:2.5rem}"
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Outcomes under the first settings and, where compared, under the second. settings: what differs."""

    name: str
    first: Sequence[Outcome]
    settings: Mapping[str, float | str]
    second: Sequence[Outcome] | None = None
    other: Mapping[str, float | str] | None = None


def _interval(value: Interval) -> dict[str, float | int]:
    out = asdict(value)
    return {
        "mean": round(out["mean"], 4),
        "low": round(out["low"], 4),
        "high": round(out["high"], 4),
        "n": out["count"],
    }


def as_json(done: Evaluation) -> dict[str, Any]:
    """The whole evaluation as plain values: scores with intervals, each question, the worst."""
    out: dict[str, Any] = {
        "questions": len(done.first),
        "settings": dict(done.settings),
        "scores": {name: _interval(v) for name, v in summary(done.first).items()},
        "rows": [_row(o) for o in done.first],
        "worst": [o.question.id for o in worst(done.first)],
    }
    if done.second is not None:
        for row, other in zip(out["rows"], done.second, strict=True):
            row["compared"] = _row(other)
        out["compared"] = {
            "settings": dict(done.other or {}),
            "scores": {name: _interval(v) for name, v in summary(done.second).items()},
            "differences": {name: _interval(v) for name, v in differences(done.first, done.second).items()},
        }
    return out


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.question.id,
        "text": outcome.question.text,
        "scores": {name: round(v, 4) for name, v in outcome.scores.items()},
        "rank": outcome.rank,
        "refused": outcome.refused,
        "hits": [{"path": p, "page": page, "relevant": good} for p, page, _, good in outcome.hits],
    }


def lines(done: Evaluation, say: Say) -> list[str]:
    """The figures for a person at a terminal."""
    out = [say("eval.head", name=done.name, n=len(done.first))]
    second = summary(done.second) if done.second is not None else {}
    gained = differences(done.first, done.second) if done.second is not None else {}
    for name, value in summary(done.first).items():
        line = f"  {say(_named(name))}: {_told(value)} (n={value.count})"
        if name in second:
            line += f" → {_told(second[name])}, {say('eval.difference')} {_told(gained[name], sign=True)}"
        out.append(line)
    return out


def _named(score: str) -> str:
    return f"eval.score.{score.replace('@', '')}"


def _told(value: Interval, sign: bool = False) -> str:
    mark = "+" if sign else ""
    return f"{value.mean:{mark}.3f} [{value.low:{mark}.3f}, {value.high:{mark}.3f}]"


def html(done: Evaluation, say: Say, language: str) -> str:
    """One page: figures, plots, differences, the worst questions with what was found instead."""
    first = summary(done.first)
    second = summary(done.second) if done.second is not None else {}
    title = escape(say("eval.title", name=done.name))
    groups = [(say(_named(n)), [v, *([second[n]] if n in second else [])]) for n, v in first.items()]
    parts = [
        f"<!DOCTYPE html><html lang='{language}'><head><meta charset='utf-8'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(say('eval.about', n=len(done.first)))}</p>{_settings(done, say)}",
        f"<h2>{escape(say('eval.scores'))}</h2>{plots.bars(groups, say('eval.scores'))}",
        _scores(done, first, second, say),
        f"<h2>{escape(say('eval.ranks'))}</h2>{plots.ranks(_ranks(done.first, say), say('eval.ranks'))}",
    ]
    if done.second is not None:
        parts.append(_compared(done.first, done.second, say))
    parts.append(_worst(done.first, say))
    return "".join(parts) + "</body></html>\n"


def _settings(done: Evaluation, say: Say) -> str:
    def told(values: Mapping[str, float | str]) -> str:
        return escape(", ".join(f"{n} = {v}" for n, v in values.items()) or say("eval.defaults"))

    text = f"<p class='small'>A: {told(done.settings)}"
    return text + (f"<br>B: {told(done.other or {})}</p>" if done.second is not None else "</p>")


def _scores(done: Evaluation, first: Mapping[str, Interval], second: Mapping[str, Interval], say: Say) -> str:
    gained = differences(done.first, done.second) if done.second is not None else {}
    rows = []
    for name, value in first.items():
        cells = [escape(say(_named(name))), str(value.count), _told(value)]
        if name in second:
            cells += [_told(second[name]), _told(gained[name], sign=True)]
        rows.append("<tr>" + "".join(f"<td{' class=n' if i else ''}>{c}</td>" for i, c in enumerate(cells)) + "</tr>")
    names = [
        say("eval.column.score"),
        say("eval.column.n"),
        "A",
        *(["B", "B − A"] if done.second is not None else []),
    ]
    return _table(names, rows)


def _table(names: Sequence[str], rows: Sequence[str]) -> str:
    return "<table><tr>" + "".join(f"<th>{escape(n)}</th>" for n in names) + "</tr>" + "".join(rows) + "</table>"


def _ranks(outcomes: Sequence[Outcome], say: Say) -> list[tuple[str, int]]:
    asked = [o for o in outcomes if o.question.relevant and not o.question.unanswerable]
    counts = Counter(o.rank if o.rank is not None and o.rank <= TOP else None for o in asked)
    return [*((str(i), counts[i]) for i in range(1, TOP + 1)), (say("eval.not_found"), counts[None])]


def _compared(first: Sequence[Outcome], second: Sequence[Outcome], say: Say) -> str:
    pairs = [
        (b.scores["ndcg@10"] - a.scores["ndcg@10"], a, b)
        for a, b in zip(first, second, strict=True)
        if "ndcg@10" in a.scores
    ]
    changed = sorted((p for p in pairs if p[0]), key=lambda p: -abs(p[0]))[:20]
    rows = [
        f"<tr><td>{escape(a.question.id)}</td><td>{escape(a.question.text)}</td><td class=n>{a.rank or '–'} → "
        f"{b.rank or '–'}</td><td class=n>{gain:+.3f}</td></tr>"
        for gain, a, b in changed
    ]
    names = [say(f"eval.column.{n}") for n in ("id", "question", "rank", "difference")]
    return (
        f"<h2>{escape(say('eval.each'))}</h2>{plots.differences([p[0] for p in pairs], say('eval.each'))}"
        f"<p>{escape(say('eval.better', more=sum(p[0] > 0 for p in pairs), less=sum(p[0] < 0 for p in pairs)))}</p>"
        + (_table(names, rows) if rows else "")
    )


def _worst(outcomes: Sequence[Outcome], say: Say) -> str:
    rows = []
    for o in worst(outcomes):
        found = "<br>".join(
            f"<span class='{'yes' if good else 'no'}'>{escape(Path(path).name)}{f' p.{page}' if page else ''}</span> "
            f"<span class=small>{escape(text)}</span>"
            for path, page, text, good in o.hits[:3]
        )
        wanted = "<br>".join(escape(r) for r in o.question.relevant) or escape(say("eval.unanswerable"))
        low = ", ".join(f"{say(_named(n))} {o.scores[n]:.2f}" for n in SCORES if o.scores.get(n, 1) < 1)
        rows.append(
            f"<tr><td>{escape(o.question.id)}</td><td>{escape(o.question.text)}<br><span class=small>{escape(low)}"
            f"</span></td><td>{wanted}</td><td>{found}</td></tr>"
        )
    names = [say(f"eval.column.{n}") for n in ("id", "question", "wanted", "found")]
    return f"<h2>{escape(say('eval.worst'))}</h2>" + (
        _table(names, rows) if rows else f"<p>{escape(say('eval.none_worst'))}</p>"
    )
