"""Conversations in a real encrypted database, without the rest of a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from indexer.answers import CitationEvent, Turn
from indexer.model import Location
from indexer.store.cipher import StoreKey
from indexer.store.connections import Connections
from indexer.store.conversations import Conversations
from indexer.store.migrations import migrate

QUESTIONS = (
    ("쓰지 못한 연가는 며칠까지 저축할 수 있습니까?", "연가는 10일까지 저축할 수 있습니다. [1]"),
    ("국내 출장의 일비와 식비는 얼마입니까?", "일비 25,000원, 식비 25,000원을 지급합니다. [1]"),
    ("정보공개 청구를 받으면 며칠 안에 공개 여부를 결정해야 하고, 연장하려면 누구에게 알려야 합니까?",
     "청구를 받은 날부터 10일 이내에 결정해야 합니다. [1]"),
    ("민원 처리기간에 토요일이 들어갑니까?", "토요일과 공휴일은 산입하지 않습니다. [1]"),
    ("2025년 하반기 직원 교육 일정과 신청 방법", "교육은 9월에 시작합니다. [1]"),
)  # fmt: skip


def talks(folder: Path, count: int) -> Conversations:
    """`count` conversations of one to three questions, the latest of today, then one every eight hours."""
    salt = bytes(16)
    db = Connections(folder / "talks.db", StoreKey(raw=bytes(32)).page_key(salt), salt)
    db.rows("PRAGMA journal_mode = WAL")
    migrate(db)
    made = Conversations(db)
    now = datetime.now(UTC)
    with db.writing():
        for n in reversed(range(count)):
            name = ""
            for turn in range(n % 3 + 1):
                asked, answer = QUESTIONS[(n + turn) % len(QUESTIONS)]
                quote = answer.removesuffix(" [1]")
                cited = CitationEvent(
                    1, "/home/공무원/업무문서/2025/연가운영지침_최종.hwp", 3, True, Location(3, True), quote
                )
                at = (now - timedelta(hours=8 * n, minutes=-turn)).isoformat(timespec="seconds")
                kept = Turn(asked, asked, answer, False, "quote", (cited,), at)
                if name:
                    made.add(name, kept)
                else:
                    name, _number = made.begin(kept)
    return made
