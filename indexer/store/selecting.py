"""Conditions on documents, as SQL over the catalog: what `--filter KEY=VALUE` and a question's own words ask for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from indexer.errors import QueryError
from indexer.language.periods import find_periods

Sql = tuple[str, list[Any]]

# What an official calls a file type → formats and suffixes.
TYPES: dict[str, tuple[str, ...]] = {
    "한글": ("hwp", "hwpx", "hml"), "아래아한글": ("hwp", "hwpx", "hml"), "엑셀": ("xlsx", "xls", "csv"),
    "워드": ("docx", "doc"), "파워포인트": ("pptx", "ppt"), "피피티": ("pptx", "ppt"), "피디에프": ("pdf",),
    "텍스트": ("text", "txt"), "txt": ("text", "txt"), "md": ("markdown", "md"), "마크다운": ("markdown", "md"),
    "ppt": ("pptx", "ppt"), "메일": ("eml", "msg"), "이메일": ("eml", "msg"), "html": ("html", "htm"),
}  # fmt: skip
_PASSAGE_KINDS = frozenset(
    "heading paragraph list_item table caption footnote endnote header footer textbox memo hidden equation"
    " image_text".split()
)
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
# A document's own dates; the file's time is asked for by its own keys.
OWN_DATES = ("d.dated", "d.enforced_on", "d.revised_on", "d.released_on")
_MODIFIED = "date(f.mtime_ns / 1000000000, 'unixepoch', 'localtime')"


def like(text: str) -> str:
    """`text` for LIKE ... ESCAPE '\\', composed and case-folded as the catalog's keys are."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _day(name: str, value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y-%m-%d").astimezone()
    except ValueError as error:
        raise QueryError(f"‘{name}’ 조건의 날짜를 이해하지 못했습니다.", "2026-03-31과 같이 입력하십시오.") from error


def span_of(name: str, value: str, today: date) -> tuple[date, date]:
    """First and last day of 2024, 2024-03, 2024-03-05, of two of them around “..”, or of words such as 작년 상반기.

    Either side of “..” may be missing. Raises QueryError for what is no time.
    """
    text = value.strip()
    if ".." in text:
        first, _, last = text.partition("..")
        start = span_of(name, first, today)[0] if first.strip() else date.min
        end = span_of(name, last, today)[1] if last.strip() else date.max
        return start, end
    match = _ISO.fullmatch(text)
    try:
        if match:
            year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
            start = date(year, month, day)
            if match[3]:
                return start, start
            if match[2]:
                return start, date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
            return start, date(year, 12, 31)
    except ValueError:
        match = None
    found = find_periods(text, today)
    if not found:
        raise QueryError(
            f"‘{name}’ 조건의 기간을 이해하지 못했습니다.",
            "2024, 2024-03, 2024-01-01..2024-06-30, ‘작년 상반기’와 같이 입력하십시오.",
        )
    return found[0].start, found[0].end


def _between(columns: Sequence[str], span: tuple[date, date]) -> Sql:
    first, last = (d.isoformat() for d in span)
    parts = [f"{c} BETWEEN ? AND ?" for c in columns]
    return "(" + " OR ".join(parts) + ")", [first, last] * len(columns)


def _type(name: str, value: str, today: date) -> Sql:
    wanted = value.casefold().strip().lstrip(".")
    forms = TYPES.get(wanted, (wanted,))
    marks = ",".join("?" * len(forms))
    # A parser may name a format more closely than its suffix does: hwp5 and hwp3 are both hwp.
    suffixes = " OR ".join(["f.name_key LIKE ? ESCAPE '\\'"] * len(forms))
    return (
        f"(d.format IN ({marks}) OR rtrim(d.format, '0123456789') IN ({marks}) OR {suffixes})",
        [*forms, *forms, *(f"%.{like(f)}" for f in forms)],
    )


def _path(name: str, value: str, today: date) -> Sql:
    return "f.path_key LIKE ? ESCAPE '\\'", [like(value) + "%"]


def _folder(name: str, value: str, today: date) -> Sql:
    inside = like(value.strip("/\\").replace("\\", "/"))
    return "replace(f.path_key, '\\', '/') LIKE ? ESCAPE '\\'", [f"%/%{inside}%/%"]


def _name(name: str, value: str, today: date) -> Sql:
    return "f.name_key LIKE ? ESCAPE '\\'", [f"%{like(value)}%"]


def _department(name: str, value: str, today: date) -> Sql:
    return "instr(replace(d.department, ' ', ''), ?) > 0", [_bare(value)]


def _number(name: str, value: str, today: date) -> Sql:
    wanted = _bare(value).removesuffix("호")
    return (
        "(? IN (replace(d.document_number, ' ', ''), d.notice_number) OR replace(d.rule_number, ' ', '') IN (?, ?))",
        [wanted, wanted + "호", wanted],
    )


def _disclosure(name: str, value: str, today: date) -> Sql:
    return "d.disclosure = ?", [_bare(value).removeprefix("대국민")]


def _kind(name: str, value: str, today: date) -> Sql:
    if value in _PASSAGE_KINDS:
        return "p.kind = ?", [value]
    return "d.kind = ?", [_bare(value)]


def _year(name: str, value: str, today: date) -> Sql:
    span = span_of(name, value, today)
    dates, values = _between(OWN_DATES, span)
    return f"(d.about_year BETWEEN ? AND ? OR {dates})", [str(span[0].year), str(span[1].year), *values]


def _period(name: str, value: str, today: date) -> Sql:
    return _between(OWN_DATES, span_of(name, value, today))


def _recent(name: str, value: str, today: date) -> Sql:
    return _between([f"coalesce(d.dated, {_MODIFIED})"], span_of(name, value, today))


def _enforced(name: str, value: str, today: date) -> Sql:
    return _between(["d.enforced_on"], span_of(name, value, today))


def _created(name: str, value: str, today: date) -> Sql:
    return _between(["d.created"], span_of(name, value, today))


def _modified(name: str, value: str, today: date) -> Sql:
    return _between([_MODIFIED], span_of(name, value, today))


def _since(name: str, value: str, today: date) -> Sql:
    day = int(_day(name, value).timestamp()) * 1_000_000_000
    return f"f.mtime_ns {'>=' if name == 'after' else '<'} ?", [day]


def _version(name: str, value: str, today: date) -> Sql:
    """latest: of the files with one base name only the last; 최종, 초안 ...: the word in the file's name."""
    if value.casefold() in ("latest", "최신", "current"):
        # In one folder: 결과보고.hwp of two projects are no versions of each other. rtrim leaves the folder.
        folder = "rtrim(g.path_key, replace(replace(g.path_key, '/', ''), '\\', ''))"
        return (
            f"f.id IN (SELECT id FROM (SELECT g.id AS id, row_number() OVER (PARTITION BY {folder}, g.base ORDER BY"
            " coalesce(h.dated, g.name_day, '') DESC, g.version_rank DESC, g.mtime_ns DESC, g.id DESC) AS place"
            " FROM file g JOIN document h ON h.id = g.document) WHERE place = 1)",
            [],
        )
    return "instr(d.version, ?) > 0", [value]


_CONDITIONS: dict[str, Callable[[str, str, date], Sql]] = {
    "type": _type, "folder": _folder, "path": _path, "name": _name, "kind": _kind, "department": _department,
    "number": _number, "disclosure": _disclosure, "year": _year, "period": _period, "recent": _recent,
    "enforced": _enforced, "created": _created, "modified": _modified, "after": _since, "before": _since,
    "version": _version,
}  # fmt: skip
KEYS = tuple(_CONDITIONS)
_WHOLE = frozenset({"path", "folder", "name"})  # values in which a comma is a comma


def condition(name: str, value: str, today: date) -> Sql:
    """SQL over file f, document d, passage p. Several values, by comma or line: any of them. Raises QueryError."""
    make = _CONDITIONS.get(name)
    if make is None:
        raise QueryError(f"‘{name}’은(는) 쓸 수 없는 조건입니다.", f"{', '.join(KEYS)} 가운데 하나를 쓰십시오.")
    split = value.split("\n") if name in _WHOLE else re.split(r"[,\n]", value)
    parts = [make(name, v.strip(), today) for v in split if v.strip()]
    if not parts:
        raise QueryError(f"‘{name}’ 조건에 값이 없습니다.", f"{name}=값 형식으로 적으십시오.")
    return "(" + " OR ".join(p[0] for p in parts) + ")", [v for p in parts for v in p[1]]
