"""Results as Korean (or English) lines for a person at a terminal."""

from __future__ import annotations

from pathlib import Path

from indexer import requests
from indexer.model import CitationEvent, Hit


def page(number: int | None, exact: bool) -> str:
    """‘3쪽’, or ‘약 3쪽’ where it is an estimate; nothing where it is unknown."""
    if number is None:
        return ""
    return f"{number}쪽" if exact else f"약 {number}쪽"


def duration(seconds: float) -> str:
    """‘45초’, ‘약 12분’, ‘약 2시간 5분’."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}초"
    minutes = round(whole / 60)
    return f"약 {minutes}분" if minutes < 60 else f"약 {minutes // 60}시간 {minutes % 60}분"


def progress(event: requests.IndexProgress) -> str:
    stages = {
        "scanning": "파일 찾는 중",
        "reading": "읽는 중",
        "vectors": "의미 색인 중",
        "ocr": "그림에서 글자 읽는 중",
    }
    left = f" · {duration(event.seconds_left)} 남음" if event.seconds_left is not None else ""
    if event.stage == "vectors":
        return f"{stages['vectors']}: {event.vectors_pending:,}개 남음{left}"
    failed = f" · 실패 {event.failed:,}" if event.failed else ""
    return f"{stages.get(event.stage, event.stage)}: {event.done:,} / {event.seen:,} 파일{failed}{left}"


def indexed(result: requests.Indexed) -> str:
    return (
        f"파일 {result.seen:,}개: 새로 읽음 {result.indexed:,}, 그대로 {result.unchanged:,}, "
        f"옮겨짐 {result.moved:,}, 지워짐 {result.removed:,}, 실패 {len(result.failed):,} · "
        f"구절 {result.passages:,}개 · {result.seconds:.1f}초"
    )


def hit(number: int, item: Hit) -> str:
    where = " · ".join(x for x in (page(item.page, item.page_exact), " > ".join(item.heading_path)) if x)
    text = " ".join(item.text.split())
    shown = text if len(text) <= 200 else text[:200] + "…"
    return f"{number}. {Path(item.path).name} {('(' + where + ')') if where else ''}\n   {shown}\n   {item.path}"


def citation(item: CitationEvent) -> str:
    where = page(item.page, item.page_exact)
    return f"[{item.number}] {Path(item.path).name}{' ' + where if where else ''} — {item.path}"
