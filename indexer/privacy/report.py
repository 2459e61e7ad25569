"""What the ledger says, for an auditor (a line a call) and for the public (counts by month, model and purpose)."""

from __future__ import annotations

import csv
import html
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from indexer.exporting import hwpx
from indexer.exporting.paper import Paper, Paragraph, Table, plain

_PURPOSES = {
    "answer": ("자료에 근거한 질의응답", "answers from documents"),
    "summary": ("문서 요약", "summaries of documents"),
    "table": ("여러 파일의 항목 정리", "tables across files"),
    "report": ("보고서 초안", "drafts of reports"),
    "plan": ("질문 나누기(자세히 찾기)", "taking questions apart"),
    "follow_up": ("이어진 질문의 이해", "understanding follow-ups"),
    "test": ("연결 시험", "connection test"),
    "other": ("기타", "other"),
}
_AUDIT = (
    "at", "who", "platform", "host", "model", "purpose", "prompt_version", "documents", "grades", "masks", "outcome",
    "prompt_tokens", "completion_tokens", "seconds", "verdicts", "call",
)  # fmt: skip
_PUBLIC = (
    "월",
    "플랫폼",
    "모델",
    "쓰임",
    "요청 수",
    "답변 수",
    "실패 수",
    "입력 토큰",
    "출력 토큰",
    "가린 개인정보 수",
)
TITLE = "생성형 인공지능 이용 현황"
NOTE = "이 표는 문서나루의 AI 사용 기록에서 만들었으며 질문과 문서의 내용은 담고 있지 않습니다."
_DOUBT = "주의: AI 사용 기록의 무결성 검증에서 이상이 발견되었습니다."


def purpose(name: str, in_english: bool = False) -> str:
    """What a call was for, in words."""
    return _PURPOSES.get(name, _PURPOSES["other"])[in_english]


def calls(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries put together to calls, oldest first."""
    out: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry.get("event") == "asked":
            row: dict[str, Any] = dict.fromkeys(_AUDIT, "")
            row |= {"documents": [], "grades": {}, "masks": {}, "verdicts": {}}
            out[entry["call"]] = row | {k: v for k, v in entry.items() if k in _AUDIT}
        elif entry.get("call") in out:
            facts = {k: v for k, v in entry.items() if k in _AUDIT and k not in ("at", "call")}
            out[entry["call"]] |= {k: v for k, v in facts.items() if v is not None}
    return list(out.values())


def audit(entries: Sequence[dict[str, Any]], form: str, whole: bool) -> bytes:
    """Every call, as `csv` (UTF-8 with BOM, for the spreadsheet) or `json` (with the chain itself)."""
    if form == "json":
        body = {"whole": whole, "entries": list(entries)}
        return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"
    return _csv(_AUDIT, [[_cell(call[name]) for name in _AUDIT] for call in calls(entries)])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, dict):
        return " ".join(f"{k}={v}" for k, v in sorted(value.items()))
    # A name that begins like a formula stays a name in a spreadsheet.
    return "'" + value if isinstance(value, str) and value[:1] in "=+-@" and value else value


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def counted(entries: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """Rows of `_PUBLIC`, by month, platform, model and purpose; no account, no document, no hour."""
    rows: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for call in calls(entries):
        if call["purpose"] == "test":
            continue
        row = rows[str(call["at"])[:7], call["platform"], call["model"], purpose(call["purpose"])]
        row["asked"] += 1
        row["answered"] += call["outcome"] == "answered"
        row["failed"] += str(call["outcome"]).startswith(("failed", "not_sent"))
        row["in"] += int(call["prompt_tokens"] or 0)
        row["out"] += int(call["completion_tokens"] or 0)
        row["masked"] += sum(call["masks"].values())
    names = ("asked", "answered", "failed", "in", "out", "masked")
    return [[*key, *(counts[n] for n in names)] for key, counts in sorted(rows.items())]


def public(entries: Sequence[dict[str, Any]], form: str, whole: bool) -> bytes:
    """The transparency report as csv, json, html or hwpx."""
    rows = counted(entries)
    notes = [NOTE] if whole else [NOTE, _DOUBT]
    if form == "csv":
        return _csv(_PUBLIC, [[_cell(v) for v in row] for row in rows])
    if form == "json":
        body = {"whole": whole, "rows": [dict(zip(_PUBLIC, row, strict=True)) for row in rows]}
        return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"
    shown = [[f"{v:,}" if isinstance(v, int) else str(v) for v in row] for row in rows]
    if form == "hwpx":
        table = Table(_PUBLIC, tuple(tuple(map(plain, row)) for row in shown))
        said = tuple(Paragraph(plain(note), "small") for note in notes)
        return hwpx.write(Paper(TITLE, (*said, table), "", "record", datetime.now().astimezone()))
    return _html(notes, shown)


def _html(notes: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"

    body = "\n".join(line(row, "td") for row in rows)
    said = "\n".join(f"<p>{html.escape(note)}</p>" for note in notes)
    return f"""<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>{TITLE}</title>
<style>body{{font-family:"Pretendard GOV",sans-serif;margin:2rem}}table{{border-collapse:collapse}}
th,td{{border:1px solid #8a949e;padding:.4rem .6rem}}th{{background:#eef2f7}}
td:nth-child(n+5){{text-align:right}}</style>
</head><body><h1>{TITLE}</h1>
{said}
<table><caption>{TITLE}</caption><thead>{line(_PUBLIC, "th")}</thead><tbody>
{body}
</tbody></table></body></html>
""".encode()
