"""Sets of questions with what they should find: JSON lines, CSV or XLSX, made by hand or drafted."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import DocumentError, QueryError

_COLUMNS = {
    "id": "id", "번호": "id",
    "text": "text", "question": "text", "질문": "text",
    "relevant": "relevant", "문서": "relevant", "근거": "relevant", "근거 문서": "relevant",
    "answer": "answer", "답": "answer", "답변": "answer", "정답": "answer",
    "unanswerable": "unanswerable", "답 없음": "unanswerable", "답없음": "unanswerable",
    "passage": "passage", "근거 문장": "passage",
}  # fmt: skip
_YES = {"true", "1", "y", "yes", "o", "예", "네", "참", "✓", "v"}
_LIMIT = 20_000_000  # bytes of a set


@dataclass(frozen=True, slots=True)
class Question:
    """relevant: paths (their ends suffice), each with or without #page; answer: what should be shown, "" if unknown.

    passage: text of the passage that answers, "" if unknown; unanswerable: the documents hold no answer.
    """

    id: str
    text: str
    relevant: tuple[str, ...] = ()
    answer: str = ""
    unanswerable: bool = False
    passage: str = ""


def read(path: Path) -> list[Question]:
    """The questions of a file, in its order. Raises QueryError with the line or row that is none."""
    suffix = path.suffix.lower()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QueryError(f"‘{path}’을(를) 읽지 못했습니다.", "경로와 권한을 확인하십시오.") from error
    if len(data) > _LIMIT:
        raise QueryError(f"‘{path.name}’이(가) 너무 큽니다.", "20 MB 이하로 나누어 주십시오.")
    if suffix == ".xlsx":
        rows = _sheet(data, path)
    elif suffix == ".csv":
        rows = _csv(_text(data, path), path)
    else:
        rows = _json_lines(_text(data, path), path)
    questions = [_question(row, number, path) for number, row in rows]
    if not questions:
        raise QueryError(f"‘{path.name}’에 질문이 없습니다.", "질문을 한 줄에 하나씩 적으십시오.")
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QueryError(
                f"‘{path.name}’에 번호 ‘{question.id}’이(가) 두 번 있습니다.", "번호를 서로 다르게 고치십시오."
            )
        seen.add(question.id)
    return questions


def as_row(question: Question) -> dict[str, Any]:
    """As a line of a JSON set, without what is empty."""
    row: dict[str, Any] = {"id": question.id, "text": question.text, "relevant": list(question.relevant)}
    more = {"answer": question.answer, "passage": question.passage, "unanswerable": question.unanswerable}
    return row | {name: value for name, value in more.items() if value}


def _text(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "cp949"):  # Excel on a Korean Windows saves CSV as CP949
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QueryError(f"‘{path.name}’의 글자를 읽지 못했습니다.", "UTF-8로 저장한 뒤 다시 시도하십시오.")


def _json_lines(text: str, path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise _bad(path, number)
        rows.append((number, row))
    return rows


def _csv(text: str, path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        table = list(csv.reader(text.splitlines(keepends=True)))
    except csv.Error as error:
        raise QueryError(f"‘{path.name}’의 표를 읽지 못했습니다.", "CSV 형식을 확인하십시오.") from error
    return _table(table, path)


def _sheet(data: bytes, path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    """The first sheet, read as documents are."""
    from indexer.parsing.dispatch import parse_bytes
    from indexer.parsing.limits import Limits

    try:
        document = parse_bytes(data, path.name, Limits())
    except DocumentError as error:
        raise QueryError(error.told(path.name), error.next_step) from error
    tables = [block.rows for block in document.blocks if block.kind == "table"]
    return _table(tables[0] if tables else (), path)


def _table(rows: Sequence[Sequence[str]], path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    if not rows:
        return []
    names = [_COLUMNS.get(" ".join(str(cell).split()).lower(), "") for cell in rows[0]]
    if "text" not in names:
        raise QueryError(
            f"‘{path.name}’의 첫 줄에 ‘text’(질문) 열이 없습니다.",
            "첫 줄에 열 이름을 적으십시오: id, text, relevant, answer, unanswerable.",
        )
    out: list[tuple[int, Mapping[str, Any]]] = []
    for number, row in enumerate(rows[1:], 2):
        found = {name: str(cell).strip() for name, cell in zip(names, row, strict=False) if name}
        if any(found.values()):
            out.append((number, {"id": str(number - 1)} | {n: v for n, v in found.items() if v}))
    return out


def _question(row: Mapping[str, Any], number: int, path: Path) -> Question:
    text = row.get("text")
    relevant = row.get("relevant") or ()
    if isinstance(relevant, str):
        relevant = [part.strip() for part in relevant.replace("\n", ";").split(";") if part.strip()]
    if not isinstance(text, str) or not text.strip() or not isinstance(relevant, list | tuple):
        raise _bad(path, number)
    unanswerable = row.get("unanswerable", False)
    if isinstance(unanswerable, str):
        unanswerable = unanswerable.strip().lower() in _YES
    return Question(
        str(row.get("id", number)),
        text.strip(),
        tuple(str(r) for r in relevant),
        str(row.get("answer") or ""),
        bool(unanswerable),
        str(row.get("passage") or ""),
    )


def _bad(path: Path, number: int) -> QueryError:
    return QueryError(
        f"‘{path.name}’ {number}번째 줄이 질문이 아닙니다.",
        '{"id": ..., "text": ..., "relevant": [경로]}처럼 적으십시오.',
    )


def matching(question: Question, path: str, page: int | None) -> str | None:
    """Which entry of `relevant` this file, or this page of it, is; None where it is none."""
    here = _plain(path)
    for entry in question.relevant:
        file, mark, wanted = entry.rpartition("#")
        if not mark or not wanted.isdigit():
            file, wanted = entry, ""
        end = _plain(file)
        if (here == end or here.endswith("/" + end.lstrip("/"))) and (not wanted or page == int(wanted)):
            return entry
    return None


def _plain(path: str) -> str:
    return unicodedata.normalize("NFC", path).replace("\\", "/").removeprefix("./")
